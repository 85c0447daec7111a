#pragma once

#include "pipeline/util/fields.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <variant>

namespace vitrine::domain {

/// How one attempt ended, for every renderer alike.
enum class OutcomeKind {
  image,
  no_image,
  policy_soft,
  policy_hard,
  invalid_request,
  auth_or_billing,
  model_gone,
  rate_limited,
  overloaded,
  transient,
  timeout,
  corrupt_payload,
  cancelled,
};

struct Outcome {
  OutcomeKind kind = OutcomeKind::no_image;
  std::string bytes;    ///< the picture as the renderer gave it; only with `image`
  std::string mask;     ///< the product's alpha in that picture's frame, grey PNG, if it is known
  util::Fields facts;   ///< what it reports of itself: backdrop designed, box of the product, …
  std::string message;  ///< one sentence, for anything but `image`
  std::optional<std::chrono::milliseconds> retry_after = {};
  bool may_be_billed = false;  ///< not an `image`, and nobody says whether it is charged
};

const char* to_text(OutcomeKind kind);

}  // namespace vitrine::domain
