#include "pipeline/audit/collect.hpp"

#include "pipeline/audit/needs.hpp"
#include "pipeline/lineage/file_lock.hpp"
#include "pipeline/lineage/lineage.hpp"
#include "pipeline/store/inventory.hpp"
#include "pipeline/util/files.hpp"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

namespace vitrine::audit {
namespace {

namespace fs = std::filesystem;
using store::StoredFile;
using util::Digest;
using util::Timestamp;

void add(Pile& pile, std::int64_t bytes) {
  ++pile.files;
  pile.bytes += bytes;
}

Timestamp before(Timestamp now, std::chrono::seconds age) {
  return {now.micros - std::chrono::microseconds(age).count()};
}

/// Nobody knows what was bought in a time that the record says nothing of.
bool is_unexplained(const StoredFile& file, const std::vector<lineage::Gap>& gaps) {
  return std::any_of(gaps.begin(), gaps.end(), [&](const lineage::Gap& gap) {
    return file.modified >= gap.from && file.modified <= gap.to;
  });
}

class Collector {
 public:
  Collector(const std::string& folder, const CollectOptions& options)
      : layout_(folder),
        options_(options),
        keeping_(lineage::Keeping::open(
            folder, options.dry_run ? lineage::Access::read_only : lineage::Access::read_write)),
        needs_(read_needs(*keeping_, options.recent_runs)) {}

  Collection collect() {
    find_unneeded();
    if (!options_.dry_run) mark();
    move();
    empty_quarantine();
    remove_rehearsals();
    return collection_;
  }

 private:
  void find_unneeded() {
    const std::vector<lineage::Gap> gaps = keeping_->gaps();
    const Timestamp young = before(options_.now, options_.older_than);
    store::scan_blobs(layout_, [&](const StoredFile& file) {
      if (!file.digest) return;  // no blob: doctor's
      const auto need = needs_.find(*file.digest);
      if (need != needs_.end() && need->second.kept) return;
      const bool on_record = need != needs_.end();
      if (file.modified > young)
        add(collection_.young, file.size);
      else if (!on_record && is_unexplained(file, gaps))
        add(collection_.unexplained, file.size);
      else
        unneeded_.push_back(file);
    });
  }

  void mark() {
    std::vector<Digest> kept, collectable;
    for (const auto& [digest, need] : needs_)
      if (need.kept && need.collected && fs::exists(layout_.blob(digest))) kept.push_back(digest);
    for (const StoredFile& file : unneeded_) collectable.push_back(*file.digest);
    keeping_->mark(kept, collectable, options_.now);
  }

  void move() {
    const util::Date day = util::date_of(options_.now);
    for (const StoredFile& file : unneeded_) {
      if (!options_.dry_run) {
        if (!keeping_->is_marked(*file.digest)) continue;  // needed again meanwhile
        store::move_to_quarantine(layout_, file.path, day);
      }
      add(collection_.moved, file.size);
    }
  }

  /// Answers, whole or not, and what is left of a rendering.
  bool may_be_bought(const fs::path& file) const {
    const std::string name = file.filename().string();
    if (name.find(".resp") != std::string::npos || name.find(".part") != std::string::npos)
      return true;
    const auto digest = Digest::from_hex(name.substr(0, name.find('.')));
    const auto need = digest ? needs_.find(*digest) : needs_.end();
    if (need == needs_.end()) return false;
    if (need->second.use != lineage::BlobUse::rendering &&
        need->second.use != lineage::BlobUse::turn)
      return false;
    const auto source = keeping_->rendering_source(*digest);
    return !source || source->bought;
  }

  void empty_day(const fs::path& folder) {
    for (const auto& entry : fs::directory_iterator(folder)) {
      if (!entry.is_regular_file() || entry.is_symlink()) continue;
      const auto size = static_cast<std::int64_t>(entry.file_size());
      if (may_be_bought(entry.path())) {
        add(collection_.bought, size);
        continue;
      }
      if (!options_.dry_run) fs::remove(entry.path());
      add(collection_.deleted, size);
    }
    if (!options_.dry_run && fs::is_empty(folder)) fs::remove(folder);
  }

  void empty_quarantine() {
    const fs::path quarantine = layout_.quarantine(util::date_of(options_.now)).parent_path();
    if (!fs::exists(quarantine)) return;
    const Timestamp since = before(options_.now, options_.grace);
    std::vector<fs::path> days;
    for (const auto& entry : fs::directory_iterator(quarantine)) {
      const auto day = util::parse_date(entry.path().filename().string());
      // A day is over before its last file has lain for as long as asked.
      if (entry.is_directory() && day && *day < util::date_of(since)) days.push_back(entry.path());
    }
    std::sort(days.begin(), days.end());
    // Not synced: what a power cut brings back the next collection deletes.
    for (const fs::path& day : days) empty_day(day);
  }

  void remove_rehearsals() {
    if (!fs::exists(layout_.rehearsals())) return;
    const Timestamp since = before(options_.now, options_.grace);
    for (const auto& entry : fs::directory_iterator(layout_.rehearsals())) {
      if (!entry.is_directory() || entry.is_symlink()) continue;
      const std::string id = entry.path().filename().string();  // "20261126-020000"
      if (id.size() < 15 || id.compare(0, 15, util::run_id_text(since)) >= 0 ||
          id.find_first_not_of("0123456789-") != std::string::npos)
        continue;
      if (!lineage::sender_holding(entry.path().string()).empty()) continue;
      ++collection_.rehearsals.files;
      for (const auto& file : fs::recursive_directory_iterator(entry.path()))
        if (file.is_regular_file() && !file.is_symlink())
          collection_.rehearsals.bytes += static_cast<std::int64_t>(file.file_size());
      if (!options_.dry_run) fs::remove_all(entry.path());
    }
  }

  const store::Layout layout_;
  const CollectOptions options_;
  const std::unique_ptr<lineage::Keeping> keeping_;
  const Needs needs_;
  std::vector<StoredFile> unneeded_;
  Collection collection_;
};

}  // namespace

util::Result<Collection> collect(const std::string& folder, const CollectOptions& options) {
  lineage::FileLock lock(store::Layout(folder).keeping_lock());
  if (!lock.try_hold())
    return util::Error{util::ErrorKind::refused,
                       "a backup is being made of " + folder + ": try again when it has ended"};
  return Collector(folder, options).collect();
}

}  // namespace vitrine::audit
