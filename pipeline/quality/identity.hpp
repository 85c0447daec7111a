#pragma once

#include "pipeline/domain/values.hpp"
#include "pipeline/imaging/alignment.hpp"
#include "pipeline/imaging/keypoints.hpp"
#include "pipeline/imaging/picture.hpp"
#include "pipeline/quality/finding.hpp"
#include "pipeline/quality/quality.hpp"

#include <opencv2/core/mat.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Is what an image model drew still this product? A rendering (the product in a scene, in another
/// pose and light) is compared with the cut-out it was asked for. What is gone through: the product
/// is found by local features (`imaging/registration.hpp`), laid on the cut-out
/// (`imaging/alignment.hpp`), and compared there tile by tile, zone by zone. Limits come from the
/// product itself: artificial pictures of it (`imaging/restage.hpp`) say what an honest rendering
/// may measure. Source of the method: Lowe 2004; the measurements of the project's metrics page.
namespace vitrine::quality {

/// Version of methods and limits. A stored reference of another version is made anew.
inline constexpr int kIdentityVersion = 8;

/// What an honest picture of a product may measure, tile by tile of `tile_likeness.hpp`, where the
/// longer side of its box has `side` pixels.
struct TileLimits {
  int side = 0;
  std::vector<float> likeness;   ///< lowest of the self-tests, by tile
  std::vector<float> sharpness;  ///< lowest
  std::vector<float> added;      ///< highest
  float blur = 0;                ///< most blur found over all, pixels
  friend bool operator==(const TileLimits&, const TileLimits&) = default;
};

/// What the gate knows of one cut-out.
struct IdentityReference {
  imaging::Picture product;        ///< cut to its box, at most `kIdentitySide` pixels
  cv::Size cutout;                 ///< its size, pixels
  cv::Rect box;                    ///< of the product in it
  std::vector<ColorTarget> zones;  ///< masks cut and scaled as `product` is
  imaging::Keypoints keypoints;    ///< in pixels of the cut-out
  std::vector<int> self_inliers;   ///< of the self-tests
  std::vector<TileLimits> limits;  ///< by falling side; empty: cannot be used
  std::string unusable;            ///< why the gate cannot judge this product; empty: it can

  bool usable() const { return unusable.empty(); }
};
inline constexpr int kIdentitySide = 724;

/// Looks at a cut-out once: keypoints, self-test, limits. `zones` are those of the cut-out's frame
/// (`target`, if set, is the colour asked for instead of the cut-out's). Takes 1.5 s of
/// CPU. The result is unusable, with the reason, for what has no or hardly any features (white
/// porcelain, glass, plain cloth): fewer than 25 inliers in its own self-test.
IdentityReference study(const imaging::Picture& cutout, const std::vector<ColorTarget>& zones = {});

/// What `study` found out, without the pixels, as one line of text for the record.
std::string to_text(const IdentityReference& reference);
/// The same reference again, from its record and its cut-out. damaged if the text is none, or of
/// another version or picture: study anew.
util::Result<IdentityReference> identity_from_text(std::string_view text,
                                                   const imaging::Picture& cutout,
                                                   const std::vector<ColorTarget>& zones = {});

/// The rendering and what it is to be. All must outlive the call.
struct IdentityExam {
  const IdentityReference& reference;
  const cv::Mat& rendering;  ///< CV_8UC3, as decoded; a transparent one flattened
  int pieces = 1;            ///< how many of what the cut-out shows an article has
  domain::Severity severity = domain::Severity::reject;
};

/// Where the product stands in the rendering.
struct FoundProduct {
  cv::Matx33d to_rendering;      ///< cut-out's pixel (x, y, 1) to rendering's pixel, for a plane
  imaging::Alignment alignment;  ///< finer: from the pixels of `IdentityReference::product`
  int inliers = 0;
  double ratio = 0;
  cv::Rect worst;            ///< the most doubtful spot, in the rendering; empty: none stands out
  cv::Rect worst_in_cutout;  ///< the same spot there
};

struct IdentityReport {
  std::vector<Finding> findings;
  std::optional<FoundProduct> found;
};

/// same · count · shape · tiles · added · sharpness · complete · outline · parts · color.<zone>,
/// each named "identity.<check>". Where the product is not found, only `same`; where the reference
/// cannot be used, only `same` as not_measured. A zone's colour is that of its hue that is most
/// off. 0.1 to 0.2 s of CPU.
IdentityReport check_identity(const IdentityExam& exam);

}  // namespace vitrine::quality
