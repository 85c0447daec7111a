#pragma once

#include "pipeline/domain/recipe.hpp"
#include "pipeline/finish/mending.hpp"
#include "pipeline/util/result.hpp"

#include <opencv2/core/mat.hpp>

#include <string>
#include <string_view>

/// Developing a rendering into a delivered file. Deterministic: the same rendering, mask, recipe
/// and codec versions give the same bytes, on any machine and any number of threads.
namespace vitrine::finish {

/// Raised when the output of `apply` changes for any recipe. Recipes of earlier ones are followed
/// as they were, so that what they made can be made again: finish/1 scales sRGB levels, halves
/// colour unless the recipe says 4:4:4, and never sharpens; finish/2 reduces in linear light,
/// sharpens what it reduced, and measures whether halved colour would show.
inline constexpr const char* kFinisher = "finish/2";
/// Whether `apply` can follow the recipes of this finisher.
bool knows_finisher(std::string_view finisher);

/// What writes a recipe's files: imaging::codec_versions(), and for AVIF its encoder's as well.
/// Part of the finish key.
std::string codec_versions(const domain::Recipe& recipe);

struct Deliverable {
  std::string bytes;  ///< the file, metadata included and read back once
  cv::Mat mask;       ///< the product in the delivered frame, CV_8UC1; empty: unknown
  double scale = 1;   ///< delivered pixels per pixel of the rendering; above 1: enlarged
  /// delivered_size, scale, enlarged_by, quality, chroma, chroma_bleed, sharpened, framing_box,
  /// outline, repairs
  util::Fields facts;
};

/// `mask` is the product's alpha in the rendering's frame (any picture format), or empty.
/// `asset_id` goes into the file as its way back to the record. `read` gives the pictures that the
/// recipe's repairs name; without repairs it is not called.
/// A file that stays over `max_bytes` at the lowest quality, or under `min_bytes` at the highest,
/// is returned all the same: judging it is the work of `quality`.
/// Errors: those of `read`; bad_image if rendering or mask cannot be read or show no product where
/// one is needed; bad_spec if the recipe contradicts itself; unsupported for another finisher's
/// recipe; damaged if the metadata written is not what is read back.
util::Result<Deliverable> apply(const domain::Recipe& recipe,
                                std::string_view rendering,
                                std::string_view mask,
                                const std::string& asset_id,
                                const PictureReader& read = {});

}  // namespace vitrine::finish
