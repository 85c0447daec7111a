#pragma once

#include "pipeline/lineage/keeping.hpp"

#include <cstdint>
#include <optional>
#include <unordered_map>

namespace vitrine::audit {

/// Why some stored bytes are needed, all uses together.
struct Need {
  lineage::BlobUse use = lineage::BlobUse::input;  ///< the weightiest
  bool kept = false;       ///< must be there; else history names it, and it may have been collected
  bool collected = false;  ///< its mark says so
  std::optional<std::int64_t> size;
};

/// By digest: everything that any record names. About a hundred bytes of memory each.
using Needs = std::unordered_map<util::Digest, Need>;
Needs read_needs(lineage::Keeping& keeping, int recent_runs = 0);

}  // namespace vitrine::audit
