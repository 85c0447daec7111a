#include "pipeline/spec/formats.hpp"

#include "pipeline/domain/values.hpp"
#include "pipeline/util/money.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <system_error>
#include <vector>

namespace vitrine::spec {
namespace {

using Wrong = std::optional<Complaint>;

bool all_hex_digits(std::string_view text) {
  return text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

std::optional<double> parse_decimal(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !(value >= 0) || value > 1e9)
    return std::nullopt;
  return value;
}

/// As people name variables, and not as keys look: those mix cases and digits, or are long.
bool is_env_name(std::string_view text) {
  constexpr std::size_t kLongest = 64;
  const auto is_letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); };
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.empty() || text.size() > kLongest || is_digit(text.front())) return false;
  bool lower = false, upper = false, digit = false;
  for (const char c : text) {
    if (!is_letter(c) && !is_digit(c) && c != '_') return false;
    lower = lower || (c >= 'a' && c <= 'z');
    upper = upper || (c >= 'A' && c <= 'Z');
    digit = digit || is_digit(c);
  }
  constexpr std::size_t kShortestKey = 16;
  if (!digit || text.size() < kShortestKey) return !(lower && upper && digit);
  return !lower && text.find('_') != std::string_view::npos;
}

Wrong wrong_color(std::string_view text) {
  if (domain::parse_color(text)) return std::nullopt;
  Complaint complaint{"bad-color", quote(text) + " is no colour: "};
  if (!text.starts_with('#')) {
    const bool only_hash_is_missing =
        (text.size() == 3 || text.size() == 6) && all_hex_digits(text);
    if (only_hash_is_missing) {
      complaint.suggestion = "#" + std::string(text);
      complaint.message +=
          "# is missing in front; did you mean " + quote(complaint.suggestion) + "?";
    } else {
      complaint.message += "write it as \"#A8C8D8\"";
    }
  } else if (!all_hex_digits(text.substr(1))) {
    const std::size_t at = text.find_first_not_of("0123456789abcdefABCDEF", 1);
    complaint.message += quote(text.substr(at, 1)) + " is no hexadecimal digit";
  } else {
    const std::size_t digits = text.size() - 1;
    complaint.message +=
        std::to_string(digits) + (digits == 1 ? " digit" : " digits") + ", 3 or 6 needed";
  }
  return complaint;
}

Wrong wrong_target(std::string_view text) {
  if (text.starts_with('#')) return wrong_color(text);
  if ((text.size() == 3 || text.size() == 6) && all_hex_digits(text)) return wrong_color(text);
  return std::nullopt;  // a file, looked for later
}

Wrong wrong_packshot_backdrop(std::string_view text) {
  static const std::vector<std::string> words{"white", "transparent"};
  if (text == words[0] || text == words[1]) return std::nullopt;
  if (text.starts_with('#')) return wrong_color(text);
  Complaint complaint =
      unknown_word("unknown-value", quote(text) + " is no backdrop of a packshot", text, words);
  if (complaint.suggestion.empty()) complaint.message += ", or a colour as \"#F2F3F4\"";
  return complaint;
}

Wrong wrong_length(std::string_view text) {
  if (domain::parse_length(text)) return std::nullopt;
  return Complaint{"bad-length",
                   quote(text) + " is no length: write it as \"21 cm\", \"140 mm\" or \"12 in\""};
}

Wrong wrong_money(std::string_view text) {
  const util::Result<util::Money> money = util::parse_money(text);
  if (money) return std::nullopt;
  return Complaint{"bad-amount", util::one_line(money.error().message)};
}

Wrong wrong_percent(std::string_view text) {
  if (parse_percent(text)) return std::nullopt;
  return Complaint{"bad-share", quote(text) + " is no share: write it as \"10%\""};
}

Wrong wrong_duration(std::string_view text) {
  if (parse_duration(text)) return std::nullopt;
  return Complaint{"bad-duration",
                   quote(text) + " is no duration: write it as \"36 h\", \"2 d\" or \"90 min\""};
}

Wrong wrong_span(std::string_view text) {
  const std::optional<std::chrono::seconds> span = parse_span(text);
  if (span && span->count() > 0) return std::nullopt;
  return Complaint{"bad-duration",
                   quote(text) + " is no duration: write it as \"90 s\", \"10 min\" or \"2 h\""};
}

/// Who writes the key itself where its variable's name belongs must not see it repeated.
Wrong wrong_env_name(std::string_view text) {
  if (is_env_name(text)) return std::nullopt;
  return Complaint{"no-variable-name",
                   "this is no name of an environment variable: put the key into a variable, and "
                   "write the variable's name here, such as GEMINI_API_KEY"};
}

Wrong wrong_aspect(std::string_view text) {
  if (domain::parse_aspect(text)) return std::nullopt;
  return Complaint{"bad-aspect", quote(text) + " is no aspect: write it as \"4:5\""};
}

