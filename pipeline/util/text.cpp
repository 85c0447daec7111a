#include "pipeline/util/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <system_error>

namespace vitrine::util {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> pieces;
  for (;;) {
    const std::size_t end = text.find(separator);
    pieces.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return pieces;
    text.remove_prefix(end + 1);
  }
}

std::string join(std::span<const std::string> pieces, std::string_view between) {
  std::string text;
  for (const std::string& piece : pieces) {
    if (&piece != &pieces.front()) text += between;
    text += piece;
  }
  return text;
}

std::string to_lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), lower);
  return result;
}

bool matches_pattern(std::string_view text, std::string_view pattern) {
  std::size_t t = 0, p = 0, star = std::string_view::npos, resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p, ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

int edit_distance(std::string_view a, std::string_view b, int limit) {
  const int length_difference =
      static_cast<int>(a.size() > b.size() ? a.size() - b.size() : b.size() - a.size());
  if (length_difference > limit) return limit + 1;
  const std::size_t width = b.size() + 1;
  std::array<std::vector<int>, 3> rows;
  for (auto& row : rows) row.resize(width);
  for (std::size_t j = 0; j < width; ++j) rows[0][j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::vector<int>& row = rows[i % 3];
    const std::vector<int>& up = rows[(i - 1) % 3];
    row[0] = static_cast<int>(i);
    int best = row[0];
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const int replace = up[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({replace, up[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], rows[(i - 2) % 3][j - 2] + 1);
      best = std::min(best, row[j]);
    }
    if (best > limit + 1) return limit + 1;
  }
  return std::min(rows[a.size() % 3][b.size()], limit + 1);
}

Nearest::Nearest(std::string_view word)
    : wanted_(to_lower(word)), best_(3) {}  // one more than is allowed

void Nearest::offer(std::string_view candidate) {
  const int distance = edit_distance(wanted_, to_lower(candidate), best_);
  const bool shares_a_letter =
      distance < static_cast<int>(std::max(wanted_.size(), candidate.size()));
  if (distance >= best_ || !shares_a_letter) return;
  best_ = distance;
  found_ = candidate;
}

std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates) {
  Nearest nearest(word);
  for (const std::string& candidate : candidates) nearest.offer(candidate);
  return nearest.found();
}

std::string number_text(double number) {
  std::array<char, 64> buffer;
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
  return error == std::errc{} ? std::string(buffer.data(), end) : std::string("nan");
}

std::string fixed_text(double number, int decimals) {
  std::array<char, 400> buffer;
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number,
                                          std::chars_format::fixed, decimals);
  return error == std::errc{} ? std::string(buffer.data(), end) : std::string("nan");
}

bool is_valid_utf8(std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size();) {
    const auto lead = static_cast<std::uint8_t>(bytes[i]);
    if (lead < 0x80) {
      ++i;
      continue;
    }
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || i + length > bytes.size()) return false;
    std::uint32_t code = lead & (0xFFU >> (length + 1));
    for (std::size_t k = 1; k < length; ++k) {
      const auto next = static_cast<std::uint8_t>(bytes[i + k]);
      if ((next & 0xC0) != 0x80) return false;
      code = code << 6 | (next & 0x3F);
    }
    const bool too_long = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
    if (too_long || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return false;
    i += length;
  }
  return true;
}

std::string file_name_safe(std::string_view text) {
  std::string name;
  append_file_name_safe(name, text);
  return name;
}

void append_file_name_safe(std::string& name, std::string_view text) {
  const std::size_t begin = name.size();
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || c == '.';
    if (plain)
      name.push_back(c);
    else if (name.size() == begin || name.back() != '-')
      name.push_back('-');
  }
  // A leading dot would hide the file or climb a folder.
  const std::size_t first = name.find_first_not_of(".-", begin);
  if (first == std::string::npos) {
    name.replace(begin, std::string::npos, "x");
    return;
  }
  name.erase(begin, first - begin);
  while (name.back() == '-' || name.back() == '.') name.pop_back();
}

std::string one_line(std::string_view text, std::size_t most) {
  std::string line;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    line.push_back(byte < 0x20 || byte == 0x7F ? (c == '\n' || c == '\t' ? ' ' : '?') : c);
  }
  if (line.size() <= most) return line;
  std::size_t end = most > 3 ? most - 3 : 0;
  while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80) --end;  // whole letters
  return line.substr(0, end) + "...";
}

}  // namespace vitrine::util
