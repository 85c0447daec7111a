#pragma once

#include "pipeline/net/http.hpp"
#include "pipeline/net/server.hpp"

#include <optional>
#include <string>

/// Heads as bytes, and what must not become one.
namespace vitrine::net {

/// Why this request may not be sent at all: plain http off loopback, or a character that would end
/// a line early. Never repeats a value (it may be a key).
std::optional<std::string> unfit(const Request& request);

/// The request's head with its empty line. Host, Content-Length and nothing else is added.
std::string request_head(const Request& request);
/// What asks a proxy for a way through to the origin.
std::string connect_head(const Url& url);

/// Whether an answer of this status to this method has a body.
bool has_body(int status, const std::string& method);
/// The reply's head with its empty line; `keep` says whether another request is welcome.
std::string reply_head(const ServerReply& reply, const std::string& method, bool keep);

}  // namespace vitrine::net
