#pragma once

#include "pipeline/net/body.hpp"
#include "pipeline/net/http.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace vitrine::net {

/// Reading HTTP/1.1 from bytes, without waiting: bytes go in as they come, in one buffer whose
/// unused rest stays in front of what comes next.
enum class Complaint { none, not_http, head_too_large, body_too_large, cut_short };

struct Fed {
  std::size_t used = 0;
  Complaint complaint = Complaint::none;
};

struct ParserLimits {
  std::int64_t head_bytes = 64 * 1024;  ///< of all heads together: 1xx ones count
  std::int64_t body_bytes = 0;
};

/// An answer as a client reads it. 1xx heads are read over. The body goes to `sink` piece by piece
/// (what the sink throws passes through `feed`); without a sink the answer is taken to have none,
/// as one to HEAD or CONNECT.
class AnswerParser {
 public:
  AnswerParser(ParserLimits limits, BodySink* sink, bool has_body);
  ~AnswerParser();

  Fed feed(std::string_view bytes);
  /// The peer has closed: the end of a body of unknown length, else too early. `clean` is false
  /// where TLS cannot vouch that the peer meant it.
  Complaint end(bool clean);

  bool has_begun() const;     ///< a byte of any head has come
  bool head_is_done() const;  ///< of the final answer
  bool is_done() const;
  bool keeps_alive() const;  ///< once done: whether the peer means to read another request
  const ResponseHead& head() const;
  std::int64_t body_bytes() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// A request as a server reads it, body and all in memory.
class RequestParser {
 public:
  explicit RequestParser(ParserLimits limits);
  ~RequestParser();

  Fed feed(std::string_view bytes);
  bool has_begun() const;
  bool head_is_done() const;
  bool is_done() const;
  bool keeps_alive() const;
  bool expects_continue() const;  ///< once the head is done

  std::string method, target;
  Headers headers;
  std::string body;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace vitrine::net
