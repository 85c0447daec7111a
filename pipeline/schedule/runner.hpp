#pragma once

#include "pipeline/async/slots.hpp"
#include "pipeline/async/task_group.hpp"
#include "pipeline/schedule/asleep.hpp"
#include "pipeline/schedule/commits.hpp"
#include "pipeline/schedule/decisions.hpp"
#include "pipeline/schedule/doors.hpp"
#include "pipeline/schedule/fallback.hpp"
#include "pipeline/schedule/finishing.hpp"
#include "pipeline/schedule/kept.hpp"
#include "pipeline/schedule/kept_answer.hpp"
#include "pipeline/schedule/lane.hpp"
#include "pipeline/schedule/purse.hpp"
#include "pipeline/schedule/retry_budget.hpp"
#include "pipeline/schedule/run.hpp"
#include "pipeline/schedule/stall.hpp"
#include "pipeline/schedule/turns.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace vitrine::schedule {

namespace asio = boost::asio;

/// Before the reason why a request was not sent that its turn had not come for.
inline constexpr std::string_view kNotAsked{"not asked: "};

/// One execution of one plan. One I/O thread owns all of its state; pixels go to the CPU pool,
/// records to a pool of one thread.
class Runner {
 public:
  Runner(const plan::Plan& plan,
         plan::PriorWork& prior,
         const std::string& run_id,
         const Services& services,
         const ScheduleOptions& options);

  Summary run();

 private:
  /// What became of a task: a rendering, or why there is none.
  struct Made {
    std::optional<Rendered> rendered;
    std::string failure;
    std::optional<Parked> parked = {};  ///< with `failure`: it is only left for the next run
    util::Digest task = {};             ///< that was asked for in vain, or left for the next run
    bool for_person = false;   ///< with `failure`: refused, and not asked again in the same words
    Fruitless end = {};        ///< with `failure`
    std::string instead = {};  ///< with `rendered`: whose it is, in whose place, and why
  };
  /// What other tasks stand on, while it is made and afterwards.
  struct Below {
    explicit Below(asio::any_io_executor executor);
    std::optional<Made> made;
    asio::steady_timer bell;  ///< never fires; cancelled when it is made
  };
  using Indices = std::vector<std::uint32_t>;
  /// Everything that stands on one product task.
  struct Group {
    std::uint32_t product_task = plan::kNone;
    Indices deliveries;
  };

  /// The product as it must look, loaded when one of its deliveries is finished, and again when it
  /// was not kept for the next: asking for pictures does not wait for it, and those who wait for
  /// anything at all do not hold it.
  struct LateReference {
    LateReference(asio::any_io_executor executor, std::uint32_t task, Rendered made);
    std::uint32_t product_task;
    Rendered product;
    enum class State { absent, loading, missing } state = State::absent;
    std::weak_ptr<const Reference> value;
    asio::steady_timer bell;  ///< never fires; cancelled when it is loaded
  };
  /// What the gate knows of a product, studied when the first of its pictures has come; held like
  /// the above.
  struct LateStudy {
    LateStudy(asio::any_io_executor executor, std::uint32_t task, std::optional<Rendered> made);
    std::uint32_t product_task;
    std::optional<Rendered>
        product;  ///< nothing: its cut-out was not planned, and is made for this
    bool is_studying = false;
    std::weak_ptr<const GateStudy> value;
    util::Digest cutout = {};  ///< that it was studied on
    std::string failure = {};  ///< why there is none
    asio::steady_timer bell;
  };
  /// The deliveries that wait for a model's picture, and the product it must show.
  struct Gating {
    Indices deliveries;
    std::shared_ptr<LateStudy> study;
  };
  /// A picture of several that were given for one request, as far as the gate has seen it.
  struct Take {
    int number = 0;
    Rendered rendered;
    bool is_delivered = false;  ///< a delivery stands on it that was accepted
    util::Digest blob() const { return rendered.blob; }
  };

  std::vector<Group> groups_to_make() const;
  asio::awaitable<void> feed();
  asio::awaitable<void> work_on(Group group);
  /// The same work; what it throws ends the buying before it is told: it could not be kept.
  asio::awaitable<void> guarded(asio::awaitable<void> work);
  void close_everything();
  asio::awaitable<void> work_on_placement(std::uint32_t task,
                                          Gating gating,
                                          std::optional<Rendered> product,
                                          std::shared_ptr<LateReference> reference,
                                          async::Slots::Hold turn);
  asio::awaitable<void> watch_signals();

