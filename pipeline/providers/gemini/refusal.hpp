#pragma once

#include "pipeline/domain/outcome.hpp"

#include <string_view>

/// The vendor's words for an answer without a picture. The words themselves are kept beside the
/// outcome; a new one is never guessed to be harmless.
namespace vitrine::providers::gemini {

struct FinishMeaning {
  domain::OutcomeKind without_picture;  ///< what the attempt is if no picture came
  /// Which pictures count all the same: none where one was withheld (what came then is a draft),
  /// only finished ones where the end was odd, any where all went well.
  enum class Takes { none, finished, any } takes;
};
/// By `finishReason`, case ignored; resellers say "stop".
FinishMeaning meaning_of_finish(std::string_view reason);

/// By `promptFeedback.blockReason`: the prompt or a picture in it was refused before anything was
/// made, so the same request is refused again. Hard, whatever the word.
domain::OutcomeKind meaning_of_block(std::string_view reason);

}  // namespace vitrine::providers::gemini
