#pragma once

#include "pipeline/cli/commands.hpp"
#include "pipeline/lineage/lineage.hpp"

#include <memory>
#include <string>
#include <vector>

namespace vitrine::cli {

/// The project's record, opened for reading.
struct Records {
  Project project;
  std::unique_ptr<lineage::Lineage> lineage;
};

/// Nothing if nothing was ever made here; then it was said and `exit_code` set.
std::unique_ptr<Records> open_records(const Invocation& call, int& exit_code);

/// Assets meant by an id, a digest prefix of four digits or more, a shot, or a delivered file (by
/// the digest of its bytes).
std::vector<lineage::AssetRecord> find_assets(Records& records, const std::string& name);

}  // namespace vitrine::cli
