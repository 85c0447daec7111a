#pragma once

#include "pipeline/net/http.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace vitrine::net {

/// Where a proxy listens.
struct ProxyAddress {
  std::string host;
  std::uint16_t port = 0;
};
/// "http://host:port" or "host:port"; nothing for an empty text. Throws std::runtime_error for what
/// is no address, without repeating it (it may hold a password).
std::optional<ProxyAddress> parse_proxy(std::string_view text);

/// Whether a NO_PROXY list covers the address. Entries are separated by commas: a name covers
/// itself and what lies below it, with or without a leading dot; an address or a network
/// ("10.0.0.0/8") covers hosts given as numbers; ":port" narrows an entry; "*" covers all. Loopback
/// never goes through a proxy.
bool bypasses_proxy(std::string_view no_proxy, const Url& url);

}  // namespace vitrine::net
