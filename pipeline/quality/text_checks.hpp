#pragma once

#include "pipeline/quality/finding.hpp"
#include "pipeline/quality/laid_flat.hpp"
#include "pipeline/quality/reference_text.hpp"

#include <opencv2/core/mat.hpp>

#include <optional>

/// Text on the product and text that was added, as findings: text.brand, text.label, text.added.
namespace vitrine::quality {

/// A rendering and what is known of how its lettering should look. All must outlive the call.
struct LabelledSubject {
  const cv::Mat& rendering;  ///< CV_8UC3
  const cv::Mat& packshot;   ///< CV_8UC3, the picture that `reference` was read from
  const ReferenceText& reference;
  const std::vector<std::string>& brand;         ///< the job's `keep.text`
  std::optional<cv::Matx33d> registration = {};  ///< packshot -> rendering; nothing: not found
  cv::Rect product = {};  ///< the product's box in the rendering; empty: unknown
  /// The product laid flat, for lines that do not read as they are: print bends with what it is on.
  std::optional<LaidFlat> flat = {};
};

/// text.brand: every phrase of `brand` must be readable exactly, else reject; value is how many are
/// not. Left out if the job names none. A phrase that the packshot itself does not give, or would
/// not give at the rendering's size and blur, cannot be held against the rendering: if all are so,
/// not_measured.
/// text.label: the character error rate over the packshot's words that would be legible, letters of
/// 8 px x-height and more in the rendering: to 0.05 pass, above 0.15 reject. Any word that is
/// certainly another is rejected if it has three letters or more or is an amount (the number of
/// "250 ml"), and a warning if it is shorter. Without a registration nothing is rejected: a phrase
/// found in the product's box passes, one that is not is a warning, and the label is not measured.
/// CPU: 3 to 10 ms a line; lines with the largest letters and the brand's first, `most_lines` of
/// them.
std::vector<Finding> check_text(TextReader& reader,
                                const LabelledSubject& subject,
                                domain::Severity brand = domain::Severity::reject,
                                domain::Severity label = domain::Severity::reject,
                                int most_lines = 24);

/// A picture in which text may have been laid over the scene: a rendering or a delivered file.
struct OverlaidSubject {
  const cv::Mat& picture;  ///< CV_8UC3
  cv::Mat product = {};  ///< mask, 0 / 255: what is written there is the product's; empty: unknown
  std::vector<std::string> known = {};  ///< words that may be read: the product's, the scene's own
};

/// text.added: upright text outside the product: rows of strokes that may be letters
/// (letter_rows.hpp), each read in six ways, of which three must agree; value is how many letters.
/// Words of `known` may stand anywhere, read well or badly. A product that is unknown makes it a
/// warning at most. CPU: 0.03 s for 1024 x 1024 without text, 0.3 s where the scene is full of
/// texture.
Finding check_added_text(TextReader& reader,
                         const OverlaidSubject& subject,
                         domain::Severity severity = domain::Severity::reject);

}  // namespace vitrine::quality
