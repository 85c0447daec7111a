#pragma once

#include "pipeline/domain/recipe.hpp"
#include "pipeline/domain/request.hpp"
#include "pipeline/domain/review.hpp"
#include "pipeline/domain/verdict.hpp"
#include "pipeline/domain/vote.hpp"
#include "pipeline/lineage/money.hpp"
#include "pipeline/util/clock.hpp"
#include "pipeline/util/digest.hpp"
#include "pipeline/util/fields.hpp"
#include "pipeline/util/money.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// What the database keeps, as plain values. A "set" is the body of files one job owns: its name.
namespace vitrine::lineage {

struct RunStart {
  std::string id;  ///< "20261122-020007", made unique by a suffix where needed
  std::string set;
  std::string job_file;  ///< as given, for people
  util::Digest job_revision;
  std::string job_text;  ///< the YAML as read; kept once by digest
  std::string command;   ///< the arguments, without secrets
  std::string tool;      ///< "vitrine 0.1.0"
  util::Timestamp started;
  std::optional<util::Money> budget = {};        ///< the run's own limit
  std::optional<util::Timestamp> deadline = {};  ///< nothing is begun that would end later
};

struct RunEnd {
  util::Timestamp ended;
  int exit_code = 0;
  std::string stopped;  ///< empty, or budget, guard, signal, …
  int planned = 0, rendered = 0, finished = 0, reused = 0, failed = 0, needs_person = 0;
  util::Money charged, unknown;
};

struct RunRecord {
  RunStart start;             ///< without job_text
  std::optional<RunEnd> end;  ///< nothing: still running, or killed
};

/// What a file on disk looked like when it was hashed.
struct FileStamp {
  std::int64_t size = 0;
  std::int64_t mtime_ns = 0;
  std::int64_t inode = 0;
  friend bool operator==(const FileStamp&, const FileStamp&) = default;
};
struct InputFile {
  std::string path;  ///< relative to the project where it lies inside: a moved project stays known
  FileStamp stamp;
  util::Digest digest;
  util::Timestamp hashed_at;
};

/// One render call that somebody wants.
struct TaskRecord {
  util::Digest render_key, base_key;
  int take = 0;
  domain::Operation operation = domain::Operation::edit;
  std::string surface, model;
  util::Fields key_fields;  ///< to_fields(request): the request can be rebuilt from them
  domain::TaskState state = domain::TaskState::ready;
  std::string why;  ///< of failed or parked
};

/// The bytes an attempt gave.
struct Rendering {
  util::Digest blob;
  std::optional<util::Digest> mask;  ///< the product's alpha in that frame
  std::int64_t size = 0;
  domain::PixelSize pixels;
  std::string media_type;
};
/// The rendering a task stands for now: highest accepted take, else highest settled.
struct ChosenRendering {
  util::Digest render_key;
  int take = 0;
  Rendering rendering;
};

struct AttemptStart {
  std::string id;  ///< 32 hex digits, random
  util::Digest render_key;
  std::string run;
  std::string provider, model;
  util::Timestamp sent;
  util::Money reserved = {};  ///< the most it can cost; 0 for what is free
  /// The day it counts for, in the project's time zone; empty: that of `sent` in UTC.
  std::string day = {};
  BudgetLimits limits = {};
  std::shared_ptr<const BookRow> book = {};  ///< nothing: free, or a price that no book has
};
struct Settlement {
  std::string attempt;
  Rendering rendering;
  util::Fields facts;  ///< what the renderer said of itself
  util::Money charged;
  util::Timestamp ended;
  /// What was multiplied by the price book's numbers: size, input, picture, text; nothing where the
  /// charge is no product.
  util::Fields usage = {};
  util::Money doubt = {};             ///< what it may have cost beyond an estimated charge
  std::string provider_request = {};  ///< its name in the provider's books, where it has one
};
struct AttemptFailure {
  std::string attempt;
  std::string state;  ///< free_failure, billed_failure, unknown
  std::string error_kind;
  std::string message;
  util::Fields facts = {};  ///< what the renderer said, as of a settlement
  util::Money charged;
  util::Timestamp ended;
  domain::TaskState task_state = domain::TaskState::failed;
  util::Fields usage = {};  ///< these as of a settlement
  util::Money doubt = {};
  std::string provider_request = {};
};
struct AttemptRecord {
  std::string id;
  util::Digest render_key;
  std::string run;
  int ordinal = 0;
  std::string
      state;  ///< sent, settled, free_failure, billed_failure, unknown, reconciled, written_off
  std::string provider, model;
  util::Money reserved, charged;
  util::Timestamp sent;
  std::optional<util::Timestamp> ended;
  std::string error_kind, message;
  util::Fields facts;
  std::string price_book = {};  ///< the name of the book it was reserved by; empty: none
  std::optional<Rendering> rendering;
};
/// What becomes of an attempt that a killed run left without an answer: it may have been billed, at
/// most what was reserved for it, and its task may be asked for again.
AttemptFailure unanswered(const AttemptRecord& attempt, util::Timestamp now);
/// Whether an attempt in this state ended by reading its answer. In any other but `sent` it was
/// decided about without having seen one.
bool was_read(const std::string& state);

/// Tasks that a run left for later, by reason.
struct ParkedTasks {
  std::string surface, model;
  std::string reason;                    ///< one word: budget, deadline, quota, …
  std::string why;                       ///< one sentence, of one of them
  std::optional<util::Timestamp> until;  ///< the earliest, where it is known
  std::int64_t tasks = 0;
};

/// Whose picture is taken, where there is one, instead of one that was asked for first and not
/// given. `asked` and `taken` are base keys.
struct FallbackRecord {
  util::Digest asked, taken;
  std::string asked_surface, asked_model, taken_surface, taken_model;
  int take = 0;     ///< of those from this one on
  std::string why;  ///< why the first gave none, one sentence
  std::string run;
  util::Timestamp at;
  friend bool operator==(const FallbackRecord&, const FallbackRecord&) = default;
};

/// What pacing remembers of a model in one dimension. Costs nothing to lose.
struct PaceRow {
  std::string provider, model, dimension;
  std::string state;
};

/// What a delivery depends on, in named lists that are stored once by digest: product, placement,
/// recipe. compare_key = H over them.
struct Part {
  std::string name;  ///< "product", "scene", "recipe"
  util::Digest digest;
  friend bool operator==(const Part&, const Part&) = default;
};

struct DeliveryRecord {
  std::string set;
  std::string shot;  ///< "MUG-01/glacier/kitchen", with "/back" unless front
  std::string profile;
  std::string sku, colorway, scene, view;
  std::string path;  ///< below the job's output folder
  util::Digest compare_key;
  std::vector<Part> parts;
  util::Digest render_key;  ///< of the task whose rendering it is finished from
  domain::DeliveryState state = domain::DeliveryState::waiting;
  std::string asset;  ///< id; empty before it is finished
  std::string why;    ///< of needs_person, rejected, waiting
};

/// A finished, immutable file.
struct AssetRecord {
  std::string id;          ///< finish_key, 64 hex digits
  util::Digest rendering;  ///< blob it was finished from
  std::optional<util::Digest> rendering_mask;
  util::Digest render_key;
  util::Digest blob;  ///< of the file's bytes
  std::int64_t size = 0;
  domain::PixelSize pixels;
  domain::Recipe recipe;
  std::string codec_versions;
  std::string product_pixels;  ///< original, recolor, regenerate
  bool background_generated = false;
  util::Fields facts;  ///< what finishing did
  util::Timestamp created;
};
/// What the gate measured of a rendering, before anything was finished from it.
struct JudgementRecord {
  util::Digest rendering;  ///< its blob
  util::Digest reference;  ///< the cut-out it was held against
  std::string checks;      ///< the version of the checks as a whole
  std::vector<domain::Verdict> verdicts;
  util::Timestamp at;
};
struct StoredVerdict {
  domain::Verdict verdict;
  util::Digest check_key;
};

/// One transaction's worth of finishing: asset, verdicts, and the delivery that has it now.
struct Finished {
  AssetRecord asset;
  std::vector<domain::Verdict> verdicts;
  DeliveryRecord delivery;
  std::string run;
};

struct Published {
  std::string set, path;
  util::Digest blob;
  FileStamp stamp;  ///< of the file as it was left; another one there later is written again
  util::Timestamp at;
  std::string by;                       ///< "gate", or who approved
  std::string shot = {}, profile = {};  ///< of the delivery whose file it is
};

/// The names by which a delivery is found.
struct DeliveryAt {
  std::string set, shot, profile;
  friend bool operator==(const DeliveryAt&, const DeliveryAt&) = default;
};

/// What a run did with a delivery, where it was more than reuse.
struct RunItem {
  std::string shot, profile;
  std::string action;  ///< render, finish, wait, hold, restore
  std::string reason;
};

/// The part of a delivery that planning needs, in a plain fixed-size shape for long scans.
struct DeliveryKey {
  util::Digest compare_key;
  domain::DeliveryState state;
  std::int64_t row = 0;  ///< for Lineage::delivery(row)
};

}  // namespace vitrine::lineage
