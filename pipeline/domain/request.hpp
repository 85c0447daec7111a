#pragma once

#include "pipeline/domain/matting.hpp"
#include "pipeline/domain/product.hpp"
#include "pipeline/domain/scene.hpp"
#include "pipeline/domain/values.hpp"
#include "pipeline/domain/words.hpp"
#include "pipeline/util/digest.hpp"
#include "pipeline/util/fields.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vitrine::domain {

/// A stored picture that goes into a rendering. Order matters: it is the order in the prompt.
struct Source {
  SourceRole role = SourceRole::packshot;
  std::string name;  ///< which zone or part, for zone, protect and swatch; else empty
  util::Digest digest;
  friend bool operator==(const Source&, const Source&) = default;
};

/// One zone and what it becomes. The zone's area is the source (zone, name), or `like`, or, with
/// neither, the product's dominant colour. A swatch is the source (swatch, name).
struct ZoneChange {
  std::string zone;
  std::optional<Rgb> color;  ///< nothing: the swatch
  std::optional<LikeColor> like;
  friend bool operator==(const ZoneChange&, const ZoneChange&) = default;
};

/// Where and how large a product stands in a picture. With a surface of known front edge and a
/// product of known size the scale is true; otherwise `height` rules.
struct Placement {
  std::optional<Point> at;       ///< nothing: the middle of the surface
  std::optional<double> height;  ///< fraction of the picture's height
  std::vector<Point> polygon;    ///< empty: no surface given
  std::optional<Length> front_edge;
  std::optional<Length> product_height, product_width;
  SurfaceKind on = SurfaceKind::table;
  Stance stance = Stance::stands;
  std::optional<double> reflection =
      {};  ///< of the surface, 0..1; nothing: as the scene's is known
  friend bool operator==(const Placement&, const Placement&) = default;
};

/// One article of a bundle. The sources and zone changes of the first are named "1/…" ("1/" for its
/// packshot, "1/body" for a zone), of the second "2/…".
struct GroupMember {
  int count = 1;
  std::optional<Length> height;  ///< nothing: all members are one product, at one scale
  bool transparent = false;
  friend bool operator==(const GroupMember&, const GroupMember&) = default;
};

/// One exchange of a conversation that goes on: what was asked, and what the model said. Only for
/// models whose turns can be given back to them.
struct EarlierTurn {
  std::string prompt;           ///< the text as it was sent
  std::vector<Source> sources;  ///< the pictures sent with it, in order
  util::Digest answer;          ///< the model's turn verbatim, signatures and all
  friend bool operator==(const EarlierTurn&, const EarlierTurn&) = default;
};

/// What is asked of a renderer, in no vendor's words. Two requests with equal fields would pay for
/// the same thing twice. Made by `plan` alone. Paths, times, hosts and profiles never enter.
struct RenderRequest {
  Operation operation = Operation::recontextualize;
  std::string surface;   ///< whose books it lands in: studio, gemini, custom:<origin>
  std::string model;     ///< wire id, aliases resolved
  std::string renderer;  ///< "studio/1"; empty for models that are asked
  std::string prompt;    ///< final text, no placeholders left; of edit and refine the instruction
  std::string camera;
  PixelMode pixels = PixelMode::original;
  std::vector<Source> sources;
  std::vector<ZoneChange> zones;       ///< recolor
  std::optional<Placement> placement;  ///< fuse and recontextualize
  std::optional<Light> light;
  ShadowKind shadow = ShadowKind::cast;
  bool transparent = false;              ///< the product is see-through: a hint to cut-out
  std::optional<MattingFormat> matting;  ///< with the source (network): who finds the outline
  int pieces = 1;
  std::vector<GroupMember> members;  ///< of a bundle that is to be arranged
  std::optional<Aspect> aspect;
  PixelSize size;  ///< 0 x 0: as the sources have it
  int take = 0;    ///< 0, then one more for each redo

  // For models that are asked; the studio needs none of them. Each is absent from the key while it
  // says nothing.
  std::string style;                    ///< "editorial, muted colours"
  std::vector<std::string> keep_parts;  ///< of the product, in words
  std::vector<std::string> keep_text;   ///< letters on the product that must stay as they are
  std::string system;                   ///< standing instruction beside the prompt
  std::string size_class;               ///< the vendor's ("2K"); empty: by `size`, or its usual one
  std::optional<std::int32_t> seed;     ///< recorded; no model promises to heed it
  std::optional<ThinkingLevel> thinking;  ///< nothing: the model's own default
  std::string quality;                    ///< a word of the model's; empty: it has none
  std::vector<SafetyRule> safety;         ///< empty: the vendor's defaults
  std::string prompt_template;            ///< id of the one that words it; empty: the usual one
  std::vector<EarlierTurn> earlier;  ///< a conversation so far; `prompt` and `sources` go on it

  friend bool operator==(const RenderRequest&, const RenderRequest&) = default;
};

/// The id of the prompt template that words the request. Its version is no part of the request.
const std::string& template_of(const RenderRequest& request);

/// The one edit every product needs first: the studio answers it with the product alone, as RGBA.
inline constexpr const char* kCutOutInstruction = "cut out the product";

/// What a bundle needs instead: its members cut out or recoloured, and put together as RGBA.
inline constexpr const char* kArrangeInstruction = "arrange the products";

/// How far back the tallest member of a bundle stands, as a share of its height in the picture.
inline constexpr double kGroupDepth = 0.06;
/// What perspective leaves of its size there. On a table seen from a chair (slope 0.34) that is
/// 0.18 of its height away, and a lens of usual length that gives it three tenths of the picture
/// stands 6.2 heights before the nearest: 1 / (1 + 0.18 / 6.2).
inline constexpr double kGroupFarthest = 0.972;
/// A bundle's height in its picture, in heights of its tallest member where the nearest stands.
inline constexpr double kGroupHeight = kGroupFarthest + kGroupDepth;

/// Named, ordered fields; an absent one is absent. `take` comes last, so that
/// base_key = key without it. Inverse of each other.
util::Fields to_fields(const RenderRequest& request);
util::Result<RenderRequest> request_from_fields(const util::Fields& fields);

/// H(fields without take) and H(base_key, take), both versioned "render/1".
util::Digest base_key(const RenderRequest& request);
util::Digest render_key(const util::Digest& base_key, int take);

}  // namespace vitrine::domain
