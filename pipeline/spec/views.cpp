#include "pipeline/spec/views.hpp"

#include "pipeline/util/text.hpp"

#include <algorithm>

namespace vitrine::spec {
namespace {

/// Letters, digits and whatever is not ASCII; all else parts words.
bool is_word_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}

/// " mug back 2 ": lower case, each word between blanks, so that words and phrases are found whole.
std::string words_in(std::string_view text) {
  std::string words = " ";
  for (const char c : util::to_lower(text)) {
    if (is_word_byte(c))
      words.push_back(c);
    else if (words.back() != ' ')
      words.push_back(' ');
  }
  if (words.back() != ' ') words.push_back(' ');
  return words;
}

}  // namespace

const ViewWords& plain_view_words() {
  static const ViewWords words = [] {
    ViewWords all;
    for (const std::string& name : domain::names<domain::View>())
      if (name != "other") all[name] = {name};
    return all;
  }();
  return words;
}

std::optional<domain::View> view_in(std::string_view text, const ViewWords& view_words) {
  const std::string words = words_in(text);
  for (const auto& [view, meanings] : view_words)
    for (const std::string& meaning : meanings)
      if (const std::string phrase = words_in(meaning);
          phrase.size() > 2 && words.find(phrase) != std::string::npos)
        return domain::parse<domain::View>(view);
  return std::nullopt;
}

domain::View implied_view(const std::vector<domain::Packshot>& before,
                          std::string_view text,
                          const ViewWords& view_words) {
  if (before.empty()) return domain::View::front;
  const domain::View view = view_in(text, view_words).value_or(domain::View::other);
  const bool is_taken =
      std::any_of(before.begin(), before.end(),
                  [&](const domain::Packshot& packshot) { return packshot.view == view; });
  return is_taken ? domain::View::other : view;
}

}  // namespace vitrine::spec
