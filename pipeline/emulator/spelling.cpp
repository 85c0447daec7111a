#include "pipeline/emulator/spelling.hpp"

#include "pipeline/emulator/json.hpp"

#include <algorithm>

namespace vitrine::emulator {
namespace {

/// Where the string that begins at the quote `begin` ends: behind its closing quote.
std::size_t end_of_string(std::string_view json, std::size_t begin) {
  std::size_t at = begin + 1;
  while (at < json.size()) {
    at = json.find_first_of("\"\\", at);
    if (at == std::string_view::npos) return json.size();
    if (json[at] == '"') return at + 1;
    at += 2;
  }
  return json.size();
}

/// Copies `json`, each string as `rewrite(string, whether it names a member)` has it.
template <class Rewrite>
std::string with_strings(std::string_view json, const Rewrite& rewrite) {
  std::string result;
  result.reserve(json.size() + json.size() / 16);
  std::size_t at = 0;
  while (at < json.size()) {
    const std::size_t begin = std::min(json.find('"', at), json.size());
    result += json.substr(at, begin - at);
    if (begin == json.size()) break;
    const std::size_t end = end_of_string(json, begin);
    const std::size_t next = json.find_first_not_of(" \t\r\n", end);
    const bool is_name = next != std::string_view::npos && json[next] == ':';
    rewrite(json.substr(begin, end - begin), is_name, result);
    at = end;
  }
  return result;
}

}  // namespace

std::string with_snake_names(std::string_view json) {
  return with_strings(json, [](std::string_view text, bool is_name, std::string& result) {
    if (is_name)
      result += snake_case(text);
    else
      result += text;
  });
}

std::string with_escaped_slashes(std::string_view json) {
  return with_strings(json, [](std::string_view text, bool, std::string& result) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '/') result += '\\';
      result += text[i];
      if (text[i] == '\\' && i + 1 < text.size()) result += text[++i];  // escaped already
    }
  });
}

}  // namespace vitrine::emulator
