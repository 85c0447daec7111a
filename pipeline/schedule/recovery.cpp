#include "pipeline/schedule/recovery.hpp"

#include "pipeline/util/fault_points.hpp"

#include <set>

namespace vitrine::schedule {
namespace {

using util::Safeguard;

/// Whether anybody still has to read the answer of this attempt; otherwise its file is seen to.
bool is_to_be_settled(const std::string& attempt, const Settling& settling) {
  const auto row = settling.keeping.attempt(attempt);
  if (!row) return !util::is_left_out(Safeguard::orphans_are_adopted);
  if (row->state == "sent") return true;
  // Of an attempt that was named unknown an answer may still be here: that is for a person.
  if (row->state != "unknown") settling.spool.remove(attempt);
  return false;
}

}  // namespace

Recovered recover(const Settling& settling) {
  Recovered recovered;
  recovered.free = settling.lineage.recover_free_attempts(settling.now);
  std::set<std::string> left;
  for (const std::string& attempt : settling.spool.sealed()) {
    if (util::is_left_out(Safeguard::answers_are_read)) break;
    const auto sealed = settling.spool.open(attempt);
    if (!sealed || !is_to_be_settled(attempt, settling)) continue;
    const auto settled = settle_answer(attempt, **sealed, settling);
    if (settled) {
      ++recovered.settled;
      continue;
    }
    left.insert(attempt);
    recovered.unread.push_back("the answer of attempt " + attempt +
                               " is here and could not be read: " + settled.error().message);
  }
  for (const lineage::AttemptRecord& attempt : settling.lineage.unanswered_attempts()) {
    if (left.contains(attempt.id)) continue;
    if (util::is_left_out(Safeguard::calls_are_named_unknown)) continue;
    settling.lineage.fail_attempt(lineage::unanswered(attempt, settling.now));
    ++recovered.unknown;
  }
  recovered.put_aside = settling.spool.put_aside_unreadable(util::date_of(settling.now));
  return recovered;
}

}  // namespace vitrine::schedule
