#pragma once

#include "pipeline/util/result.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <string>
#include <type_traits>
#include <utility>

namespace vitrine::providers {

/// Where keys come from; asked for each call and never kept. not_found names the environment
/// variables that may hold one. Belongs to the I/O thread; what it waits for ends by itself.
class KeySource {
 public:
  using Now = std::function<util::Result<std::string>()>;
  using Later = std::function<boost::asio::awaitable<util::Result<std::string>>()>;

  /// A key that is at hand: a variable of the environment.
  template <class F>
  requires std::is_invocable_r_v<util::Result<std::string>, F&> KeySource(F at_hand)
      : KeySource(Now(std::move(at_hand)), Tag{}) {}
  /// One that may have to be fetched first.
  explicit KeySource(Later fetched) : ask_(std::move(fetched)) {}

  boost::asio::awaitable<util::Result<std::string>> operator()() const { return ask_(); }

 private:
  struct Tag {};
  KeySource(Now at_hand, Tag);

  Later ask_;
};

}  // namespace vitrine::providers
