#include "pipeline/plan/settings.hpp"

#include "pipeline/plan/problems.hpp"

#include <set>
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
  if (line.take > settings.take) settings.take = line.take;
  if (line.priority != 0) settings.priority = line.priority;
  if (line.hold) settings.hold = line.hold;
}

}  // namespace

SettingsResolver::SettingsResolver(const Input& input) : input_(input) {
  if (input.job.adjust.empty()) return;
  by_product_.resize(input.job.products.size());
  for (std::size_t p = 0; p < input.job.products.size(); ++p) {
    const auto fields = product_fields(input.job.products[p]);
    for (const spec::Adjustment& line : input.job.adjust)
      if (may_match_product(line.subject, fields)) by_product_[p].push_back(&line);
  }
}

std::vector<const spec::Adjustment*> SettingsResolver::adjustments_for(const Wanted& wanted) const {
  std::vector<const spec::Adjustment*> lines;
  if (by_product_.empty() || by_product_[wanted.product].empty()) return lines;
  const auto fields = selector_fields(input_.job, wanted);
  for (const spec::Adjustment* line : by_product_[wanted.product])
    if (line->subject.matches(fields)) lines.push_back(line);
  return lines;
}

Settings SettingsResolver::of(const Wanted& wanted) const {
  const spec::Job& job = input_.job;
  const domain::Scene& scene = job.scenes[wanted.scene];
  const spec::DeliverLine& line = job.deliver[wanted.line];
  Settings settings;
  // Built in: truth and no cost, but a scene told in words is what image models are asked for.
  const bool told_in_words = std::holds_alternative<domain::PromptBackdrop>(scene.backdrop);
  settings.pixels =
      told_in_words && !input_.model.is_studio() ? PixelMode::regenerate : PixelMode::original;
  settings.shadow = job.defaults.shadow;
  settings.shadow_from = settings.approve_from = job.defaults.origin;
  settings.approve = job.defaults.approve;
  if (job.defaults.pixels) {
    settings.pixels = *job.defaults.pixels;
    settings.pixels_from = job.defaults.origin;
  }
  if (scene.pixels) settings.pixels = *scene.pixels, settings.pixels_from = scene.origin;
  if (scene.shadow) settings.shadow = *scene.shadow, settings.shadow_from = scene.origin;
  if (scene.approve) settings.approve = *scene.approve, settings.approve_from = scene.origin;
  settings.size = job.products[wanted.product].size;
  settings.camera = scene.camera.empty() ? job.defaults.camera : scene.camera;
  settings.wishes = domain::laid_over(job.defaults.wishes, scene.wishes);
  if (line.pixels) settings.pixels = *line.pixels, settings.pixels_from = line.pixels_origin;
  if (line.shadow) settings.shadow = *line.shadow, settings.shadow_from = line.origin;
  if (line.approve) settings.approve = *line.approve, settings.approve_from = line.origin;
  for (const spec::Adjustment* adjustment : adjustments_for(wanted)) apply(settings, *adjustment);
  // The embedded studio has true pixels only: a wish to regenerate falls back and the plan says so.
  // A packshot is the product's own picture, whoever draws the scenes.
  if ((input_.model.is_studio() || scene.is_packshot()) && settings.pixels == PixelMode::regenerate)
    settings.pixels = PixelMode::original;
  return settings;
}

domain::Problems SettingsResolver::prohibited(const std::vector<Wanted>& wanted) const {
  domain::Problems problems;
  std::set<std::pair<int, int>> told;
  for (const Wanted& one : wanted) {
    const spec::DeliverLine& line = input_.job.deliver[one.line];
    const auto profile = input_.profiles.find(line.profile);
    if (profile == input_.profiles.end() || !profile->second.regenerate_forbidden) continue;
    const Settings settings = of(one);
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
