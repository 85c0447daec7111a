#include "pipeline/plan/settings.hpp"

#include "pipeline/plan/problems.hpp"

#include <set>
#include <string_view>
#include <utility>

namespace vitrine::plan {
namespace {

using domain::PixelMode;

bool is_about_shot(const std::string& field) {
  return field == "colorway" || field == "color" || field == "scene" || field == "view" ||
         field == "profile" || field == "shot";
}

/// Whether the selector's words about the product alone already rule it out.
bool may_match_product(const domain::Selector& selector,
                       const std::map<std::string, std::string>& fields) {
  domain::Selector product_only;
  for (const domain::Condition& condition : selector.conditions)
    if (!is_about_shot(condition.field)) product_only.conditions.push_back(condition);
  return product_only.matches(fields);
}

void apply(Settings& settings, const spec::Adjustment& line) {
  if (line.size) {
    if (line.size->height) settings.size.height = line.size->height;
    if (line.size->width) settings.size.width = line.size->width;
  }
  if (line.place) settings.place = line.place;
  if (line.shadow) settings.shadow = *line.shadow, settings.shadow_from = line.origin;
  if (line.pixels) settings.pixels = *line.pixels, settings.pixels_from = line.origin;
  if (line.approve) settings.approve = *line.approve, settings.approve_from = line.origin;
  if (!line.camera.empty()) settings.camera = line.camera;
  settings.wishes = domain::laid_over(std::move(settings.wishes), line.wishes);
  if (!line.note.empty()) settings.note = line.note;
  if (!line.refine.empty()) settings.refine = line.refine;
  if (line.take > settings.take) settings.take = line.take;
  if (line.priority != 0) settings.priority = line.priority;
  if (line.hold) settings.hold = line.hold;
}

}  // namespace

SettingsResolver::SettingsResolver(const Input& input) : input_(input) {
  const spec::Job& job = input.job;
  shared_.resize(job.deliver.size() * job.scenes.size());
  for (std::size_t l = 0; l < job.deliver.size(); ++l) {
    const std::set<std::string_view> named(job.deliver[l].scenes.begin(),
                                           job.deliver[l].scenes.end());
    for (std::size_t s = 0; s < job.scenes.size(); ++s)
      if (named.contains(job.scenes[s].name))
        shared_[l * job.scenes.size() + s] =
            std::make_unique<const Settings>(common(job.deliver[l], job.scenes[s]));
  }
  if (job.adjust.empty()) return;
  by_product_.resize(job.products.size());
  for (std::size_t p = 0; p < job.products.size(); ++p) {
    const auto fields = product_fields(job.products[p]);
    for (const spec::Adjustment& line : job.adjust)
      if (may_match_product(line.subject, fields)) by_product_[p].push_back(&line);
  }
}

Settings SettingsResolver::common(const spec::DeliverLine& line, const domain::Scene& scene) const {
  const spec::Job& job = input_.job;
  Settings settings;
  // Built in: truth and no cost, but a scene told in words is what image models are asked for.
  const bool told_in_words = std::holds_alternative<domain::PromptBackdrop>(scene.backdrop);
  settings.pixels =
      told_in_words && !input_.model.is_studio() ? PixelMode::regenerate : PixelMode::original;
  settings.shadow = job.defaults.shadow;
  settings.shadow_from = settings.approve_from = job.defaults.origin;
  settings.approve = job.defaults.approve;
  settings.tries = job.defaults.tries;
  if (job.defaults.pixels) {
    settings.pixels = *job.defaults.pixels;
    settings.pixels_from = job.defaults.origin;
  }
  if (scene.pixels) settings.pixels = *scene.pixels, settings.pixels_from = scene.origin;
  if (scene.shadow) settings.shadow = *scene.shadow, settings.shadow_from = scene.origin;
  if (scene.approve) settings.approve = *scene.approve, settings.approve_from = scene.origin;
  settings.camera = scene.camera.empty() ? job.defaults.camera : scene.camera;
  settings.wishes = domain::laid_over(job.defaults.wishes, scene.wishes);
  if (line.pixels) settings.pixels = *line.pixels, settings.pixels_from = line.pixels_origin;
  if (line.shadow) settings.shadow = *line.shadow, settings.shadow_from = line.origin;
  if (line.approve) settings.approve = *line.approve, settings.approve_from = line.origin;
  fall_back(settings, scene);
  return settings;
}

void SettingsResolver::fall_back(Settings& settings, const domain::Scene& scene) const {
  // The embedded studio has true pixels only: a wish to regenerate falls back and the plan says so.
  // A packshot is the product's own picture, whoever draws the scenes.
  if ((input_.model.is_studio() || scene.is_packshot()) && settings.pixels == PixelMode::regenerate)
    settings.pixels = PixelMode::original;
}

void SettingsResolver::add_own(Settings& settings, const Wanted& wanted) const {
  settings.size = input_.job.products[wanted.product].size;
  if (!is_adjusted(wanted.product)) return;
  const auto fields = selector_fields(input_.job, wanted);
  for (const spec::Adjustment* line : by_product_[wanted.product])
    if (line->subject.matches(fields)) apply(settings, *line);
  fall_back(settings, input_.job.scenes[wanted.scene]);
}

Settings SettingsResolver::of(const Wanted& wanted) const {
  Settings own;
  return of(wanted, own);
}

const Settings& SettingsResolver::of(const Wanted& wanted, Settings& own) const {
  const auto& known = shared(wanted);
  const domain::TrueSize& size = input_.job.products[wanted.product].size;
  if (known && !size.height && !size.width && !is_adjusted(wanted.product)) return *known;
  own = known ? *known : common(input_.job.deliver[wanted.line], input_.job.scenes[wanted.scene]);
  add_own(own, wanted);
  return own;
}

domain::Problems SettingsResolver::prohibited(const std::vector<Wanted>& wanted) const {
  domain::Problems problems;
  std::set<std::pair<int, int>> told;
  std::vector<bool> forbids(input_.job.deliver.size());
  for (std::size_t l = 0; l < forbids.size(); ++l) {
    const auto profile = input_.profiles.find(input_.job.deliver[l].profile);
    forbids[l] = profile != input_.profiles.end() && profile->second.regenerate_forbidden;
  }
  Settings own;
  for (const Wanted& one : wanted) {
    if (!forbids[one.line]) continue;
    const spec::DeliverLine& line = input_.job.deliver[one.line];
    const Settings& settings = of(one, own);
    if (settings.pixels != PixelMode::regenerate || settings.pixels_from.file < 0) continue;
    if (!told.insert({settings.pixels_from.line, line.origin.line}).second) continue;
    problems.push_back(problem_at(
        input_.job, line.profile_origin, domain::Problem::Level::error, "regenerate-forbidden",
        "profile \"" + line.profile + "\" takes only the product's own pixels, but " +
            place_text(input_.job, settings.pixels_from) +
            " asks for regenerated ones; say pixels: original there or "
            "leave the scene out of this line"));
  }
  return problems;
}

}  // namespace vitrine::plan
