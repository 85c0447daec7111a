#pragma once

#include <string>
#include <string_view>

namespace vitrine::spec {

struct DecodedText {
  std::string utf8;  ///< without byte order mark
  std::string encoding;
};

/// UTF-16 by its byte order mark, UTF-8 if the bytes are that, else Windows-1252, in which every
/// byte means something. Lone surrogates become U+FFFD.
DecodedText decode_text(std::string_view bytes);

/// Appends one code point.
void append_utf8(std::string& text, char32_t code);

}  // namespace vitrine::spec
