#pragma once

#include "pipeline/domain/verdict.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace vitrine::schedule {

/// Files that have more pixels than what they were made from: they lose nothing, but show nothing
/// more than a smaller one would, and some channels forbid it.
struct Enlargements {
  struct File {
    std::string shot, profile;
    double times = 1;  ///< delivered pixels per pixel of the rendering, along a side
    friend bool operator==(const File&, const File&) = default;
  };
  static constexpr std::size_t kNamed = 10;

  int files = 0;
  int beyond = 0;             ///< of them, further than the check allows
  double limit = 0;           ///< of the check; 0: no file was enlarged
  std::vector<File> largest;  ///< at most kNamed, the largest first

  /// Takes a file in by what was measured of it; nothing happens where it was not enlarged, which
  /// includes what two decimals do not show.
  void add(const std::string& shot,
           const std::string& profile,
           const std::vector<domain::Verdict>& verdicts);
};

}  // namespace vitrine::schedule
