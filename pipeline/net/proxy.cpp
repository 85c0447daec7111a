#include "pipeline/net/proxy.hpp"

#include "pipeline/util/text.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include <stdexcept>

namespace vitrine::net {
namespace ip = boost::asio::ip;

namespace {

bool network_covers(const std::string& entry, const ip::address& address) {
  boost::system::error_code failed;
  if (address.is_v4()) {
    const auto network = ip::make_network_v4(entry, failed);
    return !failed && ip::network_v4(address.to_v4(), network.prefix_length()).canonical() ==
                          network.canonical();
  }
  const auto network = ip::make_network_v6(entry, failed);
  return !failed && ip::network_v6(address.to_v6(), network.prefix_length()).canonical() ==
                        network.canonical();
}

bool name_covers(std::string_view entry, std::string_view host) {
  if (entry.starts_with('.')) entry.remove_prefix(1);
  if (entry.empty() || !host.ends_with(entry)) return false;
  return host.size() == entry.size() || host[host.size() - entry.size() - 1] == '.';
}

bool entry_covers(std::string_view entry, const Url& url) {
  if (entry == "*") return true;
  boost::system::error_code failed;
  const ip::address host = ip::make_address(url.host, failed);
  const bool host_is_number = !failed;
  // An entry with a port: "name:port" or "[v6]:port"; a bare v6 address has more than one colon.
  const auto colon = entry.rfind(':');
  const bool bracketed = entry.starts_with('[');
  if (colon != std::string_view::npos &&
      (bracketed ? entry[colon - 1] == ']' : entry.find(':') == colon)) {
    if (entry.substr(colon + 1) != std::to_string(url.port)) return false;
    entry = entry.substr(0, colon);
  }
  if (entry.starts_with('[') && entry.ends_with(']')) entry = entry.substr(1, entry.size() - 2);
  const std::string text = util::to_lower(entry);
  if (!host_is_number) return name_covers(text, url.host);
  if (text.find('/') != std::string::npos) return network_covers(text, host);
  const ip::address address = ip::make_address(text, failed);
  return !failed && address == host;
}

}  // namespace

std::optional<ProxyAddress> parse_proxy(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const bool has_scheme = text.find("://") != std::string_view::npos;
  const auto url = parse_url(has_scheme ? std::string(text) : "http://" + std::string(text));
  if (!url || url->tls || url->target != "/")
    throw std::runtime_error("the proxy's address must be http://host:port, without a password");
  return ProxyAddress{url->host, url->port};
}

bool bypasses_proxy(std::string_view no_proxy, const Url& url) {
  if (url.is_loopback()) return true;
  for (const std::string_view piece : util::split(no_proxy, ','))
    if (const auto entry = util::trim(piece); !entry.empty() && entry_covers(entry, url))
      return true;
  return false;
}

}  // namespace vitrine::net
