#pragma once

#include "pipeline/lineage/records.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vitrine::lineage {

enum class Access { read_only, read_write };

/// The database is lost, corrupt, locked for too long, of another version, or was told something
/// that contradicts what it holds. One sentence for people.
class Failure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A reader cannot go on before somebody has written: the log of a killed run is unread, or an
/// older program made the database.
class NeedsWriter : public Failure {
 public:
  using Failure::Failure;
};
/// A newer program made the database.
class TooNew : public Failure {
 public:
  using Failure::Failure;
};

/// Whether the store in `folder` has a lineage yet. Only then can it be opened read_only.
bool exists(const std::string& folder);

/// What was made from what, by which attempt, at what cost. One object is one connection and
/// belongs to one thread. A lost or corrupt database throws lineage::Failure (std::runtime_error);
/// "not there" is an empty optional. Every mutating call is one durable transaction unless made
/// inside `together`.
class Lineage {
 public:
  /// `folder` is the project's store (".vitrine"); made with its tables if absent and read_write.
  /// Older databases are migrated after a copy is set aside; a newer one is refused.
  /// ":memory:" gives an empty one of its own, for tests.
  static std::unique_ptr<Lineage> open(const std::string& folder, Access access);
  virtual ~Lineage() = default;

  /// All of `work` in one transaction; rolled back if it throws. Calls may nest: one that throws
  /// inside another takes only its own work back.
  virtual void together(const std::function<void()>& work) = 0;

  // Runs.
  virtual void begin_run(const RunStart& run) = 0;
  virtual void end_run(const std::string& run, const RunEnd& end) = 0;
  virtual std::vector<RunRecord> runs(const std::string& set,
                                      int most) = 0;  ///< newest first; empty set: all
  /// The newest run of the set that has ended and did more than reuse: the one that its page is
  /// about. Empty: none.
  virtual std::string run_with_news(const std::string& set) = 0;
  virtual void add_run_items(const std::string& run, std::span<const RunItem> items) = 0;
  virtual std::vector<RunItem> run_items(const std::string& run) = 0;
  virtual std::string job_text(const util::Digest& revision) = 0;  ///< empty if unknown

  // Input files: hashed once per (path, size, mtime, inode).
  virtual std::vector<InputFile> input_files() = 0;
  virtual void remember_inputs(std::span<const InputFile> files) = 0;

