#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace vitrine::providers {

inline constexpr std::size_t kLongestMessage = 300;

/// What may be shown and logged of a text that a server or a model sent: one line of at most `most`
/// bytes of valid UTF-8, markup taken out of pages, and in place of anything that looks like a key,
/// a token, the query of an address, or long base64 a word in brackets. `text` may be huge; only
/// its beginning is read.
std::string redacted(std::string_view text, std::size_t most = kLongestMessage);

}  // namespace vitrine::providers
