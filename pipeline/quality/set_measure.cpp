#include "pipeline/quality/set_measure.hpp"

#include "pipeline/imaging/measure.hpp"
#include "pipeline/util/text.hpp"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <vector>

namespace vitrine::quality {
namespace {

using imaging::Lab;

constexpr const char* kVersion = "set/2";
constexpr int kSide = 320;
constexpr double kPlain = 2.5;    // L of deviation along the frame
constexpr double kShadow = 3.0;   // L darker than the backdrop
constexpr double kLeast = 0.001;  // of the frame: less is no shadow

Lab lab_at(const cv::Mat& lab, int y, int x) {
  const auto& value = lab.at<cv::Vec3f>(y, x);
  return {value[0], value[1], value[2]};
}

Lab lab_of_mean(const cv::Scalar& mean) {
  return {static_cast<float>(mean[0]), static_cast<float>(mean[1]), static_cast<float>(mean[2])};
}

/// Neighbours compared on a 9 x 8 thumbnail of the box's luma; around the product mid-grey, so that
/// no backdrop counts.
std::uint64_t outline_of(const cv::Mat& bgr, const cv::Mat& product, const cv::Rect& box) {
  cv::Mat grey;
  cv::cvtColor(bgr(box), grey, cv::COLOR_BGR2GRAY);
  grey.setTo(128, product(box) == 0);
  cv::resize(grey, grey, {9, 8}, 0, 0, cv::INTER_AREA);
  std::uint64_t bits = 0;
  for (int y = 0; y < 8; ++y)
    for (int x = 0; x < 8; ++x)
      bits = bits << 1 | (grey.at<std::uint8_t>(y, x) < grey.at<std::uint8_t>(y, x + 1) ? 1U : 0U);
  return bits;
}

std::array<Lab, 9> colors_of(const cv::Mat& lab, const cv::Mat& product, const cv::Rect& box) {
  std::array<Lab, 9> colors{};
  for (int i = 0; i < 9; ++i) {
    const int left = box.x + box.width * (i % 3) / 3, top = box.y + box.height * (i / 3) / 3;
    const int right = box.x + box.width * (i % 3 + 1) / 3;
    const int bottom = box.y + box.height * (i / 3 + 1) / 3;
    const cv::Rect part(left, top, std::max(1, right - left), std::max(1, bottom - top));
    colors[static_cast<std::size_t>(i)] = lab_of_mean(cv::mean(lab(part), product(part)));
  }
  return colors;
}

/// First moment of what is darker than the plain backdrop.
std::optional<ShadowOffset> shadow_of(const cv::Mat& lab,
                                      const cv::Mat& outside,
                                      const cv::Rect& box,
                                      double backdrop) {
  cv::Point2d sum(0, 0);
  double weight = 0;
  for (int y = 0; y < lab.rows; ++y)
    for (int x = 0; x < lab.cols; ++x) {
      const double darker = backdrop - lab_at(lab, y, x).L;
      if (outside.at<std::uint8_t>(y, x) == 0 || darker < kShadow) continue;
      sum += darker * cv::Point2d(x + 0.5, y + 0.5);
      weight += darker;
    }
  if (weight < kLeast * kShadow * static_cast<double>(lab.total())) return std::nullopt;
  const cv::Point2d foot(box.x + box.width / 2.0, box.y + box.height);
  const cv::Point2d offset = (sum / weight - foot) / box.width;
  return ShadowOffset{offset.x, offset.y};
}

}  // namespace

std::optional<SetMeasure> measure_for_set(const cv::Mat& bgr, const cv::Mat& mask) {
  if (bgr.empty() || mask.size() != bgr.size()) return std::nullopt;
  const double scale = std::min(1.0, static_cast<double>(kSide) / std::max(bgr.cols, bgr.rows));
  cv::Mat small, alpha;
  const cv::Size size(std::max(1, cvRound(bgr.cols * scale)),
                      std::max(1, cvRound(bgr.rows * scale)));
  cv::resize(bgr, small, size, 0, 0, cv::INTER_AREA);
  cv::resize(mask, alpha, small.size(), 0, 0, cv::INTER_AREA);
  const cv::Mat product = alpha >= 128;
  const cv::Rect box = imaging::bounding_box(product);
  if (box.empty()) return std::nullopt;
  cv::Mat outside;
  cv::dilate(alpha > 8, outside, cv::Mat::ones(5, 5, CV_8UC1));
  outside = ~outside;
  const cv::Mat lab = imaging::lab_picture(small);
  SetMeasure measure;
  const double width = small.cols, height = small.rows;
  measure.fill = std::max(box.width / width, box.height / height);
  measure.center_x = (box.x + box.width / 2.0) / width;
  measure.center_y = (box.y + box.height / 2.0) / height;
  measure.outline = outline_of(small, product, box);
  measure.colors = colors_of(lab, product, box);
  if (cv::countNonZero(outside) == 0) return measure;
  // The frame's rim shows the backdrop without its shadow.
  cv::Mat rim(small.size(), CV_8UC1, cv::Scalar(255));
  const int inset = std::max(2, kSide / 40);
  if (small.cols > 3 * inset && small.rows > 3 * inset)
    rim(cv::Rect(inset, inset, small.cols - 2 * inset, small.rows - 2 * inset)).setTo(0);
  rim &= outside;
  cv::Scalar mean, deviation;
  cv::meanStdDev(lab, mean, deviation, cv::countNonZero(rim) > 0 ? rim : outside);
  measure.plain = deviation[0] < kPlain;
  measure.background = lab_of_mean(measure.plain ? mean : cv::mean(lab, outside));
  if (measure.plain) measure.shadow = shadow_of(lab, outside, box, mean[0]);
  return measure;
}

std::string to_text(const SetMeasure& measure) {
  std::string text = kVersion;
  const auto add = [&text](double value, int digits = 2) {
    text += ' ' + util::fixed_text(value, digits);
  };
  add(measure.fill, 4);
  add(measure.center_x, 4);
  add(measure.center_y, 4);
  const auto add_lab = [&add](const Lab& lab) { add(lab.L), add(lab.a), add(lab.b); };
  add_lab(measure.background);
  text += measure.plain ? " plain" : " scene";
  if (measure.shadow) {
    add(measure.shadow->across, 4);
    add(measure.shadow->down, 4);
  } else {
    text += " - -";
  }
  text += ' ' + std::to_string(measure.outline);
  for (const Lab& color : measure.colors) add_lab(color);
  return text;
}

std::optional<SetMeasure> set_measure_from(std::string_view text) {
  const std::vector<std::string_view> words = util::split(text, ' ');
  constexpr std::size_t kWords = 11 + 27;
  if (words.size() != kWords || words[0] != kVersion) return std::nullopt;
  bool read = true;
  std::size_t at = 1;
  const auto next = [&]<class T>(T value) {
    const std::string_view word = words[at++];
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    read = read && error == std::errc{} && end == word.data() + word.size();
    return value;
  };
  const auto next_lab = [&next] {
    const float l = next(0.0f), a = next(0.0f), b = next(0.0f);
    return Lab{l, a, b};
  };
  SetMeasure measure;
  measure.fill = next(0.0);
  measure.center_x = next(0.0);
  measure.center_y = next(0.0);
  measure.background = next_lab();
  measure.plain = words[at++] == "plain";
  if (words[at] == "-") {
    at += 2;
  } else {
    const double across = next(0.0), down = next(0.0);
    measure.shadow = ShadowOffset{across, down};
  }
  measure.outline = next(std::uint64_t{0});
  for (Lab& color : measure.colors) color = next_lab();
  if (!read) return std::nullopt;
  return measure;
}

}  // namespace vitrine::quality
