#include "pipeline/cli/records.hpp"

#include "pipeline/cli/exit_code.hpp"
#include "pipeline/util/files.hpp"

#include <algorithm>

namespace vitrine::cli {

std::unique_ptr<Records> open_records(const Invocation& call, int& exit_code) {
  auto records = std::make_unique<Records>();
  records->project = call.here();
  const std::string folder = records->project.store_folder().string();
  if (!lineage::exists(folder)) {
    exit_code = fail(call.console, kBadJob,
                     "nothing was made in " + records->project.root.string() +
                         " yet: run a job first, or stand elsewhere with --project",
                     "no-store");
    return nullptr;
  }
  records->lineage = lineage::Lineage::open(folder, lineage::Access::read_only);
  return records;
}

std::vector<lineage::AssetRecord> find_assets(Records& records, const std::string& name) {
  std::vector<lineage::AssetRecord> found;
  const bool hex =
      name.size() >= 4 && name.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (hex) found = records.lineage->assets_like(name);
  if (!found.empty()) return found;
  for (const lineage::DeliveryRecord& delivery : records.lineage->deliveries_of("", name)) {
    if (delivery.asset.empty()) continue;
    if (auto asset = records.lineage->asset(delivery.asset)) found.push_back(std::move(*asset));
  }
  if (!found.empty()) return found;
  const util::Result<std::string> bytes = util::read_file(name);
  if (!bytes) return found;
  // Of those, as of a shot, only what deliveries have now.
  const util::Digest digest = util::sha256(*bytes);
  for (lineage::AssetRecord& asset : records.lineage->assets_like(digest.hex()))
    if (asset.blob == digest && records.lineage->delivery_with(asset.id))
      found.push_back(std::move(asset));
  return found;
}

}  // namespace vitrine::cli
