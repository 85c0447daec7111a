#include "pipeline/providers/redact.hpp"

#include "pipeline/util/text.hpp"

#include <algorithm>
#include <array>

namespace vitrine::providers {
namespace {

constexpr std::size_t kRead = 8 * 1024;
constexpr std::size_t kLongRun = 32;       // of base64 in mixed letters and digits
constexpr std::size_t kVeryLongRun = 100;  // whatever it is made of

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_token_letter(char c) {
  return is_digit(c) || is_upper(c) || is_lower(c) || c == '-' || c == '_' || c == '+' ||
         c == '/' || c == '=' || c == '.' || c == '~' || c == '%';
}
bool is_base64_letter(char c) { return is_token_letter(c) && c != '.' && c != '~' && c != '%'; }
bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

/// The beginning of `text`, not cut inside a word: half a key is no longer known as one.
std::string_view beginning(std::string_view text) {
  if (text.size() <= kRead) return text;
  std::size_t end = kRead;
  while (end > 0 && !is_space(text[end])) --end;
  // One word of that length is no sentence. What it begins with is enough to say so.
  return text.substr(0, end > 0 ? end : kRead);
}

/// Pages of proxies: markup, scripts and styles out, words kept.
std::string without_markup(std::string_view text) {
  std::string out;
  const std::string lower = util::to_lower(text);
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] != '<') {
      out += text[at++];
      continue;
    }
    std::size_t close = text.find('>', at);
    for (const std::string_view hidden : {"script", "style"})
      if (lower.compare(at + 1, hidden.size(), hidden) == 0)
        close = text.find('>', lower.find("</" + std::string(hidden), at));
    if (close == std::string_view::npos) break;
    out += ' ';
    at = close + 1;
  }
  return out;
}

std::size_t token_end(std::string_view text, std::size_t at) {
  while (at < text.size() && is_token_letter(text[at])) ++at;
  return at;
}

/// Words behind which a secret stands, in lower case; then ':' or '=', perhaps a quote.
constexpr std::array<std::string_view, 9> kSecretNames{
    "key",       "api_key",  "api-key",       "apikey",      "x-goog-api-key",
    "signature", "password", "client_secret", "access_token"};

/// Where the secret begins if one is named just before `at`; 0 if not.
std::size_t named_secret(std::string_view lower, std::size_t at) {
  for (const std::string_view name : kSecretNames) {
    if (lower.compare(at, name.size(), name) != 0) continue;
    std::size_t behind = at + name.size();
    while (behind < lower.size() && (lower[behind] == ' ' || lower[behind] == '"')) ++behind;
    if (behind >= lower.size() || (lower[behind] != ':' && lower[behind] != '=')) continue;
    ++behind;
    while (behind < lower.size() && (lower[behind] == ' ' || lower[behind] == '"')) ++behind;
    if (token_end(lower, behind) - behind >= 6) return behind;
  }
  return 0;
}

/// Whether a key of a known maker begins here.
bool begins_key(std::string_view text) {
  constexpr std::array<std::string_view, 5> kBeginnings{"AIza", "sk-", "ya29.", "GOCSPX-", "eyJ"};
  return std::any_of(kBeginnings.begin(), kBeginnings.end(), [&](std::string_view beginning_of) {
    return text.starts_with(beginning_of) && token_end(text, 0) >= beginning_of.size() + 6;
  });
}

bool looks_encoded(std::string_view run) {
  if (run.size() >= kVeryLongRun) return true;
  return run.size() >= kLongRun && std::any_of(run.begin(), run.end(), is_digit) &&
         std::any_of(run.begin(), run.end(), is_upper) &&
         std::any_of(run.begin(), run.end(), is_lower);
}

std::string without_secrets(std::string_view text) {
  const std::string lower = util::to_lower(text);
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const bool word_begins =
        at == 0 || !is_base64_letter(text[at - 1]) || text[at - 1] == '=' || text[at - 1] == '/';
    if (word_begins && begins_key(text.substr(at))) {
      out += "[key]";
      at = token_end(text, at);
      continue;
    }
    if (lower.compare(at, 7, "bearer ") == 0 && token_end(text, at + 7) > at + 7) {
      out += "Bearer [key]";
      at = token_end(text, at + 7);
      continue;
    }
    if (lower.compare(at, 4, "http") == 0) {
      // An address stays, its query goes: signed ones carry their signature there.
      std::size_t end = at;
      while (end < text.size() && !is_space(text[end]) && text[end] != '"' && text[end] != '?')
        ++end;
      if (end < text.size() && text[end] == '?' &&
          lower.substr(at, end - at).find("://") != std::string::npos) {
        out += without_secrets(text.substr(at, end - at)) + "?[query]";
        while (end < text.size() && !is_space(text[end]) && text[end] != '"') ++end;
        at = end;
        continue;
      }
    }
    if (const std::size_t secret = word_begins ? named_secret(lower, at) : 0; secret > 0) {
      out += text.substr(at, secret - at);
      out += "[key]";
      at = token_end(text, secret);
      continue;
    }
    if (word_begins && is_base64_letter(text[at])) {
      std::size_t end = at;
      while (end < text.size() && is_base64_letter(text[end])) ++end;
      if (looks_encoded(text.substr(at, end - at))) {
        out += "[" + std::to_string(end - at) + " letters]";
        at = end;
        continue;
      }
    }
    out += text[at++];
  }
  return out;
}

/// Runs of blanks become one.
std::string squeezed(std::string_view text) {
  std::string out;
  for (const char c : util::trim(text))
    if (!is_space(c))
      out += c;
    else if (!out.ends_with(' '))
      out += ' ';
  return out;
}

/// Bytes that are no UTF-8 become '?', so that every record stays readable text.
std::string valid_utf8(std::string text) {
  if (util::is_valid_utf8(text)) return text;
  for (char& c : text)
    if (static_cast<unsigned char>(c) >= 0x80) c = '?';
  return text;
}

}  // namespace

std::string redacted(std::string_view text, std::size_t most) {
  std::string shown(beginning(text));
  if (shown.find('<') != std::string::npos && shown.find('>') != std::string::npos)
    shown = without_markup(shown);
  return util::one_line(squeezed(valid_utf8(without_secrets(shown))), most);
}

}  // namespace vitrine::providers
