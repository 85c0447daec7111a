#pragma once

#include "pipeline/net/http.hpp"

#include <map>
#include <string>
#include <string_view>

namespace vitrine::emulator {

/// The first twelve hex digits of a key's SHA-256: enough to know it again, too little to use it.
std::string key_mark(std::string_view key);

/// The token of "Authorization: Bearer …"; empty if there is none.
std::string bearer_of(const net::Headers& headers);

/// Which keys came with a request, by where they stood ("authorization", "x-goog-api-key", "x-key",
/// "api-key", or "key" of the query), each as its mark. Whoever asks the bill sees whether one
/// vendor's key was ever sent to another, and no key.
std::map<std::string, std::string> credentials_of(const net::Headers& headers,
                                                  const std::string& query_key);

}  // namespace vitrine::emulator
