#include "pipeline/schedule/lane.hpp"

#include "pipeline/schedule/attempt.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <deque>
#include <utility>

namespace vitrine::schedule {
namespace asio = boost::asio;
namespace {

/// One who waits: its timer never fires, cancelling it is the wake-up call.
struct Waiter {
  Waiter(asio::any_io_executor executor, CallWeight call)
      : weight(call), bell(std::move(executor), Instant::max()) {}
  CallWeight weight;
  asio::steady_timer bell;
  Lane::Answer answer;
};

}  // namespace

struct Lane::Queue {
  explicit Queue(const asio::any_io_executor& on) : executor(on), alarm(on) {}
  asio::any_io_executor executor;
  asio::steady_timer alarm;  ///< when the first of them may be sent
  std::deque<std::shared_ptr<Waiter>> waiting;

  void ring_first() {
    waiting.front()->bell.cancel();
    waiting.pop_front();
  }
};

Lane::Hold::Hold(Hold&& other) noexcept
    : lane_(std::exchange(other.lane_, nullptr)), ticket_(other.ticket_), end_(other.end_) {}
Lane::Hold& Lane::Hold::operator=(Hold&& other) noexcept {
  std::swap(lane_, other.lane_);
  std::swap(ticket_, other.ticket_);
  std::swap(end_, other.end_);
  return *this;
}
Lane::Hold::~Hold() {
  if (lane_ != nullptr) lane_->give_back(ticket_, end_);
}

Lane::Lane(asio::any_io_executor executor, const PaceOptions& options, const util::Clock& clock)
    : clock_(clock), pace_(options), queue_(std::make_shared<Queue>(executor)) {}
Lane::~Lane() = default;

Moment Lane::now() const { return {std::chrono::steady_clock::now(), clock_.now()}; }

asio::awaitable<Lane::Answer> Lane::turn(CallWeight weight) {
  auto waiter = std::make_shared<Waiter>(queue_->executor, weight);
  boost::system::error_code rung;
  queue_->waiting.push_back(waiter);
  // Who is rung before it waits would wait for ever.
  if (queue_->waiting.size() == 1) pump();
  if (waiter->answer.hold || waiter->answer.parked) co_return std::move(waiter->answer);
  co_await waiter->bell.async_wait(asio::redirect_error(asio::use_awaitable, rung));
  co_return std::move(waiter->answer);
}

void Lane::pump() {
  while (!queue_->waiting.empty()) {
    Waiter& first = *queue_->waiting.front();
    const Moment moment = now();
    const Turn turn = pace_.next(moment, first.weight);
    if (turn.kind == Turn::Kind::wait) {
      if (turn.at == Instant::max()) return;  // the end of a call looks again
      queue_->alarm.expires_at(turn.at);
      queue_->alarm.async_wait([this, alive = std::weak_ptr(queue_)](boost::system::error_code no) {
        if (!no && !alive.expired()) pump();
      });
      return;
    }
    if (turn.kind == Turn::Kind::go)
      first.answer.hold = Hold(this, pace_.send(moment, first.weight));
    else
      first.answer.parked = turn;
    queue_->ring_first();
  }
}

void Lane::rouse() {
  while (!queue_->waiting.empty()) queue_->ring_first();
}

void Lane::give_back(const Pace::Ticket& ticket, CallEnd end) {
  pace_.ended(ticket, end, now(), random_share());
  pump();
}

void Lane::hold_until(Instant until) { pace_.hold_until(until); }

void Lane::use_up_day() { pace_.use_up_day(now()); }

int Lane::waiting() const { return static_cast<int>(queue_->waiting.size()); }

std::optional<Turn> Lane::held_up() const {
  if (queue_->waiting.empty()) return std::nullopt;
  return pace_.next(now(), queue_->waiting.front()->weight);
}

}  // namespace vitrine::schedule
