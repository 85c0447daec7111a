#include "pipeline/domain/scene.hpp"

#include "pipeline/util/text.hpp"

#include <algorithm>

namespace vitrine::domain {

bool Selector::matches(const std::map<std::string, std::string>& fields) const {
  return std::all_of(conditions.begin(), conditions.end(), [&](const Condition& condition) {
    const auto field = fields.find(condition.field);
    if (field == fields.end()) return false;
    return std::any_of(
        condition.patterns.begin(), condition.patterns.end(),
        [&](const std::string& pattern) { return util::matches_pattern(field->second, pattern); });
  });
}

Wishes laid_over(Wishes wishes, const Wishes& over) {
  if (!over.style.empty()) wishes.style = over.style;
  if (!over.resolution.empty()) {
    wishes.resolution = over.resolution;
    wishes.resolution_from = over.resolution_from;
  }
  if (over.seed) wishes.seed = over.seed;
  if (over.thinking) wishes.thinking = over.thinking, wishes.thinking_from = over.thinking_from;
  return wishes;
}

}  // namespace vitrine::domain
