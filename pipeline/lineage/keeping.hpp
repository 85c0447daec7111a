#pragma once

#include "pipeline/lineage/lineage.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::lineage {

/// What a record needs stored bytes for; the gravest to lose comes first.
enum class BlobUse { rendering, mask, asset, input, turn, evidence };
const char* to_text(BlobUse use);  ///< for people: "rendering", "product mask", …

struct BlobRow {
  util::Digest digest;
  std::optional<std::int64_t> size;
  std::optional<util::Timestamp> gc_mark;  ///< collected, or about to be
};

struct BlobReference {
  util::Digest digest;
  BlobUse use = BlobUse::input;
  bool kept = true;  ///< false: only history names it, and it can be made again
};

/// The rendering, or its mask, that has these bytes.
struct RenderingSource {
  util::Digest render_key;
  bool is_mask = false;
  bool bought = false;  ///< by a model that was asked: no program makes it again
};

/// An attempt of which only the sealed answer is left, and how it ended.
struct Adoption {
  TaskRecord task;                     ///< made if it is not there
  AttemptStart start;                  ///< a run that is not on record is left out
  std::string state;                   ///< settled, free_failure, billed_failure, unknown
  std::optional<Rendering> rendering;  ///< with settled
  std::string error_kind, message;
  util::Fields facts;
  util::Money charged;
  util::Timestamp ended;
  // As of Settlement.
  util::Fields usage = {};
  util::Money doubt = {};
  std::string provider_request = {};
};

/// A stretch of time of which the record knows nothing: a backup was restored.
struct Gap {
  util::Timestamp from, to;
};

/// What looking after a store asks of its database: is it sound, which bytes does it need, what may
/// go. A connection of its own; errors, threads and transactions as of Lineage.
class Keeping {
 public:
  /// The database must exist.
  static std::unique_ptr<Keeping> open(const std::string& folder, Access access);
  virtual ~Keeping() = default;

  /// What SQLite finds wrong with the file, at most 20 sentences; empty: it is sound.
  virtual std::vector<std::string> integrity_problems() = 0;
  /// Rows that refer to rows which are not there.
  virtual std::vector<std::string> reference_problems() = 0;
  /// Makes every index anew from its table.
  virtual void rebuild_indices() = 0;

  virtual void scan_blobs(const std::function<void(const BlobRow&)>& each) = 0;
  /// Every use of stored bytes, one call each; bytes may be used several times. What the last
  /// `recent_runs` runs finished is kept as well.
  virtual void scan_references(int recent_runs,
                               const std::function<void(const BlobReference&)>& each) = 0;
  /// "MUG-01/glacier/kitchen for shopify", or another name for whoever needs these bytes; empty if
  /// nobody is known.
  virtual std::string needed_by(const util::Digest& blob) = 0;
  virtual std::optional<RenderingSource> rendering_source(const util::Digest& blob) = 0;
  virtual std::vector<std::string> assets_with(const util::Digest& blob) = 0;  ///< ids
  virtual std::vector<std::string> input_paths(const util::Digest& blob) = 0;  ///< as remembered

  /// The names of all sets and the job file that each was last made by.
  struct SetRecord {
    std::string name, job_file;
  };
  virtual std::vector<SetRecord> sets() = 0;
  virtual std::optional<RunRecord> first_run() = 0;

  /// Without what the renderer said and gave.
  virtual std::optional<AttemptRecord> attempt(const std::string& id) = 0;
  virtual std::vector<AttemptRecord> open_attempts() = 0;  ///< `sent`, paid or free
  /// One transaction. The picture becomes the task's, or an alternate where the task has one or is
  /// being asked for. Throws if the attempt is on record already.
  virtual void adopt(const Adoption& adoption) = 0;

  /// Takes the mark off whatever is kept and marks `collectable`. Rows are made for bytes that have
  /// none.
  virtual void mark(std::span<const util::Digest> kept,
                    std::span<const util::Digest> collectable,
                    util::Timestamp now) = 0;
  /// Whether it is still to be collected: a record that has come to need it took the mark off.
  virtual bool is_marked(const util::Digest& blob) = 0;

  /// Writes the whole database to `file`, which must not exist, as of one moment.
  virtual void copy_to(const std::string& file) = 0;
  /// Nothing was run since the copy was made: it is a backup that nobody works in.
  virtual bool is_untouched_backup() = 0;
  virtual std::vector<Gap> gaps() = 0;  ///< from each backup that was put back to the next run
};

/// Writes into a copy of the database that it is one, and of when. Nobody else has it open.
void note_backup(const std::string& file, util::Timestamp at);

}  // namespace vitrine::lineage