  /// An image API of this run, and what all calls to it share. The first three sets of slots lie
  /// within one another.
  struct Remote {
    Remote(asio::any_io_executor executor,
           std::string named,
           std::shared_ptr<providers::RemoteProvider> api,
           const ScheduleOptions& options);
    std::string name;  ///< as `make_remotes` has it
    std::shared_ptr<providers::RemoteProvider> provider;
    async::Slots underway;  ///< from preparing to settling: bounds answers not yet settled
    async::Slots calls;     ///< being sent and answered: the network's
    async::Slots uploads;   ///< pictures on their way there, or waited for
    async::Slots bytes;     ///< of requests prepared or being sent
    std::chrono::seconds attempt_deadline;
    /// By model: on record and not answered durably, which is what a crash leaves unknown.
    std::map<std::string, Lane> lanes;
    RetryBudget retries;
    Doors doors;
    std::set<std::string> mispriced = {};  ///< models that are closed for their price
    Sleepers asleep = {};
    std::string trouble = {};  ///< the last answer that led to a wait
  };
  /// A task that an API is asked for, over all its attempts.
  struct Asking {
    domain::RenderRequest request;
    lineage::TaskRecord task;
    Remote* remote = nullptr;
    Lane* lane = nullptr;
    Asks asks = {};
    std::int64_t tokens = 0;            ///< that one ask sends, at most
    bool is_asked = false;              ///< at least once
    std::optional<Parked> parked = {};  ///< alone: the others go on
    std::string parked_why = {};
    std::optional<domain::OutcomeKind> last = {};  ///< of the answer that ended it
    bool is_at_fault = false;  ///< its own last answer ended it, nothing that is meant for all
    /// Of the prompt template: what an earlier answer showed that has to be said more plainly.
    std::vector<std::string> sentences = {};
    void insist_on(const std::string& sentence);
  };
  /// How one attempt at an API ended, sent or not.
  struct Asked {
    std::optional<Rendered> rendered;
    Ending ending;
    std::string message;
    std::optional<domain::OutcomeKind> kind = {};    ///< of an answer without a picture
    std::optional<lineage::Shortage> shortage = {};  ///< nothing was begun, for want of room
  };
  /// A call with everything in place that it names, and its share of the bytes in flight, or why
  /// there is none; nothing was bought.
  struct Ready {
    std::optional<providers::PreparedCall> call;
    async::Slots::Hold bytes;
    Asked not_ready;
  };
  /// An attempt on record, and the file that waits for its answer.
  struct Begun {
    lineage::AttemptStart start;
    std::unique_ptr<store::Spool::Incoming> file;
    bool mine = false;                          ///< false: the task was not there to be asked for
    std::optional<lineage::Shortage> shortage;  ///< why it is not mine, where that is money
    bool has_unread_answer = false;             ///< why it is not mine: of a run that was killed
  };
  /// What came of sending; the slot is still held.
  struct Sent {
    std::optional<net::CallResult> result;
    async::Slots::Hold slot;
  };
  /// By whoever of the task's chain gives it.
  asio::awaitable<Made> make(std::uint32_t task, plan::MadeFrom from, const Gating* gating);
  // With what its request sends, which is made first.
  asio::awaitable<Made> make_chain(std::uint32_t task, util::Digest cutout, const Gating* gating);
  asio::awaitable<Made> make_below(std::uint32_t task, util::Digest cutout, const Gating* gating);
  asio::awaitable<void> let_others_stand_on(Made& made, const Gating* gating);
  /// By the nth of the task's chain alone.
  asio::awaitable<Made> make_by(std::uint32_t task,
                                std::size_t nth,
                                plan::MadeFrom from,
                                const Gating* gating);
  asio::awaitable<std::size_t> taken_before(std::uint32_t task, plan::MadeFrom from);
  asio::awaitable<bool> may_ask_next(const Made& made);
  bool is_paid_but_away(const util::Digest& render_key);
  asio::awaitable<std::string> fall_back_to(const lineage::FallbackRecord& record,
                                            util::Digest render_key);
  lineage::FallbackRecord fallback_record(const domain::RenderRequest& asked,
                                          const domain::RenderRequest& taken,
                                          const std::string& why) const;
  void tell_fallback(const lineage::FallbackRecord& record, Made& made);
  asio::awaitable<std::string> made_by(util::Digest render_key);
  asio::awaitable<Made> make_known(std::uint32_t task,
                                   domain::RenderRequest request,
                                   util::Digest base);
  std::optional<Rendered> known_rendering(const util::Digest& base, int take, bool asked);

