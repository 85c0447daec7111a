#include "pipeline/net/message.hpp"

#include "pipeline/util/text.hpp"

#include <algorithm>
#include <string_view>

namespace vitrine::net {

namespace {

constexpr std::string_view kTokenMarks = "!#$%&'*+-.^_`|~";

bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           kTokenMarks.find(c) != std::string_view::npos;
  });
}

bool is_line_value(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return c == '\t' || (static_cast<unsigned char>(c) >= ' ' && c != '\x7f');
  });
}

bool is_target(std::string_view text) {
  return text.starts_with('/') &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

/// The client's own business: two of them would let two readers read two different requests.
bool is_ours(std::string_view name) {
  const std::string lower = util::to_lower(name);
  return lower == "host" || lower == "content-length" || lower == "transfer-encoding" ||
         lower == "connection" || lower == "expect";
}

void add_line(std::string& head, std::string_view name, std::string_view value) {
  head.append(name).append(": ").append(value).append("\r\n");
}

bool means_a_body(const std::string& method) {
  return method == "POST" || method == "PUT" || method == "PATCH";
}

}  // namespace

std::optional<std::string> unfit(const Request& request) {
  if (!request.url.tls && !request.url.is_loopback())
    return "plain http goes to this machine only, use https";
  if (!is_token(request.method)) return "the request's method is no word";
  if (request.url.host.empty() || !is_target(request.url.target))
    return "the request's address has a character that must be percent-encoded";
  for (const auto& [name, value] : request.headers.lines()) {
    if (!is_token(name)) return "a header of the request has no proper name";
    if (is_ours(name)) return "the client sets the header " + name + " itself";
    if (!is_line_value(value))
      return "the request's header " + name + " has a control character in it";
  }
  return std::nullopt;
}

std::string request_head(const Request& request) {
  std::string head = request.method + " " + request.url.target + " HTTP/1.1\r\n";
  add_line(head, "Host", request.url.authority());
  for (const auto& [name, value] : request.headers.lines()) add_line(head, name, value);
  if (!request.body.empty() || means_a_body(request.method))
    add_line(head, "Content-Length", std::to_string(request.body.size()));
  return head + "\r\n";
}

std::string connect_head(const Url& url) {
  // Always with the port: a proxy knows no scheme.
  const std::string host =
      url.host.find(':') == std::string::npos ? url.host : "[" + url.host + "]";
  const std::string there = host + ":" + std::to_string(url.port);
  return "CONNECT " + there + " HTTP/1.1\r\nHost: " + there + "\r\n\r\n";
}

bool has_body(int status, const std::string& method) {
  return method != "HEAD" && status / 100 != 1 && status != 204 && status != 304;
}

namespace {

/// Clients read the number; people read logs.
std::string_view reason_of(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 204:
      return "No Content";
    case 302:
      return "Found";
    case 307:
      return "Temporary Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 429:
      return "Too Many Requests";
    case 500:
      return "Internal Server Error";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    default:
      return {};
  }
}

}  // namespace

std::string reply_head(const ServerReply& reply, const std::string& method, bool keep) {
  std::string head = "HTTP/1.1 " + std::to_string(reply.status) + ' ';
  head.append(reason_of(reply.status)).append("\r\n");
  for (const auto& [name, value] : reply.headers.lines()) add_line(head, name, value);
  if (reply.chunked)
    add_line(head, "Transfer-Encoding", "chunked");
  else if (!reply.headers.find("Content-Length") &&
           (method == "HEAD" || has_body(reply.status, method)))
    add_line(head, "Content-Length", std::to_string(reply.body.size()));
  if (!keep) add_line(head, "Connection", "close");
  return head + "\r\n";
}

}  // namespace vitrine::net
