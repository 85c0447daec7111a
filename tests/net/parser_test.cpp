#include "pipeline/net/parser.hpp"

#include <catch2/catch.hpp>

#include <stdexcept>
#include <vector>

using namespace vitrine;
using net::AnswerParser;
using net::Complaint;
using net::Fed;
using net::ParserLimits;
using net::RequestParser;

namespace {

constexpr ParserLimits kRoomy{64 * 1024, 1 << 20};

/// Feeds as a reader does: `step` bytes more each time, what was not used stays in front.
struct Fedding {
  Complaint complaint = Complaint::none;
  std::string rest;
};
template <class Parser>
Fedding feed(Parser& parser, const std::string& bytes, std::size_t step) {
  Fedding fed;
  for (std::size_t at = 0; at < bytes.size() && fed.complaint == Complaint::none; at += step) {
    fed.rest.append(bytes, at, step);
    const Fed once = parser.feed(fed.rest);
    fed.rest.erase(0, once.used);
    fed.complaint = once.complaint;
  }
  return fed;
}

struct CountingSink final : net::BodySink {
  void begin(const net::ResponseHead& head) override {
    ++begun;
    status = head.status;
  }
  void write(std::string_view piece) override { bytes.append(piece); }
  int begun = 0, status = 0;
  std::string bytes;
};

}  // namespace

TEST_CASE("an answer is the same in one piece and byte by byte", "[net]") {
  const std::size_t step = GENERATE(1, 2, 3, 7, 100000);
  struct Case {
    const char* what;
    std::string bytes;
    std::string body;
  };
  const std::vector<Case> cases = {
      {"by length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello"},
      {"lower case", "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello", "hello"},
      {"no phrase", "HTTP/1.1 200 \r\nContent-Length: 5\r\n\r\nhello", "hello"},
      {"chunked",
       "HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n2;a=b\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
       "hello"},
      {"trailers",
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n",
       "hello"},
      {"empty chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", ""},
      {"early hints",
       "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n"
       "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
       "hello"},
      {"no content", "HTTP/1.1 204 No Content\r\n\r\n", ""},
      {"not modified", "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", ""},
  };
  for (const Case& one : cases) {
    CAPTURE(one.what, step);
    CountingSink sink;
    AnswerParser parser(kRoomy, &sink, true);
    const Fedding fed = feed(parser, one.bytes, step);
    CHECK(fed.complaint == Complaint::none);
    CHECK(fed.rest.empty());
    CHECK(parser.is_done());
    CHECK(parser.keeps_alive());
    CHECK(sink.bytes == one.body);
    CHECK(sink.begun == 1);
    CHECK(parser.head().status == sink.status);
    CHECK_FALSE(parser.head().headers.find("Link"));
    CHECK_FALSE(parser.head().headers.find("X-Sum"));
  }
}

