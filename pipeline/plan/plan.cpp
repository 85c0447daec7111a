#include "pipeline/plan/plan.hpp"

#include "pipeline/plan/reasons.hpp"
#include "pipeline/plan/recipes.hpp"
#include "pipeline/plan/requests.hpp"
#include "pipeline/plan/standing.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>

namespace vitrine::plan {

const char* to_text(Action action) {
  switch (action) {
    case Action::reuse:
    case Action::restore:
      return "reuse";
    case Action::finish:
      return "finish";
    case Action::render:
      return "render";
    case Action::hold:
      return "wait";
  }
  return "reuse";
}

std::string Plan::shot(const PlannedDelivery& delivery) const {
  return shot_name(input_->job, delivery.wanted);
}

const domain::Profile& Plan::profile(const PlannedDelivery& delivery) const {
  return input_->profiles.at(input_->job.deliver[delivery.wanted.line].profile);
}

Settings Plan::settings(const PlannedDelivery& delivery) const {
  return settings_->of(delivery.wanted);
}

domain::Recipe Plan::recipe(const PlannedDelivery& delivery) const {
  return recipe_for(*input_, profile(delivery), input_->job.scenes[delivery.wanted.scene],
                    settings(delivery).pixels);
}

std::string Plan::path(const PlannedDelivery& delivery) const {
  return file_name(input_->job, profile(delivery), delivery.wanted);
}

util::Fields Plan::product_fields(const PlannedDelivery& delivery) const {
  const Wanted& wanted = delivery.wanted;
  return domain::to_fields(
      product_request(*input_, wanted.product, wanted.packshot, wanted.colorway));
}

util::Fields Plan::scene_fields(const PlannedDelivery& delivery) const {
  if (is_product_only(*input_, delivery.wanted)) return {};
  return plan::scene_fields(*input_, *settings_, delivery.wanted, settings(delivery));
}

util::Fields Plan::recipe_fields(const PlannedDelivery& delivery) const {
  util::Fields fields = domain::to_fields(recipe(delivery));
  const domain::Profile& rules = profile(delivery);
  fields.push_back({"profile_version", std::to_string(rules.version)});
  fields.push_back({"checks", input_->checks});
  // The gate judges by these: another limit may change a verdict though not a pixel.
  fields.push_back({"min_px", std::to_string(rules.min_px)});
  fields.push_back({"fill_limits",
                    util::number_text(rules.fill_min) + ".." + util::number_text(rules.fill_max)});
  fields.push_back({"approve", std::string(domain::to_text(settings(delivery).approve))});
  return fields;
}

domain::RenderRequest Plan::request(const PlannedTask& task,
                                    const MadeFrom& from,
                                    std::size_t nth) const {
  const ProductTask& product = product_tasks_[task.product_task];
  if (task.placing == kNone)
    return product_request(*input_, product.product, product.packshot, product.colorway);
  const Placing& placing = placings_[task.placing];
  Wanted wanted = placing.example;
  wanted.product = product.product;
  wanted.packshot = product.packshot;
  wanted.colorway = product.colorway;
  return placement_request(*input_, wanted, placing.settings, from, nth);
}

std::vector<domain::RenderRequest> Plan::requests(
    const PlannedDelivery& delivery,
    const util::Digest& cutout,
    const std::function<util::Digest(const std::vector<domain::RenderRequest>&)>& under) const {
  std::vector<std::uint32_t> placings{delivery.placing};
  while (placings.back() != kNone && placings_[placings.back()].under != kNone)
    placings.push_back(placings_[placings.back()].under);
  std::vector<domain::RenderRequest> all, same;  // the latter: as each of the chain is asked
  for (; !placings.empty(); placings.pop_back()) {
    PlannedTask task;
    task.product_task = delivery.product_task;
    task.placing = placings.back();
    task.paid = task.placing != kNone &&
                placings_[task.placing].settings.pixels == domain::PixelMode::regenerate;
    const MadeFrom from{cutout, same.empty() ? util::Digest{} : under(same)};
    const std::size_t models = std::max<std::size_t>(1, chain(task).size());
    same.clear();
    for (std::size_t nth = 0; nth < models; ++nth) same.push_back(request(task, from, nth));
    all.push_back(same.front());
  }
  return all;
}

std::vector<const ModelChoice*> Plan::chain(const PlannedTask& task) const {
  if (!task.paid) return {};
  return input_->chain(input_->job.scenes[placings_[task.placing].example.scene]);
}

const ModelChoice& Plan::model(const PlannedTask& task, std::size_t nth) const {
  return nth == 0 ? input_->model : *chain(task).at(nth);
}

std::string Plan::size_class(const PlannedTask& task, std::size_t nth) const {
  if (task.placing == kNone) return {};
  return model(task, nth).size_class(placings_[task.placing].settings.wishes.resolution);
}

std::string Plan::quality(const PlannedTask& task, std::size_t nth) const {
  if (task.placing == kNone) return {};
  return model(task, nth).quality(placings_[task.placing].settings.wishes.quality);
}

const domain::PicturePrice* Plan::price(const PlannedTask& task, std::size_t nth) const {
  return task.paid ? model(task, nth).price_of(size_class(task, nth), quality(task, nth)) : nullptr;
}

std::string Plan::reason(const PlannedDelivery& delivery, PriorWork& prior) const {
  if (delivery.action == Action::reuse) {
    if (!delivery.needs_person && !delivery.rejected) return "unchanged";
    const std::optional<PriorDetail> before = prior.detail(shot(delivery), profile(delivery).id);
    const std::string why = before ? util::one_line(before->why, 200) : std::string();
    if (delivery.rejected) return why.empty() ? "rejected" : why;
    return "waits for a person" + (why.empty() || why == "waits for approval" ? "" : ": " + why);
  }
  if (delivery.action == Action::restore) return "delivered file missing or touched: written again";
  if (delivery.action == Action::hold) return "held: " + settings(delivery).hold.value_or("");
  const std::string shot_text = shot(delivery);
  const std::optional<PriorDetail> before = prior.detail(shot_text, profile(delivery).id);
  if (!before) return "new";
  return reason_text(*before,
                     {.product = product_fields(delivery),
                      .scene = scene_fields(delivery),
                      .recipe = recipe_fields(delivery)},
                     input_->job, delivery.wanted);
}

}  // namespace vitrine::plan
