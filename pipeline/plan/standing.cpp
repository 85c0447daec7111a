#include "pipeline/plan/standing.hpp"

#include "pipeline/plan/requests.hpp"

#include <algorithm>
#include <utility>

namespace vitrine::plan {
namespace {

using domain::SourceRole;

/// Before the name of a field of the frame that another is held to.
const std::string kAfter = "after.";

util::Digest digest_of(const Input& input, const std::filesystem::path& file) {
  return input.digests.at(file.native());
}

}  // namespace

std::optional<StandingShot> stands_on_shot(const Input& input,
                                           const SettingsResolver& resolver,
                                           const Wanted& wanted,
                                           const Settings& settings) {
  if (settings.pixels != domain::PixelMode::regenerate) return std::nullopt;
  StandingShot under{wanted, settings};
  if (settings.refines()) {
    if (settings.refine.back().from == domain::StandsOn::last)
      under.settings.refine.pop_back();
    else
      under.settings.refine.clear();
    under.settings.take = 0;  // whichever stands; a redo is of the last step
    return under;
  }
  const domain::Scene& scene = input.job.scenes[wanted.scene];
  if (!scene.frame || scene.frame->after.empty()) return std::nullopt;
  const auto& scenes = input.job.scenes;
  const auto before = std::find_if(scenes.begin(), scenes.end(), [&](const domain::Scene& one) {
    return one.name == scene.frame->after;
  });
  under.wanted.scene = static_cast<std::uint16_t>(before - scenes.begin());
  under.settings = resolver.of(under.wanted);
  return under;
}

util::Fields scene_fields(const Input& input,
                          const SettingsResolver& resolver,
                          const Wanted& wanted,
                          const Settings& settings) {
  Settings first = settings;
  first.refine.clear();
  domain::RenderRequest request = placement_request(input, wanted, first, {});
  std::erase_if(request.sources, [](const domain::Source& source) {
    return source.role == SourceRole::cutout || source.role == SourceRole::frame;
  });
  util::Fields fields = domain::to_fields(request);
  if (const auto under = stands_on_shot(input, resolver, wanted, first))
    for (util::Field& field : scene_fields(input, resolver, under->wanted, under->settings))
      fields.push_back({kAfter + field.name, std::move(field.value)});
  if (!settings.refines()) return fields;
  for (const domain::RefineStep& step : settings.refine) {
    std::string text = step.words;
    if (step.from == domain::StandsOn::last) text += " (from the last)";
    if (step.within) text += " (within " + digest_of(input, *step.within).short_hex() + ")";
    fields.push_back({"refine", std::move(text)});
  }
  return fields;
}

}  // namespace vitrine::plan
