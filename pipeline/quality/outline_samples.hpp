#pragma once

#include "pipeline/imaging/exact.hpp"
#include "pipeline/quality/identity_checks.hpp"

#include <opencv2/core.hpp>

#include <array>
#include <vector>

/// Where the packshot's product ends, sampled, to be looked for in a picture.
namespace vitrine::quality {

struct OutlineSample {
  cv::Point at;
  cv::Point2d inward;    ///< of length 1
  int reach = 0;         ///< how far from there it may be seen, pixels
  cv::Vec3f own;         ///< Lab of the product at its edge, in the picture's light
  bool is_lost = false;  ///< there should be an edge, and there is none
};

struct Outline {
  Surroundings around;  ///< at `kOutlineSide`
  cv::Mat seen;         ///< CV_32FC3, Lab of the picture there, smoothed
  std::vector<OutlineSample> samples;
  std::size_t longest = 1;  ///< of its closed lines, pixels
  /// What stands out from the body of the product.
  imaging::exact::Components parts;
};
inline constexpr int kOutlineSide = 320;  ///< longer side of the product's box, pixels
inline constexpr int kOutlineStep = 2;    ///< between samples, pixels
inline constexpr int kPartSamples = 12;   ///< a part with fewer is not judged
/// An edge is further from what is beside it than this, CIE 1976: else nothing can be missed.
inline constexpr double kLeastContrast = 6;

/// `small`: the surroundings that tell of the light.
Outline outline_in(const IdentityExam& exam, const Look& look, const Surroundings& small);

/// The picture along one sample's line, from outside of the product inwards, if the outline lies
/// elsewhere by `shift`.
class EdgeLine {
 public:
  /// An edge is looked for up to `reach` pixels to both sides; what is more than `out` pixels
  /// outside is not the product. Both at most `kMostReach`.
  EdgeLine(const cv::Mat& seen, const OutlineSample& sample, cv::Point2d shift, int reach, int out);
  static constexpr int kMostReach = 64;
  bool can_be_seen() const { return contrast_ > kLeastContrast; }
  /// Whether the product begins there: its colour inside, and much of its contrast across.
  bool has_edge() const;

 private:
  static constexpr int kBand = 3, kBeside = 4;  // pixels whose mean is taken
  cv::Vec3f mean(int from, int to) const;       // both counted

  const cv::Vec3f& own_;
  int reach_, first_;
  std::array<cv::Vec3f, 2 * kMostReach + 2 * kBeside + 3> sums_;
  cv::Vec3f beside_;
  double contrast_ = 0;
};

}  // namespace vitrine::quality
