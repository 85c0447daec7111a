#pragma once

#include "pipeline/domain/review.hpp"
#include "pipeline/lineage/lineage.hpp"
#include "pipeline/store/asset_store.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Gate and people together: whether a finished picture goes where the shop reads, and how it gets
/// there and out again.
namespace vitrine::schedule {

/// What becomes of a finished picture.
struct Ruling {
  domain::DeliveryState state = domain::DeliveryState::accepted;  ///< or needs_person, rejected
  std::string why;          ///< who decided, or what is asked; empty: the gate let it through
  std::string by = "gate";  ///< with accepted: who let it through
  friend bool operator==(const Ruling&, const Ruling&) = default;
};

/// Pure. `objection` is why the gate does not let the picture through by itself, or empty. A person
/// who decided about these bytes is asked again only where a check rejects that did not then.
/// `rejected_before`: of the same rendering, finished otherwise; that is looked at again.
Ruling rule(const std::string& objection,
            const std::optional<domain::Review>& decision,
            const std::optional<domain::Review>& rejected_before,
            const std::vector<domain::Verdict>& verdicts);

/// The file of an accepted picture: written under the delivery's name, then its files of other
/// names are taken away. Durable when it returns; what is recorded of it comes after that.
lineage::Published put_out(const std::string& folder,
                           const lineage::DeliveryRecord& delivery,
                           const util::Digest& blob,
                           std::string_view bytes,
                           const std::vector<std::string>& outdated);

/// What a run that ends here must find again, in one transaction: the file, and the delivery
/// accepted.
void record_accepted(lineage::Lineage& lineage,
                     const lineage::Published& published,
                     const std::vector<std::string>& outdated,
                     const std::string& why);

/// What following came to.
struct Followed {
  std::vector<lineage::DeliveryRecord> accepted, rejected;  ///< as they are now
  std::vector<lineage::DeliveryRecord> open;  ///< approved, but other checks reject them now
  std::vector<std::string> removed;           ///< paths of files that were taken away
  std::vector<std::string> problems;          ///< one sentence each; the decision stands
};

/// Brings deliveries of a set, and its files in `folder`, to what people decided: approved bytes
/// are delivered, rejected ones taken away. With `asset` only those bytes, even where the gate was
/// off. Also mends what a process left that was killed on the way. Each delivery is a transaction
/// of its own that holds other writers off until its file is written, so that a run that makes
/// another picture of it meanwhile comes before or after. A broken disk throws.
Followed follow_decisions(lineage::Lineage& lineage,
                          store::AssetStore& store,
                          const std::string& set,
                          const std::string& folder,
                          util::Timestamp now,
                          const std::optional<util::Digest>& asset = {});

}  // namespace vitrine::schedule
