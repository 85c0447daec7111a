#include "pipeline/schedule/purse.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace vitrine::schedule {
namespace asio = boost::asio;

Purse::Purse(asio::any_io_executor executor, std::vector<lineage::BudgetStanding> before)
    : bell_(std::move(executor), asio::steady_timer::time_point::max()) {
  for (lineage::BudgetStanding& one : before)
    if (one.limit) before_.push_back(std::move(one));
}

Purse::Reserved::Reserved(Reserved&& other) noexcept
    : purse_(std::exchange(other.purse_, nullptr)), amount_(other.amount_) {}
Purse::Reserved& Purse::Reserved::operator=(Reserved&& other) noexcept {
  std::swap(purse_, other.purse_);
  std::swap(amount_, other.amount_);
  return *this;
}
Purse::Reserved::~Reserved() {
  if (purse_ != nullptr) purse_->give_back(amount_);
}

std::optional<Purse::Reserved> Purse::reserve(util::Money worst) {
  if (shortage(worst)) return std::nullopt;
  reserved_ += worst;
  return Reserved(this, worst);
}

lineage::BudgetStanding Purse::now(const lineage::BudgetStanding& before) const {
  lineage::BudgetStanding standing = before;
  standing.spent += charged_;
  standing.unknown += unknown_;
  standing.doubt += doubt_;
  standing.reserved += reserved_;
  return standing;
}

std::optional<lineage::Shortage> Purse::shortage(util::Money worst) const {
  for (const lineage::BudgetStanding& before : before_) {
    const lineage::BudgetStanding standing = now(before);
    if (standing.room() < worst) return lineage::Shortage{standing, worst};
  }
  return std::nullopt;
}

void Purse::turn_to(const std::string& day) {
  using lineage::BudgetScope;
  for (lineage::BudgetStanding& budget : before_) {
    const std::string name = budget.scope == BudgetScope::day     ? day
                             : budget.scope == BudgetScope::month ? day.substr(0, 7)
                                                                  : budget.name;
    if (name == budget.name) continue;
    budget.name = name;
    // What this run has spent so far is no part of the new one.
    budget.spent = util::Money{} - charged_;
    budget.unknown = util::Money{} - unknown_;
    budget.doubt = util::Money{} - doubt_;
    budget.reserved = {};
  }
}

asio::awaitable<void> Purse::released() {
  boost::system::error_code rung;
  co_await bell_.async_wait(asio::redirect_error(asio::use_awaitable, rung));
}

void Purse::give_back(util::Money amount) {
  reserved_ = reserved_ - amount;
  bell_.cancel();
}

}  // namespace vitrine::schedule
