#include "pipeline/emulator/routes.hpp"

#include "pipeline/util/text.hpp"

#include <array>
#include <optional>
#include <vector>

namespace vitrine::emulator {
namespace {

struct KindRow {
  std::string_view name, line;
  bool pictures = false;
  std::string_view vendor = "google";
};
constexpr std::array<KindRow, kRouteKinds + 1> kKinds{{
    {"generate", "POST /{v}/models/{m}:generateContent", true},
    {"stream", "POST /{v}/models/{m}:streamGenerateContent?alt=sse", true},
    {"count-tokens", "POST /{v}/models/{m}:countTokens"},
    {"predict", "POST /{v}/models/{m}:predict", true},
    {"list-models", "GET /{v}/models?pageSize=&pageToken="},
    {"get-model", "GET /{v}/models/{m}"},
    {"upload", "POST /upload/{v}/files, then the address it answers"},
    {"get-file", "GET /{v}/files/{f}"},
    {"list-files", "GET /{v}/files?pageSize=&pageToken="},
    {"delete-file", "DELETE /{v}/files/{f}"},
    {"download", "GET /{v}/files/{f}:download?alt=media, below /download too"},
    {"create-batch", "POST /{v}/models/{m}:batchGenerateContent"},
    {"get-batch", "GET /{v}/batches/{b}"},
    {"list-batches", "GET /{v}/batches?pageSize=&pageToken="},
    {"cancel-batch", "POST /{v}/batches/{b}:cancel"},
    {"delete-batch", "DELETE /{v}/batches/{b}"},
    {"token", "POST /token   an access token for a service account's assertion"},
    {"batch-line", "one request inside a batch; no fault of body or connection befalls it"},
    {"openai-generate", "POST /v1/images/generations", true, "openai"},
    {"openai-edit", "POST /v1/images/edits   as multipart or as JSON", true, "openai"},
    {"openai-list", "GET /v1/models   with a Bearer key alone", false, "openai"},
    {"openai-model", "GET /v1/models/{m}   with a Bearer key alone", false, "openai"},
    {"bfl-submit", "POST /v1/{m}   flux-kontext-pro, flux-2-pro, ...", true, "bfl"},
    {"bfl-result", "GET the polling_url that was answered", false, "bfl"},
    {"bfl-sample", "GET the picture's address, without a key, for ten minutes", false, "bfl"},
    {"dashscope-generate", "POST /api/v1/services/aigc/multimodal-generation/generation", true,
     "dashscope"},
    {"dashscope-submit", "POST /api/v1/services/aigc/{text2image,image2image}/image-synthesis",
     true, "dashscope"},
    {"dashscope-task", "GET /api/v1/tasks/{t}", false, "dashscope"},
    {"dashscope-picture", "GET the picture's address, without a key, for a day", false,
     "dashscope"},
    {"local-generate", "POST {at}/v1/images/generations   {at} is /sdcpp, /vllm-omni, /localai",
     true, "local"},
    {"local-edit", "POST {at}/v1/images/edits, or /v1/images/inpainting", true, "local"},
    {"local-models", "GET {at}/v1/models", false, "local"},
    {"local-picture", "GET the picture's address, where a server answers one", false, "local"},
    {"comfy-prompt", "POST /prompt   a graph in API form", true, "comfyui"},
    {"comfy-upload", "POST /upload/image", false, "comfyui"},
    {"comfy-history", "GET /history/{id}, /history, /queue", false, "comfyui"},
    {"comfy-view", "GET /view?filename=&subfolder=&type=output", false, "comfyui"},
    {"bill", "GET /__bill[?summary=1]", false, ""},
    {"reset", "POST /__reset", false, ""},
    {"advance", "POST /__advance?seconds=N   puts the emulator's clock forward", false, ""},
    {"unknown", "", false, ""},
}};

bool is_version(std::string_view word) {
  return word == "v1" || word == "v1beta" || word == "v1beta1" || word == "v1alpha";
}

std::optional<int> hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return std::nullopt;
}

/// "name:verb" in its two halves; the verb may be missing.
struct NameVerb {
  std::string name, verb;
};
NameVerb name_and_verb(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return {std::string(text), {}};
  return {std::string(text.substr(0, colon)), std::string(text.substr(colon + 1))};
}

RouteKind model_kind(std::string_view method, std::string_view verb) {
  if (method == "GET") return verb.empty() ? RouteKind::get_model : RouteKind::unknown;
  if (method != "POST") return RouteKind::unknown;
  if (verb == "generateContent") return RouteKind::generate;
  if (verb == "streamGenerateContent") return RouteKind::stream;
  if (verb == "countTokens") return RouteKind::count_tokens;
  if (verb == "predict") return RouteKind::predict;
  if (verb == "batchGenerateContent") return RouteKind::create_batch;
  return RouteKind::unknown;
}

RouteKind file_kind(std::string_view method, std::string_view verb) {
  if (method == "GET" && verb == "download") return RouteKind::download;
  if (!verb.empty()) return RouteKind::unknown;
  if (method == "GET") return RouteKind::get_file;
  return method == "DELETE" ? RouteKind::delete_file : RouteKind::unknown;
}

RouteKind batch_kind(std::string_view method, std::string_view verb) {
  if (method == "POST" && verb == "cancel") return RouteKind::cancel_batch;
  if (!verb.empty()) return RouteKind::unknown;
  if (method == "GET") return RouteKind::get_batch;
  return method == "DELETE" ? RouteKind::delete_batch : RouteKind::unknown;
}

/// Reads the words after the version: ["models", "x:generateContent"].
void read_resource(std::string_view method, const std::vector<std::string>& words, Route& route) {
  const auto is = [&](std::size_t i, std::string_view word) {
    return i < words.size() && words[i] == word;
  };
  std::size_t at = 0;
  if (is(0, "projects") && is(2, "locations")) {
    route.surface = Surface::vertex;
    at = 4;
  }
  if (is(at, "publishers")) {
    if (at == 0) route.surface = Surface::express;
    at += 2;
  }
  if (at >= words.size() || words.size() - at > 2) return;
  const std::string& collection = words[at];
  const bool is_list = words.size() - at == 1 && method == "GET";
  const NameVerb last = is_list ? NameVerb{} : name_and_verb(words.back());
  route.id = last.name;
  if (collection == "models") {
    route.kind = is_list ? RouteKind::list_models : model_kind(method, last.verb);
  } else if (route.surface == Surface::developer && collection == "files") {
    route.kind = is_list ? RouteKind::list_files : file_kind(method, last.verb);
  } else if (route.surface == Surface::developer && collection == "batches") {
    route.kind = is_list ? RouteKind::list_batches : batch_kind(method, last.verb);
  }
  if (!is_list && words.size() - at == 1) route.kind = RouteKind::unknown;
}

RouteKind admin_kind(std::string_view method, std::string_view path) {
  if (path == "/__bill" && method == "GET") return RouteKind::bill;
  if (path == "/__reset" && method == "POST") return RouteKind::reset;
  if (path == "/__advance" && method == "POST") return RouteKind::advance;
  return RouteKind::unknown;
}

}  // namespace

