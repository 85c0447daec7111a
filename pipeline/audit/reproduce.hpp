#pragma once

#include "pipeline/lineage/lineage.hpp"
#include "pipeline/store/asset_store.hpp"

#include <string>
#include <vector>

namespace vitrine::audit {

enum class Sameness { identical, different, missing };
const char* to_text(Sameness sameness);

/// What came of rebuilding one asset.
struct Reproduction {
  std::string asset;
  Sameness sameness = Sameness::missing;
  std::string detail;  ///< which step, blob or codec differs; empty if identical
};

/// Rebuilds assets from their records: the studio renders again from the stored inputs, finishing
/// runs again, and only then are digests compared. The asset's own blob is never opened, so it may
/// be gone. What a model was asked for is not asked again: its stored rendering is the negative,
/// verified against its name. `threads` 0: as many as the machine has.
std::vector<Reproduction> reproduce(lineage::Lineage& lineage,
                                    store::AssetStore& store,
                                    const std::vector<lineage::AssetRecord>& assets,
                                    int threads = 0);

}  // namespace vitrine::audit
