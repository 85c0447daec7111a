#include "pipeline/domain/review.hpp"

#include "pipeline/util/fields.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>

namespace vitrine::domain {
namespace {

const char* past_tense(Decision decision) {
  switch (decision) {
    case Decision::approve:
      return "approved";
    case Decision::reject:
      return "rejected";
    case Decision::redo:
      break;
  }
  return "asked for anew";
}

}  // namespace

std::vector<std::string> failed_checks(const std::vector<Verdict>& verdicts) {
  std::vector<std::string> failed;
  for (const Verdict& verdict : verdicts)
    if (verdict.outcome == VerdictOutcome::reject)
      failed.push_back(verdict.check + "/" + std::to_string(verdict.version));
  std::sort(failed.begin(), failed.end());
  return failed;
}

util::Digest checks_digest(const std::vector<Verdict>& verdicts) {
  util::Fields shown;
  for (const Verdict& verdict : verdicts)
    shown.push_back(
        {verdict.check + "/" + std::to_string(verdict.version),
         std::string(to_text(verdict.outcome)) + " " + std::string(to_text(verdict.severity)) +
             " " + util::number_text(verdict.value) + " " + util::number_text(verdict.limit)});
  return util::key_of("checks-shown/1", shown);
}

bool approves(const Review& review, const std::vector<Verdict>& verdicts) {
  if (review.decision != Decision::approve) return false;
  const std::vector<std::string> failed = failed_checks(verdicts);
  return std::includes(review.failed.begin(), review.failed.end(), failed.begin(), failed.end());
}

std::string to_text(const Review& review) {
  return past_tense(review.decision) + std::string(" by ") +
         (review.reviewer.empty() ? "a person" : review.reviewer) + " on " +
         util::to_text(util::date_of(review.at)) +
         (review.note.empty() ? "" : ": " + util::one_line(review.note, 200));
}

}  // namespace vitrine::domain
