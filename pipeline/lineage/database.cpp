#include "pipeline/lineage/database.hpp"

#include "pipeline/lineage/migrations.hpp"
#include "pipeline/store/local_disk.hpp"
#include "pipeline/util/files.hpp"

#include <filesystem>
#include <stdexcept>

namespace vitrine::lineage {
namespace {

constexpr int kPagesBeforeCheckpoint = (16 << 20) / 4096;
// Longer than the longest transaction: a million deliveries, or the copy before a migration.
constexpr std::chrono::seconds kLockPatience{120};

bool is_memory(const std::string& folder) { return folder == ":memory:"; }

std::string database_file(const std::string& folder) {
  return is_memory(folder) ? folder : store::Layout(folder).database().string();
}

/// To begin anew beside what was bought would be to buy it a second time.
void refuse_lost_record(const std::string& folder) {
  const store::Layout layout(folder);
  const std::filesystem::path file = layout.database();
  if (std::filesystem::exists(file) && std::filesystem::file_size(file) > 0) return;
  if (store::holds_blobs(layout) && !util::is_left_out(util::Safeguard::lost_record))
    throw Failure(file.string() + " is gone or empty, but " + layout.blobs().string() +
                  " holds pictures that were on record in it; put a backup of it back, or move " +
                  folder + " away to begin anew");
}

void refuse_network(const std::string& folder) {
  if (const auto system = store::network_file_system(folder))
    throw Failure(folder + " lies on a network file system (" + *system +
                  "), where SQLite's locks do not hold; keep the store on a local disk");
}

}  // namespace

Database::Database(const std::string& folder, Access access)
    : folder_(folder),
      access_(is_memory(folder) ? Access::read_write : access),
      checkpoint_at_(kPagesBeforeCheckpoint) {
  if (access_ == Access::read_only)
    open_for_reading();
  else
    open_for_writing();
}

Database::~Database() {
  if (!lock_) return;
  try {
    if (!lock_->try_hold()) return;  // somebody is writing, who then has the log to care for
    connection_->checkpoint(true);
    connection_.reset();
  } catch (const std::exception&) {
    // The log holds everything; the next one to open it reads it from there.
  }
}

void Database::open_for_reading() {
  if (!exists(folder_)) throw Failure("there is no lineage in " + folder_ + " yet");
  const std::string file = database_file(folder_);
  connection_ = std::make_unique<Connection>(file, Access::read_only);
  const int version = connection_->version(), newest = newest_version(migrations());
  refuse_newer(version, newest, file);
  if (version < newest)
    throw NeedsWriter(file + " was made by an older vitrine (version " + std::to_string(version) +
                      " of " + std::to_string(newest) +
                      "): run `vitrine doctor --repair` or `vitrine run` first");
}

void Database::open_for_writing() {
  const std::string file = database_file(folder_);
  if (!is_memory(folder_)) {
    refuse_network(folder_);
    refuse_lost_record(folder_);
    util::make_folders_durably(folder_);
    lock_ = std::make_unique<FileLock>(store::Layout(folder_).lineage_lock());
  }
  connection_ = std::make_unique<Connection>(file, Access::read_write);
  const int newest = newest_version(migrations());
  if (connection_->version() == newest && keeps_log()) return;
  hold_lock();
  refuse_newer(connection_->version(), newest, file);  // asked under the lock: it counts now
  connection_->execute("PRAGMA journal_mode = WAL");
  migrate(*connection_, migrations(),
          [this](int version) { return store::Layout(folder_).database_copy(version).string(); });
  release_lock();
}

/// Not so in a copy made by VACUUM INTO: a backup that was put back.
bool Database::keeps_log() {
  Query mode = query("PRAGMA journal_mode");
  return is_memory(folder_) || (mode.step() && mode.view() == "wal");
}

void Database::hold_lock() {
  if (util::is_left_out(util::Safeguard::lineage_lock)) return;
  if (lock_ && !lock_->hold_within(kLockPatience))
    throw Failure("another process has been writing the lineage in " + folder_ +
                  " for two minutes; it may hang");
}

void Database::release_lock() {
  if (lock_) lock_->release();
}

void Database::checkpoint_if_due() {
  const int pages = connection_->wal_pages();
  if (!lock_) return;
  if (pages < checkpoint_at_) {
    // The log began anew, so the next one is due as usual.
    if (pages < kPagesBeforeCheckpoint) checkpoint_at_ = kPagesBeforeCheckpoint;
    return;
  }
  // A reader in the way: try when as much again has come, not with every commit.
  const bool all = connection_->checkpoint(false);
  checkpoint_at_ = all ? kPagesBeforeCheckpoint : pages + kPagesBeforeCheckpoint;
}

Database::Transaction::Transaction(Database& database) : database_(database) {
  if (database_.access_ == Access::read_only)
    throw std::logic_error("the lineage was opened to be read only");
  if (database_.depth_ == 0) {
    database_.hold_lock();
    try {
      database_.connection_->execute("BEGIN IMMEDIATE");
    } catch (...) {
      database_.release_lock();
      throw;
    }
  } else {
    // A savepoint without a transaction around it would commit by itself.
    if (!database_.connection_->in_transaction())
      throw Failure("the transaction around this write was taken back");
    database_.connection_->execute("SAVEPOINT inner_work");
  }
  ++database_.depth_;
}

void Database::Transaction::commit() {
  if (outermost()) {
    database_.connection_->execute("COMMIT");
    open_ = false;
    database_.checkpoint_if_due();
  } else {
    database_.connection_->execute("RELEASE inner_work");
    open_ = false;
  }
}

Database::Transaction::~Transaction() {
  if (open_) undo();
  if (outermost()) database_.release_lock();
  --database_.depth_;
}

void Database::Transaction::undo() noexcept {
  // After a full disk SQLite may have rolled all of it back already.
  if (!database_.connection_->in_transaction()) return;
  try {
    database_.connection_->execute(outermost() ? "ROLLBACK"
                                               : "ROLLBACK TO inner_work; RELEASE inner_work");
  } catch (const std::exception&) {
    // The failure that brought us here is on its way and says more.
  }
}

}  // namespace vitrine::lineage
