#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace vitrine::emulator {

/// Standard alphabet, padded, no line breaks.
std::string to_base64(std::string_view bytes);

/// Standard or url-safe alphabet, padding optional; nothing for anything else.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace vitrine::emulator
