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

namespace {

/// Keeps the order of the categories, so that the order in a file makes no other key.
void lay(std::vector<SafetyWish>& safety, const SafetyWish& wish) {
  const auto place = std::find_if(safety.begin(), safety.end(), [&](const SafetyWish& one) {
    return one.rule.category >= wish.rule.category;
  });
  if (place != safety.end() && place->rule.category == wish.rule.category)
    *place = wish;
  else
    safety.insert(place, wish);
}

}  // namespace

std::vector<std::string> scenes_named(const std::string& called, const std::vector<Scene>& scenes) {
  std::vector<std::string> names;
  for (const Scene& scene : scenes)
    if (scene.is_called(called)) names.push_back(scene.name);
  if (names.empty()) names.push_back(called);
  return names;
}

Selector with_frames(Selector selector, const std::vector<Scene>& scenes) {
  for (Condition& condition : selector.conditions) {
    if (condition.field != "scene") continue;
    std::vector<std::string> frames;
    for (const std::string& pattern : condition.patterns)
      for (const Scene& scene : scenes)
        if (scene.frame && util::matches_pattern(scene.frame->series, pattern))
          frames.push_back(scene.name);
    condition.patterns.insert(condition.patterns.end(), frames.begin(), frames.end());
  }
  return selector;
}

Wishes laid_over(Wishes wishes, const Wishes& over) {
  if (!over.style.empty()) wishes.style = over.style;
  if (!over.resolution.empty()) {
    wishes.resolution = over.resolution;
    wishes.resolution_from = over.resolution_from;
  }
  if (over.seed) wishes.seed = over.seed, wishes.seed_from = over.seed_from;
  if (over.thinking) wishes.thinking = over.thinking, wishes.thinking_from = over.thinking_from;
  if (!over.quality.empty()) wishes.quality = over.quality, wishes.quality_from = over.quality_from;
  if (!over.system.empty()) wishes.system = over.system, wishes.system_from = over.system_from;
  if (!over.prompt_template.empty()) {
    wishes.prompt_template = over.prompt_template;
    wishes.template_from = over.template_from;
  }
  for (const SafetyWish& wish : over.safety) lay(wishes.safety, wish);
  return wishes;
}

}  // namespace vitrine::domain
