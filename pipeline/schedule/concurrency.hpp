#pragma once

#include "pipeline/schedule/rate.hpp"

#include <chrono>
#include <deque>

namespace vitrine::schedule {

struct ConcurrencyOptions {
  int floor = 1;
  int ceiling = 8;   ///< the operator's word, and where a run starts
  double cut = 0.7;  ///< what is left of the limit where the server cannot keep up
  std::chrono::seconds between_cuts{10};
  int window = 20;          ///< answers that are looked at, or as many as are in flight
  double tolerated = 0.4;   ///< share of them that may be refusals for load without a cut
  double busy_share = 0.8;  ///< of the slots, used: only then an answer speaks for more of them
};

/// How many calls to one model may be under way: additive increase, multiplicative decrease. It is
/// not steered by latency: a picture's size and its prompt move that more than queueing does.
class Concurrency {
 public:
  explicit Concurrency(const ConcurrencyOptions& options);
  int limit() const { return limit_; }
  /// A call ended while `in_use` were under way, itself included. `throttled`: it was refused for
  /// load (a limit, or an overloaded server).
  void ended(Instant now, int in_use, bool throttled);
  /// The API was away: one call at a time, then doubling up to what was too much before.
  void restart();

 private:
  void grow();
  ConcurrencyOptions options_;
  int limit_;
  int fast_until_ = 0;  ///< below it the limit doubles each round instead of adding one
  int good_ = 0;        ///< answers that speak for more, since the limit last changed
  std::deque<bool> recent_;
  int throttled_ = 0;  ///< of the recent ones
  Instant last_cut_ = Instant::min();
};

}  // namespace vitrine::schedule
