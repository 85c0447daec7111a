#pragma once

#include "pipeline/domain/profile.hpp"
#include "pipeline/domain/recipe.hpp"
#include "pipeline/imaging/picture.hpp"
#include "pipeline/quality/finding.hpp"
#include "pipeline/quality/set_measure.hpp"

#include <opencv2/core/mat.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Measures a delivered file against its channel's rules and against the product itself. Decides
/// nothing beyond its limits, repairs nothing, deletes nothing. `domain::kCheckSet` names the
/// methods and limits; raise it when an answer can change.
namespace vitrine::quality {

/// A zone and the colour it must have.
struct ColorTarget {
  std::string zone;
  std::optional<domain::Rgb> target;  ///< nothing: as in the reference
  cv::Mat mask;                       ///< in the reference's frame; empty: the whole product
};

/// The file and all that is known of how it should look. The profile, the recipe and the bytes must
/// outlive the call.
struct Subject {
  std::string_view delivered;
  const domain::Profile& profile;
  const domain::Recipe& recipe;
  std::string asset_id = {};  ///< the file must lead back to it; empty: not compared
  cv::Mat product_mask = {};  ///< in the delivered frame; empty: unknown
  std::optional<imaging::Picture> reference = {};  ///< the packshot cut out, recoloured if asked
  std::vector<ColorTarget> colors = {};
  domain::PixelMode pixels = domain::PixelMode::original;
  bool scene = false;                ///< the product stands in a scene, in its light
  std::optional<double> scale = {};  ///< delivered pixels per pixel of the rendering
};

/// Cheap checks first. A file that does not open gets that one finding. Checks the profile has no
/// rule for are left out; those that lack data are there as not_measured, with the reason.
///
/// opens format pixels metadata ratio bytes · whiteness fill islands · margins halo fringe ·
/// sharpness clipping enlarged · color.<zone>
std::vector<Finding> check(const Subject& subject);

/// The same, and what a set of pictures is compared by, out of one decoding.
struct Report {
  std::vector<Finding> findings;
  std::optional<SetMeasure> set;  ///< nothing: the file does not open, or its product is unknown
};
Report check_and_measure(const Subject& subject);

}  // namespace vitrine::quality
