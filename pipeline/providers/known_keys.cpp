#include "pipeline/providers/known_keys.hpp"

#include <algorithm>
#include <cstring>

namespace vitrine::providers {
namespace {

constexpr std::size_t kShortest = 6;
constexpr std::size_t kMost = 8;
constexpr std::string_view kCut = "...";  // as util::one_line ends a text that it cuts

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.' || c == '~';
}

/// As a JSON string writes it that escapes all it may.
std::string in_json(std::string_view key) {
  std::string text;
  for (const char c : key) {
    if (c == '/' || c == '"' || c == '\\') text += '\\';
    text += c;
  }
  return text;
}

std::string in_address(std::string_view key) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string text;
  for (const char c : key) {
    if (is_unreserved(c)) {
      text += c;
      continue;
    }
    const auto code = static_cast<unsigned char>(c);
    text += {'%', kDigits[code >> 4], kDigits[code & 15]};
  }
  return text;
}

/// Answers are long: glibc's memmem is linear and many times faster than a naive search.
std::size_t find(std::string_view text, std::string_view form, std::size_t from) {
  if (from >= text.size()) return std::string_view::npos;
  const void* found = ::memmem(text.data() + from, text.size() - from, form.data(), form.size());
  return found == nullptr ? std::string_view::npos
                          : static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

std::string replaced(std::string_view text, std::string_view form, std::string_view by) {
  std::string out;
  std::size_t at = 0;
  for (std::size_t found = find(text, form, at); found != std::string_view::npos;
       found = find(text, form, at)) {
    out += text.substr(at, found - at);
    out += by;
    at = found + form.size();
  }
  return out += text.substr(at);
}

/// How many letters at the end of `text` are the beginning of `form`.
std::size_t begun_at_end(std::string_view text, std::string_view form) {
  for (std::size_t length = std::min(text.size(), form.size() - 1); length > 0; --length)
    if (text.ends_with(form.substr(0, length))) return length;
  return 0;
}

}  // namespace

void KnownKeys::remember(std::string_view key) {
  if (key.size() < kShortest) return;
  const std::lock_guard lock(mutex_);
  const auto known = std::find(keys_.begin(), keys_.end(), key);
  if (known != keys_.end()) {
    std::rotate(known, known + 1, keys_.end());
    return;
  }
  if (keys_.size() == kMost) keys_.erase(keys_.begin());
  keys_.emplace_back(key);
}

/// Longer ones first, so that a key that begins another leaves nothing of it.
std::vector<std::string> KnownKeys::forms() const {
  std::vector<std::string> forms;
  {
    const std::lock_guard lock(mutex_);
    for (const std::string& key : keys_)
      for (std::string form : {key, in_json(key), in_address(key)})
        if (std::find(forms.begin(), forms.end(), form) == forms.end())
          forms.push_back(std::move(form));
  }
  std::sort(forms.begin(), forms.end(),
            [](const auto& a, const auto& b) { return a.size() > b.size(); });
  return forms;
}

bool KnownKeys::stand_in(std::string_view text) const {
  const std::vector<std::string> known = forms();
  return std::any_of(known.begin(), known.end(), [&](const std::string& form) {
    return find(text, form, 0) != std::string_view::npos;
  });
}

std::string KnownKeys::masked(std::string_view text) const {
  std::string out(text);
  for (const std::string& form : forms()) out = replaced(out, form, std::string(form.size(), '*'));
  return out;
}

std::string KnownKeys::without(std::string_view text) const {
  std::string out(text);
  for (const std::string& form : forms()) {
    out = replaced(out, form, "[key]");
    if (!out.ends_with(kCut)) continue;
    const std::string_view kept(out.data(), out.size() - kCut.size());
    const std::size_t begun = begun_at_end(kept, form);
    if (begun >= kShortest) out = std::string(kept.substr(0, kept.size() - begun)) + "[key]";
  }
  return out;
}

void KnownKeys::hide_in(domain::Outcome& outcome) const {
  outcome.message = without(outcome.message);
  for (util::Field& fact : outcome.facts) fact.value = without(fact.value);
}

}  // namespace vitrine::providers
