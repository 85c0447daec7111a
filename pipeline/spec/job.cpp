#include "pipeline/spec/job.hpp"

#include <algorithm>

namespace vitrine::spec {

const domain::Scene* Job::find_scene(const std::string& scene_name) const {
  const auto found = std::find_if(scenes.begin(), scenes.end(), [&](const domain::Scene& scene) {
    return scene.name == scene_name;
  });
  return found == scenes.end() ? nullptr : &*found;
}

const domain::Colorway* Job::find_colorway(const std::string& colorway_name) const {
  const auto found = std::find_if(
      colorways.begin(), colorways.end(),
      [&](const domain::Colorway& colorway) { return colorway.name == colorway_name; });
  return found == colorways.end() ? nullptr : &*found;
}

}  // namespace vitrine::spec
