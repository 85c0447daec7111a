#include "pipeline/net/failure.hpp"
#include "pipeline/net/http_client.hpp"
#include "pipeline/net/message.hpp"
#include "pipeline/net/watch.hpp"

#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <cstring>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace vitrine::net {
namespace asio = boost::asio;

namespace {

using Clock = std::chrono::steady_clock;
using Time = Clock::time_point;

/// A call waits for its answer, often for a minute, with a small buffer, and reads it into one that
/// holds what TLS gives at once. Only a head that is longer needs more.
constexpr std::size_t kWaitingBytes = 2 * 1024, kReadingBytes = 16 * 1024;
constexpr std::size_t kPieceBytes = 64 * 1024;

/// A span may be "for ever"; a point of time may not lie beyond the clock's end.
Time after(Time now, std::chrono::milliseconds span) {
  return span >= Time::max() - now ? Time::max() : now + span;
}

}  // namespace

/// Everything about one call; lives as long as `send` runs.
struct HttpClient::Call {
  Call(asio::any_io_executor executor, Request r, BodySink& s, util::Deadline d)
      : request(std::move(r)), sink(s), deadline(d), watch(std::move(executor), d.at) {}

  Request request;
  async::Slots::Hold bytes;  ///< of the body
  BodySink& sink;
  util::Deadline deadline;
  Time start = Clock::now();
  Watch watch;
  Course course;
  bool reused = false;
  std::chrono::microseconds to_head{0};
  std::optional<CallResult> result;  ///< stays empty if the call was stopped from outside

  void allow(std::chrono::milliseconds span) {
    watch.until(std::min(deadline.at, after(Clock::now(), span)));
  }
  void fail(util::Error error) {
    Failure failure;
    failure.error = std::move(error);
    failure.progress = progress_of(course);
    result.emplace(std::move(failure));
  }
  void fail(const Trouble& trouble) {
    if (trouble.cut == Cut::aborted) return;  // why is known outside
    fail(error_of(trouble, course.step, request.url.origin()));
  }
  void forget_body() {
    std::string().swap(request.body);
    request.body_hold.reset();
    bytes = async::Slots::Hold();
  }
  std::chrono::microseconds so_far() const {
    return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start);
  }
};

/// Lets go of a call's body as soon as the peer has confirmed anything of it. Looks, by a timer, as
/// long as the exchange lasts; on the client's executor.
class HttpClient::BodyRelease : public std::enable_shared_from_this<BodyRelease> {
 public:
  BodyRelease(asio::any_io_executor executor,
              const Stream& stream,
              std::optional<std::uint64_t> confirmed_before,
              Call& call)
      : timer_(std::move(executor)),
        stream_(&stream),
        confirmed_before_(confirmed_before),
        call_(call) {}

  void look() {
    if (stream_ == nullptr) return;
    if (stream_->acknowledged() > confirmed_before_) {
      call_.forget_body();
      stream_ = nullptr;
      return;
    }
    timer_.expires_after(pause_);
    pause_ = std::min(2 * pause_, kLongestPause);
    timer_.async_wait([self = shared_from_this()](const boost::system::error_code& stopped) {
      if (!stopped) self->look();
    });
  }

  /// Ends it with the scope: call and stream may be gone after that.
  class End {
   public:
    explicit End(BodyRelease& release) : release_(release) {}
    ~End() {
      release_.stream_ = nullptr;
      release_.timer_.cancel();
    }
    End(const End&) = delete;
    End& operator=(const End&) = delete;

   private:
    BodyRelease& release_;
  };

 private:
  static constexpr std::chrono::milliseconds kLongestPause{200};

  asio::steady_timer timer_;
  const Stream* stream_;  ///< null: nothing is to be let go of any more
  std::optional<std::uint64_t> confirmed_before_;
  Call& call_;
  std::chrono::milliseconds pause_{10};
};

