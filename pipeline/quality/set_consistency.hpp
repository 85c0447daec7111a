#pragma once

#include "pipeline/domain/verdict.hpp"
#include "pipeline/quality/set_measure.hpp"

#include <optional>
#include <string>
#include <vector>

namespace vitrine::quality {

/// A robust z-score beyond this stands out.
inline constexpr double kOutlier = 3.5;

/// How far each value is from the rest, in deviations: |x - median| / (1.4826 MAD), where the MAD
/// is never taken for less than `floor`, so that a set of nearly equal pictures stays calm. All 0
/// where there are fewer than four values.
std::vector<double> robust_scores(const std::vector<double>& values, double floor);

/// A picture among those it is compared with: one profile in one scene.
struct SetMember {
  std::string shot;   ///< for people: named where two look alike
  std::string group;  ///< what varies only in colour and view: the product's number
  std::string asset;  ///< the same bytes may be delivered twice on purpose
  SetMeasure now;
  std::optional<SetMeasure> before;  ///< of what it replaces in this run
};

/// Verdicts (all `warn`, severity warn) on each member, in the members' order:
///   set.fill, set.center, set.background, set.balance, set.shadow   against the members of its
///     group and, where the background is plain, against the whole set;
///   set.change      against last night: it moved otherwise than the rest of the set did;
///   set.duplicate   another product, colour or view with the same outline and colours.
/// Value and limit are robust z-scores, for duplicates bits that differ (dHash).
std::vector<std::vector<domain::Verdict>> consistency_of(const std::vector<SetMember>& members);

}  // namespace vitrine::quality
