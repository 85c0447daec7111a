#pragma once

#include "pipeline/domain/model.hpp"
#include "pipeline/domain/prompt_template.hpp"
#include "pipeline/domain/request.hpp"
#include "pipeline/util/fields.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace vitrine::providers {

/// The text of one call, and where it comes from: audit, never identity.
struct Worded {
  std::string prompt;
  std::string template_id;
  int template_version = 0;
  std::vector<std::string> sentences;  ///< of those asked for, what the prompt ends with

  /// Of everything in words that the request says.
  std::int64_t bytes(const domain::RenderRequest& request) const;
  /// prompt_template, prompt_template_version, prompt_sha256, and prompt_added where sentences were
  /// added.
  util::Fields provenance() const;
};

/// The request in the template's words, ending with its sentences of these names; those it does not
/// have are left out. A model whose method is "predict" is told a scene's own words and nothing
/// else. How a mask goes is the model's to say.
Worded worded(const domain::RenderRequest& request,
              const domain::Model& model,
              const domain::PromptTemplate& prompt_template,
              const std::vector<std::string>& sentences = {});

}  // namespace vitrine::providers
