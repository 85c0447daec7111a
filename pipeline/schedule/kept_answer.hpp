#pragma once

#include "pipeline/lineage/records.hpp"
#include "pipeline/providers/remote_provider.hpp"
#include "pipeline/store/asset_store.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace vitrine::schedule {

/// What a durable answer holds, with its picture in the store.
struct KeptAnswer {
  providers::Reading reading;
  std::optional<lineage::Rendering> rendering;
  /// Everything the record keeps of it: the answer itself is not kept.
  util::Fields facts;
  util::Money worst;        ///< what its call can have cost at most
  util::Money doubt;        ///< what it may have cost beyond its charge, where that is an estimate
  std::string wrong_price;  ///< what its usage says against an assumed price; empty: nothing
};

/// Reads an answer to `call` and stores what was bought: the picture, and the model's turn word for
/// word. Nothing is recorded yet. Throws if the disk will not have it.
KeptAnswer keep_answer(const providers::RemoteProvider& provider,
                       const providers::PreparedCall& call,
                       const net::ResponseHead& head,
                       std::string_view body,
                       store::AssetStore& store);

}  // namespace vitrine::schedule
