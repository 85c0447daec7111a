#pragma once

#include "pipeline/lineage/database.hpp"
#include "pipeline/lineage/lineage.hpp"

namespace vitrine::lineage {

/// Lineage over SQLite. Its functions stand in runs.cpp, tasks.cpp, deliveries.cpp, assets.cpp,
/// reviews.cpp, files.cpp, waiting.cpp and costs.cpp.
class SqliteLineage final : public Lineage {
 public:
  SqliteLineage(const std::string& folder, Access access) : database_(folder, access) {}

  void together(const std::function<void()>& work) override { database_.write(work); }
  int version() override { return database_.connection().version(); }

  void begin_run(const RunStart& run) override;
  void end_run(const std::string& run, const RunEnd& end) override;
  std::vector<RunRecord> runs(const std::string& set, int most) override;
  std::string run_with_news(const std::string& set) override;
  void add_run_items(const std::string& run, std::span<const RunItem> items) override;
  std::vector<RunItem> run_items(const std::string& run) override;
  std::string job_text(const util::Digest& revision) override;

  std::vector<InputFile> input_files() override;
  void remember_inputs(std::span<const InputFile> files) override;

  void add_tasks(std::span<const TaskRecord> tasks) override;
  std::optional<TaskRecord> task(const util::Digest& render_key) override;
  std::optional<ChosenRendering> chosen_rendering(const util::Digest& base_key,
                                                  int least_take) override;
  std::vector<ChosenRendering> renderings(const util::Digest& base_key) override;
  bool has_accepted(const util::Digest& render_key) override;
  void put_standing(const util::Digest& render_key, util::Timestamp at) override;
  std::vector<TaskRecord> takes(const util::Digest& base_key) override;
  bool has_tasks() override;
  int highest_take(const util::Digest& base_key) override;
  bool reopen_task(const util::Digest& render_key, const std::string& why) override;
  Intent begin_attempt(const AttemptStart& attempt) override;
  void settle(const Settlement& settlement) override;
  void fail_attempt(const AttemptFailure& failure) override;
  int recover_free_attempts(util::Timestamp now) override;
  std::vector<AttemptRecord> unanswered_attempts() override;
  void park_task(const TaskRecord& task,
                 const std::string& run,
                 const std::string& reason,
                 const std::string& why,
                 std::optional<util::Timestamp> until) override;
  std::vector<ParkedTasks> parked_tasks(const std::string& set) override;
  void put_pace(const PaceRow& row) override;
  std::vector<PaceRow> paces() override;
  void put_fallback(const FallbackRecord& record) override;
  std::vector<FallbackRecord> fallbacks_from(const util::Digest& asked) override;
  std::vector<FallbackRecord> fallbacks_to(const util::Digest& taken) override;
  std::vector<FallbackRecord> fallbacks_of_run(const std::string& run) override;
  std::vector<AttemptRecord> attempts(const util::Digest& render_key) override;
  std::vector<AttemptRecord> attempts_of_run(const std::string& run) override;

  void scan_deliveries(const std::string& set,
                       const std::function<void(const DeliveryKey&)>& each) override;
  std::vector<DeliveryKey> deliveries_after(const std::string& set,
                                            const std::optional<util::Digest>& after,
                                            int most) override;
  std::int64_t count_deliveries(const std::string& set) override;
  DeliveryRecord delivery(std::int64_t row) override;
  std::optional<DeliveryRecord> find_delivery(const std::string& set,
                                              const std::string& shot,
                                              const std::string& profile) override;
  std::optional<util::Digest> compare_key_at(const std::string& set,
                                             const std::string& path) override;
  std::vector<DeliveryRecord> deliveries(const std::string& set) override;
  std::vector<DeliveryRecord> records_after(const std::string& set,
                                            const std::optional<DeliveryAt>& after,
                                            int most) override;
  std::vector<DeliveryRecord> deliveries_of(const std::string& set,
                                            const std::string& shot) override;
  std::optional<DeliveryRecord> delivery_with(const std::string& asset) override;
  std::map<std::string, std::map<domain::DeliveryState, std::int64_t>> count_states(
      const std::string& set) override;
  void put_deliveries(std::span<const DeliveryRecord> deliveries) override;
  void remove_deliveries(
      const std::string& set,
      std::span<const std::pair<std::string, std::string>> shot_profile) override;
  void put_parts(std::span<const std::pair<util::Digest, util::Fields>> parts) override;
  std::optional<util::Fields> part(const util::Digest& digest) override;
  void set_delivery_state(const std::string& set,
                          const std::string& shot,
                          const std::string& profile,
                          domain::DeliveryState state,
                          const std::string& why) override;

