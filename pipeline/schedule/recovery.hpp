#pragma once

#include "pipeline/schedule/settle_answer.hpp"

#include <string>
#include <vector>

namespace vitrine::schedule {

struct Recovered {
  int free = 0;       ///< attempts closed that cost nothing
  int settled = 0;    ///< answers that were here and are on record now
  int unknown = 0;    ///< calls without one: named unknown, at the most they can have cost
  int put_aside = 0;  ///< answers that did not come to their end
  /// Why answers that are here could not be settled, one sentence each; they stay as they are.
  std::vector<std::string> unread;
};

/// Brings to an end what killed runs left under way, before anything is planned or sent: whatever
/// was paid is on record then, and budgets count it. To be called by whoever holds the sender's
/// lock. Tasks without an answer may be asked for once more.
Recovered recover(const Settling& settling);

}  // namespace vitrine::schedule
