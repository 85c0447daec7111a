#include "pipeline/providers/gemini/surface.hpp"

#include <algorithm>
#include <utility>

namespace vitrine::providers::gemini {
namespace {

using util::Error;
using util::ErrorKind;

util::Result<Surface> surface_at(Surface surface, std::string base, std::string_view official) {
  util::Result<Place> place = at_base(surface, std::move(base), official);
  if (!place) return place.error();
  static_cast<Place&>(surface) = std::move(*place);
  return surface;
}

/// A whole region of the world has hosts of its own kind.
std::string vertex_base(const std::string& location) {
  if (location == "global") return "https://aiplatform.googleapis.com";
  if (location == "us" || location == "eu")
    return "https://aiplatform." + location + ".rep.googleapis.com";
  return "https://" + location + "-aiplatform.googleapis.com";
}

Surface vertex() {
  Surface surface;
  surface.name = "vertex";
  surface.version = "v1";
  surface.is_vertex = true;
  surface.most_request = 500'000'000;
  surface.most_inline_file = 7'000'000;
  return surface;
}

Surface google_like(std::string name) {
  Surface surface;
  surface.name = std::move(name);
  surface.version = "v1beta";
  surface.models = "models";
  return surface;
}

}  // namespace

KeyHeader key_header(Auth auth) {
  if (auth == Auth::bearer) return {"Authorization", "Bearer "};
  return {"x-goog-api-key", ""};
}

util::Result<Surface> gemini_surface(std::string base) {
  Surface surface = google_like("gemini");
  surface.has_files = surface.tells_models = true;
  return surface_at(std::move(surface), std::move(base), kGeminiBase);
}

util::Result<Surface> cometapi_surface(std::string base, Auth auth) {
  Surface surface = google_like("cometapi");
  surface.seller = surface.name;
  surface.key = key_header(auth);
  return surface_at(std::move(surface), std::move(base), kCometBase);
}

util::Result<Surface> vertex_surface(const std::string& project,
                                     const std::string& location,
                                     std::string base) {
  // "domain.com:project" is an old but valid name of a project.
  std::string plain = project;
  std::replace(plain.begin(), plain.end(), ':', '-');
  if (!is_path_step(plain) || !is_path_step(location))
    return Error{ErrorKind::bad_spec, "vertex needs a project and a location such as global"};
  Surface surface = vertex();
  surface.key = key_header(Auth::bearer);
  surface.models = "projects/" + project + "/locations/" + location + "/publishers/google/models";
  return surface_at(std::move(surface), std::move(base), vertex_base(location));
}

util::Result<Surface> vertex_express_surface(std::string base) {
  Surface surface = vertex();
  surface.models = "publishers/google/models";
  return surface_at(std::move(surface), std::move(base), vertex_base("global"));
}

util::Result<net::Url> api_url(const Surface& surface,
                               std::string_view prefix,
                               std::string_view rest) {
  return net::parse_url(surface.base + std::string(prefix) + "/" + surface.version + "/" +
                        std::string(rest));
}

util::Result<net::Url> model_url(const Surface& surface,
                                 std::string_view model,
                                 std::string_view method) {
  if (!is_path_step(model))
    return Error{ErrorKind::bad_spec, "\"" + std::string(model) + "\" is no model id"};
  std::string rest = surface.models + "/" + std::string(model);
  if (!method.empty()) rest += ":" + std::string(method);
  return api_url(surface, "", rest);
}

}  // namespace vitrine::providers::gemini
