#include "pipeline/schedule/prior_lineage.hpp"

#include <unordered_map>
#include <utility>

namespace vitrine::schedule {

PriorLineage::PriorLineage(lineage::Lineage& lineage,
                           store::AssetStore& store,
                           std::string set,
                           const std::string& output_folder)
    : lineage_(lineage), store_(store), set_(std::move(set)) {
  keys_.reserve(static_cast<std::size_t>(lineage_.count_deliveries(set_)));
  lineage_.scan_deliveries(set_, [&](const lineage::DeliveryKey& key) { keys_.push_back(key); });
  has_deliveries_ = !keys_.empty();
  has_tasks_ = lineage_.has_tasks();
  if (has_deliveries_) find_files_out_of_place(output_folder);
}

void PriorLineage::find_files_out_of_place(const std::string& output_folder) {
  const auto there = store::listing(output_folder);
  std::unordered_set<std::string> wrong;
  for (const lineage::Published& item : lineage_.published(set_)) {
    const auto found = there.find(item.path);
    const bool as_left = found != there.end() && found->second.size == item.stamp.size &&
                         found->second.mtime_ns == item.stamp.mtime_ns;
    if (!as_left) wrong.insert(item.path);
  }
  if (wrong.empty()) return;
  // Few as a rule: only then is a delivery's path asked for.
  for (const lineage::DeliveryRecord& delivery : lineage_.deliveries(set_))
    if (wrong.contains(delivery.path)) out_of_place_.insert(delivery.compare_key);
}

bool PriorLineage::next(plan::PriorDelivery& delivery) {
  if (position_ == keys_.size()) return false;
  const lineage::DeliveryKey& key = keys_[position_++];
  delivery.compare_key = key.compare_key;
  delivery.state = key.state;
  delivery.file_in_place = !out_of_place_.contains(key.compare_key);
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

std::optional<plan::PriorRendering> PriorLineage::rendering(const util::Digest& base_key) {
  if (!has_tasks_) return std::nullopt;
  const std::optional<lineage::ChosenRendering> chosen = lineage_.chosen_rendering(base_key);
  if (!chosen || !store_.contains(chosen->rendering.blob)) return std::nullopt;
  return plan::PriorRendering{chosen->rendering.blob, chosen->take};
}

}  // namespace vitrine::schedule
