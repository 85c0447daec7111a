#pragma once

#include "pipeline/util/clock.hpp"
#include "pipeline/util/result.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace vitrine::audit {

struct CollectOptions {
  util::Timestamp now;
  std::chrono::seconds older_than{std::chrono::hours(24)};  ///< younger bytes stay where they are
  std::chrono::seconds grace{std::chrono::hours(24 * 7)};   ///< in quarantine before deletion
  int recent_runs = 10;  ///< what these finished is kept, although it was replaced since
  bool dry_run = false;  ///< only says what would be done
};

struct Pile {
  std::int64_t files = 0, bytes = 0;
};

struct Collection {
  Pile moved;        ///< to quarantine: nothing needs them, or they can be made again
  Pile deleted;      ///< from quarantine, after the grace period
  Pile rehearsals;   ///< whole stores of earlier rehearsals, after the same time
  Pile young;        ///< unneeded, left because they are younger than `older_than`
  Pile unexplained;  ///< unneeded, left because they may be from the time before a restored backup
  Pile bought;       ///< in quarantine, left for good: a model may have been paid for them
};

/// Moves what no record needs out of the store, and deletes what has lain in quarantine for long
/// enough. Kept for good are every rendering with its mask, what was delivered, approved or made by
/// recent runs, inputs and conversations of every picture on record; so nothing that money bought
/// is ever deleted, damaged remains of it included. What goes is files of deliveries that were
/// replaced since (they are finished again from their renderings if they are wanted), evidence of
/// their checks, and bytes that no record came to name.
///
/// The caller holds the sender's lock. refused while a backup is made. A disk that will not have it
/// throws std::system_error, a database lineage::Failure.
util::Result<Collection> collect(const std::string& folder, const CollectOptions& options);

}  // namespace vitrine::audit
