#include "pipeline/net/http.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using net::Headers;
using net::parse_url;
using net::Url;

TEST_CASE("an address is read into its parts and written back as its origin", "[net]") {
  const auto url = parse_url("https://API.Example.com/v1/models?key=abc").value();
  CHECK(url == Url{true, "api.example.com", 443, "/v1/models?key=abc"});
  CHECK(url.origin() == "https://api.example.com");
  CHECK(url.authority() == "api.example.com");
  CHECK(net::without_query(url) == "https://api.example.com/v1/models");

  CHECK(parse_url("http://127.0.0.1:8080").value() == Url{false, "127.0.0.1", 8080, "/"});
  CHECK(parse_url("http://127.0.0.1:80").value().origin() == "http://127.0.0.1");
  CHECK(parse_url("https://h:8443?q=1").value() == Url{true, "h", 8443, "/?q=1"});
  const auto v6 = parse_url("https://[2001:DB8::1]:444/x").value();
  CHECK(v6 == Url{true, "2001:db8::1", 444, "/x"});
  CHECK(v6.origin() == "https://[2001:db8::1]:444");
}

TEST_CASE("what is no absolute http address is refused", "[net]") {
  const auto* text = GENERATE(
      "", "example.com", "ftp://example.com/", "https://", "https:///path", "https://exa mple.com/",
      "https://exam\xc3\xa9ple.com/", "https://host:0/", "https://host:65536/", "https://host:/",
      "https://host:80x/", "https://[::1/", "https://[fe80::1%25eth0]/", "https://[::1]x/",
      "https://host/a b", "https://host/a\r\nX: y", "https://host/#part");
  CAPTURE(text);
  const auto url = parse_url(text);
  REQUIRE(url.has_error());
  CHECK(url.error().kind == util::ErrorKind::bad_spec);
}

TEST_CASE("a refused address is named without its query or password", "[net]") {
  const auto query = parse_url("ftp://host/path?key=SECRET").error().message;
  CHECK(query.find("ftp://host/path") != std::string::npos);
  CHECK(query.find("SECRET") == std::string::npos);
  const auto password = parse_url("https://user:SECRET@host/path").error().message;
  CHECK(password.find("SECRET") == std::string::npos);
  CHECK(password.find("password") != std::string::npos);
  CHECK(parse_url("https://user:SECRET@ho st/").error().message.find("SECRET") ==
        std::string::npos);
}

TEST_CASE("only this machine's own addresses are loopback", "[net]") {
  const auto is_loopback = [](const std::string& host) {
    return Url{false, host, 80, "/"}.is_loopback();
  };
  CHECK(is_loopback("127.0.0.1"));
  CHECK(is_loopback("127.9.9.9"));
  CHECK(is_loopback("::1"));
  CHECK(is_loopback("localhost"));
  CHECK_FALSE(is_loopback("128.0.0.1"));
  CHECK_FALSE(is_loopback("0.0.0.0"));
  CHECK_FALSE(is_loopback("127.1"));
  CHECK_FALSE(is_loopback("127.0.0.1.example.com"));
  CHECK_FALSE(is_loopback("localhost.example.com"));
  CHECK_FALSE(is_loopback("::2"));
}

TEST_CASE("header names compare without case and keep their order", "[net]") {
  Headers headers{{"Content-Type", "a"}, {"X-One", "1"}, {"content-type", "b"}};
  CHECK(headers.find("CONTENT-TYPE") == "a");
  CHECK_FALSE(headers.find("X-Two"));
  headers.set("Content-type", "c");
  REQUIRE(headers.lines().size() == 2);
  CHECK(headers.lines()[0].first == "X-One");
  CHECK(headers.find("content-type") == "c");
}
