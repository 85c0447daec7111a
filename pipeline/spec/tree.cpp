#include "pipeline/spec/tree.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

namespace vitrine::spec {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view without_sign(std::string_view text) {
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) text.remove_prefix(1);
  return text;
}

bool only(std::string_view text, bool (*allowed)(char)) {
  return !text.empty() && std::all_of(text.begin(), text.end(), allowed);
}

bool is_integer(std::string_view text) {
  if (text.starts_with("0x"))
    return only(text.substr(2), [](char c) {
      return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    });
  if (text.starts_with("0o"))
    return only(text.substr(2), [](char c) { return c >= '0' && c <= '7'; });
  return only(without_sign(text), is_digit);
}

/// [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
bool is_number(std::string_view text) {
  text = without_sign(text);
  if (const std::size_t e = text.find_first_of("eE"); e != std::string_view::npos) {
    if (!only(without_sign(text.substr(e + 1)), is_digit)) return false;
    text = text.substr(0, e);
  }
  const std::size_t point = text.find('.');
  if (point == std::string_view::npos) return only(text, is_digit);
  const std::string_view whole = text.substr(0, point), fraction = text.substr(point + 1);
  if (whole.empty()) return only(fraction, is_digit);
  return only(whole, is_digit) && (fraction.empty() || only(fraction, is_digit));
}

template <class Number, class... Base>
std::optional<Number> parse_all(std::string_view text, Base... base) {
  if (text.starts_with('+')) text.remove_prefix(1);
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base...);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

const Node::Entry* Node::find_entry(std::string_view key) const {
  const auto entry = std::find_if(entries.begin(), entries.end(), [&](const Entry& candidate) {
    return candidate.key.text == key;
  });
  return entry == entries.end() ? nullptr : &*entry;
}

const Node* Node::find(std::string_view key) const {
  const Entry* entry = find_entry(key);
  return entry ? &entry->value : nullptr;
}

ScalarType type_of(const Node& scalar) {
  if (scalar.kind == Node::Kind::null) return ScalarType::null;
  if (scalar.quoted) return ScalarType::text;
  const std::string& text = scalar.text;
  for (const char* word : {"true", "True", "TRUE", "false", "False", "FALSE"})
    if (text == word) return ScalarType::boolean;
  if (is_integer(text)) return ScalarType::integer;
  return is_number(text) ? ScalarType::number : ScalarType::text;
}

std::optional<bool> boolean_of(const Node& node) {
  if (node.kind != Node::Kind::scalar || type_of(node) != ScalarType::boolean) return std::nullopt;
  return node.text[0] == 't' || node.text[0] == 'T';
}

std::optional<long long> integer_of(const Node& node) {
  if (node.kind != Node::Kind::scalar || type_of(node) != ScalarType::integer) return std::nullopt;
  const std::string_view text = node.text;
  if (text.starts_with("0x")) return parse_all<long long>(text.substr(2), 16);
  if (text.starts_with("0o")) return parse_all<long long>(text.substr(2), 8);
  return parse_all<long long>(text);
}

std::optional<double> number_of(const Node& node) {
  if (const std::optional<long long> whole = integer_of(node)) return static_cast<double>(*whole);
  if (node.kind != Node::Kind::scalar || type_of(node) != ScalarType::number) return std::nullopt;
  return parse_all<double>(node.text);
}

const std::string* text_of(const Node* node) {
  return node && node->kind == Node::Kind::scalar ? &node->text : nullptr;
}

}  // namespace vitrine::spec
