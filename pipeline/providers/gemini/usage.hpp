#pragma once

#include "pipeline/providers/asked.hpp"
#include "pipeline/providers/charge.hpp"
#include "pipeline/providers/json_answer.hpp"
#include "pipeline/util/fields.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace vitrine::providers::gemini {

/// `usageMetadata` as it was sent; what was not sent is nothing.
struct Usage {
  std::optional<std::int64_t> prompt, candidates, thoughts, tool_prompt, cached, total;
  std::optional<std::int64_t> picture_out;          ///< candidatesTokensDetails, IMAGE
  std::optional<std::int64_t> picture_in, text_in;  ///< promptTokensDetails
  std::string traffic_type;                         ///< Vertex
  bool reported() const { return prompt || candidates || total; }
};
Usage read_usage(JsonValue usage_metadata);
util::Fields to_fields(const Usage& usage);  ///< "tokens.prompt", …; only what was sent

/// Input at the input rate, pictures at theirs, everything else that came out, thinking included,
/// as text. What came out is total - prompt - tool prompt, because sources contradict each other on
/// whether `candidates` holds the thoughts. Where the answer does not split its output by kind, a
/// picture counts as the price book says. Where nothing was reported, the book's typical call is
/// charged and marked.
Charge charge_for(const Asked& asked, const Usage& usage, PictureMade picture);

}  // namespace vitrine::providers::gemini
