#include "pipeline/providers/registry.hpp"

#include "pipeline/providers/bfl.hpp"
#include "pipeline/providers/comfyui.hpp"
#include "pipeline/providers/dashscope.hpp"
#include "pipeline/providers/openai.hpp"

#include <algorithm>
#include <utility>

namespace vitrine::providers {
namespace {

using Opened = util::Result<std::shared_ptr<const Access>>;

Opened opened(util::Result<gemini::Surface> surface, const Reach& reach) {
  if (!surface) return surface.error();
  if (!reach.name.empty()) surface->name = reach.name;
  return gemini_access(std::move(*surface));
}

Opened open_gemini(const Reach& reach) { return opened(gemini::gemini_surface(reach.base), reach); }
Opened open_comet(const Reach& reach) {
  return opened(gemini::cometapi_surface(reach.base, reach.auth), reach);
}
Opened open_vertex(const Reach& reach) {
  if (reach.project.empty()) return opened(gemini::vertex_express_surface(reach.base), reach);
  return opened(gemini::vertex_surface(reach.project, reach.location, reach.base), reach);
}

}  // namespace

const std::vector<Api>& apis() {
  static const std::vector<Api> all{
      {"gemini",
       {"GOOGLE_API_KEY", "GEMINI_API_KEY"},
       "GOOGLE_GEMINI_BASE_URL",
       true,
       "",
       &open_gemini},
      {"vertex", {"GOOGLE_API_KEY"}, "GOOGLE_VERTEX_BASE_URL", true, "", &open_vertex},
      {"cometapi", {"COMETAPI_KEY"}, "", true, "", &open_comet},
      {"openai", {"OPENAI_API_KEY"}, "OPENAI_BASE_URL", true, "/v1", &openai_access},
      {"bfl", {"BFL_API_KEY"}, "BFL_BASE_URL", true, "", &bfl_access},
      {"dashscope", {"DASHSCOPE_API_KEY"}, "DASHSCOPE_HTTP_BASE_URL", true, "", &dashscope_access},
      {"local",
       {"VITRINE_LOCAL_KEY"},
       "VITRINE_LOCAL_BASE_URL",
       false,
       "/sdcpp/v1",
       &local_access,
       true},
      {"comfyui",
       {"VITRINE_COMFYUI_KEY"},
       "VITRINE_COMFYUI_BASE_URL",
       false,
       "",
       &comfyui_access,
       true},
  };
  return all;
}

const Api* find_api(std::string_view provider) {
  const auto found = std::find_if(apis().begin(), apis().end(),
                                  [&](const Api& api) { return api.provider == provider; });
  return found == apis().end() ? nullptr : &*found;
}

}  // namespace vitrine::providers
