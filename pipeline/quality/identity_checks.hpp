#pragma once

#include "pipeline/quality/identity_look.hpp"

/// The single questions of the identity gate. Each gives one finding.
namespace vitrine::quality {

/// The product and what is around it, small and in colour, laid on the cut-out.
struct Surroundings {
  cv::Mat product;    ///< CV_8UC3, the cut-out
  cv::Mat seen;       ///< CV_8UC3, the rendering
  cv::Mat mask;       ///< 255 = product in the cut-out
  cv::Rect2d window;  ///< what part of the prepared product's frame this is
  std::vector<cv::Mat> zones;
};
Surroundings surroundings_of(const IdentityExam& exam, const Look& look);

struct Checked {
  Finding finding;
  cv::Rect spot;  ///< in the pixels of the prepared product; empty: no single spot
};

/// Gives doubtful tiles a second look, with more give; comes before the checks of tiles.
void look_again(const IdentityExam& exam, Look& look);
Checked check_tiles(const IdentityExam& exam, const Look& look);
Checked check_added(const IdentityExam& exam, const Look& look);
Checked check_sharp_as_before(const IdentityExam& exam, const Look& look);
Finding check_shape(const IdentityExam& exam, const Look& look);
Checked check_complete(const IdentityExam& exam, const Look& look, const Surroundings& around);
std::vector<Finding> check_zone_colors(const IdentityExam& exam,
                                       const Look& look,
                                       const Surroundings& around);

/// A rule named "identity.<what>".
Rule identity_rule(const IdentityExam& exam, const std::string& what, const std::string& unit = {});

/// A spot of the prepared product, in the rendering.
cv::Rect in_rendering(const IdentityExam& exam, const Look& look, const cv::Rect& spot);
/// Both spots beside each other, as evidence.
std::string show_both(const IdentityExam& exam, const Look& look, const cv::Rect& spot);

}  // namespace vitrine::quality