TEST_CASE("bytes beyond an answer's end are left over", "[net]") {
  CountingSink sink;
  AnswerParser parser(kRoomy, &sink, true);
  const Fedding fed =
      feed(parser, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n", 1000);
  CHECK(parser.is_done());
  CHECK(fed.rest == "HTTP/1.1 200 OK\r\n");
  CHECK(sink.bytes == "ok");
}

TEST_CASE("an answer without a length ends where the peer closes if it meant to", "[net]") {
  CountingSink sink;
  AnswerParser parser(kRoomy, &sink, true);
  feed(parser, "HTTP/1.1 200 OK\r\n\r\nhello", 4);
  CHECK(parser.head_is_done());
  CHECK_FALSE(parser.is_done());
  SECTION("a clean end") {
    CHECK(parser.end(true) == Complaint::none);
    CHECK(parser.is_done());
    CHECK_FALSE(parser.keeps_alive());
    CHECK(sink.bytes == "hello");
  }
  SECTION("a truncated TLS connection") {
    CHECK(parser.end(false) == Complaint::cut_short);
    CHECK_FALSE(parser.is_done());
  }
}

TEST_CASE("an end before the end of an answer is a complaint", "[net]") {
  const auto* bytes =
      GENERATE("HTTP/1.1 200", "HTTP/1.1 200 OK\r\nContent-Le",
               "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell",
               "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
               "HTTP/1.1 103 Early Hints\r\n\r\n");
  CAPTURE(bytes);
  CountingSink sink;
  AnswerParser parser(kRoomy, &sink, true);
  CHECK(feed(parser, bytes, 1000).complaint == Complaint::none);
  CHECK(parser.end(true) == Complaint::cut_short);
}

TEST_CASE("what is no HTTP answer is a complaint", "[net]") {
  const auto* bytes =
      GENERATE("SSH-2.0-OpenSSH_9.2\r\n", "HTTP/2.0 200 OK\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n",
               "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n",
               "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
               "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
               "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
               "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
               "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabcd\r\n",
               "HTTP/1.1 200 OK\r\nBad Name: 1\r\n\r\n");
  CAPTURE(bytes);
  CountingSink sink;
  AnswerParser parser(kRoomy, &sink, true);
  CHECK(feed(parser, bytes, 1000).complaint == Complaint::not_http);
}

TEST_CASE("a header that grows beyond its cap is a complaint however it comes", "[net]") {
  const std::size_t step = GENERATE(1, 50, 100000);
  constexpr ParserLimits kSmall{1000, 1000};
  std::string lines, heads;
  for (int i = 0; i < 50; ++i) lines += "X-Line: 0123456789\r\n";
  for (int i = 0; i < 100; ++i) heads += "HTTP/1.1 102 \r\n\r\n";
  for (const std::string& bytes :
       {"HTTP/1.1 200 OK\r\n" + lines + "\r\n", "HTTP/1.1 200 OK\r\nX: " + std::string(2000, 'x'),
        "HTTP/1.1 200 " + std::string(2000, 'x'), heads}) {
    CountingSink sink;
    AnswerParser parser(kSmall, &sink, true);
    CHECK(feed(parser, bytes, step).complaint == Complaint::head_too_large);
    CHECK(sink.begun == 0);
  }
}

TEST_CASE("a body beyond its cap is a complaint and never handed on beyond it", "[net]") {
  const std::size_t step = GENERATE(1, 10, 100000);
  constexpr ParserLimits kSmall{1000, 20};
  const std::string bytes =
      GENERATE("HTTP/1.1 200 OK\r\nContent-Length: 21\r\n\r\n012345678901234567890",
               "HTTP/1.1 200 OK\r\nTransfer-Encoding: "
               "chunked\r\n\r\nb\r\n01234567890\r\nb\r\n01234567890\r\n",
               "HTTP/1.1 200 OK\r\n\r\n012345678901234567890");
  CAPTURE(bytes);
  CountingSink sink;
  AnswerParser parser(kSmall, &sink, true);
  CHECK(feed(parser, bytes, step).complaint == Complaint::body_too_large);
  CHECK(parser.head_is_done());
  CHECK(sink.bytes.size() <= 20);
}

TEST_CASE("an answer to a request that has none ends with its head", "[net]") {
  AnswerParser parser(kRoomy, nullptr, false);
  const Fedding fed = feed(parser, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nrest", 1000);
  CHECK(parser.is_done());
  CHECK(fed.rest == "rest");
}

TEST_CASE("whether the peer keeps the connection follows its version and its word", "[net]") {
  struct Case {
    const char* head;
    bool keeps;
  };
  const auto one = GENERATE(
      Case{"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", true},
      Case{"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: Close\r\n\r\n", false},
      Case{"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", false},
      Case{"HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n", true});
  CAPTURE(one.head);
  CountingSink sink;
  AnswerParser parser(kRoomy, &sink, true);
  feed(parser, one.head, 1000);
  REQUIRE(parser.is_done());
  CHECK(parser.keeps_alive() == one.keeps);
}

TEST_CASE("what a sink throws passes through the parser", "[net]") {
  struct Full final : net::BodySink {
    void begin(const net::ResponseHead&) override {}
    void write(std::string_view) override { throw std::runtime_error("disk full"); }
  } sink;
  AnswerParser parser(kRoomy, &sink, true);
  CHECK_THROWS_WITH(parser.feed("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"), "disk full");
}

TEST_CASE("a request is read with its body and its wish to be waved on", "[net]") {
  const std::size_t step = GENERATE(1, 3, 100000);
  RequestParser parser(kRoomy);
  const Fedding fed = feed(parser,
                           "POST /a?b=c HTTP/1.1\r\nhost: x\r\nEXPECT: 100-Continue\r\n"
                           "Content-Length: 3\r\n\r\nabcGET /",
                           step);
  CHECK(parser.is_done());
  CHECK(parser.method == "POST");
  CHECK(parser.target == "/a?b=c");
  CHECK(parser.headers.find("Host") == "x");
  CHECK(parser.expects_continue());
  CHECK(parser.body == "abc");
  CHECK(fed.rest == "GET /");
}

TEST_CASE("a request too large or no request at all is a complaint", "[net]") {
  constexpr ParserLimits kSmall{1000, 20};
  const auto complaint = [&](const std::string& bytes) {
    RequestParser parser(kSmall);
    return feed(parser, bytes, 1000).complaint;
  };
  CHECK(complaint("POST / HTTP/1.1\r\nContent-Length: 21\r\n\r\n") == Complaint::body_too_large);
  CHECK(complaint("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n15\r\n") ==
        Complaint::body_too_large);
  CHECK(complaint("hello\r\n\r\n") == Complaint::not_http);
  CHECK(complaint("GET / HTTP/1.1\r\nX: " + std::string(2000, 'x')) == Complaint::head_too_large);
}
