#pragma once

#include "pipeline/domain/words.hpp"
#include "pipeline/util/digest.hpp"

#include <optional>
#include <string>
#include <vector>

namespace vitrine::domain {

/// Version of the set of checks as a whole, part of what a delivery is compared by.
inline constexpr const char* kCheckSet = "checks/2";

/// A check's answer with what it measured, so that a new limit can judge old pictures.
struct Verdict {
  std::string check;  ///< "whiteness", "color.body", …
  int version = 1;    ///< of the check's method
  VerdictOutcome outcome = VerdictOutcome::pass;
  Severity severity = Severity::reject;  ///< what failing means in this profile
  double value = 0;
  double limit = 0;
  std::string unit;                      ///< "px", "%", "dE00", "" …
  std::string detail;                    ///< one sentence for people
  std::optional<util::Digest> evidence;  ///< a crop that shows the spot, PNG
  friend bool operator==(const Verdict&, const Verdict&) = default;
};

/// The worst of them: reject > warn > not_measured > pass.
VerdictOutcome worst(const std::vector<Verdict>& verdicts);

}  // namespace vitrine::domain
