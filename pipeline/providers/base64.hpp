#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace vitrine::providers {

/// Takes bytes piece by piece.
using BytesSink = std::function<void(std::string_view)>;

/// Letters needed for so many bytes, padding included.
constexpr std::size_t base64_size(std::size_t bytes) { return (bytes + 2) / 3 * 4; }

/// Standard alphabet, padded, no line breaks. Allocates nothing if `out` has room.
void append_base64(std::string& out, std::string_view bytes);

/// The letters that urls take, without padding (RFC 7515).
std::string base64_for_urls(std::string_view bytes);

/// Decodes `text` as it stands between the quotes of a JSON string, through one fixed buffer.
/// Letters of both alphabets, escapes such as `\/` or `\u003d`, and missing padding are taken;
/// anything else, a letter too many, wrong padding, or bits that no encoder leaves over (a text cut
/// short) gives false. What came before the mistake has then reached the sink.
bool decode_base64(std::string_view text, const BytesSink& sink);

}  // namespace vitrine::providers
