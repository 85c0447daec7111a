#pragma once

#include <opencv2/core/mat.hpp>

#include <vector>

/// Where in a picture letters may stand: rows of strokes that are as high as each other and stand
/// on one line. Cheap enough to be asked of a whole scene; who reads the rows decides.
namespace vitrine::quality {

struct LetterRow {
  cv::Rect box;     ///< of its strokes, pixels of the picture
  int strokes = 0;  ///< letters, or pieces of them
  int height = 0;   ///< of a usual one, pixels
  cv::Mat page;     ///< CV_8UC1: the row alone, dark on white, with a margin
};

/// Rows of at least four letters of 9 to 110 pixels, nearly level, the longest first, `most` of
/// them. Letters may be lighter or darker than what they stand on, by 14 levels or more.
/// Shape: `grey` CV_8UC1.
std::vector<LetterRow> letter_rows(const cv::Mat& grey, std::size_t most);

}  // namespace vitrine::quality
