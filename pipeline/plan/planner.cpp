#include "pipeline/plan/planner.hpp"

#include "pipeline/plan/model_checks.hpp"
#include "pipeline/plan/problems.hpp"
#include "pipeline/plan/recipes.hpp"
#include "pipeline/plan/requests.hpp"
#include "pipeline/plan/spread_order.hpp"
#include "pipeline/plan/standing.hpp"

#include <algorithm>
#include <numeric>
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

void append(std::string& bytes, const util::Digest& digest) {
  bytes.append(reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size());
}

bool has_size(const domain::TrueSize& size) { return size.height || size.width; }

/// Whether a product's size changes how it is placed there.
bool shows_size(const domain::Scene& scene) { return scene.surface && scene.surface->front_edge; }

/// Scenes that are alike but in whom they fall back to are placed alike, and asked for apart.
util::Digest with_fallback(const util::Digest& placing,
                           const Input& input,
                           const Wanted& wanted,
                           const Settings& settings) {
  if (settings.pixels != domain::PixelMode::regenerate) return placing;
  const std::vector<const ModelChoice*> chain = input.chain(input.job.scenes[wanted.scene]);
  if (chain.size() < 2) return placing;
  std::string bytes;
  append(bytes, placing);
  for (const ModelChoice* model : chain) bytes += model->id + '\n';
  return util::sha256(bytes);
}

/// In the order of the digests, as far as 64 bits tell.
std::uint64_t first_bits(const util::Digest& digest) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < sizeof bits; ++i) bits = bits << 8 | digest.bytes[i];
  return bits;
}

}  // namespace

Planner::Planner(const Input& input, PriorWork& prior) : input_(input), prior_(prior) {
  plan_.input_ = &input;
  plan_.settings_ = std::make_shared<const SettingsResolver>(input);
  std::size_t places = 0;
  first_task_place_.reserve(input.job.products.size());
  for (const domain::Product& product : input.job.products) {
    first_task_place_.push_back(places);
    places += product.packshots.size() * product.colorways.size();
  }
  product_task_at_.assign(places, kNone);
  common_.resize(input.job.deliver.size() * input.job.scenes.size());
}

Plan Planner::make() && {
  std::vector<Wanted> wanted = wanted_files(input_);
  check(wanted);
  if (domain::has_errors(plan_.problems_)) return std::move(plan_);
  key_deliveries(std::move(wanted));
  merge_with_prior();
  plan_tasks();
  plan_.totals_.tasks = distinct_tasks();
  count_actions();
  add_up_prices();
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
  for (domain::Problem& problem : beyond_fallbacks(input_, *plan_.settings_, wanted))
    plan_.problems_.push_back(std::move(problem));
  warn_of_unrefined(wanted);
}

/// Words for a picture that nobody makes from words: once for each line of adjust.
void Planner::warn_of_unrefined(const std::vector<Wanted>& wanted) {
  std::set<std::pair<int, int>> told;
  Settings own;
  for (const Wanted& one : wanted) {
    if (!plan_.settings_->is_adjusted(one.product)) continue;
    const Settings& settings = plan_.settings_->of(one, own);
    if (settings.refine.empty() || settings.refines()) continue;
    const domain::Origin& origin = settings.refine.front().origin;
    if (!told.insert({origin.file, origin.line}).second) continue;
    plan_.problems_.push_back(
        problem_at(input_.job, origin, domain::Problem::Level::warning, "not-refined",
                   shot_name(input_.job, one) +
                       " shows the product's own pixels, which no words change: it is left as it "
                       "is; pixels: regenerate asks a model for it"));
  }
}

std::uint32_t Planner::product_task_of(const Wanted& wanted) {
  const domain::Product& product = input_.job.products[wanted.product];
  std::uint32_t& task =
      product_task_at_[first_task_place_[wanted.product] +
                       wanted.packshot * product.colorways.size() + wanted.colorway];
  if (task == kNone) {
    task = static_cast<std::uint32_t>(plan_.product_tasks_.size());
    const domain::RenderRequest request =
        product_request(input_, wanted.product, wanted.packshot, wanted.colorway);
    plan_.product_tasks_.push_back(
        {wanted.product, wanted.packshot, wanted.colorway, domain::base_key(request)});
  }
  return task;
}

std::uint32_t Planner::placing_of(const Wanted& wanted, const Settings& settings, Common& common) {
  // Placing depends on the product only through a size that shows, its stance, an adjustment, or
  // the packshots a model is shown: without them one look-up serves a whole deliver line.
  const bool plain = !plan_.settings_->is_adjusted(wanted.product) &&
                     !(has_size(settings.size) && shows_size(input_.job.scenes[wanted.scene])) &&
                     input_.job.products[wanted.product].stance == domain::Stance::stands &&
                     settings.pixels != domain::PixelMode::regenerate;
  if (plain && common.placing != kNone) return common.placing;
  const std::uint32_t placing = placing_of(wanted, settings);
  if (plain) common.placing = placing;
  return placing;
}

