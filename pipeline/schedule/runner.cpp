#include "pipeline/schedule/runner.hpp"

#include "pipeline/async/offload.hpp"
#include "pipeline/imaging/exact.hpp"
#include "pipeline/schedule/budgets.hpp"
#include "pipeline/schedule/picture_uses.hpp"
#include "pipeline/util/files.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <csignal>
#include <exception>
#include <thread>
#include <utility>

namespace vitrine::schedule {
namespace {

int cpu_threads(const ScheduleOptions& options) {
  if (options.cpu_threads > 0) return options.cpu_threads;
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

/// More than have a thread, and one to follow, would only wait with their pictures decoded.
int in_flight(const ScheduleOptions& options) {
  const int most = cpu_threads(options) + 1;
  return options.in_flight > 0 ? std::min(options.in_flight, most) : most;
}

/// A product whose picture is being waited for, prepared or settled must not keep others from being
/// asked for.
int asked_in_flight(const plan::Plan& plan, const ScheduleOptions& options) {
  int asked = std::max(1, options.asked_in_flight);
  for (const auto& [surface, own] : options.surfaces) asked = std::max(asked, own.asked_in_flight);
  return plan.totals().paid_tasks > 0 ? asked + std::max(2, asked / 4) : 0;
}

/// As many as can be prepared, asked for, settled and finished at once: one more would only wait,
/// with its request in memory, and a product may have thousands of scenes.
int placements_at_once(const plan::Plan& plan, const ScheduleOptions& options) {
  return in_flight(options) + 3 * asked_in_flight(plan, options);
}

/// Pictures of one product that are judged before another product has a turn. To make a product's
/// study again takes about five times as long as to judge a picture.
constexpr int kJudgedInARow = 64;

/// Threads that make requests and read answers.
constexpr int kAskingThreads = 2;
/// Threads that wait until the spool is durable: a file system takes many such waits together.
constexpr int kDiskThreads = 8;

std::vector<lineage::BudgetStanding> standings(const Services& services,
                                               const ScheduleOptions& options,
                                               const std::string& run_id) {
  return budgets_now(services.lineage, limits_of(options), run_id,
                     util::to_text(options.zone.date_of(services.clock.now())));
}

bool to_be_made(const plan::PlannedDelivery& delivery) {
  return delivery.action == plan::Action::render || delivery.action == plan::Action::finish;
}

}  // namespace

Runner::Runner(const plan::Plan& plan,
               plan::PriorWork& prior,
               const std::string& run_id,
               const Services& services,
               const ScheduleOptions& options)
    : plan_(plan),
      prior_(prior),
      run_id_(run_id),
      services_(services),
      options_(options),
      cpu_(static_cast<std::size_t>(cpu_threads(options))),
      records_(1),
      asking_(kAskingThreads),
      disk_(kDiskThreads),
      commits_(io_.get_executor(), records_, services.lineage),
      groups_(io_.get_executor(), in_flight(options) + asked_in_flight(plan, options)),
      placements_(io_.get_executor(), placements_at_once(plan, options)),
      calls_(io_.get_executor(), in_flight(options)),
      judging_(io_.get_executor(), in_flight(options), kJudgedInARow),
      bytes_(io_.get_executor(), options.bytes_in_flight),
      kept_(options.kept_bytes),
      preparing_(io_.get_executor(), kAskingThreads),
      purse_(io_.get_executor(), standings(services, options, run_id)),
      pulse_timer_(io_) {
  summary_.run = run_id;
  if (options.deadline)
    deadline_ = std::chrono::steady_clock::now() +
                std::chrono::microseconds(options.deadline->micros - services.clock.now().micros);
  imaging::exact::stay_on_calling_thread();
  const auto& tasks = plan.tasks();
  for (std::uint32_t i = 0; i < tasks.size(); ++i)
    if (tasks[i].placing == plan::kNone) product_tasks_[tasks[i].product_task] = i;
}

Summary Runner::run() {
  for (const plan::PlannedDelivery& delivery : plan_.deliveries()) {
    ++summary_.planned;
    if (to_be_made(delivery)) ++standing_.deliveries;
    if (delivery.action == plan::Action::reuse || delivery.action == plan::Action::restore)
      ++summary_.reused;
    if (delivery.action == plan::Action::hold) ++summary_.held;
  }
  if (services_.make_remotes)
    for (auto& [surface, provider] : services_.make_remotes(io_.get_executor()))
      remotes_.try_emplace(surface, io_.get_executor(), surface, std::move(provider), options_);
  if (!remotes_.empty()) {
    uses_ = picture_uses(plan_);
    for (lineage::PaceRow& row : services_.lineage.paces())
      if (row.dimension == kDay) days_before_[{row.provider, row.model}] = std::move(row.state);
  }
  for (const auto& [picture, requests] : uses_) expect(picture, picture);
  std::exception_ptr failure;
  const auto ended = [&](std::exception_ptr what) {
    failure = what;
    io_.stop();  // the signal watcher has nothing left to watch over
  };
  asio::co_spawn(io_, watch_signals(), [](std::exception_ptr) {});
  asio::co_spawn(io_, feed(), ended);
  io_.run();
  cpu_.join();
  asking_.join();
  disk_.join();
  records_.join();
  if (failure) std::rethrow_exception(failure);
  summary_.set_outliers = check_sets(services_.lineage, plan_.input().job.name, set_changes_);
  summary_.rendered = standing_.rendered;
  summary_.finished = standing_.finished;
  summary_.failed = standing_.failed;
  summary_.needs_person = standing_.needs_person;
  summary_.charged = purse_.charged();
  summary_.unknown = purse_.unknown();
  summary_.doubt = purse_.doubt();
  remotes_.clear();
  summary_.is_made_good = !summary_.stopped.empty() && !summary_.fallbacks.empty() &&
                          summary_.parked == 0 && !is_redo_left_ && !stopping_;
  if (stopping_) {
    summary_.stopped = to_text(Stopped::signal);
    summary_.stopped_why.clear();
  }
  return std::move(summary_);
}

asio::awaitable<void> Runner::watch_signals() {
  asio::signal_set signals(io_, SIGINT, SIGTERM);
  co_await signals.async_wait(asio::use_awaitable);
  stopping_ = true;
  standing_.draining = true;
  look_again();
  tell();
  const int second = co_await signals.async_wait(asio::use_awaitable);
  // What is under way may take its time; the operator will not wait, and recovery is made for this.
  std::signal(second, SIG_DFL);
  std::raise(second);
}

std::vector<Runner::Group> Runner::groups_to_make() const {
  std::vector<Group> groups;
  std::unordered_map<std::uint32_t, std::size_t> index;
  const auto& deliveries = plan_.deliveries();
  for (std::uint32_t i = 0; i < deliveries.size(); ++i) {
    if (!to_be_made(deliveries[i])) continue;
    const auto [found, added] = index.try_emplace(deliveries[i].product_task, groups.size());
    if (added) groups.push_back({deliveries[i].product_task, {}});
    groups[found->second].deliveries.push_back(i);
  }
  return groups;
}

/// The disk or the database is gone: nothing more may be bought that could not be kept.
void Runner::close_everything() {
  is_broken_ = true;
  for (auto& [surface, remote] : remotes_)
    remote.doors.close("the store or the output folder cannot be written");
  look_again();
}

asio::awaitable<void> Runner::guarded(asio::awaitable<void> work) {
  std::exception_ptr broken;
  try {
    co_await std::move(work);
  } catch (...) {
    broken = std::current_exception();
  }
  if (!broken) co_return;
  close_everything();
  std::rethrow_exception(broken);
}

asio::awaitable<void> Runner::feed() {
  tell();
  co_await restore_files();
  async::TaskGroup group(io_.get_executor());
  async::TaskGroup beside(io_.get_executor());
  beside.spawn(pulse());
  std::exception_ptr broken;
  try {
    for (Group& next : groups_to_make()) {
      if (stopping_) break;
      // The hold travels with the group: only so many products are under way at once.
      auto work = [](Runner* self, Group one, async::Slots::Hold) -> asio::awaitable<void> {
        co_await self->work_on(std::move(one));
      };
      async::Slots::Hold hold = co_await groups_.acquire(1);
      if (stopping_) break;
      if (is_late()) {
        Made late = too_late();
        co_await give_up(std::move(next.deliveries), std::move(late));
        continue;
      }
      group.spawn(guarded(work(this, std::move(next), std::move(hold))));
    }
  } catch (...) {
    broken = std::current_exception();
  }
  // Whatever happened: nothing of the run outlives it.
  try {
    co_await group.join();
  } catch (...) {
    if (!broken) broken = std::current_exception();
  }
  is_over_ = true;
  pulse_timer_.cancel();
  co_await beside.join();
  if (broken) std::rethrow_exception(broken);
}

/// What the run does not begin any more, paid or not.
Runner::Made Runner::too_late() {
  Made made;
  made.failure = "the deadline came before it was begun";
  made.parked = Parked{WaitFor::deadline, {}};
  made.end.parked = made.parked;
  if (summary_.stopped.empty()) {
    summary_.stopped = to_text(Stopped::deadline);
    summary_.stopped_why = "the deadline came before everything was begun";
  }
  return made;
}

asio::awaitable<void> Runner::work_on(Group group) {
  // The product first; every placement of it waits for this one picture.
  std::uint32_t product_task = plan::kNone;
  Indices alone;
  std::vector<std::pair<std::uint32_t, Indices>> placements;
  std::unordered_map<std::uint32_t, std::size_t> index;
  for (const std::uint32_t i : group.deliveries) {
    const plan::PlannedDelivery& delivery = plan_.deliveries()[i];
    const plan::PlannedTask& task = plan_.tasks()[delivery.task];
    if (task.placing == plan::kNone) {
      alone.push_back(i);
      continue;
    }
    const auto [found, added] = index.try_emplace(delivery.task, placements.size());
    if (added) placements.push_back({delivery.task, {}});
    placements[found->second].second.push_back(i);
  }
  if (const auto known = product_tasks_.find(group.product_task); known != product_tasks_.end())
    product_task = known->second;

  std::optional<Rendered> product;
  std::shared_ptr<LateReference> reference;
  if (product_task != plan::kNone) {
    plan::MadeFrom none;
    Made made = co_await make(product_task, none, nullptr);
    if (!made.rendered) {
      co_await give_up(group.deliveries, std::move(made));
      co_return;
    }
    product = made.rendered;
    expect(product->blob, plan_.product_tasks()[group.product_task].base_key);
    reference = std::make_shared<LateReference>(io_.get_executor(), group.product_task, *product);
  }
  const auto late_study =
      std::make_shared<LateStudy>(io_.get_executor(), group.product_task, product);
  async::TaskGroup placing(io_.get_executor());
  for (const std::uint32_t i : alone) {
    Rendered rendered = *product;
    placing.spawn(guarded(deliver(i, std::move(rendered), reference)));
  }
  for (auto& [task, deliveries] : placements) {
    if (stopping_) break;
    async::Slots::Hold hold = co_await placements_.acquire(1);
    if (stopping_) break;
    Gating gating{std::move(deliveries), late_study};
    placing.spawn(
        guarded(work_on_placement(task, std::move(gating), product, reference, std::move(hold))));
  }
  co_await placing.join();
}

asio::awaitable<void> Runner::work_on_placement(std::uint32_t task,
                                                Gating gating,
                                                std::optional<Rendered> product,
                                                std::shared_ptr<LateReference> reference,
                                                async::Slots::Hold) {
  util::Digest cutout = product ? product->blob : util::Digest{};
  const bool is_wanted = std::any_of(
      gating.deliveries.begin(), gating.deliveries.end(),
      [this](std::uint32_t index) { return wants_gate(plan_.profile(plan_.deliveries()[index])); });
  const bool is_gated =
      services_.gate != nullptr && options_.gate && is_wanted && plan_.tasks()[task].paid;
  Made made = co_await make_chain(task, cutout, is_gated ? &gating : nullptr);
  if (!made.rendered) {
    co_await give_up(std::move(gating.deliveries), std::move(made));
    co_return;
  }
  if (!made.instead.empty())
    services_.progress.remark(plan_.shot(plan_.deliveries()[gating.deliveries.front()]),
                              made.instead);
  for (const std::uint32_t i : gating.deliveries) {
    Rendered rendered = *made.rendered;
    co_await deliver(i, std::move(rendered), reference);
  }
}

Runner::LateReference::LateReference(asio::any_io_executor executor,
                                     std::uint32_t task,
                                     Rendered made)
    : product_task(task),
      product(std::move(made)),
      bell(std::move(executor), asio::steady_timer::time_point::max()) {}

asio::awaitable<std::shared_ptr<const Reference>> Runner::reference_of(
    std::shared_ptr<LateReference> late) {
  using State = LateReference::State;
  std::shared_ptr<const Reference> reference;
  if (!late) co_return reference;
  while (late->state == State::loading) {
    boost::system::error_code rung;
    co_await late->bell.async_wait(asio::redirect_error(asio::use_awaitable, rung));
  }
  if (late->state == State::missing) co_return reference;
  reference = late->value.lock();
  std::exception_ptr broken;
  if (!reference) {
    late->state = State::loading;
    try {
      Rendered product = late->product;
      reference = co_await reference_for(late->product_task, product);
    } catch (...) {
      broken = std::current_exception();
    }
    late->value = reference;
    late->state = reference || broken ? State::absent : State::missing;
    late->bell.cancel();
  }
  if (broken) std::rethrow_exception(broken);
  if (reference) kept_.touch(reference, reference->bytes());
  co_return reference;
}

asio::awaitable<std::shared_ptr<const Reference>> Runner::reference_for(std::uint32_t product_task,
                                                                        Rendered product) {
  plan::PlannedTask as_task;
  as_task.product_task = product_task;
  domain::RenderRequest request = plan_.request(as_task, {});
  auto ask = [this, key = product.render_key] {
    const auto attempts = services_.lineage.attempts(key);
    return attempts.empty() ? util::Fields{} : attempts.back().facts;
  };
  const util::Fields facts = co_await async::offload(records_, std::move(ask));
  auto load = [this, request = std::move(request), blob = product.blob, facts] {
    return load_reference(request, blob, services_.store, facts);
  };
  auto loaded = co_await async::offload(cpu_, std::move(load));
  // Without it the checks that need it say "not measured"; the pictures themselves are made.
  if (!loaded) co_return nullptr;
  co_return *loaded;
}

std::int64_t Runner::weight_of(const plan::PlannedTask& task) const {
  // A rendering of about four megapixels, held in some ten planes while it is worked on.
  constexpr std::int64_t kPixels = 4'200'000;
  return kPixels * (task.placing == plan::kNone ? 20 : 40);
}

void Runner::tell() { services_.progress.standing(standing_); }

Summary run_plan(const plan::Plan& plan,
                 plan::PriorWork& prior,
                 const std::string& run_id,
                 const Services& services,
                 const ScheduleOptions& options) {
  return Runner(plan, prior, run_id, services, options).run();
}

void keep_inputs(const std::vector<std::filesystem::path>& files,
                 const plan::InputDigests& digests,
                 store::AssetStore& store) {
  std::vector<util::Digest> known;
  for (const std::filesystem::path& file : files) {
    const auto digest = digests.find(file.string());
    if (digest != digests.end() && store.contains(digest->second)) {
      known.push_back(digest->second);
      continue;
    }
    const util::Result<std::string> bytes = util::read_file(file);
    if (bytes) store.put(*bytes);
  }
  store.sync_names(known);
}

}  // namespace vitrine::schedule
