#pragma once

#include "pipeline/domain/request.hpp"
#include "pipeline/lineage/lineage.hpp"
#include "pipeline/report/page.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace vitrine::report {

/// What one run did, found by delivery.
class RunActions {
 public:
  RunActions() = default;
  explicit RunActions(std::vector<lineage::RunItem> items);

  /// Nothing: the run left the delivery as it was.
  const lineage::RunItem* find(const std::string& shot, const std::string& profile) const;

 private:
  std::map<std::pair<std::string, std::string>, lineage::RunItem> items_;  ///< by shot, profile
};

/// Where a delivery stands after the run that did `action` with it.
Group group_of(const lineage::DeliveryRecord& delivery,
               const lineage::RunItem* action,
               lineage::Lineage& lineage);

/// The request that made the product alone (cut out, recoloured), as the delivery's record has it.
std::optional<domain::RenderRequest> product_request(const lineage::DeliveryRecord& delivery,
                                                     lineage::Lineage& lineage);

}  // namespace vitrine::report
