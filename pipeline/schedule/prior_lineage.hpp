#pragma once

#include "pipeline/lineage/lineage.hpp"
#include "pipeline/plan/prior_work.hpp"
#include "pipeline/store/asset_store.hpp"
#include "pipeline/store/publish.hpp"

#include <string>
#include <unordered_set>
#include <vector>

namespace vitrine::schedule {

/// Earlier work as the plan pulls it, over the database, the blob store and the output folder.
class PriorLineage final : public plan::PriorWork {
 public:
  /// `output_folder` is where the set's files are expected.
  PriorLineage(lineage::Lineage& lineage,
               store::AssetStore& store,
               std::string set,
               const std::string& output_folder);

  bool next(plan::PriorDelivery& delivery) override;
  std::optional<plan::PriorDetail> detail(const std::string& shot,
                                          const std::string& profile) override;
  std::optional<plan::PriorRendering> rendering(const util::Digest& base_key,
                                                int least_take) override;
  plan::PriorTakes takes(const util::Digest& base_key, int least_take) override;
  std::vector<util::Digest> taken_instead(const util::Digest& base_key) override;

 private:
  void find_files_out_of_place(const std::string& output_folder);

  lineage::Lineage& lineage_;
  store::AssetStore& store_;
  std::string set_;
  std::vector<lineage::DeliveryKey> keys_;         ///< a piece of the set's deliveries
  std::size_t position_ = 0;                       ///< in it
  std::unordered_set<util::Digest> out_of_place_;  ///< compare keys
  bool has_tasks_ = false;
  bool has_deliveries_ = false;
};

}  // namespace vitrine::schedule
