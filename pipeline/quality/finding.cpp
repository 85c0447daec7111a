#include "pipeline/quality/finding.hpp"

#include <utility>

namespace vitrine::quality {
namespace {

using domain::Severity;
using domain::VerdictOutcome;

Finding make(const Rule& rule, VerdictOutcome outcome, Measured measured, std::string evidence) {
  Finding finding;
  finding.verdict.check = rule.check;
  finding.verdict.outcome = outcome;
  finding.verdict.severity = rule.severity;
  finding.verdict.value = measured.value;
  finding.verdict.limit = measured.limit;
  finding.verdict.unit = rule.unit;
  finding.verdict.detail = std::move(measured.detail);
  if (outcome != VerdictOutcome::pass) finding.evidence_png = std::move(evidence);
  return finding;
}

}  // namespace

Finding passed(const Rule& rule, Measured measured) {
  return make(rule, VerdictOutcome::pass, std::move(measured), {});
}

Finding failed(const Rule& rule, Measured measured, std::string evidence_png) {
  const VerdictOutcome outcome = rule.severity == Severity::reject ? VerdictOutcome::reject
                                 : rule.severity == Severity::warn ? VerdictOutcome::warn
                                                                   : VerdictOutcome::pass;
  return make(rule, outcome, std::move(measured), std::move(evidence_png));
}

Finding doubtful(const Rule& rule, Measured measured, std::string evidence_png) {
  const VerdictOutcome outcome =
      rule.severity == Severity::info ? VerdictOutcome::pass : VerdictOutcome::warn;
  return make(rule, outcome, std::move(measured), std::move(evidence_png));
}

Finding not_measured(const Rule& rule, std::string reason) {
  return make(rule, VerdictOutcome::not_measured, {0, 0, std::move(reason)}, {});
}

}  // namespace vitrine::quality
