#include "pipeline/spec/encoding.hpp"

#include "pipeline/util/text.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace vitrine::spec {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

/// 0x80 to 0x9F; the five codes without a meaning stay control characters.
constexpr std::array<char16_t, 32> kWindows1252{
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

std::string from_windows_1252(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() + bytes.size() / 16);
  for (const char c : bytes) {
    const auto code = static_cast<std::uint8_t>(c);
    append_utf8(text, code >= 0x80 && code < 0xA0 ? kWindows1252[code - 0x80] : code);
  }
  return text;
}

std::string from_utf16(std::string_view bytes, bool big_endian) {
  std::string text;
  text.reserve(bytes.size());
  const auto unit = [&](std::size_t at) -> char32_t {
    const auto first = static_cast<std::uint8_t>(bytes[at]);
    const auto second = static_cast<std::uint8_t>(bytes[at + 1]);
    return static_cast<char32_t>(big_endian ? first << 8 | second : second << 8 | first);
  };
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    const char32_t high = unit(at);
    if (high < 0xD800 || high > 0xDFFF) {
      append_utf8(text, high);
      continue;
    }
    const char32_t low = high < 0xDC00 && at + 3 < bytes.size() ? unit(at + 2) : 0;
    if (low < 0xDC00 || low > 0xDFFF) {
      append_utf8(text, kReplacement);
      continue;
    }
    append_utf8(text, 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00));
    at += 2;
  }
  return text;
}

}  // namespace

void append_utf8(std::string& text, char32_t code) {
  const auto tail = [&](int shift) {
    text.push_back(static_cast<char>(0x80 | ((code >> shift) & 0x3F)));
  };
  if (code < 0x80) {
    text.push_back(static_cast<char>(code));
  } else if (code < 0x800) {
    text.push_back(static_cast<char>(0xC0 | code >> 6));
    tail(0);
  } else if (code < 0x10000) {
    text.push_back(static_cast<char>(0xE0 | code >> 12));
    tail(6);
    tail(0);
  } else {
    text.push_back(static_cast<char>(0xF0 | code >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

DecodedText decode_text(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xFE")) return {from_utf16(bytes.substr(2), false), "UTF-16"};
  if (bytes.starts_with("\xFE\xFF")) return {from_utf16(bytes.substr(2), true), "UTF-16"};
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (util::is_valid_utf8(bytes)) return {std::string(bytes), "UTF-8"};
  return {from_windows_1252(bytes), "Windows-1252"};
}

}  // namespace vitrine::spec
