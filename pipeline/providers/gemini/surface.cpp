#include "pipeline/providers/gemini/surface.hpp"

#include <algorithm>
#include <utility>

namespace vitrine::providers::gemini {
namespace {

using util::Error;
using util::ErrorKind;

util::Result<Surface> at_base(Surface surface, std::string base, std::string_view official) {
  if (base.empty()) base = official;
  const util::Result<net::Url> url = net::parse_url(base);
  if (!url)
    return Error{url.error().kind, "the base URL of " + surface.name + ": " + url.error().message};
  if (url->target.find('?') != std::string::npos)
    return Error{ErrorKind::bad_spec, "the base URL of " + surface.name + " must have no query"};
  while (base.ends_with('/')) base.pop_back();
  if (base != official) surface.name = "custom:" + url->origin();
  surface.base = std::move(base);
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

bool is_path_step(std::string_view text) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  };
  return !text.empty() && text.find("..") == std::string_view::npos && text != "." &&
         std::all_of(text.begin(), text.end(), plain);
}

util::Result<Surface> gemini_surface(std::string base) {
  Surface surface = google_like("gemini");
  surface.has_files = surface.tells_models = true;
  return at_base(std::move(surface), std::move(base), kGeminiBase);
}

util::Result<Surface> cometapi_surface(std::string base, Auth auth) {
  Surface surface = google_like("cometapi");
  surface.seller = surface.name;
  surface.auth = auth;
  return at_base(std::move(surface), std::move(base), kCometBase);
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
  surface.auth = Auth::bearer;
  surface.models = "projects/" + project + "/locations/" + location + "/publishers/google/models";
  return at_base(std::move(surface), std::move(base), vertex_base(location));
}

util::Result<Surface> vertex_express_surface(std::string base) {
  Surface surface = vertex();
  surface.models = "publishers/google/models";
  return at_base(std::move(surface), std::move(base), vertex_base("global"));
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

util::Result<net::Request> with_credentials(net::Request request,
                                            const Surface& surface,
                                            std::string_view key) {
  const util::Result<net::Url> base = net::parse_url(surface.base);
  if (!base) return base.error();
  if (base->origin() != request.url.origin())
    return Error{ErrorKind::refused,
                 "the key for " + base->origin() + " is not sent to " + request.url.origin()};
  const auto fits_header = [](char c) { return c > 0x20 && c < 0x7F; };
  if (key.empty() || !std::all_of(key.begin(), key.end(), fits_header))
    return Error{ErrorKind::bad_spec, "the key for " + surface.name + " is empty or no key"};
  if (surface.auth == Auth::bearer)
    request.headers.set("Authorization", "Bearer " + std::string(key));
  else
    request.headers.set("x-goog-api-key", std::string(key));
  return request;
}

}  // namespace vitrine::providers::gemini