  // The gate; as below.
  asio::awaitable<void> pass_gate(Made& made,
                                  domain::RenderRequest request,
                                  util::Digest base,
                                  const Gating& gating,
                                  std::size_t nth);
  /// Among the pictures to be judged, and at work.
  struct JudgingTurn {
    Turns::Hold among_pictures;
    async::Slots::Hold at_work;
  };
  asio::awaitable<JudgingTurn> turn_to_judge(LateStudy& late);
  asio::awaitable<void> until_studied(LateStudy& late);
  asio::awaitable<std::shared_ptr<const GateStudy>> study(LateStudy& late);
  asio::awaitable<std::shared_ptr<const GateStudy>> make_study(LateStudy& late);
  asio::awaitable<std::optional<Take>> judged(Take take, LateStudy& late);
  std::vector<domain::Verdict> all_verdicts(const Take& take, const Gating& gating) const;
  bool is_let_through(const Take& take, const Gating& gating) const;
  bool is_better(const Take& one, const Take& other, const Gating& gating) const;
  bool may_redo(const Gating& gating, int takes, std::size_t nth);
  asio::awaitable<std::vector<Take>> earlier_takes(util::Digest base, int from);

  // Asking an API; every step awaits the next at once, so references are good.
  asio::awaitable<Made> ask(domain::RenderRequest request,
                            util::Digest base,
                            Remote& remote,
                            std::vector<std::string> sentences);
  asio::awaitable<Asked> ask_in_turn(Asking& asking);
  asio::awaitable<Ready> make_ready(Asking& asking);
  asio::awaitable<Ready> prepare(Asking& asking);
  asio::awaitable<std::optional<Asked>> upload(Asking& asking,
                                               std::vector<providers::Upload> pictures);
  Asked after_hindrance(Asking& asking, const providers::Hindrance& hindrance);
  void forget_uploads(Asking& asking,
                      const providers::PreparedCall& call,
                      domain::Outcome& outcome);
  void expect(const util::Digest& picture, const util::Digest& counted_as);
  asio::awaitable<std::optional<Purse::Reserved>> reserve(Asking& asking, util::Money worst);
  asio::awaitable<Asked> wait_for_room(Asking& asking,
                                       lineage::Shortage shortage,
                                       int ended_before);
  asio::awaitable<Asked> ask_once(Asking& asking, Ready ready);
  asio::awaitable<Begun> begin_attempt(Asking& asking, const providers::PreparedCall& call);
  asio::awaitable<void> keep_begun(const Asking& asking,
                                   const lineage::AttemptStart& start,
                                   std::string where);
  asio::awaitable<Sent> send(Asking& asking,
                             net::Request request,
                             const lineage::AttemptStart& start,
                             net::BodySink& sink);
  Remote* remote_for(const domain::RenderRequest& request);
  std::string why_not(const Asking& asking) const;
  static Asked unasked(std::string why);
  Lane& lane_of(Remote& remote, const std::string& model);
  asio::awaitable<bool> wait_for_turn(Asking& asking,
                                      std::chrono::milliseconds wait,
                                      WaitFor why = WaitFor::nothing);
  asio::awaitable<void> wait_for_retry(Asking& asking);
  asio::awaitable<std::optional<Lane::Hold>> turn_on_lane(Asking& asking, util::Money worst);
  void park(const Turn& turn, const Asking& asking);
  void park_alone(Asking& asking, const Parked& as);
  asio::awaitable<Made> left_out(Asking& asking, std::string why);
  void look_again();
  static WaitFor parked_for(Stopped stopped);
  bool is_late() const;
  bool may_still_go(const Asking& asking) const;
  Made too_late();
  void give_up_on_silence(Asking& asking, const std::string& last);
  /// What the requests of a day are called in the record of paces.
  static constexpr const char* kDay = "requests_per_day";
  /// What a model's calls wait for now; nothing is written more often than that.
  static constexpr const char* kNow = "now";
  static constexpr std::chrono::seconds kBetweenRows{5};
  asio::awaitable<std::optional<async::Slots::Hold>> turn_in(async::Slots& slots, Asking& asking);
  void conclude(Asking& asking, Asked& asked);
  void stop_asking(Remote& remote,
                   Stopped stopped,
                   const std::string& why,
                   std::optional<Parked> as = {},
                   bool begun_may_go = false);
  void stop_asking_model(Remote& remote,
                         const std::string& model,
                         Stopped stopped,
                         const std::string& why,
                         const Parked& as,
                         bool begun_may_go = false);
  void tell_stop(const Remote& remote, Stopped stopped, const std::string& why);

  // Telling why nothing moves.
  asio::awaitable<void> pulse();
  std::optional<Stall> stall_of(const Remote& remote, const Lane& lane) const;

