#pragma once

#include <opencv2/core/mat.hpp>

#include <vector>

namespace vitrine::imaging {

/// A picture's Lab, a few rows at a time: whole it takes four times what the picture does. Rows are
/// those of `lab_picture`.
class LabRows {
 public:
  /// `picture` is CV_8UC3, or CV_32FC3 and Lab already. `kept` rows that follow one another stay
  /// valid together.
  LabRows(const cv::Mat& picture, int kept);

  /// Good until a row is asked for that lies `kept` further up or down.
  const cv::Vec3f* operator()(int y);

 private:
  cv::Mat picture_;
  cv::Mat rows_;            ///< row y lies at y modulo `kept`
  std::vector<int> holds_;  ///< which one lies there
};

}  // namespace vitrine::imaging
