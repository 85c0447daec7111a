#include "pipeline/emulator/service.hpp"

#include "pipeline/async/offload.hpp"
#include "pipeline/async/task_group.hpp"
#include "pipeline/emulator/emulator.hpp"
#include "pipeline/imaging/exact.hpp"

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <exception>
#include <thread>
#include <utility>
#include <vector>

namespace vitrine::emulator {
namespace {

namespace asio = boost::asio;

std::size_t thread_count(int asked) {
  const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
  return asked > 0 ? static_cast<std::size_t>(asked) : cores;
}

/// An exception in the work is the emulator's own fault, and says so.
Made broken(const std::exception& error) {
  const ApiError answer =
      internal_error("the emulator itself failed: " + std::string(error.what()));
  Made made;
  made.status = answer.code;
  made.body = to_json(answer);
  return made;
}

}  // namespace

struct Service::Impl {
  Impl(asio::any_io_executor io, ServiceOptions options, const util::Clock& clock)
      : executor(std::move(io)),
        emulator(std::move(options.scenario), clock, std::move(options.scheme)),
        batches(executor),
        pool(thread_count(options.drawing_threads)) {}

  asio::awaitable<net::ServerReply> answer(net::ServerRequest request) {
    Emulator::Begun begun = emulator.begin(std::move(request));
    if (begun.background) batches.spawn(make_lines(std::move(*begun.background)));
    if (auto* reply = std::get_if<net::ServerReply>(&begun.answer)) co_return std::move(*reply);
    // In a coroutine of its own: what it does to cancellation must not reach the connection's.
    auto drawing = drawn_and_booked(std::get<Emulator::Work>(std::move(begun.answer)));
    co_return co_await asio::co_spawn(executor, std::move(drawing), asio::use_awaitable);
  }

  /// A client that gives up is billed all the same.
  asio::awaitable<net::ServerReply> drawn_and_booked(Emulator::Work work) {
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    auto make = [make = std::move(work.make)]() -> Made {
      try {
        return make();
      } catch (const std::exception& error) {
        return broken(error);
      }
    };
    Made made = co_await async::offload(pool, std::move(make));
    co_return emulator.finish(work.ticket, std::move(made));
  }

  asio::awaitable<void> make_lines(Emulator::BatchWork work) {
    std::vector<BatchLineMade> lines;
    for (std::function<BatchLineMade()>& one : work.make) {
      if (stopping) co_return;
      auto make = [one = std::move(one)]() -> BatchLineMade {
        try {
          return one();
        } catch (const std::exception& error) {
          return {broken(error), {}};
        }
      };
      BatchLineMade line = co_await async::offload(pool, std::move(make));
      lines.push_back(std::move(line));
    }
    emulator.finish_batch(work.ticket, std::move(lines));
  }

  asio::any_io_executor executor;
  Emulator emulator;
  async::TaskGroup batches;
  asio::thread_pool pool;
  bool stopping = false;
};

Service::Service(asio::any_io_executor executor, ServiceOptions options, const util::Clock& clock)
    : impl_(std::make_unique<Impl>(std::move(executor), std::move(options), clock)) {
  imaging::exact::stay_on_calling_thread();
}

Service::~Service() = default;

net::Handler Service::handler() {
  return [this](net::ServerRequest request) { return impl_->answer(std::move(request)); };
}

asio::awaitable<void> Service::finish() {
  impl_->stopping = true;
  co_await impl_->batches.join();
}

std::string Service::bill_json(bool summary) const {
  return impl_->emulator.bill().to_json(summary);
}

BillSummary Service::bill() const { return impl_->emulator.bill().summary(); }

std::int64_t Service::billed_micros() const { return impl_->emulator.bill().total_micros(); }

}  // namespace vitrine::emulator
