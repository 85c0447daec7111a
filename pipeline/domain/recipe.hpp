#pragma once

#include "pipeline/domain/profile.hpp"
#include "pipeline/domain/repair.hpp"
#include "pipeline/util/fields.hpp"

#include <optional>
#include <string>
#include <vector>

namespace vitrine::domain {

/// How the delivered frame is made from a rendering.
enum class Framing {
  fit_product,  ///< the product's box is scaled to `fill` of the frame and centred, background
                ///< around it
  crop,  ///< the rendering is cropped to the aspect, keeping the product's box inside, and resized
};

/// All that finishing needs to know besides the rendering: the same recipe and rendering give the
/// same bytes. Made by `plan` from a profile; its fields are what the record keeps.
struct Recipe {
  std::string finisher;  ///< "finish/2": raised when output changes
  std::string profile;   ///< id, for the record
  Framing framing = Framing::crop;
  PixelSize size;   ///< of the delivered file
  double fill = 0;  ///< fit_product: longest side of the product box over the frame's side
  std::optional<Rgb> background;  ///< flattened onto this; nothing: stays transparent
  bool snap_white = false;        ///< near-white background becomes exactly 255
  bool shadow = false;            ///< fit_product: a soft contact shadow under the product
  ImageFormat format = ImageFormat::jpeg;
  int quality = 92, quality_min = 80;
  Chroma chroma = Chroma::measured;          ///< of finish/1, which measures nothing: halved
  int sharpen = 0;                           ///< percent of an unsharp mask after reducing; 0: none
  std::size_t max_bytes = 0, min_bytes = 0;  ///< 0: no rule
  std::string source_type;                   ///< last part of the IPTC Digital Source Type URI
  std::string ai_system;                     ///< AISystemUsed; empty: not written
  std::string ai_version;                    ///< AISystemVersionUsed
  bool rehearsal = false;                    ///< the file says that it is of a rehearsal
  /// What mended the rendering after a check had failed: chosen in the run that finished it, never
  /// by `plan`.
  std::vector<Repair> repairs = {};

  friend bool operator==(const Recipe&, const Recipe&) = default;
};

/// Inverse of each other.
util::Fields to_fields(const Recipe& recipe);
util::Result<Recipe> recipe_from_fields(const util::Fields& fields);

util::Digest recipe_digest(const Recipe& recipe);

/// H(rendering, recipe, codec versions), "finish/1": names the asset before it is made; its id.
util::Digest finish_key(const util::Digest& rendering,
                        const Recipe& recipe,
                        const std::string& codec_versions);

}  // namespace vitrine::domain
