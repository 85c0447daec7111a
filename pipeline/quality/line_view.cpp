#include "pipeline/quality/line_view.hpp"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace vitrine::quality {
namespace {

constexpr double kMargin = 0.6;  ///< around a part, in x-heights

/// From the line's own frame to the packshot.
cv::Matx33d line_to_packshot(const ReferenceLine& line) {
  const double turn = line.angle * CV_PI / 180;
  return {std::cos(turn),
          -std::sin(turn),
          line.corner.x,  //
          std::sin(turn),
          std::cos(turn),
          line.corner.y,  //
          0,
          0,
          1};
}

cv::Point2d mapped(const cv::Matx33d& by, cv::Point2d point) {
  const cv::Vec3d to = by * cv::Vec3d(point.x, point.y, 1);
  return {to[0] / to[2], to[1] / to[2]};
}

cv::Rect2d with_margin(const LinePart& part) {
  const double margin = kMargin * part.line.x_height;
  return {part.box.x - margin, part.box.y - margin, part.box.width + 2 * margin,
          part.box.height + 2 * margin};
}

/// `to_source` leads from the result to `source`, `ratio` is the source's pixels for one of the
/// result. Where that is more than one, as many are read and averaged: a plain warp would skip
/// them.
cv::Mat warped(const cv::Mat& source, const cv::Matx33d& to_source, cv::Size size, double ratio) {
  const int fold = std::clamp(static_cast<int>(std::ceil(ratio * 0.8)), 1, 8);
  // The centre of pixel 0 of the fine picture lies at (0.5 / fold - 0.5) of the coarse one.
  const double step = 1.0 / fold, shift = 0.5 / fold - 0.5;
  const cv::Matx33d fine(step, 0, shift, 0, step, shift, 0, 0, 1);
  cv::Mat result;
  cv::warpPerspective(source, result, to_source * fine, size * fold,
                      cv::INTER_CUBIC | cv::WARP_INVERSE_MAP, cv::BORDER_REPLICATE);
  if (fold > 1) cv::resize(result, result, size, 0, 0, cv::INTER_AREA);
  return result;
}

}  // namespace

LinePart whole(const ReferenceLine& line) {
  return {line, {0, 0, line.size.width, line.size.height}};
}

LinePart word_of(const ReferenceLine& line, std::size_t word) {
  return {line, line.words[word].box};
}

double local_scale(const cv::Matx33d& registration, const LinePart& part) {
  const cv::Point2d middle =
      mapped(line_to_packshot(part.line),
             {part.box.x + part.box.width / 2, part.box.y + part.box.height / 2});
  const cv::Point2d here = mapped(registration, middle);
  const cv::Point2d right = mapped(registration, middle + cv::Point2d(1, 0)) - here;
  const cv::Point2d below = mapped(registration, middle + cv::Point2d(0, 1)) - here;
  const double area = right.x * below.y - right.y * below.x;
  return std::isfinite(area) && area > 0 ? std::sqrt(area) : 0;
}

cv::Mat view(const cv::Mat& bgr,
             const cv::Matx33d& registration,
             const LinePart& part,
             double x_height) {
  const double enlarged = x_height / part.line.x_height;
  const cv::Rect2d area = with_margin(part);
  const cv::Size size(std::max(1, static_cast<int>(std::lround(area.width * enlarged))),
                      std::max(1, static_cast<int>(std::lround(area.height * enlarged))));
  const cv::Matx33d to_line(1 / enlarged, 0, area.x, 0, 1 / enlarged, area.y, 0, 0, 1);
  cv::Mat grey;
  cv::cvtColor(warped(bgr, registration * line_to_packshot(part.line) * to_line, size,
                      local_scale(registration, part) / enlarged),
               grey, cv::COLOR_BGR2GRAY);
  return grey;
}

std::vector<cv::Point2f> corners(const cv::Matx33d& registration, const LinePart& part) {
  const cv::Rect2d area = with_margin(part);
  const cv::Matx33d all = registration * line_to_packshot(part.line);
  std::vector<cv::Point2f> result;
  for (const cv::Point2d corner :
       {area.tl(), cv::Point2d(area.br().x, area.y), area.br(), cv::Point2d(area.x, area.br().y)})
    result.emplace_back(mapped(all, corner));
  return result;
}

Simulated simulate(const cv::Mat& packshot,
                   const cv::Matx33d& registration,
                   const LinePart& part,
                   double sigma) {
  const int border = static_cast<int>(std::ceil(3 * sigma)) + 2;
  cv::Rect around = cv::boundingRect(corners(registration, part));
  around -= cv::Point(border, border);
  around += cv::Size(2 * border, 2 * border);
  const cv::Matx33d to_crop(1, 0, -around.x, 0, 1, -around.y, 0, 0, 1);
  Simulated simulated{{}, to_crop * registration};
  simulated.bgr = warped(packshot, simulated.registration.inv(), around.size(),
                         1 / local_scale(registration, part));
  if (sigma > 0) cv::GaussianBlur(simulated.bgr, simulated.bgr, {}, sigma);
  return simulated;
}

}  // namespace vitrine::quality
