#include "pipeline/schedule/recovery.hpp"

#include "pipeline/util/fault_points.hpp"

#include <optional>
#include <set>
#include <vector>

namespace vitrine::schedule {
namespace {

using util::Safeguard;

class Recovery {
 public:
  explicit Recovery(const Settling& settling) : settling_(settling) {}

  Recovered run() {
    settling_.lineage.recover_free_attempts(settling_.now);
    if (!util::is_left_out(Safeguard::answers_are_read)) settle_those_on_record();
    name_unknown();
    // Last: where a task's own attempt is still open, what is adopted is only an alternate.
    if (!util::is_left_out(Safeguard::orphans_are_adopted))
      for (const std::string& orphan : orphans_) settle(orphan);
    recovered_.put_aside = settling_.spool.put_aside_unreadable(util::date_of(settling_.now));
    return std::move(recovered_);
  }

 private:
  void settle_those_on_record() {
    for (const std::string& attempt : settling_.spool.sealed()) {
      const auto row = settling_.keeping.attempt(attempt);
      if (!row)
        orphans_.push_back(attempt);
      else if (row->state == "sent")
        settle(attempt);
      else if (lineage::was_read(row->state))  // otherwise it is for a person
        settling_.spool.remove(attempt);
    }
  }

  void settle(const std::string& attempt) {
    const auto sealed = settling_.spool.open(attempt);
    if (!sealed) return;  // put aside with the rest
    const auto settled = settle_answer(attempt, **sealed, settling_);
    if (settled) {
      ++recovered_.settled;
      return;
    }
    left_.insert(attempt);
    const auto key =
        util::Digest::from_hex(util::find((*sealed)->about(), "render_key").value_or(""));
    recovered_.unread[key.value_or(util::Digest{})] =
        "the answer of attempt " + attempt +
        " is here and could not be read: " + settled.error().message;
  }

  void name_unknown() {
    if (util::is_left_out(Safeguard::calls_are_named_unknown)) return;
    for (const lineage::AttemptRecord& attempt : settling_.lineage.unanswered_attempts()) {
      if (left_.contains(attempt.id)) continue;
      settling_.lineage.fail_attempt(lineage::unanswered(attempt, settling_.now));
      ++recovered_.unknown;
    }
  }

  const Settling& settling_;
  Recovered recovered_;
  std::vector<std::string> orphans_;
  std::set<std::string> left_;
};

}  // namespace

Recovered recover(const Settling& settling) { return Recovery(settling).run(); }

}  // namespace vitrine::schedule
