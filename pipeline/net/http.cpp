#include "pipeline/net/http.hpp"

#include "pipeline/util/text.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <charconv>

namespace vitrine::net {
namespace ip = boost::asio::ip;
using util::Error;
using util::ErrorKind;

namespace {

constexpr std::string_view kHostCharacters = "abcdefghijklmnopqrstuvwxyz0123456789-._";

bool same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() && util::to_lower(a) == util::to_lower(b);
}

bool is_ipv6(const std::string& host) { return host.find(':') != std::string::npos; }

Error bad(std::string_view shown, std::string_view what) {
  return {ErrorKind::bad_spec,
          "the address \"" + util::one_line(shown) + "\" " + std::string(what)};
}

/// What of an address may be repeated: nothing from its query on, and no password before an '@'.
std::string_view showable(std::string_view text) {
  text = text.substr(0, text.find_first_of("?#"));
  return text.find('@') == std::string_view::npos ? text : "...@...";
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  unsigned port = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (failed != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  if (port < 1 || port > 65535) return std::nullopt;
  return static_cast<std::uint16_t>(port);
}

/// Splits "host:port" or "[v6]:port"; the port stays empty if there is none.
struct Authority {
  std::string host;
  std::optional<std::string_view> port;
};
std::optional<Authority> split_authority(std::string_view text) {
  Authority parts;
  std::string_view rest;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    boost::system::error_code bad_address;
    const auto address = ip::make_address_v6(std::string(text.substr(1, end - 1)), bad_address);
    if (bad_address || address.scope_id() != 0) return std::nullopt;
    parts.host = address.to_string();
    rest = text.substr(end + 1);
  } else {
    const auto end = std::min(text.find(':'), text.size());
    parts.host = util::to_lower(text.substr(0, end));
    rest = text.substr(end);
    if (parts.host.empty() || parts.host.find_first_not_of(kHostCharacters) != std::string::npos)
      return std::nullopt;
  }
  if (rest.empty()) return parts;
  if (rest.front() != ':') return std::nullopt;
  parts.port = rest.substr(1);
  return parts;
}

}  // namespace

void Headers::add(std::string name, std::string value) {
  lines_.emplace_back(std::move(name), std::move(value));
}

void Headers::set(std::string name, std::string value) {
  std::erase_if(lines_, [&](const auto& line) { return same_name(line.first, name); });
  add(std::move(name), std::move(value));
}

std::optional<std::string_view> Headers::find(std::string_view name) const {
  for (const auto& [key, value] : lines_)
    if (same_name(key, name)) return value;
  return std::nullopt;
}

bool Url::is_loopback() const {
  if (host == "localhost") return true;
  boost::system::error_code is_name;
  const auto address = ip::make_address(host, is_name);
  return !is_name && address.is_loopback();
}

std::string Url::authority() const {
  std::string text = is_ipv6(host) ? "[" + host + "]" : host;
  if (port != (tls ? 443 : 80)) text += ":" + std::to_string(port);
  return text;
}

std::string Url::origin() const { return (tls ? "https://" : "http://") + authority(); }

util::Result<Url> parse_url(std::string_view text) {
  const std::string_view shown = showable(text);
  Url url;
  const auto scheme_end = text.find("://");
  const std::string scheme =
      scheme_end == std::string_view::npos ? "" : util::to_lower(text.substr(0, scheme_end));
  if (scheme != "http" && scheme != "https") return bad(shown, "does not begin with https://");
  url.tls = scheme == "https";

  std::string_view rest = text.substr(scheme_end + 3);
  const auto authority_end = std::min(rest.find_first_of("/?#"), rest.size());
  const std::string_view authority = rest.substr(0, authority_end);
  rest = rest.substr(authority_end);
  if (authority.find('@') != std::string_view::npos)
    return bad(shown, "has a user name or password in it");
  const auto parts = split_authority(authority);
  if (!parts) return bad(shown, "names no host");
  url.host = parts->host;
  url.port = url.tls ? 443 : 80;
  if (parts->port) {
    const auto port = parse_port(*parts->port);
    if (!port) return bad(shown, "has a port that is none");
    url.port = *port;
  }

  if (rest.find('#') != std::string_view::npos) return bad(shown, "has a fragment");
  if (!std::ranges::all_of(rest, [](char c) { return c > ' ' && c < '\x7f'; }))
    return bad(shown, "has a character that must be percent-encoded");
  url.target = rest.starts_with('/') ? std::string(rest) : "/" + std::string(rest);
  return url;
}

std::string without_query(const Url& url) {
  return url.origin() + url.target.substr(0, url.target.find('?'));
}

}  // namespace vitrine::net