std::uint32_t Planner::placing_of(const Wanted& wanted, const Settings& settings) {
  std::uint32_t under = kNone;
  if (const auto shot = stands_on_shot(input_, *plan_.settings_, wanted, settings))
    under = placing_of(shot->wanted, shot->settings);
  const util::Digest digest =
      util::key_of("scene/1", scene_fields(input_, *plan_.settings_, wanted, settings));
  const auto [found, added] =
      placing_index_.try_emplace(with_fallback(digest, input_, wanted, settings),
                                 static_cast<std::uint32_t>(plan_.placings_.size()));
  if (added) plan_.placings_.push_back({wanted, settings, digest, under});
  return found->second;
}

/// The placing that this one stands on; kNone where it stands on none, or is none itself.
std::uint32_t Planner::under(std::uint32_t placing) const {
  return placing == kNone ? kNone : plan_.placings_[placing].under;
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

void Planner::key_deliveries(std::vector<Wanted> wanted) {
  plan_.deliveries_.reserve(wanted.size());
  std::string bytes;
  Settings own;
  for (const Wanted& one : wanted) {
    const Settings& settings = plan_.settings_->of(one, own);
    const domain::Scene& scene = input_.job.scenes[one.scene];
    Common& common = common_[one.line * input_.job.scenes.size() + one.scene];
    PlannedDelivery& delivery = plan_.deliveries_.emplace_back();
    delivery.wanted = one;
    delivery.product_task = product_task_of(one);
    if (!is_product_only(input_, one)) delivery.placing = placing_of(one, settings, common);
    if (settings.hold) delivery.action = Action::hold;
    if (shows_size(scene) && !has_size(settings.size)) ++plan_.totals_.unsized_shots;
    const bool shared = &settings != &own;
    if (shared && !common.recipe) common.recipe = recipe_part(one, settings);
    bytes.assign("compare/1\n");
    append(bytes, plan_.product_tasks_[delivery.product_task].base_key);
    if (delivery.placing != kNone) append(bytes, plan_.placings_[delivery.placing].digest);
    append(bytes, shared ? *common.recipe : recipe_part(one, settings));
    append_shot_name(bytes, input_.job, one);
    bytes += '\n';
    bytes += input_.job.deliver[one.line].profile;
    delivery.compare_key = util::sha256(bytes);
  }
}

void Planner::merge_with_prior() {
  PriorDelivery prior;
  bool more = prior_.next(prior);
  if (!more) return;
  std::vector<PlannedDelivery>& deliveries = plan_.deliveries_;
  const std::vector<std::uint32_t> order = spread_order(
      deliveries.size(), [&](std::uint32_t i) { return first_bits(deliveries[i].compare_key); },
      [&](std::uint32_t a, std::uint32_t b) {
        return deliveries[a].compare_key < deliveries[b].compare_key;
      });
  for (const std::uint32_t index : order) {
    PlannedDelivery& delivery = deliveries[index];
    while (more && prior.compare_key < delivery.compare_key) more = prior_.next(prior);
    if (!more) break;
    if (prior.compare_key != delivery.compare_key || !is_settled(prior.state)) continue;
    if (delivery.action == Action::hold) continue;
    const bool missing = prior.state == domain::DeliveryState::accepted && !prior.file_in_place;
    delivery.action = missing ? Action::restore : Action::reuse;
    delivery.needs_person = prior.state == domain::DeliveryState::needs_person;
    delivery.rejected = prior.state == domain::DeliveryState::rejected;
  }
}

std::uint32_t Planner::task_of(std::uint32_t product_task) {
  const auto [found, added] = product_tasks_planned_.try_emplace(
      product_task, static_cast<std::uint32_t>(plan_.tasks_.size()));
  if (!added) return found->second;
  PlannedTask task;
  task.product_task = product_task;
  task.rendering = prior_.rendering(plan_.product_tasks_[product_task].base_key, 0);
  task.render = !task.rendering;
  plan_.tasks_.push_back(task);
  return found->second;
}

std::uint32_t Planner::task_of(std::uint32_t product_task, std::uint32_t placing_index) {
  if (placing_index == kNone) return task_of(product_task);
  const std::uint64_t key = pair_key(product_task, placing_index);
  const auto known = placements_planned_.find(key);
  if (known != placements_planned_.end()) return known->second;
  PlannedTask task;
  task.product_task = product_task;
  task.placing = placing_index;
  const Placing& placing = plan_.placings_[placing_index];
  task.paid = placing.settings.pixels == domain::PixelMode::regenerate;
  MadeFrom from;
  Wanted wanted = placing.example;
  wanted.product = plan_.product_tasks_[product_task].product;
  wanted.colorway = plan_.product_tasks_[product_task].colorway;
  if (stands_on_product(input_, wanted, placing.settings)) {
    const std::uint32_t producer = task_of(product_task);
    if (plan_.tasks_[producer].render)
      task.waits_on = producer;
    else
      from.cutout = plan_.tasks_[producer].rendering->blob;
  }
  if (placing.under != kNone) {
    task.under = task_of(product_task, placing.under);
    if (plan_.tasks_[task.under].render)
      task.waits_on = task.under;
    else
      from.under = plan_.tasks_[task.under].rendering->blob;
  }
  // A floor of takes asks for a picture later than the one that stands.
  util::Digest base;
  if (task.waits_on == kNone) {
    base = domain::base_key(plan_.request(task, from));
    task.rendering = prior_.rendering(base, placing.settings.take);
    if (!task.rendering) take_from_fallback(task, base, from);
  }
  task.render = !task.rendering;
  if (task.paid) task.further_takes = placing.settings.tries - 1;
  if (task.paid && task.rendering) {
    // What was delivered is never bought anew; what was bought counts among the tries.
    const PriorTakes takes = prior_.takes(base, placing.settings.take);
    task.further_takes =
        takes.delivered ? 0 : std::max(0, placing.settings.tries - std::max(1, takes.made));
  }
  const auto index = static_cast<std::uint32_t>(plan_.tasks_.size());
  plan_.tasks_.push_back(task);
  placements_planned_[key] = index;
  return index;
}

/// Where the model gave none and another of today's chain did, the picture of the first such
/// stands; `base` becomes its key.
void Planner::take_from_fallback(PlannedTask& task, util::Digest& base, const MadeFrom& from) {
  const std::size_t models = plan_.chain(task).size();
  if (models < 2) return;
  const std::vector<util::Digest> instead = prior_.taken_instead(base);
  for (std::size_t nth = 1; !instead.empty() && nth < models; ++nth) {
    const util::Digest other = domain::base_key(plan_.request(task, from, nth));
    if (std::find(instead.begin(), instead.end(), other) == instead.end()) continue;
    task.rendering = prior_.rendering(other, plan_.placings_[task.placing].settings.take);
    if (!task.rendering) continue;
    task.taken = static_cast<std::uint8_t>(nth);
    base = other;
    return;
  }
}

void Planner::plan_tasks() {
  for (PlannedDelivery& delivery : plan_.deliveries_) {
    if (delivery.action != Action::finish) continue;
    delivery.task = task_of(delivery.product_task, delivery.placing);
    if (plan_.tasks_[delivery.task].render) delivery.action = Action::render;
  }
}

/// Render calls that all deliveries stand on, made already or not.
std::int64_t Planner::distinct_tasks() const {
  const std::vector<PlannedDelivery>& deliveries = plan_.deliveries_;
  std::vector<std::uint32_t> end(plan_.product_tasks_.size());
  const auto each_placing = [this](const PlannedDelivery& delivery, const auto& visit) {
    std::uint32_t placing = delivery.placing;
    do visit(placing);
    while ((placing = under(placing)) != kNone);
  };
  for (const PlannedDelivery& delivery : deliveries)
    each_placing(delivery, [&](std::uint32_t) { ++end[delivery.product_task]; });
  std::partial_sum(end.begin(), end.end(), end.begin());
  // The placings of each product task lie together; what is put in moves `end` to the beginning.
  std::vector<std::uint32_t> placings(end.empty() ? 0 : end.back());
  std::vector<bool> needed(plan_.product_tasks_.size());
  for (const PlannedDelivery& delivery : deliveries) {
    each_placing(delivery,
                 [&](std::uint32_t placing) { placings[--end[delivery.product_task]] = placing; });
    if (delivery.placing == kNone ||
        stands_on_product(input_, delivery.wanted, plan_.placings_[delivery.placing].settings))
      needed[delivery.product_task] = true;
  }
  std::int64_t tasks = std::count(needed.begin(), needed.end(), true);
  for (std::size_t i = 0; i < end.size(); ++i) {
    const auto from = placings.begin() + end[i];
    const auto to = i + 1 < end.size() ? placings.begin() + end[i + 1] : placings.end();
    std::sort(from, to);
    const auto last = std::unique(from, to);
    tasks += std::count_if(from, last, [](std::uint32_t placing) { return placing != kNone; });
  }
  return tasks;
}

void Planner::count_actions() {
  Totals& totals = plan_.totals_;
  totals.deliveries = static_cast<std::int64_t>(plan_.deliveries_.size());
  for (const PlannedDelivery& delivery : plan_.deliveries_) {
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
        totals.needs_person += delivery.needs_person;
        totals.rejected += delivery.rejected;
        break;
    }
  }
  totals.render = std::count_if(plan_.tasks_.begin(), plan_.tasks_.end(),
                                [](const PlannedTask& task) { return task.render; });
  totals.reuse = totals.tasks - totals.render;
}

Plan make_plan(const Input& input, PriorWork& prior) { return Planner(input, prior).make(); }

}  // namespace vitrine::plan
