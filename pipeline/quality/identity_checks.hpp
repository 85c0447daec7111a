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
/// `side`: longer side of the product's box there, pixels.
Surroundings surroundings_of(const IdentityExam& exam, const Look& look, int side = 160);
/// The cut-out of `around` as it would look in the light that is seen in `other`, which may be
/// smaller.
cv::Mat relit(const Surroundings& around, const Surroundings& other);
/// What was surely found again, in the pixels of `around`.
std::vector<cv::Point2d> anchors_in(const IdentityExam& exam,
                                    const Look& look,
                                    const Surroundings& around);
/// A spot of `around` in the pixels of the prepared product, cut to its frame.
cv::Rect on_product(const IdentityExam& exam, const Surroundings& around, const cv::Rect& spot);

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
struct Outline;  // outline_samples.hpp
/// Edges tell of parts that are missing: the product does not end where they should.
Checked check_outline(const IdentityExam& exam, const Look& look, Outline& outline);
/// What stands out from the product's body is somewhere near, in its own shape.
Checked check_parts(const IdentityExam& exam, const Look& look, const Outline& outline);
/// And colours: what stands around is seen in their place. `outline` is what the edges say, against
/// their limit: colours alone are believed where much is missing only.
Checked check_complete(const IdentityExam& exam,
                       const Look& look,
                       const Surroundings& around,
                       double outline);
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
