#pragma once

#include "pipeline/imaging/recolor.hpp"
#include "tools/bench/bench_files.hpp"

#include <cmath>
#include <cstdlib>
#include <sys/resource.h>

/// What recolouring a large picture costs.
namespace vitrine::bench {

inline double peak_mib() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return static_cast<double>(used.ru_maxrss) / 1024;
}

/// A drawn cloth with folds and a weave, of so many megapixels, all of it one zone. Prints the peak
/// of the process before and after: what lies between is recolouring's own, its result included.
inline void recolor_large(util::JsonWriter& json, double megapixels) {
  const int side = static_cast<int>(std::sqrt(megapixels * 1e6));
  cv::Mat cloth(side, side, CV_8UC3);
  for (int y = 0; y < side; ++y) {
    auto* row = cloth.ptr<cv::Vec3b>(y);
    for (int x = 0; x < side; ++x) {
      const int fold = std::abs((x + y / 3) % 900 - 450) / 6, weave = (x / 2 + y / 2) % 2 * 6;
      const auto level = static_cast<std::uint8_t>(60 + fold + weave);
      row[x] = {level, static_cast<std::uint8_t>(level + 20),
                static_cast<std::uint8_t>(level + 60)};
    }
  }
  const cv::Mat zone(side, side, CV_8UC1, cv::Scalar(255));
  const double before = peak_mib(), begun = cpu_ms();
  const cv::Mat made = imaging::recolored(cloth, zone, {240, 243, 244});
  json.key("large");
  json.begin_object();
  json.member("megapixels", megapixels);
  json.member("cpu_ms", cpu_ms() - begun);
  json.member("picture_and_zone_mib", before);
  json.member("peak_mib", peak_mib());
  json.member("level", static_cast<int>(made.at<cv::Vec3b>(side / 2, side / 2)[1]));
  json.end_object();
}

}  // namespace vitrine::bench
