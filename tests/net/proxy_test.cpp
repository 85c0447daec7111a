#include "pipeline/net/proxy.hpp"

#include <catch2/catch.hpp>

#include <stdexcept>

using namespace vitrine;
using net::bypasses_proxy;
using net::parse_proxy;

namespace {

bool bypasses(const std::string& list, const std::string& address) {
  return bypasses_proxy(list, net::parse_url(address).value());
}

}  // namespace

TEST_CASE("a name in NO_PROXY covers itself and what lies below it", "[net]") {
  for (const char* entry : {"example.com", ".example.com", " EXAMPLE.com "}) {
    CAPTURE(entry);
    CHECK(bypasses(entry, "https://example.com/"));
    CHECK(bypasses(entry, "https://api.example.com/"));
    CHECK_FALSE(bypasses(entry, "https://badexample.com/"));
    CHECK_FALSE(bypasses(entry, "https://example.com.evil.org/"));
    CHECK_FALSE(bypasses(entry, "https://example.org/"));
  }
}

TEST_CASE("NO_PROXY is a list with addresses and networks and ports", "[net]") {
  const std::string list =
      "a.test, 192.0.2.7,10.0.0.0/8,[2001:db8::5]:8443,2001:db8:1::/48,b.test:444,";
  CHECK(bypasses(list, "https://a.test/"));
  CHECK(bypasses(list, "https://192.0.2.7/"));
  CHECK_FALSE(bypasses(list, "https://192.0.2.8/"));
  CHECK(bypasses(list, "https://10.200.3.4/"));
  CHECK_FALSE(bypasses(list, "https://11.0.0.1/"));
  CHECK(bypasses(list, "https://[2001:db8::5]:8443/"));
  CHECK_FALSE(bypasses(list, "https://[2001:db8::5]/"));
  CHECK(bypasses(list, "https://[2001:db8:1::9]/"));
  CHECK_FALSE(bypasses(list, "https://[2001:db8:2::9]/"));
  CHECK(bypasses(list, "https://b.test:444/"));
  CHECK_FALSE(bypasses(list, "https://b.test/"));
  CHECK(bypasses("*", "https://anything.test/"));
  CHECK_FALSE(bypasses("", "https://anything.test/"));
}

TEST_CASE("loopback never goes through a proxy", "[net]") {
  CHECK(bypasses("", "https://127.0.0.1:9/"));
  CHECK(bypasses("", "https://[::1]/"));
  CHECK(bypasses("", "https://localhost/"));
}

TEST_CASE("a proxy is an address with a port and nothing else", "[net]") {
  CHECK_FALSE(parse_proxy(""));
  CHECK(parse_proxy("http://proxy.test:3128")->port == 3128);
  CHECK(parse_proxy("http://proxy.test:3128/")->host == "proxy.test");
  CHECK(parse_proxy("proxy.test:3128")->host == "proxy.test");
  CHECK(parse_proxy("http://[::1]:3128")->host == "::1");
  for (const char* bad :
       {"https://proxy.test:1", "socks5://p:1", "http://p:1/path", "http://", "a b"}) {
    CAPTURE(bad);
    CHECK_THROWS_AS(parse_proxy(bad), std::runtime_error);
  }
  CHECK_THROWS_WITH(parse_proxy("http://me:SECRET@p:1"), !Catch::Contains("SECRET"));
}
