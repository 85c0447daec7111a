#include "pipeline/schedule/recovery.hpp"

#include "pipeline/util/fault_points.hpp"

namespace vitrine::schedule {

Recovered recover(lineage::Lineage& lineage, store::Spool& spool, util::Timestamp now) {
  Recovered recovered;
  recovered.free = lineage.recover_free_attempts(now);
  for (const lineage::AttemptRecord& attempt : lineage.unanswered_attempts()) {
    if (spool.open(attempt.id) && !util::is_left_out(util::Safeguard::answers_are_read)) {
      ++recovered.answered;
      continue;
    }
    if (util::is_left_out(util::Safeguard::calls_are_named_unknown)) continue;
    lineage.fail_attempt(lineage::unanswered(attempt, now));
    ++recovered.unknown;
  }
  return recovered;
}

}  // namespace vitrine::schedule
