#include "pipeline/studio/prompt_words.hpp"

#include "pipeline/util/text.hpp"

#include <utility>

namespace vitrine::studio {

std::vector<std::string> prompt_words(std::string_view prompt) {
  std::vector<std::string> words;
  std::string word;
  for (const char letter : util::to_lower(prompt) + ' ') {
    if (letter >= 'a' && letter <= 'z') {
      word += letter;
    } else if (!word.empty()) {
      words.push_back(std::move(word));
      word.clear();
    }
  }
  return words;
}

}  // namespace vitrine::studio
