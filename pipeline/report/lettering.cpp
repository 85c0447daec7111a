#include "pipeline/report/lettering.hpp"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cstdint>

namespace vitrine::report {
namespace {

constexpr int kFont = cv::FONT_HERSHEY_SIMPLEX;
constexpr int kOversampling = 4;
constexpr double kCapHeight = 21;  // of the font at scale 1, in pixels

struct Pen {
  double scale;
  int thickness;
};
/// In oversampled pixels.
Pen pen_for(int height, Weight weight) {
  const double tall = height * kOversampling;
  const double stroke = tall * (weight == Weight::strong ? 0.155 : 0.105);
  return {tall / kCapHeight, std::max(1, static_cast<int>(stroke + 0.5))};
}

/// The base letters of U+00C0 to U+00FF.
constexpr std::string_view kLatin =
    "AAAAAAACEEEEIIIIDNOOOOOxOUUUUYTsaaaaaaaceeeeiiiidnooooo/ouuuuyty";

/// One code point of valid UTF-8 and how many bytes it takes; 0 where bytes are none.
struct CodePoint {
  std::uint32_t value = 0;
  std::size_t bytes = 1;
};
CodePoint code_point_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) -> std::uint32_t {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0;
  };
  if (byte(0) < 0x80) return {byte(0), 1};
  const auto is_tail = [&](std::size_t i) { return (byte(i) & 0xC0) == 0x80; };
  if (byte(0) >> 5 == 6 && is_tail(1)) return {(byte(0) & 31) << 6 | (byte(1) & 63), 2};
  if (byte(0) >> 4 == 14 && is_tail(1) && is_tail(2))
    return {(byte(0) & 15) << 12 | (byte(1) & 63) << 6 | (byte(2) & 63), 3};
  if (byte(0) >> 3 == 30 && is_tail(1) && is_tail(2) && is_tail(3)) return {0x10000, 4};
  return {};
}

char plain_letter(std::uint32_t code) {
  if (code >= 0x20 && code < 0x7F) return static_cast<char>(code);
  if (code >= 0xC0 && code <= 0xFF) return kLatin[code - 0xC0];
  switch (code) {
    case 0x00A0:
      return ' ';
    case 0x00B7:
      return '-';
    case 0x2013:
    case 0x2014:
      return '-';
    case 0x2018:
    case 0x2019:
      return '\'';
    case 0x201C:
    case 0x201D:
      return '"';
    default:
      return '?';
  }
}

cv::Size size_of(const std::string& plain, const Pen& pen) {
  int below = 0;
  return cv::getTextSize(plain, kFont, pen.scale, pen.thickness, &below);
}

/// Coverage of the line's strokes at final size, with `margin` pixels around the first baseline.
cv::Mat coverage(const std::string& plain, const Pen& pen, int height, int margin) {
  const int width = size_of(plain, pen).width / kOversampling + 2 * margin;
  cv::Mat large(cv::Size(width, height + 2 * margin) * kOversampling, CV_8UC1, cv::Scalar(0));
  cv::putText(large, plain, cv::Point(margin, margin + height) * kOversampling, kFont, pen.scale,
              cv::Scalar(255), pen.thickness, cv::LINE_AA);
  cv::Mat small;
  cv::resize(large, small, large.size() / kOversampling, 0, 0, cv::INTER_AREA);
  return small;
}

}  // namespace

std::string plain_letters(std::string_view utf8) {
  std::string plain;
  for (std::size_t at = 0; at < utf8.size();) {
    const CodePoint code = code_point_at(utf8, at);
    plain += plain_letter(code.value);
    at += code.bytes;
  }
  return plain;
}

int width_of(std::string_view text, int height, Weight weight) {
  return size_of(plain_letters(text), pen_for(height, weight)).width / kOversampling;
}

std::string fitted(std::string_view text, int most, int height, Weight weight) {
  std::string plain = plain_letters(text);
  if (width_of(plain, height, weight) <= most) return plain;
  while (!plain.empty() && width_of(plain + "...", height, weight) > most) plain.pop_back();
  return plain + "...";
}

void write(
    cv::Mat& bgr, std::string_view text, int x, int baseline, int height, Ink ink, Weight weight) {
  const std::string plain = plain_letters(text);
  if (plain.empty()) return;
  const int margin = height;  // room for descenders and the strokes' ends
  const cv::Mat strokes = coverage(plain, pen_for(height, weight), height, margin);
  const cv::Rect wanted(x - margin, baseline - height - margin, strokes.cols, strokes.rows);
  const cv::Rect inside = wanted & cv::Rect(0, 0, bgr.cols, bgr.rows);
  const int color[3] = {ink.b, ink.g, ink.r};
  for (int row = inside.y; row < inside.y + inside.height; ++row) {
    const auto* covered = strokes.ptr<std::uint8_t>(row - wanted.y);
    auto* pixel = bgr.ptr<cv::Vec3b>(row);
    for (int column = inside.x; column < inside.x + inside.width; ++column) {
      const int share = covered[column - wanted.x];
      for (int channel = 0; channel < 3; ++channel) {
        std::uint8_t& value = pixel[column][channel];
        value =
            static_cast<std::uint8_t>((value * (255 - share) + color[channel] * share + 127) / 255);
      }
    }
  }
}

}  // namespace vitrine::report
