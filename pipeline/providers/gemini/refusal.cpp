#include "pipeline/providers/gemini/refusal.hpp"

#include "pipeline/util/text.hpp"

#include <array>

namespace vitrine::providers::gemini {
namespace {

using domain::OutcomeKind;
using Takes = FinishMeaning::Takes;

struct Row {
  std::string_view reason;
  FinishMeaning meaning;
};

constexpr std::array kFinishes{
    Row{"", {OutcomeKind::no_image, Takes::any}},
    Row{"stop", {OutcomeKind::no_image, Takes::any}},
    Row{"no_image", {OutcomeKind::no_image, Takes::finished}},
    Row{"max_tokens", {OutcomeKind::invalid_request, Takes::any}},  // the output budget is ours
    Row{"length", {OutcomeKind::invalid_request, Takes::any}},      // the same by a reseller
    Row{"language", {OutcomeKind::invalid_request, Takes::finished}},
    Row{"safety", {OutcomeKind::policy_soft, Takes::none}},
    Row{"content_filter", {OutcomeKind::policy_soft, Takes::none}},  // a reseller's word
    Row{"image_safety", {OutcomeKind::policy_soft, Takes::none}},
    Row{"recitation", {OutcomeKind::policy_soft, Takes::none}},
    Row{"image_recitation", {OutcomeKind::policy_soft, Takes::none}},
    Row{"prohibited_content", {OutcomeKind::policy_hard, Takes::none}},
    Row{"image_prohibited_content", {OutcomeKind::policy_hard, Takes::none}},
    Row{"blocklist", {OutcomeKind::policy_hard, Takes::none}},
    Row{"spii", {OutcomeKind::policy_hard, Takes::none}},
    Row{"other", {OutcomeKind::transient, Takes::finished}},
    Row{"image_other", {OutcomeKind::transient, Takes::finished}},
    Row{"malformed_function_call", {OutcomeKind::transient, Takes::finished}},
    Row{"unexpected_tool_call", {OutcomeKind::transient, Takes::finished}},
    Row{"too_many_tool_calls", {OutcomeKind::transient, Takes::finished}},
};

}  // namespace

FinishMeaning meaning_of_finish(std::string_view reason) {
  const std::string word = util::to_lower(reason);
  for (const Row& row : kFinishes)
    if (row.reason == word) return row.meaning;
  return {OutcomeKind::transient, Takes::finished};  // as OTHER
}

OutcomeKind meaning_of_block(std::string_view) { return OutcomeKind::policy_hard; }

}  // namespace vitrine::providers::gemini
