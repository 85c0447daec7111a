#pragma once

#include "pipeline/lineage/lineage.hpp"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace vitrine::schedule {

/// A picture that differs from the others of its set.
struct SetOutlier {
  std::string shot, profile;
  domain::Verdict verdict;
};

/// What a run has made anew.
struct SetChanges {
  std::set<std::pair<std::string, std::string>> touched;  ///< profile and scene
  /// Shot and profile → the asset that was there before.
  std::map<std::pair<std::string, std::string>, std::string> replaced;
};

/// Holds the pictures of every profile and scene that the run touched against each other, writes
/// what stands out as `set.…` verdicts of their assets (taking back those of an earlier night), and
/// returns it. Of more than 600 pictures of one profile and scene the touched products' and an even
/// choice of the others are compared: a median needs no more. Reads measurements, no picture; those
/// finished before there were any are left out. Deliveries pass through in pieces; what is held is
/// at most 1800 names and measurements for each touched profile and scene.
std::vector<SetOutlier> check_sets(lineage::Lineage& lineage,
                                   const std::string& set,
                                   const SetChanges& changes);

}  // namespace vitrine::schedule