std::string_view to_text(RouteKind kind) { return kKinds[static_cast<std::size_t>(kind)].name; }
std::string_view describe(RouteKind kind) { return kKinds[static_cast<std::size_t>(kind)].line; }

std::string_view vendor_of(RouteKind kind) { return kKinds[static_cast<std::size_t>(kind)].vendor; }
bool makes_pictures(RouteKind kind) { return kKinds[static_cast<std::size_t>(kind)].pictures; }

std::optional<std::string> prefix_before(std::string_view path, std::string_view rest) {
  if (!path.ends_with(rest)) return std::nullopt;
  return std::string(path.substr(0, path.size() - rest.size()));
}

std::string_view to_text(Surface surface) {
  switch (surface) {
    case Surface::vertex:
      return "vertex";
    case Surface::express:
      return "express";
    case Surface::developer:
      break;
  }
  return "developer";
}

std::string Route::parameter(const std::string& name) const {
  const auto found = query.find(name);
  return found == query.end() ? std::string() : found->second;
}

Route route_of(std::string_view method, std::string_view target) {
  Route route;
  const std::size_t question = std::min(target.find('?'), target.size());
  route.path = std::string(target.substr(0, question));
  route.query = parse_query(target.substr(std::min(question + 1, target.size())));
  route.kind = admin_kind(method, route.path);
  if (route.kind != RouteKind::unknown) return route;
  if (method == "POST" && route.path.ends_with("/token")) {
    route.kind = RouteKind::token;
    return route;
  }

  std::vector<std::string> words, raw_words;
  for (const std::string_view word : util::split(route.path, '/')) {
    if (word.empty()) continue;
    words.push_back(url_decoded(word));
    raw_words.emplace_back(word);
    if (!util::is_valid_utf8(words.back())) return route;
  }
  std::size_t at = 0;
  while (at < words.size() && !is_version(words[at])) ++at;
  if (at >= words.size()) return route;
  route.version = words[at];
  std::size_t prefix_words = at;
  const std::string before = at > 0 ? words[at - 1] : std::string();
  if (before == "upload" || before == "download") --prefix_words;
  for (std::size_t i = 0; i < prefix_words; ++i) route.prefix += "/" + raw_words[i];
  words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(at) + 1);

  if (before == "upload") {
    const bool is_upload =
        words.size() == 1 && words[0] == "files" && (method == "POST" || method == "PUT");
    route.kind = is_upload ? RouteKind::upload : RouteKind::unknown;
    return route;
  }
  read_resource(method, words, route);
  if (before == "download" && route.kind != RouteKind::download) route.kind = RouteKind::unknown;
  return route;
}

std::map<std::string, std::string> parse_query(std::string_view query) {
  std::map<std::string, std::string> result;
  if (query.empty()) return result;
  for (const std::string_view pair : util::split(query, '&')) {
    const std::size_t equals = std::min(pair.find('='), pair.size());
    result[url_decoded(pair.substr(0, equals))] =
        url_decoded(pair.substr(std::min(equals + 1, pair.size())));
  }
  return result;
}

std::string url_decoded(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      const std::optional<int> high = hex_digit(text[i + 1]), low = hex_digit(text[i + 2]);
      if (high && low) {
        plain.push_back(static_cast<char>(*high * 16 + *low));
        i += 2;
        continue;
      }
    }
    plain.push_back(text[i]);
  }
  return plain;
}

}  // namespace vitrine::emulator
