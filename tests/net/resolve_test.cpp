#include "pipeline/net/stream.hpp"
#include "tests/net/loopback.hpp"

#include <boost/asio/co_spawn.hpp>

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

}  // namespace

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
