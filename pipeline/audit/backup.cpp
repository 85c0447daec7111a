#include "pipeline/audit/backup.hpp"

#include "pipeline/audit/hashing.hpp"
#include "pipeline/audit/needs.hpp"
#include "pipeline/lineage/file_lock.hpp"
#include "pipeline/lineage/lineage.hpp"
#include "pipeline/store/asset_store.hpp"
#include "pipeline/store/inventory.hpp"
#include "pipeline/util/files.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <vector>

namespace vitrine::audit {
namespace {

namespace fs = std::filesystem;
using lineage::Access;
using lineage::Keeping;
using store::Layout;

util::Error refused(std::string message) { return {util::ErrorKind::refused, std::move(message)}; }

bool is_inside(const fs::path& path, const fs::path& folder) {
  const fs::path relative = path.lexically_relative(folder);
  return !relative.empty() && *relative.begin() != "..";
}

/// Why the target's store must not be written over; nothing: it may.
std::optional<util::Error> objection_to_older(const std::string& folder, const std::string& older) {
  if (!lineage::exists(older)) return std::nullopt;
  const auto there = Keeping::open(older, Access::read_only);
  if (!there->is_untouched_backup())
    return refused(older +
                   " is a store that somebody works in, not a backup: choose another folder");
  const auto ours = Keeping::open(folder, Access::read_only)->first_run();
  const auto theirs = there->first_run();
  if (ours && theirs &&
      (ours->start.id != theirs->start.id || ours->start.started != theirs->start.started))
    return refused(older + " is the backup of another project: choose another folder");
  return std::nullopt;
}

/// A copy of the database as of one moment, on the store's own disk: where the backup lies SQLite
/// may not be able to work.
class DatabaseCopy {
 public:
  DatabaseCopy(const Layout& source, util::Timestamp now)
      : staging_(source.folder() / "backup-lineage") {
    fs::remove_all(staging_);
    fs::create_directories(staging_);
    Keeping::open(source.folder().string(), Access::read_only)->copy_to(file().string());
    lineage::note_backup(file().string(), now);
    keeping_ = Keeping::open(staging_.string(), Access::read_only);
  }
  ~DatabaseCopy() {
    keeping_.reset();
    std::error_code ignored;
    fs::remove_all(staging_, ignored);
  }
  DatabaseCopy(const DatabaseCopy&) = delete;
  DatabaseCopy& operator=(const DatabaseCopy&) = delete;

  Keeping& keeping() { return *keeping_; }

  /// Instead of the one before, durably.
  void put_in_place(const Layout& target) {
    const std::string database = target.database().string();
    util::GrowingFile fresh(target.folder());
    std::ifstream copy(file(), std::ios::binary);
    std::vector<char> piece(1 << 20);
    while (copy.read(piece.data(), static_cast<std::streamsize>(piece.size())), copy.gcount() > 0)
      fresh.write({piece.data(), static_cast<std::size_t>(copy.gcount())});
    if (!copy.eof()) throw std::runtime_error("cannot read " + file().string());
    // A log of the one before must never be read into this one.
    fs::remove(database + "-wal");
    fs::remove(database + "-shm");
    util::sync_folder(target.folder(), util::Safeguard::backup_log_removed);
    fresh.commit(database, 0644);
  }

 private:
  fs::path file() const { return Layout(staging_).database(); }

  const fs::path staging_;
  std::unique_ptr<Keeping> keeping_;
};

class Copier {
 public:
  Copier(const std::string& folder, const Layout& target, const BackupOptions& options)
      : folder_(folder),
        source_(folder),
        target_(target),
        options_(options),
        there_(store::open_store(target.folder().string())) {}

  void copy_blobs(const Needs& needs, Backup& backup) {
    std::vector<HashJob> to_check;
    for (const auto& [digest, need] : needs) {
      std::error_code not_there, not_here;
      const auto have = fs::file_size(target_.blob(digest), not_there);
      const auto size = fs::file_size(source_.blob(digest), not_here);
      // What only the backup has any more is what it is for.
      if (not_there || (!not_here && have != size)) {
        copy(digest, need, backup);
        continue;
      }
      add(backup, static_cast<std::int64_t>(have));
      if (options_.deep) to_check.push_back({target_.blob(digest).string(), digest});
    }
    for (const HashJob& wrong : with_other_bytes(to_check, 0)) {
      if (!copy(wrong.digest, needs.at(wrong.digest), backup)) continue;
      --backup.blobs;  // counted when it looked whole
      ++backup.mended;
    }
  }