  // Tasks and attempts.
  /// Those already there stay as they are, but failed ones become ready.
  virtual void add_tasks(std::span<const TaskRecord> tasks) = 0;
  virtual std::optional<TaskRecord> task(const util::Digest& render_key) = 0;
  /// Of the takes from this one on.
  virtual std::optional<ChosenRendering> chosen_rendering(const util::Digest& base_key,
                                                          int least_take = 0) = 0;
  /// Whether a delivery of any set stands on this rendering's task and is accepted, by the gate or
  /// by a person, or a file made from it is still where a shop reads, or other pictures stand on
  /// it.
  virtual bool has_accepted(const util::Digest& render_key) = 0;
  /// Of all takes of its picture, this task's is the one that others are asked for with.
  virtual void put_standing(const util::Digest& render_key, util::Timestamp at) = 0;
  /// Every take that was rendered, latest first.
  virtual std::vector<ChosenRendering> renderings(const util::Digest& base_key) = 0;
  /// Every take that was asked for, made or not, the first one first.
  virtual std::vector<TaskRecord> takes(const util::Digest& base_key) = 0;
  virtual bool has_tasks() = 0;
  /// The highest take that anybody asked for, made or not; 0 if nobody did.
  virtual int highest_take(const util::Digest& base_key) = 0;
  /// Task rendered → ready, because its rendering's bytes are lost. False if it was not rendered.
  virtual bool reopen_task(const util::Digest& render_key, const std::string& why) = 0;
  /// Task ready → leased, attempt `sent`, the most it can cost reserved in every budget. Not if the
  /// task was not ready (somebody else has it), nor where that would pass one of its limits; then
  /// nothing is written. Throws if there is no such task or run, or if its price book is on record
  /// with other numbers.
  virtual Intent begin_attempt(const AttemptStart& attempt) = 0;
  /// Attempt sent → settled, task leased → rendered, blobs and rendering rows. Throws if the
  /// attempt is not `sent`: settling happens once. A charge above 0 is written to the ledger.
  virtual void settle(const Settlement& settlement) = 0;
  /// Attempt sent → its state, task leased → `task_state`. What was charged goes to the ledger: as
  /// `unknown` if the attempt is.
  virtual void fail_attempt(const AttemptFailure& failure) = 0;
  /// Attempts left `sent` by a killed run: free ones (studio) are closed as free_failure and their
  /// tasks made ready. Returns how many.
  virtual int recover_free_attempts(util::Timestamp now) = 0;
  /// Those that may have cost money: `sent`, with a reservation, whoever began them.
  virtual std::vector<AttemptRecord> unanswered_attempts() = 0;
  /// Task (made if it is new) ready or failed → parked, until `add_tasks` wants it again. `reason`
  /// is one word. Others stay as they are.
  virtual void park_task(const TaskRecord& task,
                         const std::string& run,
                         const std::string& reason,
                         const std::string& why,
                         std::optional<util::Timestamp> until) = 0;
  /// Those that deliveries of the set wait for, whichever run parked them; most tasks first.
  virtual std::vector<ParkedTasks> parked_tasks(const std::string& set) = 0;
  /// What was asked for by one model and is taken from another; an earlier word on these two gives
  /// way.
  virtual void put_fallback(const FallbackRecord& record) = 0;
  /// By the base key of what was asked for first: whoever was asked in its place, the earliest
  /// first, whether it gave a picture or not.
  virtual std::vector<FallbackRecord> fallbacks_from(const util::Digest& asked) = 0;
  /// By the base key of what was taken; the latest first.
  virtual std::vector<FallbackRecord> fallbacks_to(const util::Digest& taken) = 0;
  /// Those of a run that led to a picture, in the order in which they were taken.
  virtual std::vector<FallbackRecord> fallbacks_of_run(const std::string& run) = 0;
  virtual std::vector<AttemptRecord> attempts(const util::Digest& render_key) = 0;
  /// Every attempt of a run, in the order in which they were sent.
  virtual std::vector<AttemptRecord> attempts_of_run(const std::string& run) = 0;

