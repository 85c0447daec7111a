#include "pipeline/plan/planner.hpp"

#include "pipeline/plan/model_checks.hpp"
#include "pipeline/plan/problems.hpp"
#include "pipeline/plan/recipes.hpp"
#include "pipeline/plan/requests.hpp"

#include <algorithm>
#include <numeric>
#include <set>
#include <utility>

namespace vitrine::plan {
namespace {

std::uint64_t pair_key(std::uint32_t high, std::uint32_t low) {
  return std::uint64_t{high} << 32 | low;
}

/// A delivery that reached one of these needs nothing until an input changes.
bool is_settled(domain::DeliveryState state) {
  return state == domain::DeliveryState::accepted || state == domain::DeliveryState::needs_person ||
         state == domain::DeliveryState::rejected;
}

util::Digest placing_digest(const domain::RenderRequest& request) {
  domain::RenderRequest without_cutout = request;
  std::erase_if(without_cutout.sources, [](const domain::Source& source) {
    return source.role == domain::SourceRole::cutout;
  });
  return util::key_of("scene/1", domain::to_fields(without_cutout));
}

void append(std::string& bytes, const util::Digest& digest) {
  bytes.append(reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size());
}

}  // namespace

Planner::Planner(const Input& input, PriorWork& prior) : input_(input), prior_(prior) {
  plan_.input_ = &input;
  plan_.settings_ = std::make_shared<const SettingsResolver>(input);
  adjusted_ = !input.job.adjust.empty();
}

Plan Planner::make() && {
  const std::vector<Wanted> wanted = wanted_files(input_);
  check(wanted);
  if (domain::has_errors(plan_.problems_)) return std::move(plan_);
  key_deliveries(wanted);
  merge_with_prior();
  plan_tasks();
  count();
  return std::move(plan_);
}

void Planner::check(const std::vector<Wanted>& wanted) {
  for (const spec::DeliverLine& line : input_.job.deliver)
    if (!input_.profiles.contains(line.profile))
      plan_.problems_.push_back(problem_at(input_.job, line.profile_origin,
                                           domain::Problem::Level::error, "no-such-profile",
                                           "no profile \"" + line.profile + "\""));
  if (domain::has_errors(plan_.problems_)) return;
  for (domain::Problem& problem : check_names(input_, wanted))
    plan_.problems_.push_back(std::move(problem));
  for (domain::Problem& problem : plan_.settings_->prohibited(wanted))
    plan_.problems_.push_back(std::move(problem));
  for (domain::Problem& problem : beyond_model(input_, *plan_.settings_, wanted))
    plan_.problems_.push_back(std::move(problem));
}

std::uint32_t Planner::product_task_of(const Wanted& wanted) {
  const std::uint64_t key =
      std::uint64_t{wanted.product} << 32 | std::uint64_t{wanted.packshot} << 16 | wanted.colorway;
  const auto [found, added] =
      product_task_index_.try_emplace(key, static_cast<std::uint32_t>(plan_.product_tasks_.size()));
  if (added) {
    const domain::RenderRequest request =
        product_request(input_, wanted.product, wanted.packshot, wanted.colorway);
    plan_.product_tasks_.push_back(
        {wanted.product, wanted.packshot, wanted.colorway, domain::base_key(request)});
  }
  return found->second;
}

std::uint32_t Planner::placing_of(const Wanted& wanted, const Settings& settings) {
  const domain::Product& product = input_.job.products[wanted.product];
  // Placing depends on the product only through its size, its stance, an adjustment, or the
  // packshots a model is shown: without them one look-up serves a whole deliver line.
  const bool plain = !adjusted_ && !settings.size.height && !settings.size.width &&
                     product.stance == domain::Stance::stands &&
                     settings.pixels != domain::PixelMode::regenerate;
  const std::uint64_t line_key = pair_key(wanted.line, wanted.scene);
  if (plain) {
    const auto found = plain_placing_.find(line_key);
    if (found != plain_placing_.end()) return found->second;
  }
  const util::Digest digest =
      placing_digest(placement_request(input_, wanted, settings, util::Digest{}));
  const auto [found, added] =
      placing_index_.try_emplace(digest, static_cast<std::uint32_t>(plan_.placings_.size()));
  if (added) plan_.placings_.push_back({wanted, settings, digest});
  if (plain) plain_placing_[line_key] = found->second;
  return found->second;
}

util::Digest Planner::recipe_part(const Wanted& wanted, const Settings& settings) {
  const std::uint64_t key = std::uint64_t{wanted.line} << 32 | std::uint64_t{wanted.scene} << 8 |
                            static_cast<std::uint64_t>(settings.pixels) << 4 |
                            static_cast<std::uint64_t>(settings.approve);
  const auto found = recipe_parts_.find(key);
  if (found != recipe_parts_.end()) return found->second;
  PlannedDelivery probe;
  probe.wanted = wanted;
  const util::Digest digest = util::key_of("recipe-part/1", plan_.recipe_fields(probe));
  recipe_parts_[key] = digest;
  return digest;
}

void Planner::key_deliveries(const std::vector<Wanted>& wanted) {
  plan_.deliveries_.reserve(wanted.size());
  std::string bytes;
  for (const Wanted& one : wanted) {
    const Settings settings = plan_.settings_->of(one);
    PlannedDelivery delivery;
    delivery.wanted = one;
    delivery.product_task = product_task_of(one);
    if (!is_product_only(input_, one)) delivery.placing = placing_of(one, settings);
    if (settings.hold) delivery.action = Action::hold;
    const domain::Scene& scene = input_.job.scenes[one.scene];
    if (scene.surface && scene.surface->front_edge && !settings.size.height && !settings.size.width)
      ++plan_.totals_.unsized_shots;
    bytes.assign("compare/1\n");
    append(bytes, plan_.product_tasks_[delivery.product_task].base_key);
    if (delivery.placing != kNone) append(bytes, plan_.placings_[delivery.placing].digest);
    append(bytes, recipe_part(one, settings));
    bytes += shot_name(input_.job, one);
    bytes += '\n';
    bytes += input_.job.deliver[one.line].profile;
    delivery.compare_key = util::sha256(bytes);
    plan_.deliveries_.push_back(delivery);
  }
}

void Planner::merge_with_prior() {
  std::vector<std::uint32_t> order(plan_.deliveries_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return plan_.deliveries_[a].compare_key < plan_.deliveries_[b].compare_key;
  });
  PriorDelivery prior;
  bool more = prior_.next(prior);
  for (const std::uint32_t index : order) {
    PlannedDelivery& delivery = plan_.deliveries_[index];
    while (more && prior.compare_key < delivery.compare_key) more = prior_.next(prior);
    if (!more) break;
    if (prior.compare_key != delivery.compare_key || !is_settled(prior.state)) continue;
    if (delivery.action == Action::hold) continue;
    const bool missing = prior.state == domain::DeliveryState::accepted && !prior.file_in_place;
    delivery.action = missing ? Action::restore : Action::reuse;
  }
}

