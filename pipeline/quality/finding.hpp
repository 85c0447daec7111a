#pragma once

#include "pipeline/domain/verdict.hpp"

#include <string>

namespace vitrine::quality {

/// A verdict, and the spot it speaks of.
struct Finding {
  domain::Verdict verdict;
  std::string evidence_png;  ///< a crop that shows the spot; empty if passed or not measured
};

/// What a check is called and what failing it means in this profile.
struct Rule {
  std::string check;
  domain::Severity severity = domain::Severity::reject;
  std::string unit = {};
};
/// The number that was held against the limit, and what to say of it.
struct Measured {
  double value = 0;
  double limit = 0;
  std::string detail;  ///< one sentence for people
};

Finding passed(const Rule& rule, Measured measured);
/// reject, warn or (severity info) pass, as the rule says.
Finding failed(const Rule& rule, Measured measured, std::string evidence_png);
/// Between good and bad: warn, or pass if the rule is for information only.
Finding doubtful(const Rule& rule, Measured measured, std::string evidence_png);
Finding not_measured(const Rule& rule, std::string reason);

}  // namespace vitrine::quality
