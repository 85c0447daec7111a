#pragma once

#include "pipeline/util/result.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// HTTP as values. Nothing here waits.
namespace vitrine::net {

/// Header lines in the order given; names compare without case.
class Headers {
 public:
  Headers() = default;
  Headers(std::initializer_list<std::pair<std::string, std::string>> lines) : lines_(lines) {}

  void add(std::string name, std::string value);
  /// Replaces every line of that name by one.
  void set(std::string name, std::string value);
  /// The first line of that name; nothing if there is none.
  std::optional<std::string_view> find(std::string_view name) const;
  const std::vector<std::pair<std::string, std::string>>& lines() const { return lines_; }

 private:
  std::vector<std::pair<std::string, std::string>> lines_;
};

/// An absolute http or https address in its parts; no user info, no fragment.
struct Url {
  bool tls = true;
  std::string host;  ///< a name, an IPv4 address, or an IPv6 address without brackets
  std::uint16_t port = 443;
  std::string target = "/";  ///< path and query

  bool is_loopback() const;       ///< 127.0.0.0/8, ::1 or localhost
  std::string origin() const;     ///< "https://host", with the port unless it is the scheme's own
  std::string authority() const;  ///< the same without the scheme: the Host line
  friend bool operator==(const Url&, const Url&) = default;
};
/// bad_spec with what is wrong; a query is never repeated in the message (it may hold a key).
util::Result<Url> parse_url(std::string_view text);

/// The address without its query: for logs and errors.
std::string without_query(const Url& url);

/// What a client sends. `headers` holds neither Host nor Content-Length: the client adds them.
struct Request {
  std::string method = "GET";
  Url url;
  Headers headers;
  std::string body;
  /// What is held for the body's sake (its share of a budget); the client lets go of both as soon
  /// as no byte of the body will be sent again, which is long before the answer comes.
  std::shared_ptr<void> body_hold = {};
};

/// The head of an answer. 1xx heads are never seen here.
struct ResponseHead {
  int status = 0;
  Headers headers;
};

}  // namespace vitrine::net
