#pragma once

#include "pipeline/net/http.hpp"
#include "pipeline/providers/place.hpp"
#include "pipeline/util/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

/// The Gemini protocol: as Google serves it to keys, as Vertex AI serves it to projects, and as
/// resellers mirror it. Nothing here waits or reads a clock.
namespace vitrine::providers::gemini {

inline constexpr std::string_view kGeminiBase = "https://generativelanguage.googleapis.com";
inline constexpr std::string_view kCometBase = "https://api.cometapi.com";

enum class Auth {
  api_key,  ///< x-goog-api-key
  bearer,   ///< Authorization: Bearer
};

KeyHeader key_header(Auth auth);

/// A place where the protocol is spoken, and what is different there.
struct Surface : Place {
  Surface() {
    seller = "google";
    key = key_header(Auth::api_key);
  }
  std::string version;        ///< "v1beta"
  std::string models;         ///< path below the version: "models", or Vertex's long one
  bool has_files = false;     ///< takes uploads
  bool tells_models = false;  ///< answers models.get
  bool is_vertex = false;
  std::int64_t most_request = 100'000'000;  ///< bytes of a body, base64 counted
  std::int64_t most_inline_file = 0;        ///< bytes of one picture; 0: only the body counts
  friend bool operator==(const Surface&, const Surface&) = default;
};

/// Bases as for `at_base`. bad_spec for an address, project or location that is none.
util::Result<Surface> gemini_surface(std::string base = {});
util::Result<Surface> cometapi_surface(std::string base = {}, Auth auth = Auth::api_key);
util::Result<Surface> vertex_surface(const std::string& project,
                                     const std::string& location,
                                     std::string base = {});
/// Vertex by API key: no project in the path.
util::Result<Surface> vertex_express_surface(std::string base = {});

/// The address of a model's call: {base}/v1beta/models/{model}:generateContent. bad_spec for a
/// model id that could lead elsewhere.
util::Result<net::Url> model_url(const Surface& surface,
                                 std::string_view model,
                                 std::string_view method);

/// {base}{prefix}/{version}/{rest}, as `prefix` "/upload" and `rest` "files".
util::Result<net::Url> api_url(const Surface& surface,
                               std::string_view prefix,
                               std::string_view rest);

}  // namespace vitrine::providers::gemini