  // What an attempt came to.
  asio::awaitable<KeptAnswer> read_answer(Asking& asking,
                                          const providers::PreparedCall& call,
                                          const std::string& attempt,
                                          const net::Answer& answer);
  asio::awaitable<Asked> settle_picture(Asking& asking,
                                        const std::string& attempt,
                                        KeptAnswer kept);
  asio::awaitable<Asked> close_unsent(Asking& asking, lineage::AttemptFailure failure);
  asio::awaitable<Asked> close_unanswered(Asking& asking,
                                          lineage::AttemptFailure failure,
                                          net::Failure why,
                                          util::Money worst);
  asio::awaitable<Asked> close_without_picture(Asking& asking,
                                               lineage::AttemptFailure failure,
                                               KeptAnswer kept);
  asio::awaitable<Asked> close_attempt(Asking& asking,
                                       lineage::AttemptFailure failure,
                                       Ending ending,
                                       std::optional<domain::OutcomeKind> kind);
  asio::awaitable<void> forget_answer(const std::string& attempt);

  asio::awaitable<Made> attempt(domain::RenderRequest request, util::Digest base_key);
  asio::awaitable<std::shared_ptr<const Reference>> reference_for(std::uint32_t product_task,
                                                                  Rendered product);
  asio::awaitable<std::shared_ptr<const Reference>> reference_of(
      std::shared_ptr<LateReference> late);
  /// None where the scene is no picture.
  asio::awaitable<SourceMarks> marks_of_backdrop(const domain::Scene& scene);
  asio::awaitable<void> deliver(std::uint32_t delivery,
                                Rendered rendered,
                                std::shared_ptr<LateReference> reference);
  asio::awaitable<void> restore_files();
  asio::awaitable<void> give_up(Indices deliveries, Made why);

  /// What was recorded of a finished delivery.
  struct Recorded {
    Ruling ruling;
    std::vector<std::string> outdated;  ///< files of it under other names
    std::optional<lineage::DeliveryRecord> before = {};
  };
  /// On the database's thread.
  Ruling ruling_on(const lineage::Finished& finished, const std::string& objection);

  lineage::DeliveryRecord record_of(const plan::PlannedDelivery& delivery) const;
  std::vector<std::pair<util::Digest, util::Fields>> parts_of(
      const plan::PlannedDelivery& delivery) const;
  std::int64_t weight_of(const plan::PlannedTask& task) const;
  void tell();

  const plan::Plan& plan_;
  plan::PriorWork& prior_;
  const std::string run_id_;
  const Services& services_;
  const ScheduleOptions options_;

  asio::io_context io_;
  asio::thread_pool cpu_;
  asio::thread_pool records_;  ///< one thread: the database's
  asio::thread_pool asking_;   ///< requests and answers, so that no finishing delays them
  asio::thread_pool disk_;     ///< waits for fsync; little else
  Commits commits_;            ///< of attempts at APIs
  async::Slots groups_;        ///< product groups under way
  async::Slots placements_;    ///< placements under way, whatever they wait for
  async::Slots calls_;         ///< render calls and finishings under way
  Turns judging_;              ///< by product, so that its study need not be made again
  async::Slots bytes_;         ///< of pictures decoded by the studio
  Kept kept_;                  ///< decoded products
  async::Slots preparing_;     ///< requests whose size is not known yet
  Purse purse_;
  std::map<std::string, Remote> remotes_;       ///< by surface
  std::unordered_map<util::Digest, int> uses_;  ///< of a picture, or a product's base key
  /// Tasks being made, by base key: whoever wants the same picture waits for it instead of buying
  /// it twice.
  std::unordered_map<util::Digest, std::shared_ptr<asio::steady_timer>> making_;
  std::unordered_map<std::uint32_t, std::shared_ptr<Below>> below_;  ///< by planned task
  std::unordered_map<util::Digest, Made> failed_;  ///< asked in this run and not given
  /// Base keys of pictures that another model gave, and that were counted.
  std::unordered_set<util::Digest> told_fallbacks_;
  std::unordered_map<std::uint32_t, std::uint32_t> product_tasks_;  ///< product task → planned task
  std::unordered_map<util::Digest, SourceMarks> backdrop_marks_;    ///< read once a run
  std::optional<Instant> deadline_;
  /// What earlier runs used of a vendor's day, by surface and model.
  std::map<std::pair<std::string, std::string>, std::string> days_before_;
  int calls_begun_ = 0;        ///< on record by this run, or about to be, and not yet closed there
  int calls_ended_ = 0;        ///< of those that were on record
  bool is_redo_left_ = false;  ///< the gate wanted one more take, and nobody was asked for it
  bool is_broken_ = false;     ///< the disk or the database is gone
  util::Money redone_;         ///< what asking again for the gate's sake has cost, or may cost
  bool stopping_ = false;
  bool is_over_ = false;  ///< nothing is under way any more
  asio::steady_timer pulse_timer_;
  SetChanges set_changes_;
  Standing standing_;
  Summary summary_;
};

}  // namespace vitrine::schedule
