#pragma once

#include "pipeline/plan/plan.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace vitrine::plan {

/// Builds one plan: keys of everything wanted, one merge with what was made before, then tasks only
/// for what the merge left over.
class Planner {
 public:
  Planner(const Input& input, PriorWork& prior);
  Plan make() &&;

 private:
  void check(const std::vector<Wanted>& wanted);
  /// What the shots of a deliver line in a scene have in common, once it was needed.
  struct Common {
    std::uint32_t placing = kNone;
    std::optional<util::Digest> recipe;
  };

  void key_deliveries(std::vector<Wanted> wanted);  ///< which the deliveries then hold
  std::uint32_t product_task_of(const Wanted& wanted);
  std::uint32_t placing_of(const Wanted& wanted, const Settings& settings, Common& common);
  std::uint32_t placing_of(const Wanted& wanted, const Settings& settings);
  void warn_of_unrefined(const std::vector<Wanted>& wanted);
  util::Digest recipe_part(const Wanted& wanted, const Settings& settings);
  void merge_with_prior();
  void plan_tasks();
  std::uint32_t task_of(std::uint32_t product_task);
  std::uint32_t task_of(std::uint32_t product_task, std::uint32_t placing);
  std::uint32_t under(std::uint32_t placing) const;
  void take_from_fallback(PlannedTask& task, util::Digest& base, const MadeFrom& from);
  std::int64_t distinct_tasks() const;
  void count_actions();
  void add_up_prices();
  void add_price_of(const PlannedTask& task,
                    std::set<std::pair<std::string, std::string>>& unpriced);
  void complain_of_unpriced(const std::set<std::pair<std::string, std::string>>& unpriced);
  util::Money further_takes() const;

  const Input& input_;
  PriorWork& prior_;
  Plan plan_;
  std::vector<std::size_t> first_task_place_;   ///< of each product, in the next one
  std::vector<std::uint32_t> product_task_at_;  ///< by product, packshot and colorway
  std::unordered_map<util::Digest, std::uint32_t> placing_index_;
  std::vector<Common> common_;                                    ///< by line and scene
  std::unordered_map<std::uint64_t, util::Digest> recipe_parts_;  ///< (line, scene, pixels)
  std::unordered_map<std::uint32_t, std::uint32_t> product_tasks_planned_;
  std::unordered_map<std::uint64_t, std::uint32_t> placements_planned_;
};

}  // namespace vitrine::plan
