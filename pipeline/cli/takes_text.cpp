#include "pipeline/cli/takes_text.hpp"

#include "pipeline/cli/output.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <ostream>

namespace vitrine::cli {
namespace {

using domain::Severity;
using domain::Verdict;
using domain::VerdictOutcome;

/// What could not be measured is told where a channel could refuse for it.
bool speaks_against(const Verdict& verdict) {
  return verdict.outcome == VerdictOutcome::reject || verdict.outcome == VerdictOutcome::warn ||
         (verdict.outcome == VerdictOutcome::not_measured && verdict.severity == Severity::reject);
}

int rank(const Verdict& verdict) {
  if (verdict.outcome == VerdictOutcome::reject) return 0;
  return verdict.outcome == VerdictOutcome::warn ? 1 : 2;
}

/// "0.38 zncc, limit 0.55"; nothing where nothing was measured.
std::string measure_text(const Verdict& verdict) {
  if (verdict.outcome == VerdictOutcome::not_measured) return {};
  return util::number_text(verdict.value) + (verdict.unit.empty() ? "" : " " + verdict.unit) +
         ", limit " + util::number_text(verdict.limit);
}

std::string word_of(VerdictOutcome outcome) {
  return outcome == VerdictOutcome::not_measured ? "not measured" : std::string(to_text(outcome));
}

}  // namespace

std::vector<Take> takes_of(lineage::Lineage& lineage, const util::Digest& render_key) {
  std::vector<Take> takes;
  const auto standing = lineage.task(render_key);
  if (!standing) return takes;
  for (const lineage::TaskRecord& task : lineage.takes(standing->base_key)) {
    Take& take = takes.emplace_back();
    take.number = task.take;
    take.render_key = task.render_key;
    take.state = task.state;
    take.model = task.model;
    take.stands = task.render_key == render_key && task.state == domain::TaskState::rendered;
    for (const lineage::AttemptRecord& attempt : lineage.attempts(task.render_key)) {
      ++take.calls;
      (attempt.state == "unknown" ? take.unknown : take.charged) += attempt.charged;
      if (!attempt.rendering) continue;
      take.renderings.push_back(attempt.rendering->blob.hex());
      std::vector<Verdict> judged = lineage.judgement(attempt.rendering->blob);
      take.measured = take.measured || !judged.empty();
      std::erase_if(judged, [](const Verdict& verdict) { return !speaks_against(verdict); });
      std::stable_sort(judged.begin(), judged.end(),
                       [](const Verdict& a, const Verdict& b) { return rank(a) < rank(b); });
      take.against = std::move(judged);
    }
  }
  return takes;
}

bool are_told(const std::vector<Take>& takes, domain::DeliveryState state) {
  if (takes.size() > 1) return true;
  return state == domain::DeliveryState::needs_person && !takes.empty() && takes.front().measured;
}

void print_takes(const std::vector<Take>& takes, const std::string& indent, std::ostream& out) {
  for (const Take& take : takes) {
    out << indent << "take " << take.number << " \xC2\xB7 " << take.model << " \xC2\xB7 "
        << to_text(take.state) << " \xC2\xB7 " << counted(take.calls, "call") << ", "
        << util::to_text(take.charged) << " USD";
    if (take.unknown.micros > 0) out << ", unknown " << util::to_text(take.unknown);
    if (take.measured && take.against.empty()) out << " \xC2\xB7 nothing against it";
    if (take.stands) out << " \xC2\xB7 stands";
    out << '\n';
    for (const Verdict& verdict : take.against) {
      const std::string measure = measure_text(verdict);
      out << indent << "  " << word_of(verdict.outcome) << ' ' << verdict.check
          << (measure.empty() ? "" : " " + measure)
          << (verdict.detail.empty() ? "" : ": " + util::one_line(verdict.detail, 160)) << '\n';
    }
  }
}

void write_verdict(const Verdict& verdict, util::JsonWriter& json) {
  json.begin_object();
  json.member("check", verdict.check);
  json.member("outcome", to_text(verdict.outcome));
  json.member("severity", to_text(verdict.severity));
  json.member("value", verdict.value);
  json.member("limit", verdict.limit);
  json.member("unit", verdict.unit);
  json.member("detail", verdict.detail);
  json.member_or_null("evidence", verdict.evidence ? verdict.evidence->hex() : "");
  json.end_object();
}

void write_takes(const std::vector<Take>& takes, util::JsonWriter& json) {
  json.key("takes");
  json.begin_array();
  for (const Take& take : takes) {
    json.begin_object();
    json.member("take", take.number);
    json.member("render_key", take.render_key.hex());
    json.member("model", take.model);
    json.member("state", to_text(take.state));
    json.member("stands", take.stands);
    json.member("calls", take.calls);
    json.member("charged_usd", take.charged.units());
    json.member("unknown_usd", take.unknown.units());
    json.key("renderings");
    json.begin_array();
    for (const std::string& rendering : take.renderings) json.value(rendering);
    json.end_array();
    json.member("measured", take.measured);
    json.key("against");
    json.begin_array();
    for (const Verdict& verdict : take.against) write_verdict(verdict, json);
    json.end_array();
    json.end_object();
  }
  json.end_array();
}

}  // namespace vitrine::cli
