#pragma once

#include "pipeline/util/money.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <optional>

namespace vitrine::schedule {

/// A run's money: charged, named unknown or doubtful, and reserved by calls under way. Together
/// they never pass the limit, at any instant. Belongs to one I/O thread.
class Purse {
 public:
  /// No limit: everything fits.
  Purse(boost::asio::any_io_executor executor, std::optional<util::Money> limit);

  /// The most one call can cost, kept aside; free again when destroyed.
  class Reserved {
   public:
    Reserved() = default;
    Reserved(Reserved&& other) noexcept;
    Reserved& operator=(Reserved&& other) noexcept;
    ~Reserved();

   private:
    friend class Purse;
    Reserved(Purse* purse, util::Money amount) : purse_(purse), amount_(amount) {}
    Purse* purse_ = nullptr;
    util::Money amount_;
  };

  /// Nothing if it does not fit now; it may when `released` returns, unless `is_idle`.
  std::optional<Reserved> reserve(util::Money worst);
  bool is_idle() const { return reserved_.micros == 0; }  ///< nothing is reserved
  /// Returns when a call under way has given back what it reserved.
  boost::asio::awaitable<void> released();

  /// To be told before the call's reservation is given back.
  void charge(util::Money amount) { charged_ += amount; }
  void name_unknown(util::Money amount) { unknown_ += amount; }
  /// What a call may have cost beyond the estimate that was charged: it is not spent a second time.
  void hold_back(util::Money doubt) { doubt_ += doubt; }

  const std::optional<util::Money>& limit() const { return limit_; }
  util::Money charged() const { return charged_; }
  util::Money unknown() const { return unknown_; }
  util::Money doubt() const { return doubt_; }

 private:
  void give_back(util::Money amount);

  std::optional<util::Money> limit_;
  util::Money charged_, unknown_, doubt_, reserved_;
  boost::asio::steady_timer bell_;  ///< never fires; cancelling it wakes who waits
};

}  // namespace vitrine::schedule