  /// Without the key nobody could say any more whose pictures a file of votes is about.
  void copy_comparisons() {
    if (!fs::exists(source_.comparisons())) return;
    util::make_folders_durably(target_.comparisons());
    for (const auto& entry : fs::directory_iterator(source_.comparisons())) {
      if (entry.path().extension() != ".json") continue;
      const fs::path there = target_.comparisons() / entry.path().filename();
      const auto bytes = util::read_file(entry.path());
      if (bytes && util::read_file(there) != bytes) util::write_file_durably(there, *bytes);
    }
  }

  /// What is paid for and settled nowhere yet. One that was settled meanwhile is gone, and the copy
  /// of the database calls it unanswered: the store has its picture, the backup not yet.
  void copy_answers(Keeping& keeping, Backup& backup) {
    for (const lineage::AttemptRecord& attempt : keeping.open_attempts())
      if (const auto bytes = util::read_file(source_.response(attempt.id))) {
        util::write_file_durably(target_.response(attempt.id), *bytes, {.mode = 0600});
        ++backup.answers;
      }
    for (const store::StoredFile& file : store::spool_files(target_)) {
      const auto row = keeping.attempt(file.path.stem().string());
      if (row && row->state != "sent") store::remove_durably(file.path);  // of an earlier backup
    }
  }

 private:
  static void add(Backup& backup, std::int64_t bytes) {
    ++backup.blobs;
    backup.bytes += bytes;
  }

  bool copy(const util::Digest& digest, const Need& need, Backup& backup) {
    const auto bytes = here().get(digest);
    if (!bytes) {
      // What history alone names may have been collected.
      if (need.kept || bytes.error().kind == util::ErrorKind::damaged)
        backup.problems.push_back(bytes.error().message);
      return false;
    }
    there_->put(*bytes);
    add(backup, static_cast<std::int64_t>(bytes->size()));
    ++backup.copied;
    backup.copied_bytes += static_cast<std::int64_t>(bytes->size());
    return true;
  }

  store::AssetStore& here() {
    if (!here_) here_ = store::open_store(folder_);
    return *here_;
  }

  const std::string folder_;
  const Layout source_, target_;
  const BackupOptions options_;
  const std::unique_ptr<store::AssetStore> there_;
  std::unique_ptr<store::AssetStore> here_;
};

}  // namespace

util::Result<Backup> back_up(const std::string& folder,
                             const std::string& target,
                             const BackupOptions& options) {
  const fs::path store = fs::weakly_canonical(fs::absolute(folder));
  const fs::path wanted = fs::weakly_canonical(fs::absolute(target));
  const Layout layout(wanted / ".vitrine");
  if (is_inside(wanted, store))
    return refused(wanted.string() + " lies inside the store " + store.string() +
                   ": what happens to the store would happen to its backup");
  if (layout.folder() == store || is_inside(store, layout.folder()))
    return refused(wanted.string() + " is the project itself: choose a folder on another disk");
  if (auto objection = objection_to_older(store.string(), layout.folder().string()))
    return *std::move(objection);

  lineage::FileLock lock(Layout(store).keeping_lock());
  if (!lock.try_hold())
    return util::Error{
        util::ErrorKind::timed_out,
        "another backup or gc is at work in " + store.string() + ": try again when it has ended"};
  Backup backup;
  backup.store = layout.folder().string();
  util::make_folders_durably(wanted);
  store::establish(layout);
  DatabaseCopy copy(Layout(store), options.now);
  Copier copier(store.string(), layout, options);
  copier.copy_blobs(read_needs(copy.keeping()), backup);
  copier.copy_answers(copy.keeping(), backup);
  copier.copy_comparisons();
  copy.put_in_place(layout);
  return backup;
}

}  // namespace vitrine::audit
