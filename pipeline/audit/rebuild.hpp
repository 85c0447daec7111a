#pragma once

#include "pipeline/lineage/keeping.hpp"
#include "pipeline/lineage/lineage.hpp"
#include "pipeline/store/asset_store.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace vitrine::audit {

/// Puts lost or damaged bytes into the store again: from the project's own file, by rendering on
/// the studio, or by finishing from the stored rendering. Nothing if they are there now, else why
/// not; no other bytes than the named ones are ever put. What a model made is not asked for again.
std::optional<std::string> rebuild(const util::Digest& blob,
                                   const std::filesystem::path& project,
                                   lineage::Keeping& keeping,
                                   lineage::Lineage& lineage,
                                   store::AssetStore& store);

}  // namespace vitrine::audit