  // Deliveries and assets.
  /// Every delivery of the set in the order of compare_key, one call of `each` per row. `each`
  /// must not change deliveries.
  virtual void scan_deliveries(const std::string& set,
                               const std::function<void(const DeliveryKey&)>& each) = 0;
  /// The same in pieces: at most `most` deliveries whose keys come after `after`, or the first.
  virtual std::vector<DeliveryKey> deliveries_after(const std::string& set,
                                                    const std::optional<util::Digest>& after,
                                                    int most) = 0;
  virtual std::int64_t count_deliveries(const std::string& set) = 0;
  virtual DeliveryRecord delivery(std::int64_t row) = 0;  ///< throws if there is none
  virtual std::optional<DeliveryRecord> find_delivery(const std::string& set,
                                                      const std::string& shot,
                                                      const std::string& profile) = 0;
  /// The compare key of the set's delivery that was to be written there, if there is one.
  virtual std::optional<util::Digest> compare_key_at(const std::string& set,
                                                     const std::string& path) = 0;
  /// By shot, profile; empty set: all. All at once: for what is known to be small.
  virtual std::vector<DeliveryRecord> deliveries(const std::string& set) = 0;
  /// In the order of set, shot, profile: at most `most` that come after `after`, or the first.
  /// Empty set: all.
  virtual std::vector<DeliveryRecord> records_after(const std::string& set,
                                                    const std::optional<DeliveryAt>& after,
                                                    int most) = 0;
  /// Of one shot, by set and profile; empty set: all.
  virtual std::vector<DeliveryRecord> deliveries_of(const std::string& set,
                                                    const std::string& shot) = 0;
  /// The first that has the asset now, by shot and profile; nothing if it was replaced.
  virtual std::optional<DeliveryRecord> delivery_with(const std::string& asset) = 0;
  /// How many of a set are in each state, by set; empty set: all.
  virtual std::map<std::string, std::map<domain::DeliveryState, std::int64_t>> count_states(
      const std::string& set) = 0;
  /// Makes or replaces deliveries that wait or failed: they have no asset (an older one stays). A
  /// path belongs to one delivery: naming it again takes it, and the other delivery goes.
  virtual void put_deliveries(std::span<const DeliveryRecord> deliveries) = 0;
  virtual void remove_deliveries(
      const std::string& set,
      std::span<const std::pair<std::string, std::string>> shot_profile) = 0;
  virtual void put_parts(std::span<const std::pair<util::Digest, util::Fields>> parts) = 0;
  virtual std::optional<util::Fields> part(const util::Digest& digest) = 0;
  /// Throws if the asset was finished to other bytes before: a finisher that changed without a new
  /// version must not pass for the old one.
  virtual void record_finished(const Finished& finished) = 0;
  virtual std::optional<AssetRecord> asset(const std::string& id) = 0;
  /// By id or digest prefix of at least 4 digits; several answers are several assets.
  virtual std::vector<AssetRecord> assets_like(const std::string& hex_prefix) = 0;
  /// Those that deliveries have now; empty set: all sets.
  virtual std::vector<AssetRecord> assets(const std::string& set) = 0;
  virtual std::vector<StoredVerdict> verdicts(const std::string& asset) = 0;  ///< the latest ones
  /// The asset's latest verdicts whose check begins with `prefix` give way to these, after all
  /// others. Writes nothing where there are none before and none now.
  virtual void replace_verdicts(const std::string& asset,
                                const std::string& prefix,
                                std::span<const domain::Verdict> verdicts) = 0;
  /// Throws if there is no such delivery, or if it should be accepted but has no asset.
  virtual void set_delivery_state(const std::string& set,
                                  const std::string& shot,
                                  const std::string& profile,
                                  domain::DeliveryState state,
                                  const std::string& why) = 0;

  // The gate.
  /// What a check found out about a cut-out once and for all, as it wrote it; by its version.
  virtual std::optional<std::string> calibration(const util::Digest& packshot,
                                                 const std::string& check,
                                                 int version) = 0;
  virtual void put_calibration(const util::Digest& packshot,
                               const std::string& check,
                               int version,
                               const std::string& found) = 0;
  virtual void record_judgement(const JudgementRecord& judgement) = 0;
  /// The latest of a rendering, whatever it was held against; empty: it was never judged.
  virtual std::vector<domain::Verdict> judgement(const util::Digest& rendering) = 0;

  // What people decide about finished bytes, whichever delivery has them.
  virtual void add_review(const domain::Review& review) = 0;
  virtual std::vector<domain::Review> reviews(const util::Digest& asset) = 0;  ///< oldest first
  /// The approval or rejection that holds now: the last one.
  virtual std::optional<domain::Review> decision(const util::Digest& asset) = 0;
  /// The last rejection of a file that was finished from this rendering for this profile or
  /// another size of its responsive set, unless one of them was approved since.
  virtual std::optional<domain::Review> rejection_of_rendering(const util::Digest& rendering,
                                                               const std::string& profile) = 0;
  /// Deliveries, of all sets, that stand on these bytes: finished to them, and not only keeping
  /// them while another picture is waited for.
  virtual std::vector<DeliveryAt> deliveries_with(const util::Digest& asset) = 0;
  /// Of the set, those whose state is not what was decided about their bytes, and those that wait
  /// for a person although something was.
  virtual std::vector<DeliveryAt> deliveries_behind(const std::string& set) = 0;
  /// Of the set, those that are rejected by what a person decided about their bytes.
  virtual std::vector<DeliveryAt> rejected_deliveries(const std::string& set) = 0;
  /// Files of the set whose bytes are rejected now.
  virtual std::vector<Published> rejected_files(const std::string& set) = 0;

  // What people prefer of two models' pictures.
  /// A person's vote takes the place of an earlier one of theirs on the same two pictures of the
  /// same comparison. Returns how many did.
  virtual int add_votes(std::span<const domain::Vote> votes) = 0;
  /// Oldest first; without an operation: all.
  virtual std::vector<domain::Vote> votes(std::optional<domain::Operation> operation) = 0;

