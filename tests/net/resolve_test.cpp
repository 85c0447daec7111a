#include "pipeline/net/stream.hpp"
#include "pipeline/net/watch.hpp"
#include "tests/net/loopback.hpp"

#include <boost/asio/co_spawn.hpp>

#include <future>
#include <memory>

using namespace vitrine;
using namespace vitrine::test;
using net::Cut;

namespace {

net::Addresses resolved(const std::string& host) {
  Loop loop;
  std::optional<net::Addresses> found;
  asio::co_spawn(loop.io, net::resolve(loop.io.get_executor(), host),
                 [&](std::exception_ptr, net::Addresses addresses) { found = addresses; });
  loop.until([&] { return found.has_value(); });
  return *found;
}

/// A resolver that answers when it is let: the system's can hang for half a minute.
struct Gate {
  std::promise<void> open, done;
  std::shared_future<void> opened{open.get_future()};
};
std::shared_ptr<Gate> gate;

net::Addresses answer_when_let(const std::string&) {
  const std::shared_ptr<Gate> mine = gate;
  mine->opened.wait();
  net::Addresses found;
  found.list = {"192.0.2.7"};
  mine->done.set_value();
  return found;
}

asio::awaitable<void> resolve_into(std::optional<net::Addresses>& found,
                                   asio::any_io_executor executor) {
  std::string host = "slow.invalid";
  found = co_await net::resolve_by(std::move(executor), std::move(host), &answer_when_let);
}

}  // namespace

TEST_CASE("a lookup that hangs ends with its call and holds up nobody", "[net]") {
  gate = std::make_shared<Gate>();
  std::optional<net::Addresses> found;
  {
    Loop loop;
    net::Watch watch(loop.io.get_executor(),
                     std::chrono::steady_clock::now() + std::chrono::milliseconds(20));
    std::optional<net::Watch::End> end;
    asio::co_spawn(loop.io, watch.run(resolve_into(found, loop.io.get_executor())),
                   [&](std::exception_ptr, net::Watch::End how) { end = how; });
    loop.until([&] { return end.has_value(); });
    CHECK(end == net::Watch::End::late);
    loop.io.restart();
    CHECK(loop.io.run() == 0);  // nothing keeps the loop going
  }
  // The loop is gone, the lookup is not: its answer goes nowhere.
  gate->open.set_value();
  gate->done.get_future().wait();
  CHECK((!found || found->list.empty()));
}

TEST_CASE("a loop may end while a name is looked up", "[net]") {
  gate = std::make_shared<Gate>();
  std::optional<net::Addresses> found;
  {
    Loop loop;
    asio::co_spawn(loop.io, resolve_into(found, loop.io.get_executor()), [](std::exception_ptr) {});
    loop.io.poll();
  }
  gate->open.set_value();
  gate->done.get_future().wait();
  CHECK_FALSE(found);
}

TEST_CASE("an answer that comes in time is taken", "[net]") {
  gate = std::make_shared<Gate>();
  gate->open.set_value();
  std::optional<net::Addresses> found;
  Loop loop;
  asio::co_spawn(loop.io, resolve_into(found, loop.io.get_executor()), [](std::exception_ptr) {});
  loop.until([&] { return found.has_value(); });
  CHECK(found->list == std::vector<std::string>{"192.0.2.7"});
}

TEST_CASE("numbers and localhost are addresses without asking anybody", "[net]") {
  using List = std::vector<std::string>;
  CHECK(resolved("192.0.2.1").list == List{"192.0.2.1"});
  CHECK(resolved("2001:db8::1").list == List{"2001:db8::1"});
  CHECK(resolved("localhost").list == List{"127.0.0.1", "::1"});
}

TEST_CASE("other names are asked of the system", "[net]") {
  // An old spelling of an address, which the system answers without a server.
  CHECK(resolved("127.1").list == std::vector<std::string>{"127.0.0.1"});
  // No name at all, which it refuses without one.
  const net::Addresses none = resolved("no..name");
  CHECK(none.list.empty());
  CHECK(none.asked.cut == Cut::failed);
  CHECK_FALSE(none.asked.why.empty());
}

TEST_CASE("a name without an address is unreachable and nothing was sent", "[net]") {
  Loop loop;
  const auto client = client_of(loop);
  const net::Url url = net::parse_url("https://no..name/?key=SECRET").value();
  const net::CallResult result = loop.call(*client, post(url, "x"));
  REQUIRE(result.has_error());
  CHECK(result.error().error.kind == util::ErrorKind::unreachable);
  CHECK(result.error().progress == net::Progress::not_sent);
  CHECK_THAT(
      result.error().error.message,
      Catch::StartsWith("https://no..name: the name has no address") && !Catch::Contains("SECRET"));
}
