#include "pipeline/schedule/breaker.hpp"

#include <algorithm>

namespace vitrine::schedule {
namespace {

bool is_bad(Sign sign) { return sign == Sign::bad || sign == Sign::unreachable; }

}  // namespace

Instant Breaker::earliest(Instant now) const {
  switch (state_) {
    case State::closed:
      break;
    case State::open:
      return std::max(now, until_);
    case State::half_open:
      return probe_is_out_ ? Instant::max() : now;
  }
  return now;
}

Breaker::Ticket Breaker::send(Instant) {
  if (state_ != State::closed) {
    state_ = State::half_open;
    probe_is_out_ = true;
  }
  return now_;
}

void Breaker::remember(Sign sign, Instant now) {
  if (sign == Sign::nothing) return;
  unreachable_in_row_ = sign == Sign::unreachable ? unreachable_in_row_ + 1 : 0;
  outcomes_.push_back({now, is_bad(sign)});
  bad_ += is_bad(sign) ? 1 : 0;
  while (outcomes_.size() > static_cast<std::size_t>(options_.window) &&
         now - outcomes_.front().at > options_.span) {
    bad_ -= outcomes_.front().bad ? 1 : 0;
    outcomes_.pop_front();
  }
}

bool Breaker::is_failing() const {
  if (unreachable_in_row_ >= options_.connects_in_row) return true;
  const auto all = static_cast<int>(outcomes_.size());
  return all >= options_.least && bad_ >= options_.share * all;
}

void Breaker::open(Instant now, double jitter) {
  // It was alive in between: what failed now may be one of its usual failures.
  if (good_probes_ > 0) openings_ = 0;
  auto span = options_.first_open;
  for (int i = 0; i < openings_ && span < options_.longest_open; ++i) span *= 2;
  span = std::min(span, options_.longest_open);
  ++openings_;
  const double share = 1 + options_.spread * (2 * jitter - 1);
  until_ = now + std::chrono::milliseconds(
                     static_cast<std::int64_t>(static_cast<double>(span.count()) * share));
  state_ = State::open;
  if (!failing_since_) failing_since_ = now;
  ++now_;
  probe_is_out_ = false;
  good_probes_ = 0;
}

bool Breaker::ended(Ticket ticket, Sign sign, Instant now, double jitter) {
  if (ticket != now_) return false;
  if (state_ == State::closed) {
    remember(sign, now);
    if (is_bad(sign) && is_failing()) open(now, jitter);
    return false;
  }
  probe_is_out_ = false;
  if (is_bad(sign)) {
    open(now, jitter);
    return false;
  }
  if (sign == Sign::good && ++good_probes_ >= options_.good_probes) {
    state_ = State::closed;
    ++now_;
    outcomes_.clear();
    bad_ = unreachable_in_row_ = openings_ = good_probes_ = 0;
    failing_since_.reset();
    return true;
  }
  return false;
}

}  // namespace vitrine::schedule