  void record_finished(const Finished& finished) override;
  std::optional<AssetRecord> asset(const std::string& id) override;
  std::vector<AssetRecord> assets_like(const std::string& hex_prefix) override;
  std::vector<AssetRecord> assets(const std::string& set) override;
  std::vector<StoredVerdict> verdicts(const std::string& asset) override;
  void replace_verdicts(const std::string& asset,
                        const std::string& prefix,
                        std::span<const domain::Verdict> verdicts) override;

  std::optional<std::string> calibration(const util::Digest& packshot,
                                         const std::string& check,
                                         int version) override;
  void put_calibration(const util::Digest& packshot,
                       const std::string& check,
                       int version,
                       const std::string& found) override;
  void record_judgement(const JudgementRecord& judgement) override;
  std::vector<domain::Verdict> judgement(const util::Digest& rendering) override;

  void add_review(const domain::Review& review) override;
  std::vector<domain::Review> reviews(const util::Digest& asset) override;
  std::optional<domain::Review> decision(const util::Digest& asset) override;
  std::optional<domain::Review> rejection_of_rendering(const util::Digest& rendering,
                                                       const std::string& profile) override;
  std::vector<DeliveryAt> deliveries_with(const util::Digest& asset) override;
  std::vector<DeliveryAt> deliveries_behind(const std::string& set) override;
  std::vector<DeliveryAt> rejected_deliveries(const std::string& set) override;
  std::vector<Published> rejected_files(const std::string& set) override;

  int add_votes(std::span<const domain::Vote> votes) override;
  std::vector<domain::Vote> votes(std::optional<domain::Operation> operation) override;

  void record_published(std::span<const Published> items) override;
  void forget_published(const std::string& set, std::span<const std::string> paths) override;
  std::vector<Published> published(const std::string& set) override;
  std::optional<Published> published_at(const std::string& set, const std::string& path) override;
  std::vector<Published> published_with(const util::Digest& blob) override;
  std::vector<std::string> published_paths(const DeliveryAt& delivery) override;
  void scan_published(
      const std::string& set,
      const std::function<void(std::string_view path, const FileStamp& stamp)>& each) override;

  std::vector<CostRow> costs(const std::string& set, CostBy by) override;
  CostRow total_costs(const std::string& set) override;
  LedgerCheck check_ledger() override;
  std::vector<Booked> booked() override;
  void reconcile(const Correction& correction) override;
  void write_off(const std::string& attempt, const std::string& note, util::Timestamp at) override;
  BudgetStanding budget(BudgetScope scope, const std::string& name) override;
  std::vector<BudgetStanding> limited_budgets() override;
  std::optional<std::string> book_problem(const BookRow& book) override;

 private:
  /// Made if new. Names are few and rows many, so rows hold the number.
  std::int64_t set_number(const std::string& name);
  void put_delivery(Query& put, std::int64_t set, const DeliveryRecord& delivery);
  void put_finished_delivery(const DeliveryRecord& delivery, std::int64_t asset);
  std::int64_t put_asset(const Finished& finished);
  void put_verdicts(std::int64_t asset, const Finished& finished);
  void put_verdicts(std::int64_t asset,
                    const std::string& asset_id,
                    std::span<const domain::Verdict> verdicts,
                    int ordinal);
  void close_attempt(const AttemptFailure& failure);
  void release(const std::string& attempt, util::Timestamp at);

  Database database_;
};

/// A row that refers to a blob needs the blob's own. What is known of it is filled in; a mark for
/// collection is taken off, because it is used again.
struct BlobFacts {
  std::optional<std::int64_t> size;
  std::optional<std::string> media_type;
  std::optional<domain::PixelSize> pixels;
};
void note_blob(Database& database,
               const util::Digest& digest,
               util::Timestamp seen,
               const BlobFacts& facts = {});

/// The columns check_name, version, outcome, severity, value, threshold, unit, detail, evidence.
domain::Verdict read_verdict(Query& row);

/// For columns where NULL means "none": empty texts, zero digests.
std::optional<std::string> unless_empty(const std::string& text);
std::optional<util::Digest> unless_zero(const util::Digest& digest);

}  // namespace vitrine::lineage
