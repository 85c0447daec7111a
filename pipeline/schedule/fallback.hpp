#pragma once

#include "pipeline/domain/outcome.hpp"
#include "pipeline/schedule/waiting.hpp"

#include <optional>

namespace vitrine::schedule {

/// How an asking ended that gave no picture, as far as it matters for whether another model may be
/// asked instead.
struct Fruitless {
  std::optional<Parked> parked = {};  ///< left for the next run
  /// Of its own last answer, where that ended it. Neither this nor `parked`: nothing was sent, as
  /// such requests had been refused before or it could not be put into the vendor's words.
  std::optional<domain::OutcomeKind> kind = {};
  /// An answer lies unread or its bytes are lost, or a call may yet turn out to be billed.
  bool is_open = false;
  /// Closed by what no other model makes good: a price that was wrong, a disk that is gone.
  bool is_barred = false;
};

/// Pure. Quota, key, network and patience beyond the deadline, a model that is gone, a wrong
/// request and tries used up without a picture: another vendor may do better. Never after a refusal
/// for good, which is a person's; nor where the run itself ends (budget, deadline, signal); nor
/// while it is not settled what the first cost.
bool may_fall_back(const Fruitless& end);

}  // namespace vitrine::schedule
