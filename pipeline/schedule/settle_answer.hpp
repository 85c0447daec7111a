#pragma once

#include "pipeline/lineage/keeping.hpp"
#include "pipeline/lineage/lineage.hpp"
#include "pipeline/providers/remote_provider.hpp"
#include "pipeline/store/asset_store.hpp"
#include "pipeline/store/spool.hpp"
#include "pipeline/util/clock.hpp"

#include <functional>
#include <memory>
#include <string>

namespace vitrine::schedule {

/// What settling an answer outside of a run works with; all outlive it.
struct Settling {
  lineage::Lineage& lineage;
  lineage::Keeping& keeping;
  store::AssetStore& store;
  store::Spool& spool;
  /// Who reads the answers of a surface, of which one address may serve several vendors' models;
  /// null if nobody does.
  std::function<std::shared_ptr<providers::RemoteProvider>(const std::string& surface,
                                                           const std::string& model)>
      reader;
  util::Timestamp now;
};

/// Reads a sealed answer that its run did not come to read, as that would have, and puts what it
/// came to on record; then its file goes. Nothing is sent. An attempt that is not on record (an
/// older backup was put back, or the database is new) is adopted with its task: flagged so, and its
/// picture is an alternate where the task has one already. What was only begun at a server that
/// answers later is not_found: it has to be fetched first. Tells in a clause what came of it;
/// errors leave file and record as they were. The caller holds the sender's lock.
util::Result<std::string> settle_answer(const std::string& attempt, const Settling& settling);
/// The same, opened already.
util::Result<std::string> settle_answer(const std::string& attempt,
                                        const store::Spool::Sealed& sealed,
                                        const Settling& settling);

}  // namespace vitrine::schedule
