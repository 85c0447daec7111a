#pragma once

#include "pipeline/domain/words.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::domain {

/// A sentence of a prompt. `{name}` stands for something of the request; a line that names
/// something the request does not have is left out as a whole.
struct PromptLine {
  std::vector<Operation> operations;  ///< empty: all
  std::string text;
};

/// The template that words a request which names none.
inline constexpr const char* kUsualTemplate = "product-photo";

/// How a request becomes the text that a model is told. Data, so that wording can be improved
/// without a new program. Which version made a text is recorded and is no part of any key: better
/// wording alone buys nothing anew. A request that names another template wants another picture.
struct PromptTemplate {
  std::string id;
  int version = 1;
  std::vector<PromptLine> lines;             ///< in order, joined by spaces
  std::map<std::string, std::string> words;  ///< "light_from.left" -> "from the left"

  /// The wording for `key`; `key` itself past its point if the template does not have it.
  std::string word(const std::string& key) const;
};

/// What may stand in braces in a line, and in each entry of `words`.
const std::vector<std::string>& prompt_placeholders();
const std::vector<std::string>& prompt_word_keys();

/// The names in braces in `text`, in order.
std::vector<std::string_view> placeholders_in(std::string_view text);

}  // namespace vitrine::domain
