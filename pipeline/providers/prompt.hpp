#pragma once

#include "pipeline/domain/prompt_template.hpp"
#include "pipeline/domain/request.hpp"

#include <string>
#include <vector>

namespace vitrine::providers {

/// The pictures a model is sent, in the request's order: all but the product's own alpha, which
/// says nothing a model can use.
std::vector<domain::Source> sent_sources(const std::vector<domain::Source>& sources);

/// Whether it is an edit or a refinement that is held to a part of its picture.
bool is_masked(const domain::RenderRequest& request);

/// The text of a request as a model is told it. Pictures are named "image 1", "image 2" in the
/// order in which they are sent; those of earlier turns count first. Of a mask that goes in a field
/// of its own nothing is said, and it has no number. The same arguments give the same text.
std::string compose_prompt(const domain::PromptTemplate& prompt_template,
                           const domain::RenderRequest& request,
                           domain::MaskWay mask = domain::MaskWay::picture);

}  // namespace vitrine::providers
