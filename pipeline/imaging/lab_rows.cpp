#include "pipeline/imaging/lab_rows.hpp"

#include "pipeline/imaging/lab.hpp"

namespace vitrine::imaging {

LabRows::LabRows(const cv::Mat& picture, int kept) : picture_(picture) {
  if (picture.type() == CV_32FC3) return;
  rows_.create(kept, picture.cols, CV_32FC3);
  holds_.assign(static_cast<std::size_t>(kept), -1);
}

const cv::Vec3f* LabRows::operator()(int y) {
  if (rows_.empty()) return picture_.ptr<cv::Vec3f>(y);
  const int place = y % rows_.rows;
  auto* row = rows_.ptr<cv::Vec3f>(place);
  if (int& held = holds_[static_cast<std::size_t>(place)]; held != y) {
    const auto* pixels = picture_.ptr<cv::Vec3b>(y);
    for (int x = 0; x < picture_.cols; ++x) {
      if (x > 0 && pixels[x] == pixels[x - 1]) {  // backdrops are plain
        row[x] = row[x - 1];
        continue;
      }
      const Lab color = lab_of(pixels[x]);
      row[x] = {color.L, color.a, color.b};
    }
    held = y;
  }
  return row;
}

}  // namespace vitrine::imaging
