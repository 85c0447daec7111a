#pragma once

#include "pipeline/util/clock.hpp"
#include "pipeline/util/result.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace vitrine::audit {

struct BackupOptions {
  util::Timestamp now;
  bool deep = false;  ///< what the backup has already is read to its last byte, not only measured
};

struct Backup {
  std::string store;                          ///< the store in the backup
  std::int64_t blobs = 0, bytes = 0;          ///< needed by the record, and in the backup now
  std::int64_t copied = 0, copied_bytes = 0;  ///< of them, new
  std::int64_t mended = 0;                    ///< of them, damaged in the backup before
  std::int64_t answers = 0;                   ///< sealed and not settled yet
  std::vector<std::string> problems;          ///< what could not be copied, one sentence each
};

/// Copies the database as of one moment, then every blob it names, into `target`/.vitrine. Blobs
/// never change, so this order is safe beside a run; what is there already is kept. The database in
/// the backup is replaced last: a backup that was cut short still is the one before.
///
/// refused if `target` is the store, or in it, or holds a store that somebody works in or another
/// project's backup; timed_out while another backup or gc is at work. A disk that will not have it
/// throws std::system_error.
util::Result<Backup> back_up(const std::string& folder,
                             const std::string& target,
                             const BackupOptions& options);

}  // namespace vitrine::audit
