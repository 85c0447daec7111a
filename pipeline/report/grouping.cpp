#include "pipeline/report/grouping.hpp"

#include <algorithm>

namespace vitrine::report {
namespace {

using domain::DeliveryState;
using domain::TaskState;
using lineage::Lineage;

bool is_failed(const util::Digest& render_key, Lineage& lineage) {
  const std::optional<lineage::TaskRecord> task = lineage.task(render_key);
  return task && task->state == TaskState::failed;
}

/// A delivery without a file: did something go wrong, or is its turn yet to come?
bool has_failed(const lineage::DeliveryRecord& delivery, Lineage& lineage) {
  if (const auto task = lineage.task(delivery.render_key)) {
    // A rendering that is there but could not be finished says why.
    if (task->state == TaskState::rendered && !delivery.why.empty()) return true;
    if (task->state == TaskState::failed) return true;
  }
  const std::optional<domain::RenderRequest> product = product_request(delivery, lineage);
  return product &&
         is_failed(domain::render_key(domain::base_key(*product), product->take), lineage);
}

}  // namespace

RunActions::RunActions(std::vector<lineage::RunItem> items) {
  for (lineage::RunItem& item : items) {
    std::pair key{item.shot, item.profile};
    items_.insert_or_assign(std::move(key), std::move(item));
  }
}

const lineage::RunItem* RunActions::find(const std::string& shot,
                                         const std::string& profile) const {
  const auto found = items_.find({shot, profile});
  return found == items_.end() ? nullptr : &found->second;
}

Group group_of(const lineage::DeliveryRecord& delivery,
               const lineage::RunItem* action,
               Lineage& lineage) {
  if (delivery.state == DeliveryState::needs_person || delivery.state == DeliveryState::rejected)
    return Group::needs_person;
  if (delivery.state == DeliveryState::waiting)
    return has_failed(delivery, lineage) ? Group::failed : Group::held;
  // A delivered file that was only written again is the same picture.
  if (action == nullptr || action->action == "restore") return Group::unchanged;
  if (action->action == "hold" || action->action == "wait") return Group::held;
  // The plan's own word for what was never made before.
  return action->reason == "new" ? Group::added : Group::changed;
}

std::optional<domain::RenderRequest> product_request(const lineage::DeliveryRecord& delivery,
                                                     Lineage& lineage) {
  const auto product =
      std::find_if(delivery.parts.begin(), delivery.parts.end(),
                   [](const lineage::Part& part) { return part.name == "product"; });
  if (product == delivery.parts.end()) return std::nullopt;
  const std::optional<util::Fields> fields = lineage.part(product->digest);
  if (!fields) return std::nullopt;
  util::Result<domain::RenderRequest> request = domain::request_from_fields(*fields);
  if (!request) return std::nullopt;
  return std::move(*request);
}

}  // namespace vitrine::report
