#include "pipeline/audit/needs.hpp"

#include <algorithm>

namespace vitrine::audit {
namespace {

using lineage::BlobUse;

/// A rendering that is also somebody's input is told as a rendering.
BlobUse weightier(BlobUse a, BlobUse b) { return std::min(a, b); }

}  // namespace

Needs read_needs(lineage::Keeping& keeping, int recent_runs) {
  Needs needs;
  keeping.scan_references(recent_runs, [&](const lineage::BlobReference& reference) {
    const auto [found, added] = needs.try_emplace(reference.digest);
    Need& need = found->second;
    need.use = added ? reference.use : weightier(need.use, reference.use);
    need.kept = need.kept || reference.kept;
  });
  keeping.scan_blobs([&](const lineage::BlobRow& row) {
    const auto found = needs.find(row.digest);
    if (found == needs.end()) return;
    found->second.size = row.size;
    found->second.collected = row.gc_mark.has_value();
  });
  return needs;
}

}  // namespace vitrine::audit