HttpClient::HttpClient(asio::any_io_executor executor, ClientOptions options, Pool::Check check)
    : executor_(executor),
      options_(std::move(options)),
      connector_(executor, options_.ca_file, options_.proxy, options_.no_proxy),
      pool_({options_.idle_per_origin, options_.ready_per_origin, options_.idle_timeout,
             options_.surplus_timeout},
            std::move(check)),
      bytes_(executor, std::max<std::int64_t>(options_.bytes_in_flight, 1)) {}

asio::awaitable<CallResult> HttpClient::send(Request request,
                                             BodySink& sink,
                                             util::Deadline deadline) {
  Call call(executor_, std::move(request), sink, deadline);
  const std::string origin = call.request.url.origin();
  if (const auto complaint = unfit(call.request)) {
    Failure failure;
    failure.error = {util::ErrorKind::refused, origin + ": " + *complaint};
    co_return failure;
  }
  Watch::End end = Watch::End::late;
  if (!deadline.has_passed()) {
    auto work = perform(call);
    end = co_await call.watch.run(std::move(work));
  }
  if (!call.result)
    call.fail(end == Watch::End::late ? late_error(call.course.step, origin)
                                      : cancelled_error(call.course.step, origin));
  co_return std::move(*call.result);
}

asio::awaitable<void> HttpClient::perform(Call& call) {
  const auto weight = static_cast<std::int64_t>(call.request.body.size());
  if (weight > 0) call.bytes = co_await bytes_.acquire(weight);
  const std::string origin = call.request.url.origin();

  std::unique_ptr<Stream> stream = pool_.take(origin, Clock::now());
  call.reused = stream != nullptr;
  if (!stream) stream = co_await connect(call);
  if (!stream) co_return;
  bool keep = co_await exchange(call, *stream);

  if (call.reused && call.course.peer_read_nothing) {
    // The peer had closed the kept connection while the request was on its way to it.
    call.result.reset();
    call.reused = false;
    call.course = Course{};
    stream = co_await connect(call);
    if (!stream) co_return;
    keep = co_await exchange(call, *stream);
  }
  if (keep) pool_.put(origin, std::move(stream), Clock::now());
}

asio::awaitable<std::unique_ptr<Stream>> HttpClient::connect(Call& call) {
  const Time mark = std::min(call.deadline.at, after(Clock::now(), options_.connect_timeout));
  call.watch.until(mark);
  Connector::Opened opened = co_await connector_.open(call.request.url, mark, call.course.step);
  if (opened.trouble.cut != Cut::none) call.fail(opened.trouble);
  co_return std::move(opened.stream);
}

/// Sets the result; true if the connection may serve another call.
asio::awaitable<bool> HttpClient::exchange(Call& call, Stream& stream) {
  const auto confirmed_before = stream.acknowledged();
  const Trouble sending = co_await send_request(call, stream);
  if (sending.cut == Cut::aborted) co_return false;
  // A request is sent again only where the peer has read nothing of it. What a kept connection
  // has just taken may be confirmed a little later.
  const auto release = std::make_shared<BodyRelease>(executor_, stream, confirmed_before, call);
  const BodyRelease::End end(*release);
  if (call.reused)
    release->look();
  else
    call.forget_body();

  ParserLimits limits;
  limits.head_bytes = options_.max_header_bytes;
  limits.body_bytes = options_.max_body_bytes;
  AnswerParser parser(limits, &call.sink, call.request.method != "HEAD");
  std::size_t unread = 0;
  // Also after a broken request: a peer that will not read it all may have said why.
  Trouble trouble = co_await receive(call, stream, parser, unread);
  if (parser.is_done()) {
    Answer answer;
    answer.head = parser.head();
    answer.body_bytes = parser.body_bytes();
    answer.to_first_byte = call.to_head;
    answer.to_last_byte = call.so_far();
    answer.reused_connection = call.reused;
    call.result.emplace(std::move(answer));
    Leftovers leftovers;
    leftovers.peer_keeps_alive = parser.keeps_alive();
    leftovers.request_was_sent = sending.cut == Cut::none;
    leftovers.unread_bytes = unread;
    co_return may_be_kept(leftovers);
  }
  if (sending.cut != Cut::none && !call.course.head_is_done) {
    call.course.step = Step::request;
    // What was seen first counts: after a reset was reported once, reading looks like a plain end.
    trouble.cut = sending.cut;
    trouble.why = sending.why;
  }
  if (!parser.has_begun())
    call.course.peer_read_nothing =
        peer_read_nothing(trouble.cut, confirmed_before, stream.acknowledged());
  call.fail(trouble);
  co_return false;
}

