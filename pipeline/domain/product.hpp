#pragma once

#include "pipeline/domain/values.hpp"
#include "pipeline/domain/words.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace vitrine::domain {

/// One photograph of a product alone.
struct Packshot {
  std::filesystem::path file;  ///< as resolved against the file that names it
  View view = View::front;
  std::optional<std::filesystem::path> mask;  ///< 8-bit grey, 255 = product
  Origin origin;
};

/// Pixels that resemble a colour inside a box: a zone for which nobody drew a mask.
struct LikeColor {
  Rgb color;
  Box within;
  friend bool operator==(const LikeColor&, const LikeColor&) = default;
};

/// A named part of a product, on its main view unless `view` says otherwise.
struct Zone {
  std::string name;
  View view = View::front;
  std::variant<std::filesystem::path, LikeColor> area;
  Origin origin;
};

/// What a zone becomes: a colour or a fabric swatch.
using Target = std::variant<Rgb, std::filesystem::path>;

/// A colour variant that products can be made in.
struct Colorway {
  std::string name;
  std::string zone;  ///< empty: the product's dominant colour is the zone
  Target target;
  Origin origin;
};

/// A colorway as one product sells it: with a SKU of its own where the shop has one.
struct ProductColorway {
  std::string name;
  std::string sku;               ///< empty: the product's
  std::optional<Target> target;  ///< beats the common list
  std::optional<std::string> zone;
  bool as_photographed = false;  ///< `natural`, or the name equals `shows`
  Origin origin;
};

struct TrueSize {
  std::optional<Length> height, width;
  friend bool operator==(const TrueSize&, const TrueSize&) = default;
};

struct Keep {
  std::vector<std::string>
      parts;                      ///< words; one with a zone of that name is protected and measured
  std::vector<std::string> text;  ///< must be readable on the product afterwards
};

/// What a bundle consists of.
struct Member {
  std::string sku;  ///< of a product, or of one of its colorways
  int count = 1;
  std::size_t product = 0;     ///< in the job; known once all products are
  std::uint16_t colorway = 0;  ///< of that product
  Origin origin;
};

struct Product {
  std::string sku;
  std::string title;
  std::string category;
  std::string group;                              ///< item group of a feed
  std::map<std::string, std::string> attributes;  ///< further columns, for selectors and names
  std::vector<Packshot> packshots;                ///< at least one; the first is the main one
  std::vector<Member> members;                    ///< of a bundle; its packshot is its first one's
  std::optional<std::string> shows;               ///< the colour in the photograph
  std::vector<ProductColorway> colorways;         ///< at least one
  std::vector<Zone> zones;
  Keep keep;
  TrueSize size;
  int pieces = 1;
  bool transparent = false;
  Stance stance = Stance::stands;
  std::optional<std::vector<std::string>> scenes;    ///< narrows; packshot scenes always remain
  std::optional<std::vector<std::string>> profiles;  ///< narrows deliver lines to these
  Origin origin;                                     ///< the `sku` line, or the feed's row
};

}  // namespace vitrine::domain
