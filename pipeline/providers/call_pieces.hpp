#pragma once

#include "pipeline/providers/error_words.hpp"
#include "pipeline/providers/protocol.hpp"

#include <chrono>
#include <cstddef>
#include <string>

/// What protocols whose call is JSON, and is looked at until it is done, have in common.
namespace vitrine::providers {

/// Room for a call's words and its pictures in base64, so that a body is written in one piece.
std::size_t room_in_json(const CallToWrite& call);
net::Request json_post(net::Url url, std::string body);

/// Looks there for what was begun, after a while.
Step look_at(net::Url url, std::chrono::milliseconds wait);
/// The picture is there, and its address is all that it takes.
Step picture_at(net::Url url);

/// An answer that says nothing: corrupt_payload, and why.
domain::Outcome& make_unreadable(domain::Outcome& outcome,
                                 const ErrorContext& context,
                                 const std::string& why);

}  // namespace vitrine::providers
