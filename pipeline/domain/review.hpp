#pragma once

#include "pipeline/domain/verdict.hpp"
#include "pipeline/util/clock.hpp"
#include "pipeline/util/digest.hpp"

#include <optional>
#include <string>
#include <vector>

/// What a person decided about a picture. A decision belongs to the file's bytes and to the checks
/// that were shown with them, never to a name or a day: the same bytes under the same checks are
/// not asked about again, whatever delivery they are for.
namespace vitrine::domain {

struct Review {
  util::Digest asset;  ///< of the file's bytes
  Decision decision = Decision::approve;
  std::string note;
  std::string reviewer;  ///< a login name; empty: the project keeps none
  util::Timestamp at;
  util::Digest checks;              ///< checks_digest() of what was shown
  std::vector<std::string> failed;  ///< failed_checks() of the same
  std::string profile;              ///< that the file was finished for
  util::Digest rendering;           ///< that it was finished from
  friend bool operator==(const Review&, const Review&) = default;
};

/// The rejecting ones among the verdicts, each with its method's version: "whiteness/1"; sorted.
/// A new limit alone does not make another check of it, a new method does.
std::vector<std::string> failed_checks(const std::vector<Verdict>& verdicts);

/// All that was shown: every verdict with its measure and limit.
util::Digest checks_digest(const std::vector<Verdict>& verdicts);

/// Whether an approval still holds under these verdicts: no check rejects that did not already when
/// the person said yes. False for anything but an approval.
bool approves(const Review& review, const std::vector<Verdict>& verdicts);

/// "approved by anna on 2026-11-26: the handle is meant to be short"; "by a person" where the
/// project keeps no names. Days are UTC's.
std::string to_text(const Review& review);

}  // namespace vitrine::domain
