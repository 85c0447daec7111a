#pragma once

#include "pipeline/plan/plan.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <unordered_map>
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
  void key_deliveries(const std::vector<Wanted>& wanted);
  std::uint32_t product_task_of(const Wanted& wanted);
  std::uint32_t placing_of(const Wanted& wanted, const Settings& settings);
  util::Digest recipe_part(const Wanted& wanted, const Settings& settings);
  void merge_with_prior();
  void plan_tasks();
  std::uint32_t task_of(std::uint32_t product_task);
  std::uint32_t task_of(const PlannedDelivery& delivery);
  void count();

  const Input& input_;
  PriorWork& prior_;
  Plan plan_;
  bool adjusted_ = false;
  std::unordered_map<std::uint64_t, std::uint32_t> product_task_index_;
  std::unordered_map<util::Digest, std::uint32_t> placing_index_;
  std::unordered_map<std::uint64_t, std::uint32_t>
      plain_placing_;  ///< (scene, line) without a size or adjustment
  std::unordered_map<std::uint64_t, util::Digest> recipe_parts_;  ///< (line, scene, pixels)
  std::unordered_map<std::uint32_t, std::uint32_t> product_tasks_planned_;
  std::unordered_map<std::uint64_t, std::uint32_t> placements_planned_;
};

}  // namespace vitrine::plan
