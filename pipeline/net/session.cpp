#include "pipeline/net/session.hpp"

#include "pipeline/net/message.hpp"
#include "pipeline/net/parser.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <charconv>
#include <exception>
#include <utility>
#include <vector>

namespace vitrine::net {
namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;
using Ending = ServerReply::Ending;

namespace {

constexpr std::size_t kBufferBytes = 64 * 1024;
constexpr std::size_t kPieceBytes = 64 * 1024;
constexpr std::int64_t kHeadBytes = 64 * 1024;
constexpr std::chrono::seconds kLastWords{5};

bool happens_in_body(Ending ending) {
  return ending == Ending::close_in_body || ending == Ending::reset_in_body ||
         ending == Ending::stall_in_body;
}

ServerReply plain_reply(int status, std::string body) {
  ServerReply reply;
  reply.status = status;
  reply.headers.add("Content-Type", "text/plain");
  reply.body = std::move(body);
  reply.close_after = true;
  return reply;
}

class Session {
 public:
  Session(Stream& stream, Watch& watch, const ServerOptions& options, const Handler& handler)
      : stream_(stream), watch_(watch), options_(options), handler_(handler) {}

  asio::awaitable<void> run() {
    bool goes_on = true;
    while (goes_on) goes_on = co_await serve_one();
  }

 private:
  /// False when the connection has ended, well or not.
  asio::awaitable<bool> serve_one();
  asio::awaitable<bool> read_request(RequestParser& parser, Complaint& complaint);
  asio::awaitable<ServerReply> ask_handler(ServerRequest request);
  asio::awaitable<bool> answer(ServerReply reply, std::string method, bool keep);
  asio::awaitable<bool> send_body(const ServerReply& reply);
  asio::awaitable<bool> fail_on_purpose(Ending ending);
  asio::awaitable<bool> write(std::string_view bytes);
  asio::awaitable<void> wait(std::chrono::milliseconds span);
  asio::awaitable<void> wait_for_peer_to_leave();
  void allow(std::chrono::milliseconds span) { watch_.until(Clock::now() + span); }

