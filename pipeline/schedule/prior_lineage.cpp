#include "pipeline/schedule/prior_lineage.hpp"

#include <string_view>
#include <utility>

namespace vitrine::schedule {
namespace {

/// Deliveries read at a time: a million keys at once would be the largest thing in memory, and a
/// query left open would hold the database's log.
constexpr int kPiece = 4096;

}  // namespace

PriorLineage::PriorLineage(lineage::Lineage& lineage,
                           store::AssetStore& store,
                           std::string set,
                           const std::string& output_folder)
    : lineage_(lineage), store_(store), set_(std::move(set)) {
  keys_ = lineage_.deliveries_after(set_, std::nullopt, kPiece);
  has_deliveries_ = !keys_.empty();
  has_tasks_ = lineage_.has_tasks();
  if (has_deliveries_) find_files_out_of_place(output_folder);
}

void PriorLineage::find_files_out_of_place(const std::string& output_folder) {
  store::PublishedFiles files(output_folder);
  std::vector<std::string> wrong;
  lineage_.scan_published(set_, [&](std::string_view path, const lineage::FileStamp& left) {
    const std::optional<store::Stamp> found = files.find(path);
    if (!found || found->size != left.size || found->mtime_ns != left.mtime_ns)
      wrong.emplace_back(path);
  });
  // Few as a rule: only then is a delivery asked for by its path.
  for (const std::string& path : wrong)
    if (const auto key = lineage_.compare_key_at(set_, path)) out_of_place_.insert(*key);
}

bool PriorLineage::next(plan::PriorDelivery& delivery) {
  if (keys_.empty()) return false;
  const lineage::DeliveryKey& key = keys_[position_++];
  delivery.compare_key = key.compare_key;
  delivery.state = key.state;
  delivery.file_in_place = out_of_place_.empty() || !out_of_place_.contains(key.compare_key);
  if (position_ == keys_.size()) {
    keys_ = lineage_.deliveries_after(set_, delivery.compare_key, kPiece);
    position_ = 0;
  }
  return true;
}

std::optional<plan::PriorDetail> PriorLineage::detail(const std::string& shot,
                                                      const std::string& profile) {
  if (!has_deliveries_) return std::nullopt;
  const std::optional<lineage::DeliveryRecord> found = lineage_.find_delivery(set_, shot, profile);
  if (!found) return std::nullopt;
  plan::PriorDetail detail;
  detail.state = found->state;
  detail.why = found->why;
  for (const lineage::Part& part : found->parts) {
    util::Fields fields = lineage_.part(part.digest).value_or(util::Fields{});
    if (part.name == "product")
      detail.product = std::move(fields);
    else if (part.name == "scene")
      detail.scene = std::move(fields);
    else if (part.name == "recipe")
      detail.recipe = std::move(fields);
  }
  return detail;
}

std::optional<plan::PriorRendering> PriorLineage::rendering(const util::Digest& base_key,
                                                            int least_take) {
  if (!has_tasks_) return std::nullopt;
  const std::optional<lineage::ChosenRendering> chosen =
      lineage_.chosen_rendering(base_key, least_take);
  if (!chosen || !store_.contains(chosen->rendering.blob)) return std::nullopt;
  return plan::PriorRendering{chosen->rendering.blob, chosen->take};
}

plan::PriorTakes PriorLineage::takes(const util::Digest& base_key, int least_take) {
  plan::PriorTakes found;
  for (const lineage::ChosenRendering& made : lineage_.renderings(base_key)) {
    if (made.take < least_take || !store_.contains(made.rendering.blob)) continue;
    ++found.made;
    found.delivered = found.delivered || lineage_.has_accepted(made.render_key);
  }
  return found;
}

std::vector<util::Digest> PriorLineage::taken_instead(const util::Digest& base_key) {
  std::vector<util::Digest> taken;
  if (!has_tasks_) return taken;
  for (const lineage::FallbackRecord& found : lineage_.fallbacks_from(base_key))
    taken.push_back(found.taken);
  return taken;
}

}  // namespace vitrine::schedule
