#include "pipeline/cli/rehearsal_figures.hpp"

#include "pipeline/util/fields.hpp"

namespace vitrine::cli {
namespace {

/// Booked at what such a call usually costs, because no usage could be read.
bool is_estimate(const lineage::AttemptRecord& attempt) {
  return util::find(attempt.facts, "charge") == "estimated";
}

}  // namespace

Reckoning reckon(std::span<const lineage::AttemptRecord> attempts,
                 const emulator::BillSummary& bill) {
  Reckoning sum;
  std::map<std::string, std::int64_t> billed = bill.micros_by_attempt;
  for (const lineage::AttemptRecord& attempt : attempts) {
    if (attempt.provider == "studio") continue;
    ++sum.calls;
    sum.pictures += attempt.state == "settled";
    if (attempt.state != "settled")
      ++sum.failures[attempt.error_kind.empty() ? attempt.state : attempt.error_kind];
    const auto found = billed.find(attempt.id);
    const util::Money asked{found == billed.end() ? 0 : found->second};
    if (found != billed.end()) billed.erase(found);
    if (attempt.state == "unknown") {
      sum.unknown += attempt.charged;
      sum.billed_of_unknown += asked;
      if (asked <= attempt.charged) continue;  // booked as "at most", and so it is
    } else {
      sum.ledger += attempt.charged;
      if (asked == attempt.charged) continue;
      if (is_estimate(attempt)) {
        sum.estimated += attempt.charged;
        sum.billed_of_estimated += asked;
        continue;
      }
    }
    sum.differences.push_back("attempt " + attempt.id + " (" + attempt.state +
                              "): " + to_text(attempt.charged) + " USD in the ledger, " +
                              to_text(asked) + " on the bill");
  }
  sum.bill = {bill.all.micros};
  std::int64_t named = 0;
  for (const auto& [attempt, micros] : bill.micros_by_attempt) named += micros;
  for (const auto& [attempt, micros] : billed)
    sum.differences.push_back("attempt " + attempt + ": " + to_text(util::Money{micros}) +
                              " USD on the bill, unknown to the ledger");
  if (named != bill.all.micros)
    sum.differences.push_back(to_text(util::Money{bill.all.micros - named}) +
                              " USD on the bill for requests that named no attempt");
  return sum;
}

std::vector<TimeAtLimits> time_at_limits(const domain::Model& model, std::int64_t calls) {
  const auto rounds = [&](int at_once) {
    return at_once > 0 ? (calls + at_once - 1) / at_once : std::int64_t{0};
  };
  std::vector<TimeAtLimits> times;
  for (const domain::RateLimit& limit : model.limits)
    times.push_back({limit, rounds(limit.per_minute), rounds(limit.per_day)});
  return times;
}

}  // namespace vitrine::cli
