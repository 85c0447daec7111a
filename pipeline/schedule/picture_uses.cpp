#include "pipeline/schedule/picture_uses.hpp"

#include "pipeline/providers/prompt.hpp"

namespace vitrine::schedule {

util::Digest unmade_name(std::uint32_t task) {
  return util::sha256("picture of task " + std::to_string(task));
}

void for_each_asked(const plan::Plan& plan,
                    const std::function<void(const domain::RenderRequest&)>& each) {
  const auto under = [&](const plan::PlannedTask& task) {
    if (task.under == plan::kNone) return util::Digest{};
    const std::optional<plan::PriorRendering>& made = plan.tasks()[task.under].rendering;
    return made ? made->blob : unmade_name(task.under);
  };
  for (const plan::PlannedTask& task : plan.tasks())
    if (task.paid && task.render)
      each(plan.request(task, {plan.product_tasks()[task.product_task].base_key, under(task)}));
}

std::unordered_map<util::Digest, int> picture_uses(const plan::Plan& plan) {
  std::unordered_map<util::Digest, int> uses;
  for_each_asked(plan, [&](const domain::RenderRequest& request) {
    for (const domain::Source& source : providers::sent_sources(request.sources))
      ++uses[source.digest];
  });
  return uses;
}

}  // namespace vitrine::schedule
