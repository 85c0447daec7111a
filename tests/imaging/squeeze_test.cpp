#include "pipeline/imaging/squeeze.hpp"

#include "pipeline/imaging/resample.hpp"
#include "tests/support/drawn.hpp"

#include <catch2/catch.hpp>
#include <opencv2/core.hpp>

#include <algorithm>

using namespace vitrine::imaging;
using namespace vitrine::test;

namespace {

/// What the vector code must equal, said as plainly as possible.
cv::Mat plainly_squeezed(const cv::Mat& picture, const Taps& across, const Taps& down) {
  const auto width = static_cast<int>(across.first.size());
  const auto height = static_cast<int>(down.first.size());
  const int channels = picture.channels();
  const auto shifted = [](int sum, int shift) { return (sum + (1 << (shift - 1))) >> shift; };
  cv::Mat between(picture.rows, width * channels, CV_32S);
  for (int y = 0; y < picture.rows; ++y)
    for (int i = 0; i < width * channels; ++i) {
      int sum = 0;
      for (int k = 0; k < across.count; ++k)
        sum +=
            across.of(i / channels)[k] *
            picture.ptr(y)[(across.first[static_cast<std::size_t>(i / channels)] + k) * channels +
                           i % channels];
      between.at<int>(y, i) = shifted(sum, kWeightBits - kBetweenBits);
    }
  cv::Mat result(height, width, picture.type());
  for (int y = 0; y < height; ++y)
    for (int i = 0; i < width * channels; ++i) {
      int sum = 0;
      for (int k = 0; k < down.count; ++k)
        sum += down.of(y)[k] * between.at<int>(down.first[static_cast<std::size_t>(y)] + k, i);
      result.ptr(y)[i] =
          static_cast<uchar>(std::clamp(shifted(sum, kWeightBits + kBetweenBits), 0, 255));
    }
  return result;
}

/// Weights as a resampler makes them, and worse: negative ones, zeros at either end, jumps.
Taps taps_of(int results, int length, int count, cv::RNG& random) {
  Taps taps;
  taps.count = std::min(count, length);
  for (int i = 0; i < results; ++i) {
    taps.first.push_back(static_cast<int>(std::int64_t{i} * (length - taps.count) / results));
    const std::size_t begin = taps.weights.size();
    int left = 1 << kWeightBits;
    for (int k = 0; k < taps.count; ++k) {
      const int weight = random.uniform(0, 4) == 0 ? 0 : random.uniform(-1800, 6000) * 4 / count;
      taps.weights.push_back(static_cast<std::int16_t>(weight));
      left -= weight;
    }
    const auto middle = begin + static_cast<std::size_t>(random.uniform(0, taps.count));
    taps.weights[middle] =
        static_cast<std::int16_t>(std::clamp(taps.weights[middle] + left, -16000, 18000));
  }
  return taps;
}

cv::Mat noise(cv::Size size, int type, cv::RNG& random) {
  cv::Mat picture(size, type);
  random.fill(picture, cv::RNG::UNIFORM, 0, 256);
  // Hard steps from black to white overshoot on both sides.
  picture(cv::Rect(0, 0, (size.width + 1) / 2, (size.height + 1) / 2)).setTo(cv::Scalar::all(0));
  picture(cv::Rect(0, 0, (size.width + 3) / 4, size.height)).setTo(cv::Scalar::all(255));
  return picture;
}

}  // namespace

TEST_CASE("pairs of taps in vectors give what single taps in plain numbers give", "[imaging]") {
  cv::RNG random(7);
  for (const int type : {CV_8UC1, CV_8UC3, CV_8UC4})
    for (const cv::Size from : {cv::Size(61, 47), cv::Size(5, 3), cv::Size(1, 1), cv::Size(2, 90)})
      for (const cv::Size to :
           {cv::Size(119, 83), cv::Size(16, 9), cv::Size(1, 1), cv::Size(7, 40)})
        for (const int count : {1, 2, 4, 5, 13}) {
          const cv::Mat picture = noise(from, type, random);
          const Taps across = taps_of(to.width, from.width, count, random);
          const Taps down = taps_of(to.height, from.height, count, random);
          REQUIRE(
              same_pixels(squeeze(picture, across, down), plainly_squeezed(picture, across, down)));
        }
}

TEST_CASE("a part of a larger picture is squeezed without its surroundings", "[imaging]") {
  cv::RNG random(8);
  const cv::Mat large = noise({80, 60}, CV_8UC3, random);
  const cv::Mat part = large(cv::Rect(11, 7, 37, 29));
  const Taps across = taps_of(70, part.cols, 5, random), down = taps_of(55, part.rows, 5, random);
  CHECK(same_pixels(squeeze(part, across, down), squeeze(part.clone(), across, down)));
}

TEST_CASE("rows that are wanted again after they were left are made again", "[imaging]") {
  cv::RNG random(9);
  const cv::Mat picture = noise({20, 30}, CV_8UC3, random);
  const Taps across = taps_of(20, 20, 3, random);
  Taps down = taps_of(24, 30, 3, random);
  std::reverse(down.first.begin(), down.first.end());
  CHECK(same_pixels(squeeze(picture, across, down), plainly_squeezed(picture, across, down)));
}
