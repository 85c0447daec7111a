#pragma once

#include "pipeline/schedule/settle_answer.hpp"

#include <map>
#include <string>

namespace vitrine::schedule {

struct Recovered {
  int settled = 0;    ///< answers that were here and are on record now
  int unknown = 0;    ///< calls without one: named unknown, at the most they can have cost
  int put_aside = 0;  ///< answers that did not come to their end
  /// Answers that are here and could not be settled, by the key of what they were asked for, and
  /// why: one sentence each. They stay as they are, and nobody may ask for the same again.
  std::map<util::Digest, std::string> unread;
};

/// Brings to an end what killed runs left under way, before anything is planned or sent: whatever
/// was paid is on record then, and budgets count it. To be called by whoever holds the sender's
/// lock, once the spool's answers have their names (`finish_sealing`). Tasks without an answer may
/// be asked for once more.
Recovered recover(const Settling& settling);

}  // namespace vitrine::schedule