Wrong wrong_file_name(std::string_view text) {
  const std::string safe = util::file_name_safe(text);
  if (text == safe) return std::nullopt;
  return Complaint{"bad-name",
                   quote(text) +
                       " cannot name a folder: only letters, digits, - _ and .; did you "
                       "mean " +
                       quote(safe) + "?",
                   safe};
}

/// Product, colorway and scene make a shot's name, `sku/colorway/scene`, which selectors match
/// with `*`.
Wrong wrong_shot_part(std::string_view text) {
  const std::string complaint = quote(text) + " cannot be part of a shot's name: ";
  if (util::trim(text).empty()) return Complaint{"bad-name", complaint + "it is empty"};
  const std::size_t at = text.find_first_of("/*");
  if (at == std::string_view::npos) return std::nullopt;
  return Complaint{"bad-name", complaint + "it holds " + quote(text.substr(at, 1))};
}

Wrong wrong_output_name(std::string_view text) {
  static const std::vector<std::string> placeholders{"sku",  "group", "color",   "scene", "view",
                                                     "slot", "gtin",  "version", "ext"};
  const auto complaint = [&](std::string why) {
    return Complaint{"bad-name-pattern", quote(text) + " is no pattern for names: " + why};
  };
  if (text.starts_with('/') || text.find("..") != std::string_view::npos)
    return complaint("it would leave the output folder");
  bool has_extension = false;
  for (std::size_t at = 0; (at = text.find_first_of("{}", at)) != std::string_view::npos;) {
    const std::size_t end = text.find('}', at);
    if (text[at] == '}' || end == std::string_view::npos)
      return complaint("a brace has no partner");
    const std::string_view word = text.substr(at + 1, end - at - 1);
    if (word == "market") return Complaint{"not-available", "{market} is not available yet"};
    if (std::find(placeholders.begin(), placeholders.end(), word) == placeholders.end())
      return unknown_word("unknown-placeholder", "no placeholder " + quote(word), word,
                          placeholders);
    has_extension = has_extension || word == "ext";
    at = end + 1;
  }
  if (!has_extension) return complaint("without {ext} the files have no type");
  return std::nullopt;
}

}  // namespace

std::optional<Complaint> wrong_format(std::string_view format, std::string_view text) {
  struct Rule {
    std::string_view format;
    Wrong (*check)(std::string_view);
  };
  static constexpr std::array kRules{Rule{"color", wrong_color},
                                     Rule{"target", wrong_target},
                                     Rule{"packshot-backdrop", wrong_packshot_backdrop},
                                     Rule{"length", wrong_length},
                                     Rule{"money", wrong_money},
                                     Rule{"percent", wrong_percent},
                                     Rule{"duration", wrong_duration},
                                     Rule{"span", wrong_span},
                                     Rule{"env-name", wrong_env_name},
                                     Rule{"aspect", wrong_aspect},
                                     Rule{"file-name", wrong_file_name},
                                     Rule{"shot-part", wrong_shot_part},
                                     Rule{"output-name", wrong_output_name}};
  for (const Rule& rule : kRules)
    if (rule.format == format) return rule.check(text);
  return std::nullopt;
}

std::optional<double> parse_percent(std::string_view text) {
  if (!text.ends_with('%')) return std::nullopt;
  const std::optional<double> number = parse_decimal(util::trim(text.substr(0, text.size() - 1)));
  if (!number || *number > 100) return std::nullopt;
  return *number / 100;
}

std::optional<std::chrono::seconds> parse_duration(std::string_view text) {
  const std::size_t unit_at = text.find_first_not_of("0123456789.");
  if (unit_at == std::string_view::npos) return std::nullopt;
  const std::optional<double> number = parse_decimal(text.substr(0, unit_at));
  const std::string_view unit = util::trim(text.substr(unit_at));
  const double seconds = unit == "min" ? 60 : unit == "h" ? 3600 : unit == "d" ? 86400 : 0;
  if (!number || seconds == 0) return std::nullopt;
  return std::chrono::seconds(std::llround(*number * seconds));
}

std::optional<std::chrono::seconds> parse_span(std::string_view text) {
  const std::size_t unit_at = text.find_first_not_of("0123456789");
  if (unit_at == std::string_view::npos || unit_at == 0 || unit_at > 6) return std::nullopt;
  const std::optional<double> number = parse_decimal(text.substr(0, unit_at));
  const std::string_view unit = util::trim(text.substr(unit_at));
  const int seconds = unit == "s" ? 1 : unit == "min" ? 60 : unit == "h" ? 3600 : 0;
  if (!number || seconds == 0) return std::nullopt;
  return std::chrono::seconds(std::llround(*number) * seconds);
}

}  // namespace vitrine::spec