std::uint32_t Planner::task_of(std::uint32_t product_task) {
  const auto [found, added] = product_tasks_planned_.try_emplace(
      product_task, static_cast<std::uint32_t>(plan_.tasks_.size()));
  if (!added) return found->second;
  PlannedTask task;
  task.product_task = product_task;
  task.rendering = prior_.rendering(plan_.product_tasks_[product_task].base_key);
  task.render = !task.rendering;
  plan_.tasks_.push_back(task);
  return found->second;
}

std::uint32_t Planner::task_of(const PlannedDelivery& delivery) {
  if (delivery.placing == kNone) return task_of(delivery.product_task);
  const std::uint64_t key = pair_key(delivery.product_task, delivery.placing);
  const auto known = placements_planned_.find(key);
  if (known != placements_planned_.end()) return known->second;
  PlannedTask task;
  task.product_task = delivery.product_task;
  task.placing = delivery.placing;
  const Placing& placing = plan_.placings_[delivery.placing];
  task.paid = placing.settings.pixels == domain::PixelMode::regenerate;
  util::Digest cutout;
  if (stands_on_product(input_, delivery.wanted, placing.settings)) {
    const std::uint32_t producer = task_of(delivery.product_task);
    if (plan_.tasks_[producer].render)
      task.waits_on = producer;
    else
      cutout = plan_.tasks_[producer].rendering->blob;
  }
  if (task.waits_on == kNone)
    task.rendering = prior_.rendering(domain::base_key(plan_.request(task, cutout)));
  // A floor of takes asks for a picture later than the one that stands.
  if (task.rendering && task.rendering->take < placing.settings.take) task.rendering.reset();
  task.render = !task.rendering;
  const auto index = static_cast<std::uint32_t>(plan_.tasks_.size());
  plan_.tasks_.push_back(task);
  placements_planned_[key] = index;
  return index;
}

