#include "pipeline/report/markup.hpp"

#include "pipeline/util/text.hpp"

#include <cstdint>

namespace vitrine::report {
namespace {

constexpr std::size_t kPiece = 64 << 10;
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

void append_escaped(std::string& out, std::string_view text) {
  const bool valid = util::is_valid_utf8(text);
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else if (c == '\'')
      out += "&#39;";
    else if ((byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7F || (byte >= 0x80 && !valid))
      out += kReplacement;
    else
      out += c;
  }
}

}  // namespace

Markup& Markup::open(std::string_view tag, std::initializer_list<Attribute> attributes) {
  html_.append("<").append(tag);
  for (const Attribute& attribute : attributes) {
    html_.append(" ").append(attribute.name).append("=\"");
    append_escaped(html_, attribute.value);
    html_ += '"';
  }
  html_ += '>';
  hand_on_if_due();
  return *this;
}

Markup& Markup::close(std::string_view tag) {
  html_.append("</").append(tag).append(">");
  return *this;
}

Markup& Markup::text(std::string_view text) {
  append_escaped(html_, text);
  hand_on_if_due();
  return *this;
}

Markup& Markup::element(std::string_view tag,
                        std::string_view text,
                        std::initializer_list<Attribute> attributes) {
  return open(tag, attributes).text(text).close(tag);
}

Markup& Markup::raw(std::string_view html) {
  html_.append(html);
  hand_on_if_due();
  return *this;
}

void Markup::hand_on_if_due() {
  if (html_.size() >= kPiece) finish();
}

void Markup::finish() {
  if (!html_.empty()) sink_(html_);
  html_.clear();
}

std::string escaped(std::string_view text) {
  std::string out;
  append_escaped(out, text);
  return out;
}

std::string base64(std::string_view bytes) {
  static constexpr char kLetters[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t left = bytes.size() - i;
    const auto byte = [&](std::size_t k) -> std::uint32_t {
      return k < left ? static_cast<unsigned char>(bytes[i + k]) : 0;
    };
    const std::uint32_t three = byte(0) << 16 | byte(1) << 8 | byte(2);
    out += kLetters[three >> 18];
    out += kLetters[three >> 12 & 63];
    out += left > 1 ? kLetters[three >> 6 & 63] : '=';
    out += left > 2 ? kLetters[three & 63] : '=';
  }
  return out;
}

std::string data_uri(std::string_view media_type, std::string_view bytes) {
  return "data:" + std::string(media_type) + ";base64," + base64(bytes);
}

}  // namespace vitrine::report
