#include "pipeline/net/failure.hpp"

#include "pipeline/net/connector.hpp"
#include "pipeline/net/message.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using namespace std::chrono_literals;
using net::Complaint;
using net::Course;
using net::Cut;
using net::Progress;
using net::Step;
using net::Trouble;
using util::ErrorKind;

namespace {

Course course_at(Step step) {
  Course course;
  course.step = step;
  return course;
}

net::Request request_to(const std::string& address) {
  net::Request request;
  request.url = net::parse_url(address).value();
  return request;
}

}  // namespace

TEST_CASE("a request counts as not sent only if it cannot have arrived whole", "[net]") {
  for (const Step step : {Step::turn, Step::name, Step::connect, Step::proxy, Step::handshake})
    CHECK(net::progress_of(course_at(step)) == Progress::not_sent);

  Course course = course_at(Step::request);
  CHECK(net::progress_of(course) == Progress::not_sent);
  course.last_piece_begun = true;  // and cancelled while it was written
  CHECK(net::progress_of(course) == Progress::maybe_sent);
  course.write_failed = true;
  CHECK(net::progress_of(course) == Progress::not_sent);

  course = course_at(Step::head);
  course.last_piece_begun = true;
  CHECK(net::progress_of(course) == Progress::maybe_sent);
  course.peer_read_nothing = true;
  CHECK(net::progress_of(course) == Progress::not_sent);

  course = course_at(Step::body);
  course.last_piece_begun = true;
  course.head_is_done = true;
  CHECK(net::progress_of(course) == Progress::answered);
  course.write_failed = true;  // an answer to half a request is an answer
  CHECK(net::progress_of(course) == Progress::answered);
}

TEST_CASE("a peer has read nothing if it closed and confirmed not a byte", "[net]") {
  CHECK(net::peer_read_nothing(Cut::closed, 100, 100));
  CHECK(net::peer_read_nothing(Cut::truncated, 100, 100));
  CHECK(net::peer_read_nothing(Cut::pipe, 100, 100));
  CHECK_FALSE(net::peer_read_nothing(Cut::closed, 100, 101));
  CHECK_FALSE(net::peer_read_nothing(Cut::reset, 100, 100));  // it may have read all and given up
  CHECK_FALSE(net::peer_read_nothing(Cut::aborted, 100, 100));
  CHECK_FALSE(net::peer_read_nothing(Cut::closed, std::nullopt, 100));
  CHECK_FALSE(net::peer_read_nothing(Cut::closed, 100, std::nullopt));
}

TEST_CASE("a connection is kept only if the next answer on it is sure to be the next call's",
          "[net]") {
  net::Leftovers leftovers;
  leftovers.peer_keeps_alive = true;
  leftovers.request_was_sent = true;
  CHECK(net::may_be_kept(leftovers));
  leftovers.unread_bytes = 1;
  CHECK_FALSE(net::may_be_kept(leftovers));
  leftovers.unread_bytes = 0;
  leftovers.request_was_sent = false;
  CHECK_FALSE(net::may_be_kept(leftovers));
  leftovers.request_was_sent = true;
  leftovers.peer_keeps_alive = false;
  CHECK_FALSE(net::may_be_kept(leftovers));
}

TEST_CASE("each way to fail has its kind and one sentence with the origin", "[net]") {
  const std::string origin = "https://api.test";
  const auto message = [&](Cut cut, Complaint complaint, Step step, ErrorKind kind) {
    Trouble trouble;
    trouble.cut = cut;
    trouble.complaint = complaint;
    trouble.why = cut == Cut::none ? "" : "why";
    const util::Error error = net::error_of(trouble, step, origin);
    CHECK(error.kind == kind);
    return error.message;
  };
  CHECK(message(Cut::failed, Complaint::none, Step::name, ErrorKind::unreachable) ==
        "https://api.test: the name has no address: why");
  CHECK(message(Cut::failed, Complaint::none, Step::connect, ErrorKind::unreachable) ==
        "https://api.test: no connection: why");
  CHECK(message(Cut::failed, Complaint::none, Step::proxy, ErrorKind::unreachable) ==
        "https://api.test: no way through the proxy: why");
  CHECK(message(Cut::untrusted, Complaint::none, Step::handshake, ErrorKind::refused) ==
        "https://api.test: refused: why");
  CHECK(message(Cut::failed, Complaint::none, Step::handshake, ErrorKind::unreachable) ==
        "https://api.test: TLS could not be agreed: why");
  CHECK(message(Cut::reset, Complaint::none, Step::head, ErrorKind::unreachable) ==
        "https://api.test: the connection ended before an answer came: why");
  CHECK(message(Cut::none, Complaint::head_too_large, Step::head, ErrorKind::refused) ==
        "https://api.test: the answer's header is larger than allowed");
  CHECK(message(Cut::none, Complaint::body_too_large, Step::body, ErrorKind::refused) ==
        "https://api.test: the answer's body is larger than allowed");
  CHECK(message(Cut::closed, Complaint::cut_short, Step::body, ErrorKind::unreachable) ==
        "https://api.test: the answer broke off before its end");
  CHECK(message(Cut::none, Complaint::not_http, Step::head, ErrorKind::unreachable) ==
        "https://api.test: what came back is not HTTP");

  for (const Step step : {Step::turn, Step::name, Step::connect, Step::proxy, Step::handshake,
                          Step::request, Step::head, Step::body}) {
    CHECK(net::late_error(step, origin).kind == ErrorKind::timed_out);
    CHECK_THAT(net::late_error(step, origin).message,
               Catch::StartsWith(origin + ": ") && Catch::EndsWith("within the time allowed"));
    CHECK(net::cancelled_error(step, origin).kind == ErrorKind::cancelled);
    CHECK_THAT(net::cancelled_error(step, origin).message,
               Catch::StartsWith(origin + ": the call was cancelled"));
  }
}

