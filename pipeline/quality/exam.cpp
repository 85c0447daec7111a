#include "pipeline/quality/exam.hpp"

#include "pipeline/imaging/codec.hpp"
#include "pipeline/imaging/exact.hpp"
#include "pipeline/imaging/measure.hpp"
#include "pipeline/imaging/resample.hpp"

#include <opencv2/core.hpp>

#include <algorithm>

namespace vitrine::quality {

bool Exam::on_plain_white() const {
  const domain::BackgroundMode mode = subject.profile.background;
  return mode == domain::BackgroundMode::exact_white ||
         mode == domain::BackgroundMode::white_or_near;
}

util::Result<Exam> examine(const Subject& subject) {
  util::Result<imaging::Picture> picture = imaging::decode(subject.delivered);
  if (!picture) return picture.error();
  Exam exam{subject, std::move(*picture), {}, {}, {}, {}, {}};
  exam.bgr = imaging::flatten(exam.picture, {255, 255, 255});
  if (subject.product_mask.empty()) return exam;
  if (subject.product_mask.size() != exam.frame())
    return util::Error{util::ErrorKind::bad_image,
                       "the file has other dimensions than the frame it was made for"};
  exam.product = imaging::product_area(subject.product_mask);
  exam.box = imaging::bounding_box(exam.product);
  constexpr int nothing = 4;  // of 255: less is the haze of scaling
  exam.outside = imaging::exact::distance_to_zero(subject.product_mask <= nothing);
  exam.inside = depth(exam.product);
  return exam;
}

Rule rule(const Exam& exam,
          const std::string& check,
          domain::Severity otherwise,
          const std::string& unit) {
  return {check, exam.subject.profile.severity_of(check, otherwise), unit};
}

cv::Mat depth(const cv::Mat& mask) {
  cv::Mat framed;
  cv::copyMakeBorder(mask, framed, 1, 1, 1, 1, cv::BORDER_CONSTANT, cv::Scalar::all(0));
  return imaging::exact::distance_to_zero(framed)(cv::Rect(1, 1, mask.cols, mask.rows)).clone();
}

cv::Mat inner(const cv::Mat& mask, double distance) { return depth(mask) > distance; }

cv::Mat colour_core(const cv::Mat& mask) {
  const cv::Rect box = imaging::bounding_box(mask);
  cv::Mat core = inner(mask, 0.02 * std::max(box.width, box.height));
  return cv::countNonZero(core) > 0 ? core : mask;  // a thin strap has no core
}

}  // namespace vitrine::quality