  Stream& stream_;
  Watch& watch_;
  const ServerOptions& options_;
  const Handler& handler_;
  std::vector<char> buffer_ = std::vector<char>(kBufferBytes);
  std::size_t filled_ = 0;  ///< read beyond the last request
};

asio::awaitable<bool> Session::serve_one() {
  ParserLimits limits;
  limits.head_bytes = kHeadBytes;
  limits.body_bytes = options_.max_body_bytes;
  RequestParser parser(limits);
  Complaint complaint = Complaint::none;
  const bool came = co_await read_request(parser, complaint);
  if (complaint != Complaint::none) {
    ServerReply reply = complaint == Complaint::body_too_large
                            ? plain_reply(413, "the request's body is too large\n")
                            : plain_reply(400, "this is no HTTP request\n");
    co_return co_await answer(std::move(reply), "GET", false);
  }
  if (!came) co_return false;

  ServerRequest request;
  std::string method = parser.method;
  request.method = std::move(parser.method);
  request.target = std::move(parser.target);
  request.headers = std::move(parser.headers);
  request.body = std::move(parser.body);
  watch_.until(Watch::Time::max());  // a handler may take its time
  ServerReply reply = co_await ask_handler(std::move(request));
  const bool keep = parser.keeps_alive() && !reply.close_after;
  co_return co_await answer(std::move(reply), std::move(method), keep);
}

/// True if a whole request came.
asio::awaitable<bool> Session::read_request(RequestParser& parser, Complaint& complaint) {
  bool continued = false;
  while (true) {
    const Fed fed = parser.feed({buffer_.data(), filled_});
    std::copy(buffer_.data() + fed.used, buffer_.data() + filled_, buffer_.data());
    filled_ -= fed.used;
    complaint = fed.complaint;
    if (filled_ == buffer_.size()) complaint = Complaint::head_too_large;
    if (complaint != Complaint::none) co_return false;
    if (parser.is_done()) co_return true;
    if (parser.head_is_done() && parser.expects_continue() && !continued) {
      continued = true;
      const bool written = co_await write("HTTP/1.1 100 Continue\r\n\r\n");
      if (!written) co_return false;
    }
    allow(options_.idle_timeout);
    const Transfer got = co_await stream_.read(buffer_.data() + filled_, buffer_.size() - filled_);
    if (got.cut != Cut::none) co_return false;
    filled_ += got.bytes;
  }
}

asio::awaitable<ServerReply> Session::ask_handler(ServerRequest request) {
  ServerReply reply;
  try {
    reply = co_await handler_(std::move(request));
  } catch (const boost::system::system_error& e) {
    if (e.code() == asio::error::operation_aborted) throw;  // the server is being stopped
    reply = plain_reply(500, "the handler failed\n");
  } catch (const std::exception&) {
    reply = plain_reply(500, "the handler failed\n");
  }
  co_return reply;
}

asio::awaitable<bool> Session::answer(ServerReply reply, std::string method, bool keep) {
  if (reply.delay.count() > 0) co_await wait(reply.delay);
  if (reply.ending == Ending::reset_before_head || reply.ending == Ending::close_before_head)
    co_return co_await fail_on_purpose(reply.ending);
  std::string head;
  if (reply.informational) head = "HTTP/1.1 103 Early Hints\r\nLink: </>; rel=preload\r\n\r\n";
  head += reply_head(reply, method, keep);

  bool whole = co_await write(head);
  if (whole && has_body(reply.status, method)) {
    whole = co_await send_body(reply);
    if (!whole && happens_in_body(reply.ending)) co_return co_await fail_on_purpose(reply.ending);
  }
  if (whole && !reply.trailing.empty()) whole = co_await write(reply.trailing);
  if (!whole) co_return false;
  if (keep) co_return true;
  allow(kLastWords);
  co_await stream_.end();
  co_return false;
}

/// False if it was cut, on purpose or not.
asio::awaitable<bool> Session::send_body(const ServerReply& reply) {
  for (std::size_t at = 0; at < reply.body.size(); at += kPieceBytes) {
    if (at > 0 && reply.delay_per_piece.count() > 0) co_await wait(reply.delay_per_piece);
    const BodyPiece piece = body_piece(reply, at, std::min(kPieceBytes, reply.body.size() - at));
    const bool written = co_await write(piece.bytes);
    if (!written || piece.cut) co_return false;
  }
  if (happens_in_body(reply.ending)) co_return false;  // a cut behind the last byte
  if (!reply.chunked) co_return true;
  co_return co_await write("0\r\n\r\n");
}

asio::awaitable<bool> Session::fail_on_purpose(Ending ending) {
  if (ending == Ending::stall_in_body) co_await wait_for_peer_to_leave();
  if (ending == Ending::reset_before_head || ending == Ending::reset_in_body)
    stream_.reset();
  else
    stream_.close_abruptly();
  co_return false;
}

asio::awaitable<bool> Session::write(std::string_view bytes) {
  allow(options_.idle_timeout);
  const Transfer written = co_await stream_.write(bytes);
  co_return written.cut == Cut::none;
}

asio::awaitable<void> Session::wait(std::chrono::milliseconds span) {
  watch_.until(Watch::Time::max());
  asio::steady_timer timer(co_await asio::this_coro::executor, span);
  co_await timer.async_wait(asio::use_awaitable);
}

asio::awaitable<void> Session::wait_for_peer_to_leave() {
  watch_.until(Watch::Time::max());
  Transfer got;
  while (got.cut == Cut::none) got = co_await stream_.read(buffer_.data(), buffer_.size());
}

}  // namespace

BodyPiece body_piece(const ServerReply& reply, std::size_t at, std::size_t length) {
  BodyPiece piece;
  std::size_t sent = length;
  if (happens_in_body(reply.ending) && reply.cut_at < at + length) {
    piece.cut = true;
    sent = reply.cut_at > at ? reply.cut_at - at : 0;
  }
  if (!reply.chunked) {
    piece.bytes = reply.body.substr(at, sent);
    return piece;
  }
  char size[16];
  const auto [end, failed] = std::to_chars(size, size + sizeof size, length, 16);
  piece.bytes.assign(size, end);
  piece.bytes.append("\r\n").append(reply.body, at, sent);
  if (!piece.cut) piece.bytes.append("\r\n");
  return piece;
}

asio::awaitable<void> serve_connection(Stream& stream,
                                       Watch& watch,
                                       const ServerOptions& options,
                                       const Handler& handler) {
  Session session(stream, watch, options, handler);
  co_await session.run();
}

}  // namespace vitrine::net
