#pragma once

#include "pipeline/lineage/lineage.hpp"
#include "pipeline/store/asset_store.hpp"

#include <memory>
#include <string>
#include <vector>

namespace vitrine::test {

/// A small catalog on record in memory, as a run leaves it: tasks, attempts, assets, verdicts.
class RecordedCatalog {
 public:
  RecordedCatalog();

  void begin_run(const std::string& id);
  void end_run(const std::string& id);
  void note(const std::string& run,
            const std::string& shot,
            const std::string& action,
            const std::string& reason);

  /// Rendered, finished and checked in `run`; its file is a picture of its own.
  void deliver(const std::string& run,
               const std::string& shot,
               domain::DeliveryState state = domain::DeliveryState::accepted,
               const std::string& why = {});
  /// Its task was tried in `run` and failed for good.
  void fail(const std::string& run, const std::string& shot, const std::string& why);
  /// Wanted; its task has not had its turn.
  void wait(const std::string& shot, const std::string& why);

  lineage::Lineage& lineage() { return *lineage_; }
  store::AssetStore& store() { return *store_; }
  const util::Digest& packshot() const { return packshot_; }
  const util::Digest& evidence() const { return evidence_; }

 private:
  lineage::DeliveryRecord delivery_of(const std::string& shot);
  lineage::AttemptStart begin_attempt(const std::string& run, const util::Digest& render_key);
  util::Digest add_task(const std::string& shot);

  std::unique_ptr<lineage::Lineage> lineage_;
  std::unique_ptr<store::AssetStore> store_;
  util::Digest packshot_, evidence_;
  int pictures_ = 0;
};

inline constexpr const char* kSet = "spring-tableware";
inline constexpr const char* kProfile = "google-lifestyle";

}  // namespace vitrine::test
