#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vitrine::studio {

/// The words of a prompt in order: runs of ASCII letters, in lower case.
std::vector<std::string> prompt_words(std::string_view prompt);

}  // namespace vitrine::studio
