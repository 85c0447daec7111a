#pragma once

#include "pipeline/util/digest.hpp"

#include <string>
#include <vector>

namespace vitrine::audit {

/// A file, and the digest its bytes should have.
struct HashJob {
  std::string file;
  util::Digest digest;
  std::string name = {};  ///< the caller's own
};

/// Those that have other bytes or cannot be read, in the order given. `threads` 0: as many as the
/// machine has.
std::vector<HashJob> with_other_bytes(const std::vector<HashJob>& jobs, int threads);

}  // namespace vitrine::audit
