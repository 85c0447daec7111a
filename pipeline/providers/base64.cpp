#include "pipeline/providers/base64.hpp"

#include <array>
#include <cstdint>

namespace vitrine::providers {
namespace {

constexpr std::string_view kLetters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kUrlLetters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::uint8_t kNoLetter = 64;

constexpr std::array<std::uint8_t, 256> kValues = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(kNoLetter);
  for (std::uint8_t i = 0; i < 64; ++i) {
    values[static_cast<unsigned char>(kLetters[i])] = i;
    values[static_cast<unsigned char>(kUrlLetters[i])] = i;
  }
  return values;
}();

std::uint8_t value_of(char letter) { return kValues[static_cast<unsigned char>(letter)]; }

void append_letters(std::string& out,
                    std::string_view bytes,
                    std::string_view letters,
                    bool padded) {
  const auto byte = [&](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i]));
  };
  const auto put = [&](std::uint32_t group, int count) {
    for (int i = 0; i < count; ++i) out.push_back(letters[group >> (18 - 6 * i) & 63]);
  };
  std::size_t at = 0;
  for (; at + 3 <= bytes.size(); at += 3) put(byte(at) << 16 | byte(at + 1) << 8 | byte(at + 2), 4);
  const std::size_t left = bytes.size() - at;
  if (left == 1) put(byte(at) << 16, 2);
  if (left == 2) put(byte(at) << 16 | byte(at + 1) << 8, 3);
  if (padded && left > 0) out.append(3 - left, '=');
}

/// One letter of a JSON string, escapes resolved; only what base64 may hold.
class Letters {
 public:
  explicit Letters(std::string_view text) : text_(text) {}

  bool at_end() const { return at_ == text_.size(); }
  /// '\0' for anything that is no letter of base64 however it is written.
  char next() {
    const char c = text_[at_++];
    if (c != '\\') return c;
    if (at_ == text_.size()) return '\0';
    const char escaped = text_[at_++];
    if (escaped == '/') return '/';
    return escaped == 'u' ? hex_letter() : '\0';
  }
  /// Takes whole groups that need no care, four letters each; -1 if the next ones do.
  std::int32_t next_group() {
    if (text_.size() - at_ < 4) return -1;
    const std::uint32_t a = value_of(text_[at_]), b = value_of(text_[at_ + 1]),
                        c = value_of(text_[at_ + 2]), d = value_of(text_[at_ + 3]);
    if (((a | b | c | d) & kNoLetter) != 0) return -1;
    at_ += 4;
    return static_cast<std::int32_t>(a << 18 | b << 12 | c << 6 | d);
  }

 private:
  char hex_letter() {
    if (text_.size() - at_ < 4) return '\0';
    int code = 0;
    for (int i = 0; i < 4; ++i) {
      const char c = text_[at_++];
      const int digit = c >= '0' && c <= '9'   ? c - '0'
                        : c >= 'a' && c <= 'f' ? c - 'a' + 10
                        : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                               : -1;
      if (digit < 0) return '\0';
      code = code * 16 + digit;
    }
    return code < 128 ? static_cast<char>(code) : '\0';
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

class Pieces {
 public:
  explicit Pieces(const BytesSink& sink) : sink_(sink) {}
  void put(std::uint32_t group, int bytes) {
    if (used_ + 3 > buffer_.size()) flush();
    for (int i = 0; i < bytes; ++i) buffer_[used_++] = static_cast<char>(group >> (16 - 8 * i));
  }
  void flush() {
    if (used_ > 0) sink_({buffer_.data(), used_});
    used_ = 0;
  }

 private:
  const BytesSink& sink_;
  std::array<char, 48 * 1024> buffer_;
  std::size_t used_ = 0;
};

}  // namespace

void append_base64(std::string& out, std::string_view bytes) {
  append_letters(out, bytes, kLetters, true);
}

std::string base64_for_urls(std::string_view bytes) {
  std::string text;
  text.reserve(base64_size(bytes.size()));
  append_letters(text, bytes, kUrlLetters, false);
  return text;
}

bool decode_base64(std::string_view text, const BytesSink& sink) {
  Letters letters(text);
  Pieces pieces(sink);
  std::uint32_t group = 0;
  int held = 0, padding = 0;
  while (!letters.at_end()) {
    if (held == 0 && padding == 0) {
      const std::int32_t whole = letters.next_group();
      if (whole >= 0) {
        pieces.put(static_cast<std::uint32_t>(whole), 3);
        continue;
      }
    }
    const char letter = letters.next();
    if (letter == '=') {
      ++padding;
      continue;
    }
    const std::uint8_t value = value_of(letter);
    if (value == kNoLetter || padding > 0) return pieces.flush(), false;
    group = group << 6 | value;
    if (++held == 4) {
      pieces.put(group, 3);
      group = 0;
      held = 0;
    }
  }
  // What is left: 12 bits hold one byte, 18 bits two; the bits past them are zero.
  const bool fits =
      held == 0 || (held == 2 && (group & 0xF) == 0) || (held == 3 && (group & 0x3) == 0);
  const bool padded = padding == 0 || (held > 0 && padding == 4 - held);
  if (held == 2 && fits) pieces.put(group << 12, 1);
  if (held == 3 && fits) pieces.put(group << 6, 2);
  pieces.flush();
  return fits && padded;
}

}  // namespace vitrine::providers