TEST_CASE("the two address families take turns", "[net]") {
  using List = std::vector<std::string>;
  CHECK(net::taking_turns({}) == List{});
  CHECK(net::taking_turns({"::1", "::2", "::3", "1.1.1.1", "2.2.2.2"}) ==
        List{"::1", "1.1.1.1", "::2", "2.2.2.2", "::3"});
  CHECK(net::taking_turns({"1.1.1.1", "::1"}) == List{"1.1.1.1", "::1"});
  CHECK(net::taking_turns({"1.1.1.1", "2.2.2.2"}) == List{"1.1.1.1", "2.2.2.2"});
}

TEST_CASE("an address that swallows packets leaves time for the others", "[net]") {
  CHECK(net::share_of(9s, 3) == 3s);
  CHECK(net::share_of(6s, 2) == 3s);
  CHECK(net::share_of(3s, 1) == 3s);
}

TEST_CASE("plain http off this machine is unfit to be sent", "[net]") {
  CHECK(net::unfit(request_to("http://api.test/")));
  CHECK(net::unfit(request_to("http://192.0.2.1/")));
  CHECK_FALSE(net::unfit(request_to("http://127.0.0.1:1/")));
  CHECK_FALSE(net::unfit(request_to("http://localhost:1/")));
  CHECK_FALSE(net::unfit(request_to("https://api.test/")));
}

TEST_CASE("what would end a line early is never sent and never repeated", "[net]") {
  const auto with_header = [](const std::string& name, const std::string& value) {
    net::Request request = request_to("https://api.test/");
    request.headers.add(name, value);
    return net::unfit(request);
  };
  CHECK_FALSE(with_header("X-Key", "a\tb c"));
  for (const char* value : {"SECRET\n", "SECRET\r\nX: y", "SECRET\x01", "SECRET\x7f"}) {
    REQUIRE(with_header("X-Key", value));
    CHECK(with_header("X-Key", value)->find("SECRET") == std::string::npos);
    CHECK(with_header("X-Key", value)->find("X-Key") != std::string::npos);
  }
  CHECK(with_header("X-Key", std::string("a\0b", 3)));
  CHECK(with_header("", "x"));
  CHECK(with_header("X Key", "x"));
  CHECK(with_header("X-Key:", "x"));
  for (const char* ours : {"Host", "content-length", "Transfer-Encoding", "Connection"})
    CHECK(with_header(ours, "1"));

  net::Request request = request_to("https://api.test/");
  request.method = "GET /";
  CHECK(net::unfit(request));
  request.method = "GET";
  request.url.target = "/a b";
  CHECK(net::unfit(request));
  request.url.target.assign(1, 'a');
  CHECK(net::unfit(request));
}

TEST_CASE("a request's head is exactly what was asked with Host and length", "[net]") {
  net::Request request = request_to("https://api.test:8443/a?b=c");
  request.headers.add("X-Key", "k");
  CHECK(net::request_head(request) ==
        "GET /a?b=c HTTP/1.1\r\nHost: api.test:8443\r\nX-Key: k\r\n\r\n");
  request.method = "POST";
  CHECK(net::request_head(request) ==
        "POST /a?b=c HTTP/1.1\r\nHost: api.test:8443\r\nX-Key: k\r\nContent-Length: 0\r\n\r\n");
  CHECK(net::connect_head(request.url) ==
        "CONNECT api.test:8443 HTTP/1.1\r\nHost: api.test:8443\r\n\r\n");
  CHECK(net::connect_head(net::parse_url("https://[2001:db8::1]/").value()) ==
        "CONNECT [2001:db8::1]:443 HTTP/1.1\r\nHost: [2001:db8::1]:443\r\n\r\n");
}
