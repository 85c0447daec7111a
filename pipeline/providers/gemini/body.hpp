#pragma once

#include "pipeline/domain/request.hpp"
#include "pipeline/providers/asked.hpp"
#include "pipeline/providers/gemini/material.hpp"
#include "pipeline/util/result.hpp"

#include <string>

namespace vitrine::providers::gemini {

/// The body of generateContent in camelCase: one user turn, text first, then the pictures in order;
/// of a conversation the earlier turns before it, the model's echoed byte for byte. Only fields
/// that the model is known to take. Base64 is written straight into the body, which is allocated
/// once. damaged if an earlier answer is no JSON object.
util::Result<std::string> generate_body(const domain::RenderRequest& request,
                                        const Asked& asked,
                                        const Material& material,
                                        const std::string& prompt);

/// The body of product recontextualization: one scene text, up to three views of one product.
std::string recontext_body(const domain::RenderRequest& request,
                           const Material& material,
                           const std::string& prompt);

}  // namespace vitrine::providers::gemini