  // What the shop reads.
  virtual void record_published(std::span<const Published> items) = 0;
  virtual void forget_published(const std::string& set, std::span<const std::string> paths) = 0;
  virtual std::vector<Published> published(const std::string& set) = 0;
  virtual std::optional<Published> published_at(const std::string& set,
                                                const std::string& path) = 0;
  virtual std::vector<Published> published_with(const util::Digest& blob) = 0;  ///< of all sets
  /// The files of one delivery: more than one where its name changed with its picture.
  virtual std::vector<std::string> published_paths(const DeliveryAt& delivery) = 0;
  /// The path and stamp of everything published of the set, in the order of paths. The path is
  /// valid during the call; `each` must not change what is published.
  virtual void scan_published(
      const std::string& set,
      const std::function<void(std::string_view path, const FileStamp& stamp)>& each) = 0;

  /// Money, from the ledger. An attempt counts for the set of its run. A task may serve several
  /// deliveries: all of what it cost belongs to the product and scene of the first of them (the
  /// oldest row), so that sums over any grouping agree; without any, to the empty key.
  struct CostRow {
    std::string key;  ///< of the grouping asked for: sku, scene, model, 2026-11-22, attempt state
    std::int64_t attempts = 0, settled = 0;
    std::int64_t accepted = 0;  ///< deliveries accepted now; by day: of their pictures' calls
    util::Money charged, unknown;
  };
  enum class CostBy { product, scene, model, day, outcome };
  virtual std::vector<CostRow> costs(const std::string& set, CostBy by) = 0;  ///< by key
  virtual CostRow total_costs(const std::string& set) = 0;
  /// All money of the store added up anew: attempts against the ledger, reservations against calls
  /// under way, budgets' sums, charges against usage and price book.
  virtual LedgerCheck check_ledger() = 0;
  std::vector<std::string> ledger_problems() { return check_ledger().problems; }
  /// Every attempt whose call may have been billed, in the order in which they were sent.
  virtual std::vector<Booked> booked() = 0;
  /// What an attempt really cost. What was unknown of it is taken back; one that was unknown, free
  /// or written off becomes `reconciled`, another keeps its state. Throws if it is under way.
  virtual void reconcile(const Correction& correction) = 0;
  /// An attempt unknown → written_off: taken for not billed. Throws if it is anything else.
  virtual void write_off(const std::string& attempt,
                         const std::string& note,
                         util::Timestamp at) = 0;
  /// How a budget stands; all zero if nothing was ever counted in it. Without a limit.
  virtual BudgetStanding budget(BudgetScope scope, const std::string& name) = 0;
  /// Of day, month and project the latest that a job limited, each with that limit.
  virtual std::vector<BudgetStanding> limited_budgets() = 0;
  /// What is wrong with calling by this row: the book is on record with other numbers.
  virtual std::optional<std::string> book_problem(const BookRow& book) = 0;

  virtual void put_pace(const PaceRow& row) = 0;  ///< an empty state takes the row away
  virtual std::vector<PaceRow> paces() = 0;

  /// The schema's number: PRAGMA user_version.
  virtual int version() = 0;
};

/// Every delivery of the set (empty: of all), in the order of set, shot, profile; read in pieces,
/// so that no catalog is in memory whole and the log is not held. What changes meanwhile is seen or
/// not. `each` may use the record.
void for_each_delivery(Lineage& lineage,
                       const std::string& set,
                       const std::function<void(DeliveryRecord&)>& each);

/// Only one sender per store. Held until destroyed; the loser learns who holds it.
class SenderLock {
 public:
  /// Error (refused) with "held by vitrine run (pid 123) since …" if somebody else has it.
  static util::Result<std::unique_ptr<SenderLock>> acquire(const std::string& folder,
                                                           const std::string& who,
                                                           util::Timestamp now);
  virtual ~SenderLock() = default;
};

/// Who holds the store now, from the lock file; empty if nobody.
std::string sender_holding(const std::string& folder);

}  // namespace vitrine::lineage