void Planner::plan_tasks() {
  for (PlannedDelivery& delivery : plan_.deliveries_) {
    if (delivery.action != Action::finish) continue;
    delivery.task = task_of(delivery);
    if (plan_.tasks_[delivery.task].render) delivery.action = Action::render;
  }
}

void Planner::count() {
  Totals& totals = plan_.totals_;
  totals.deliveries = static_cast<std::int64_t>(plan_.deliveries_.size());
  std::vector<std::uint64_t> distinct;
  distinct.reserve(plan_.deliveries_.size() + plan_.product_tasks_.size());
  for (const PlannedDelivery& delivery : plan_.deliveries_) {
    if (delivery.placing == kNone ||
        stands_on_product(input_, delivery.wanted, plan_.placings_[delivery.placing].settings))
      distinct.push_back(pair_key(delivery.product_task, kNone));
    if (delivery.placing != kNone)
      distinct.push_back(pair_key(delivery.product_task, delivery.placing));
    switch (delivery.action) {
      case Action::restore:
        ++totals.restore;
        break;
      case Action::hold:
        ++totals.held;
        break;
      case Action::finish:
      case Action::render:
        ++totals.finish;
        break;
      case Action::reuse:
        break;
    }
  }
  std::sort(distinct.begin(), distinct.end());
  totals.tasks = std::unique(distinct.begin(), distinct.end()) - distinct.begin();
  Forecast& forecast = plan_.forecast_;
  std::set<std::string> unpriced;
  for (const PlannedTask& task : plan_.tasks_) {
    if (!task.render) continue;
    ++totals.render;
    if (!task.paid) continue;
    ++totals.paid_tasks;
    const domain::PicturePrice* price = plan_.price(task);
    if (price == nullptr) {
      unpriced.insert(plan_.size_class(task));
      continue;
    }
    // A task that waits on its producer may turn out to be made already: then it costs nothing.
    if (task.waits_on == kNone) forecast.min += price->expected;
    forecast.expected += price->expected;
    forecast.worst += price->worst;
    forecast.assumed = forecast.assumed || price->assumed;
  }
  totals.reuse = totals.tasks - totals.render;
  const std::string& seller = input_.model.seller;
  const std::string at = seller.empty() ? "" : " at " + seller;
  const std::string of_whom = seller.empty() ? "" : ", in a book with surface: " + seller + ",";
  for (const std::string& size : unpriced)
    plan_.problems_.push_back(
        problem_at(input_.job, input_.job.model_origin, domain::Problem::Level::error, "no-price",
                   "no price is known for model \"" + input_.model.id + "\"" + at +
                       (size.empty() ? "" : " in " + size) + "; add one to schemas/prices.yaml" +
                       of_whom + " before it is asked"));
}

Plan make_plan(const Input& input, PriorWork& prior) { return Planner(input, prior).make(); }

}  // namespace vitrine::plan
