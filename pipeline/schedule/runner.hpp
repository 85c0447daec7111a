#pragma once

#include "pipeline/async/slots.hpp"
#include "pipeline/async/task_group.hpp"
#include "pipeline/schedule/finishing.hpp"
#include "pipeline/schedule/run.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace vitrine::schedule {

namespace asio = boost::asio;

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
  };
  using Indices = std::vector<std::uint32_t>;
  /// Everything that stands on one product task.
  struct Group {
    std::uint32_t product_task = plan::kNone;
    Indices deliveries;
  };

  std::vector<Group> groups_to_make() const;
  asio::awaitable<void> feed();
  asio::awaitable<void> work_on(Group group);
  asio::awaitable<void> work_on_placement(std::uint32_t task,
                                          Indices deliveries,
                                          std::optional<Rendered> product,
                                          std::shared_ptr<const Reference> reference);
  asio::awaitable<void> watch_signals();

  /// An image API of this run, and what all calls to it share.
  struct Remote {
    std::shared_ptr<providers::RemoteProvider> provider;
    std::unique_ptr<async::Slots> calls;
    std::chrono::steady_clock::time_point not_before{};  ///< a hint of the server holds all back
    std::string closed;                                  ///< why nothing more is sent; empty: open
  };
  /// How one attempt at an API ended.
  struct Asked {
    std::optional<Rendered> rendered;
    Ending ending;
    std::string message;
    const char* stopped = "key";  ///< what a closed surface is told to be closed for
  };
  /// A complete answer: what it says, and its picture in the store.
  struct Kept {
    providers::Reading reading;
    std::optional<lineage::Rendering> rendering;
  };
  /// A call with everything in place that it names, or why there is none; nothing was bought.
  struct Ready {
    std::optional<providers::PreparedCall> call;
    Asked not_ready;
  };

  asio::awaitable<Made> make(std::uint32_t task, util::Digest cutout);
  asio::awaitable<Made> make_known(std::uint32_t task,
                                   domain::RenderRequest request,
                                   util::Digest base);
  asio::awaitable<Made> ask(domain::RenderRequest request, util::Digest base, Remote& remote);
  asio::awaitable<util::Result<providers::PreparedCall>> prepare(
      const domain::RenderRequest& request, Remote& remote);
  bool refuse_by_budget(Remote& remote, util::Money worst);
  static const char* stopped_by(const util::Error& error);
  static std::string why_not_asked(const Remote& remote);
  asio::awaitable<Ready> make_ready(const domain::RenderRequest& request,
                                    Remote& remote,
                                    Asks asks);
  asio::awaitable<Asked> ask_reserved(providers::PreparedCall call,
                                      lineage::TaskRecord task,
                                      Remote& remote,
                                      Asks asks);
  asio::awaitable<Asked> ask_once(providers::PreparedCall call,
                                  lineage::TaskRecord task,
                                  Remote& remote,
                                  Asks asks);
  asio::awaitable<bool> wait_for_turn(Remote& remote, std::chrono::milliseconds wait);
  asio::awaitable<Asked> close_attempt(lineage::AttemptFailure failure, Ending ending);
  static Asked after_hindrance(const RetryPolicy& policy,
                               const providers::Hindrance& hindrance,
                               Asks asks);
  asio::awaitable<Kept> keep_answer(Remote& remote,
                                    store::Spool::Incoming& file,
                                    const providers::PreparedCall& call,
                                    const lineage::AttemptStart& start,
                                    const net::ResponseHead& head);
  asio::awaitable<Asked> settle_picture(lineage::Settlement settlement, util::Digest render_key);
  bool within_budget(util::Money worst) const;
  void expect(const util::Digest& picture, const util::Digest& counted_as);
  void stop_asking(Remote& remote, const std::string& stopped, const std::string& why);
  asio::awaitable<Made> attempt(domain::RenderRequest request, util::Digest base_key);
  asio::awaitable<std::shared_ptr<const Reference>> reference_for(std::uint32_t product_task,
                                                                  Rendered product);
  asio::awaitable<void> deliver(std::uint32_t delivery,
                                Rendered rendered,
                                std::shared_ptr<const Reference> reference);
  asio::awaitable<void> restore_files();
  asio::awaitable<void> give_up(Indices deliveries, std::string message);

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
  asio::thread_pool records_;                   ///< one thread: the database's
  async::Slots groups_;                         ///< product groups under way
  async::Slots calls_;                          ///< render calls and finishings under way
  async::Slots bytes_;                          ///< of decoded pictures
  std::map<std::string, Remote> remotes_;       ///< by surface
  std::unordered_map<util::Digest, int> uses_;  ///< of a picture, or a product's base key
  /// Tasks being made, by base key: whoever wants the same picture waits for it instead of buying
  /// it twice.
  std::unordered_map<util::Digest, std::shared_ptr<asio::steady_timer>> making_;
  std::unordered_map<util::Digest, std::string> failed_;  ///< asked in this run and not given
  util::Money reserved_;                                  ///< by calls under way
  std::unordered_map<std::uint32_t, std::uint32_t> product_tasks_;  ///< product task → planned task
  bool stopping_ = false;
  Standing standing_;
  Summary summary_;
};

}  // namespace vitrine::schedule