asio::awaitable<Trouble> HttpClient::send_request(Call& call, Stream& stream) {
  call.course.step = Step::request;
  // Head and first piece together, so that a small request is one packet.
  std::string first = request_head(call.request);
  std::string_view rest = call.request.body;
  first.append(rest.substr(0, kPieceBytes));
  rest.remove_prefix(std::min(rest.size(), kPieceBytes));

  Trouble trouble;
  std::string_view piece = first;
  while (!piece.empty()) {
    call.course.last_piece_begun = rest.empty();
    call.allow(options_.first_byte_timeout);
    const Transfer written = co_await stream.write(piece);
    if (written.cut != Cut::none) {
      // A cancelled write may have been taken all the same; one that failed was not.
      call.course.write_failed = written.cut != Cut::aborted;
      trouble.cut = written.cut;
      trouble.why = written.why;
      co_return trouble;
    }
    piece = rest.substr(0, kPieceBytes);
    rest.remove_prefix(piece.size());
  }
  co_return trouble;
}

/// Reads until the answer is whole; else the trouble says why it is not.
asio::awaitable<Trouble> HttpClient::receive(Call& call,
                                             Stream& stream,
                                             AnswerParser& parser,
                                             std::size_t& unread) {
  const auto most = std::max(kReadingBytes, static_cast<std::size_t>(options_.max_header_bytes));
  std::vector<char> buffer(kWaitingBytes);
  std::size_t filled = 0;
  Trouble trouble;
  call.course.step = Step::head;
  call.allow(options_.first_byte_timeout);
  while (!parser.is_done() && trouble.complaint == Complaint::none) {
    const Transfer got = co_await stream.read(buffer.data() + filled, buffer.size() - filled);
    if (got.cut != Cut::none) {
      trouble.cut = got.cut;
      trouble.why = got.why;
      const bool ended = got.cut == Cut::closed || got.cut == Cut::truncated;
      if (ended && parser.has_begun()) trouble.complaint = parser.end(got.cut == Cut::closed);
      break;
    }
    filled += got.bytes;
    const Fed fed = parser.feed({buffer.data(), filled});
    trouble.complaint = fed.complaint;
    filled -= fed.used;
    if (filled > 0) std::memmove(buffer.data(), buffer.data() + fed.used, filled);
    if (filled == most) trouble.complaint = Complaint::head_too_large;
    if (filled < most && (filled == buffer.size() || buffer.size() < kReadingBytes))
      buffer.resize(std::min(most, std::max(kReadingBytes, 2 * buffer.size())));
    if (parser.head_is_done()) {
      if (!call.course.head_is_done) call.to_head = call.so_far();
      call.course.head_is_done = true;
      call.course.step = Step::body;
      call.allow(options_.first_byte_timeout);
    }
  }
  unread = filled;
  co_return trouble;
}

void throw_exception_from_error(const Failure& failure, const boost::source_location& where) {
  util::throw_exception_from_error(failure.error, where);
}

std::unique_ptr<Client> make_client(asio::any_io_executor executor, ClientOptions options) {
  return std::make_unique<HttpClient>(std::move(executor), std::move(options));
}

}  // namespace vitrine::net
