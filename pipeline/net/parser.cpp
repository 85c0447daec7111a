#include "pipeline/net/parser.hpp"

#include "pipeline/util/text.hpp"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>
#include <limits>
#include <optional>

namespace vitrine::net {
namespace http = boost::beast::http;
using boost::beast::error_code;
using boost::beast::string_view;

namespace {

Complaint complaint_of(const error_code& failed) {
  if (failed == http::error::header_limit) return Complaint::head_too_large;
  if (failed == http::error::body_limit) return Complaint::body_too_large;
  if (failed == http::error::partial_message) return Complaint::cut_short;
  return Complaint::not_http;
}

constexpr std::int64_t kLeastStatusLine = 15;  // "HTTP/1.1 103 \r\n"
std::int64_t line_bytes(std::string_view name, std::string_view value) {
  return static_cast<std::int64_t>(name.size() + value.size()) + 4;
}

/// Where the pieces of a message go as Beast finds them.
class Listener {
 public:
  virtual ~Listener() = default;
  virtual void on_start(std::string_view method, std::string_view target, int status) = 0;
  /// False if the head has become too large. Beast's own limit is one for what it must see at
  /// once, not for the sum.
  virtual bool on_line(std::string_view name, std::string_view value) = 0;
  virtual void on_head() = 0;
  virtual void on_piece(std::string_view bytes) = 0;
};

/// Beast's parser, told to a Listener. Lines after the head (trailers) are read over.
template <bool isRequest>
class Wire final : public http::basic_parser<isRequest> {
 public:
  Wire(Listener& listener, std::int64_t head_bytes, std::int64_t body_bytes) : listener_(listener) {
    constexpr std::int64_t kMost = std::numeric_limits<std::uint32_t>::max();
    this->eager(true);
    this->header_limit(static_cast<std::uint32_t>(std::clamp<std::int64_t>(head_bytes, 1, kMost)));
    this->body_limit(static_cast<std::uint64_t>(body_bytes));
  }

  /// `put`, but for an assertion of Beast 1.81 that takes an empty chunked body whose last line
  /// end comes in two pieces for its own mistake.
  std::size_t take(std::string_view bytes, error_code& failed) {
    if (this->is_header_done() && this->chunked() && bytes == "0\r\n\r") {
      failed = http::error::need_more;
      return 0;
    }
    return this->put(boost::asio::const_buffer(bytes.data(), bytes.size()), failed);
  }

 private:
  void on_request_impl(
      http::verb, string_view method, string_view target, int, error_code&) override {
    listener_.on_start({method.data(), method.size()}, {target.data(), target.size()}, 0);
  }
  void on_response_impl(int status, string_view, int, error_code&) override {
    listener_.on_start({}, {}, status);
  }
  void on_field_impl(http::field,
                     string_view name,
                     string_view value,
                     error_code& failed) override {
    if (in_head_ && !listener_.on_line({name.data(), name.size()}, {value.data(), value.size()}))
      failed = http::error::header_limit;
  }
  void on_header_impl(error_code&) override {
    in_head_ = false;
    listener_.on_head();
  }
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(string_view piece, error_code&) override {
    if (!piece.empty()) listener_.on_piece({piece.data(), piece.size()});
    return piece.size();
  }
  void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, string_view piece, error_code& failed) override {
    return on_body_impl(piece, failed);
  }
  void on_finish_impl(error_code&) override {}

  Listener& listener_;
  bool in_head_ = true;
};

}  // namespace

struct AnswerParser::Impl final : Listener {
  Impl(ParserLimits l, BodySink* s, bool b) : limits(l), sink(s), has_body(b) { renew(); }

  ParserLimits limits;
  BodySink* sink;
  bool has_body;
  std::optional<Wire<false>> wire;
  ResponseHead head;
  std::int64_t head_room = limits.head_bytes;
  std::int64_t body_bytes = 0;
  bool has_begun = false;

  void renew() {
    head = ResponseHead{};
    wire.emplace(*this, limits.head_bytes, limits.body_bytes);
    wire->skip(!has_body);
  }
  bool is_informational() const { return head.status / 100 == 1 && head.status != 101; }

