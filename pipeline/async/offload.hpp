#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <type_traits>
#include <utility>

namespace vitrine::async {

/// Runs `work` on `pool` and resumes the caller where it was. An exception from `work` reaches the
/// caller. `work` owns what it touches; name it before the call: GCC 12 destroys a temporary inside
/// a co_await expression twice.
template <class Work>
boost::asio::awaitable<std::invoke_result_t<Work&>> offload(boost::asio::thread_pool& pool,
                                                            Work work) {
  auto body =
      [work = std::move(work)]() mutable -> boost::asio::awaitable<std::invoke_result_t<Work&>> {
    co_return work();
  };
  co_return co_await boost::asio::co_spawn(pool, std::move(body), boost::asio::use_awaitable);
}

}  // namespace vitrine::async
