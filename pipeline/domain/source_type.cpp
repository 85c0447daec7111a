#include "pipeline/domain/source_type.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace vitrine::domain {
namespace {

constexpr std::string_view kWithTrained = "compositeWithTrainedAlgorithmicMedia";

/// 0: unknown.
int weight(std::string_view type) {
  constexpr std::array<std::pair<std::string_view, int>, 9> kWeights{
      {{"digitalCapture", 1},
       {"computationalCapture", 1},
       {"humanEdits", 2},
       {"algorithmicallyEnhanced", 3},
       {"compositeCapture", 4},
       {"composite", 4},
       {"compositeSynthetic", 5},
       {kWithTrained, 5},
       {"trainedAlgorithmicMedia", 6}}};
  const auto* found = std::ranges::find(kWeights, type, &std::pair<std::string_view, int>::first);
  return found == kWeights.end() ? 0 : found->second;
}

}  // namespace

std::string strongest_source_type(std::string_view own, std::string_view other) {
  const int mine = weight(own), theirs = weight(other);
  const bool takes_other = theirs > mine || (theirs == mine && other == kWithTrained);
  return std::string(takes_other ? other : own);
}

}  // namespace vitrine::domain
