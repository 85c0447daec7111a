#pragma once

#include "pipeline/util/json_writer.hpp"

#include <algorithm>
#include <ctime>
#include <map>
#include <string>
#include <vector>

namespace vitrine::bench {

/// CPU time of the whole process, user and system, in milliseconds.
inline double cpu_milliseconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

inline double median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::ranges::sort(values);
  return values[values.size() / 2];
}

/// What each part of a work took, every time it was done.
class StageTimes {
 public:
  /// Ends the part that began where the last one ended, or at `restart`.
  void lap(const std::string& part) {
    const double now = cpu_milliseconds();
    parts_[part].push_back(now - last_);
    if (parts_[part].size() == 1) order_.push_back(part);
    last_ = now;
  }
  void restart() { first_ = last_ = cpu_milliseconds(); }
  void end_of_work() { whole_.push_back(cpu_milliseconds() - first_); }

  double whole() const { return median(whole_); }
  /// {"cpu_ms": …, "parts": {…}}, medians.
  void write(util::JsonWriter& json) const {
    json.begin_object();
    json.member("cpu_ms", whole());
    json.key("parts");
    json.begin_object();
    for (const std::string& part : order_) json.member(part, median(parts_.at(part)));
    json.end_object();
    json.end_object();
  }

 private:
  std::map<std::string, std::vector<double>> parts_;
  std::vector<std::string> order_;
  std::vector<double> whole_;
  double first_ = 0, last_ = 0;
};

}  // namespace vitrine::bench
