#include "pipeline/schedule/purse.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace vitrine::schedule {
namespace asio = boost::asio;

Purse::Purse(asio::any_io_executor executor, std::optional<util::Money> limit)
    : limit_(limit), bell_(std::move(executor), asio::steady_timer::time_point::max()) {}

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
  if (limit_ && charged_ + unknown_ + doubt_ + reserved_ + worst > *limit_) return std::nullopt;
  reserved_ += worst;
  return Reserved(this, worst);
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
