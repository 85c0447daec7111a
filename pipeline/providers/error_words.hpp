#pragma once

#include "pipeline/domain/outcome.hpp"

#include <string>
#include <string_view>

namespace vitrine::providers {

/// Who was asked for what, for the sentences people read.
struct ErrorContext {
  std::string surface;
  std::string model;
  std::string successor;  ///< or empty
};

/// "gemini asks to wait (429 RESOURCE_EXHAUSTED, gemini-…): quota exceeded": one sentence,
/// redacted. `words` are the server's own; `is_page`: they are no API's error, but a page's of
/// whoever answered instead.
std::string error_sentence(const ErrorContext& context,
                           domain::OutcomeKind kind,
                           int status,
                           std::string_view code,
                           std::string_view words,
                           bool is_page = false);

/// Adds the fact unless its value is empty.
void add_fact(domain::Outcome& outcome, const char* name, std::string value);

}  // namespace vitrine::providers
