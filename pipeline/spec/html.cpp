#include "pipeline/spec/html.hpp"

#include "pipeline/spec/encoding.hpp"
#include "pipeline/util/text.hpp"

#include <charconv>
#include <cstdint>
#include <map>
#include <optional>
#include <system_error>

namespace vitrine::spec {
namespace {

std::optional<char32_t> numeric_entity(std::string_view digits) {
  const bool is_hex = digits.starts_with('x') || digits.starts_with('X');
  if (is_hex) digits.remove_prefix(1);
  std::uint32_t code = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), code, is_hex ? 16 : 10);
  const bool is_surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (error != std::errc{} || end != digits.data() + digits.size() || code == 0 ||
      code > 0x10FFFF || is_surrogate)
    return std::nullopt;
  return code;
}

std::optional<char32_t> entity(std::string_view name) {
  static const std::map<std::string_view, char32_t> named{
      {"amp", U'&'},     {"lt", U'<'},       {"gt", U'>'},      {"quot", U'"'},
      {"apos", U'\''},   {"nbsp", U' '},     {"auml", 0xE4},    {"ouml", 0xF6},
      {"uuml", 0xFC},    {"Auml", 0xC4},     {"Ouml", 0xD6},    {"Uuml", 0xDC},
      {"szlig", 0xDF},   {"agrave", 0xE0},   {"aacute", 0xE1},  {"acirc", 0xE2},
      {"atilde", 0xE3},  {"aring", 0xE5},    {"aelig", 0xE6},   {"ccedil", 0xE7},
      {"egrave", 0xE8},  {"eacute", 0xE9},   {"ecirc", 0xEA},   {"iacute", 0xED},
      {"ntilde", 0xF1},  {"oacute", 0xF3},   {"ocirc", 0xF4},   {"oslash", 0xF8},
      {"uacute", 0xFA},  {"copy", 0xA9},     {"reg", 0xAE},     {"deg", 0xB0},
      {"frac12", 0xBD},  {"times", 0xD7},    {"ndash", 0x2013}, {"mdash", 0x2014},
      {"lsquo", 0x2018}, {"rsquo", 0x2019},  {"ldquo", 0x201C}, {"rdquo", 0x201D},
      {"bull", 0x2022},  {"hellip", 0x2026}, {"prime", 0x2032}, {"Prime", 0x2033},
      {"euro", 0x20AC},  {"trade", 0x2122}};
  if (name.starts_with('#')) return numeric_entity(name.substr(1));
  const auto found = named.find(name);
  return found == named.end() ? std::nullopt : std::optional(found->second);
}

/// A tag parts words ("<br>"); its inside is dropped.
std::string without_tags(std::string_view html) {
  std::string text;
  bool in_tag = false;
  const std::size_t last_end = html.rfind('>');
  for (std::size_t i = 0; i < html.size(); ++i) {
    const bool opens =
        html[i] == '<' && i + 1 < html.size() &&
        html.substr(i + 1, 1).find_first_of(" <=0123456789") == std::string_view::npos;
    if (opens && last_end != std::string_view::npos && i < last_end) in_tag = true;
    if (!in_tag) text.push_back(html[i]);
    if (in_tag && html[i] == '>') {
      in_tag = false;
      text.push_back(' ');
    }
  }
  return text;
}

}  // namespace

std::string text_of_html(std::string_view html) {
  const std::string plain = without_tags(html);
  std::string text;
  constexpr std::size_t kLongestEntity = 10;
  for (std::size_t i = 0; i < plain.size(); ++i) {
    std::optional<char32_t> code;
    const std::size_t end = plain[i] == '&' ? plain.find(';', i) : std::string::npos;
    if (end != std::string::npos && end - i <= kLongestEntity)
      code = entity(std::string_view(plain).substr(i + 1, end - i - 1));
    if (code) i = end;
    const bool is_blank = code ? *code == U' ' : util::trim(plain.substr(i, 1)).empty();
    if (is_blank) {
      if (!text.empty() && text.back() != ' ') text.push_back(' ');
    } else if (code) {
      append_utf8(text, *code);
    } else {
      text.push_back(plain[i]);
    }
  }
  return std::string(util::trim(text));
}

}  // namespace vitrine::spec