  void on_start(std::string_view, std::string_view, int status) override {
    head.status = status;
    head_room -= kLeastStatusLine;  // so that heads without lines have an end too
  }
  bool on_line(std::string_view name, std::string_view value) override {
    head.headers.add(std::string(name), std::string(value));
    return (head_room -= line_bytes(name, value)) >= 0;
  }
  void on_head() override {
    if (sink != nullptr && !is_informational()) sink->begin(head);
  }
  void on_piece(std::string_view bytes) override {
    body_bytes += static_cast<std::int64_t>(bytes.size());
    if (sink != nullptr) sink->write(bytes);
  }
};

AnswerParser::AnswerParser(ParserLimits limits, BodySink* sink, bool has_body)
    : impl_(std::make_unique<Impl>(limits, sink, has_body)) {}
AnswerParser::~AnswerParser() = default;

Fed AnswerParser::feed(std::string_view bytes) {
  Fed fed;
  if (!bytes.empty()) impl_->has_begun = true;
  while (fed.used < bytes.size() && !is_done()) {
    error_code failed;
    fed.used += impl_->wire->take(bytes.substr(fed.used), failed);
    if (failed == http::error::need_more) break;
    if (failed) fed.complaint = complaint_of(failed);
    // Nothing was asked that would switch protocols.
    if (impl_->wire->is_header_done() && impl_->head.status == 101)
      fed.complaint = Complaint::not_http;
    if (impl_->head_room < 0) fed.complaint = Complaint::head_too_large;
    if (fed.complaint != Complaint::none) break;
    if (impl_->wire->is_done() && impl_->is_informational()) impl_->renew();
  }
  return fed;
}

Complaint AnswerParser::end(bool clean) {
  if (!clean || !impl_->wire->got_some()) return Complaint::cut_short;
  error_code failed;
  impl_->wire->put_eof(failed);
  return failed ? complaint_of(failed) : Complaint::none;
}

bool AnswerParser::has_begun() const { return impl_->has_begun; }
bool AnswerParser::head_is_done() const {
  return impl_->wire->is_header_done() && !impl_->is_informational();
}
bool AnswerParser::is_done() const { return impl_->wire->is_done() && !impl_->is_informational(); }
bool AnswerParser::keeps_alive() const { return impl_->wire->keep_alive(); }
const ResponseHead& AnswerParser::head() const { return impl_->head; }
std::int64_t AnswerParser::body_bytes() const { return impl_->body_bytes; }

struct RequestParser::Impl final : Listener {
  Impl(RequestParser& r, ParserLimits limits)
      : request(r),
        head_room(limits.head_bytes),
        wire(*this, limits.head_bytes, limits.body_bytes) {}
  RequestParser& request;
  std::int64_t head_room;
  Wire<true> wire;

  void on_start(std::string_view method, std::string_view target, int) override {
    request.method = method;
    request.target = target;
  }
  bool on_line(std::string_view name, std::string_view value) override {
    request.headers.add(std::string(name), std::string(value));
    return (head_room -= line_bytes(name, value)) >= 0;
  }
  void on_head() override {}
  void on_piece(std::string_view bytes) override { request.body.append(bytes); }
};

RequestParser::RequestParser(ParserLimits limits) : impl_(std::make_unique<Impl>(*this, limits)) {}
RequestParser::~RequestParser() = default;

Fed RequestParser::feed(std::string_view bytes) {
  Fed fed;
  if (is_done() || bytes.empty()) return fed;
  error_code failed;
  fed.used = impl_->wire.take(bytes, failed);
  if (failed && failed != http::error::need_more) fed.complaint = complaint_of(failed);
  return fed;
}

bool RequestParser::has_begun() const { return impl_->wire.got_some(); }
bool RequestParser::head_is_done() const { return impl_->wire.is_header_done(); }
bool RequestParser::is_done() const { return impl_->wire.is_done(); }
bool RequestParser::keeps_alive() const { return impl_->wire.keep_alive(); }
bool RequestParser::expects_continue() const {
  const auto expects = headers.find("Expect");
  return expects && util::to_lower(*expects) == "100-continue";
}

}  // namespace vitrine::net
