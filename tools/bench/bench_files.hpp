#pragma once

#include "pipeline/imaging/codec.hpp"
#include "pipeline/imaging/picture.hpp"
#include "pipeline/util/json_writer.hpp"

#include <opencv2/core.hpp>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

/// What the picture benchmarks share.
namespace vitrine::bench {

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// PNG, since these are to be looked at pixel by pixel.
inline void write_png(const std::filesystem::path& path, const cv::Mat& bgr) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << imaging::encode_png({bgr, {}});
}

inline double cpu_ms() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

inline double quantile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1) + 0.5)];
}

/// `"name": {"count", "median", "worst"}`: of what shall be small the largest is worst.
inline void write_summary(util::JsonWriter& json,
                          const std::string& name,
                          const std::vector<double>& values,
                          bool small_is_good = true) {
  if (values.empty()) return;
  json.key(name);
  json.begin_object();
  json.member("count", values.size());
  json.member("median", quantile(values, 0.5));
  json.member("worst", quantile(values, small_is_good ? 1 : 0));
  json.end_object();
}

}  // namespace vitrine::bench
