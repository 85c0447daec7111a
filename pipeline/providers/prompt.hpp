#pragma once

#include "pipeline/domain/prompt_template.hpp"
#include "pipeline/domain/request.hpp"

#include <string>
#include <vector>

namespace vitrine::providers {

/// The pictures a model is sent, in the request's order: all but the product's own alpha, which
/// says nothing a model can use.
std::vector<domain::Source> sent_sources(const std::vector<domain::Source>& sources);

/// The text of a request as a model is told it. Pictures are named "image 1", "image 2" in the
/// order in which they are sent; those of earlier turns count first. The same template and request
/// give the same text.
std::string compose_prompt(const domain::PromptTemplate& prompt_template,
                           const domain::RenderRequest& request);

}  // namespace vitrine::providers
