#pragma once

#include "pipeline/schedule/pace.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>
#include <optional>

namespace vitrine::schedule {

/// The queue in front of one model: first come, first served, as fast as its pace allows. Decides
/// nothing itself. Belongs to one I/O thread and outlives everything it grants.
class Lane {
 public:
  Lane(boost::asio::any_io_executor executor, const PaceOptions& options, const util::Clock& clock);
  ~Lane();
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  /// A call that may be sent. When it is destroyed, pace is told how it ended.
  class Hold {
   public:
    Hold() = default;
    Hold(Hold&& other) noexcept;
    Hold& operator=(Hold&& other) noexcept;
    ~Hold();
    /// Until that is said, the call counts as never sent.
    void came_to(CallEnd end) { end_ = end; }

   private:
    friend class Lane;
    Hold(Lane* lane, Pace::Ticket ticket) : lane_(lane), ticket_(ticket) {}
    Lane* lane_ = nullptr;
    Pace::Ticket ticket_;
    CallEnd end_ = CallEnd::not_sent;
  };

  /// One of both, or neither if the lane was roused: then whoever waited looks again whether it
  /// still wants to.
  struct Answer {
    std::optional<Hold> hold;
    std::optional<Turn> parked;
  };
  boost::asio::awaitable<Answer> turn(CallWeight weight);
  /// Everyone who waits gets an empty answer.
  void rouse();

  void hold_until(Instant until);
  /// The vendor says that its day is used up.
  void use_up_day();

  Pace& pace() { return pace_; }
  const Pace& pace() const { return pace_; }
  int waiting() const;
  /// Why the first in the queue is not sent, and until when; nothing if nobody waits.
  std::optional<Turn> held_up() const;
  Moment now() const;

 private:
  void give_back(const Pace::Ticket& ticket, CallEnd end);
  void pump();
  struct Queue;
  const util::Clock& clock_;
  Pace pace_;
  std::shared_ptr<Queue> queue_;
};

}  // namespace vitrine::schedule
