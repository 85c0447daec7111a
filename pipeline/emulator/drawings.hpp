#pragma once

#include "pipeline/util/digest.hpp"

#include <cstddef>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <string>

namespace vitrine::emulator {

/// Drawings that are answered again and again. Those that were used last are kept; any thread may
/// ask.
class Drawings {
 public:
  explicit Drawings(std::size_t most_kept = 32) : most_kept_(most_kept) {}

  /// The file known as `key`, drawn by `draw` if it is not known (any more).
  std::string find_or(const util::Digest& key, const std::function<std::string()>& draw);

 private:
  struct One {
    util::Digest key;
    std::string file;
  };
  std::size_t most_kept_;
  std::mutex mutex_;
  std::list<One> ones_;  ///< the last used first
  std::map<util::Digest, std::list<One>::iterator> by_key_;
};

}  // namespace vitrine::emulator
