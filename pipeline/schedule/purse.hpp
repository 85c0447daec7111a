#pragma once

#include "pipeline/lineage/money.hpp"
#include "pipeline/util/money.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <optional>
#include <string>
#include <vector>

namespace vitrine::schedule {

/// A run's money: charged, named unknown or doubtful, and reserved by calls under way. Together
/// with what was gone before the run they never pass the limit of any budget, at any instant. The
/// database is asked as well, with each intent; this is what waits for room. Belongs to one I/O
/// thread.
class Purse {
 public:
  /// The budgets as they stood before the run; none with a limit: everything fits.
  Purse(boost::asio::any_io_executor executor, std::vector<lineage::BudgetStanding> before);

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
  /// The first budget that has no room for so much, with its figures.
  std::optional<lineage::Shortage> shortage(util::Money worst) const;

  /// From now on it is this day (2026-11-26): budgets of another day or month begin anew. Calls
  /// under way still count, although they are charged to the day they were begun on.
  void turn_to(const std::string& day);

  /// To be told before the call's reservation is given back.
  void charge(util::Money amount) { charged_ += amount; }
  void name_unknown(util::Money amount) { unknown_ += amount; }
  /// What a call may have cost beyond the estimate that was charged: it is not spent a second time.
  void hold_back(util::Money doubt) { doubt_ += doubt; }

  util::Money charged() const { return charged_; }
  util::Money unknown() const { return unknown_; }
  util::Money doubt() const { return doubt_; }

 private:
  lineage::BudgetStanding now(const lineage::BudgetStanding& before) const;
  void give_back(util::Money amount);

  std::vector<lineage::BudgetStanding> before_;  ///< those with a limit
  util::Money charged_, unknown_, doubt_, reserved_;
  boost::asio::steady_timer bell_;  ///< never fires; cancelling it wakes who waits
};

}  // namespace vitrine::schedule
