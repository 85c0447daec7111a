#pragma once

#include <string>
#include <string_view>

namespace cv {
class Mat;
}

namespace vitrine::report {

struct Ink {
  unsigned char r = 0, g = 0, b = 0;
};
enum class Weight { light, strong };

/// Writes one line of text, its capitals `height` pixels tall, standing on `baseline` at `x`.
/// Drawn four times as large and reduced, since the stroke font is made for plotters.
/// `bgr` is CV_8UC3; what lies outside it is cut off.
void write(cv::Mat& bgr,
           std::string_view text,
           int x,
           int baseline,
           int height,
           Ink ink,
           Weight weight = Weight::light);

/// How wide `write` will be, in pixels.
int width_of(std::string_view text, int height, Weight weight = Weight::light);

/// Cut and ended with "..." so that it is at most `most` pixels wide.
std::string fitted(std::string_view text, int most, int height, Weight weight = Weight::light);

/// The letters that the font has: accents are dropped, what has no counterpart becomes '?'.
std::string plain_letters(std::string_view utf8);

}  // namespace vitrine::report
