#pragma once

#include "pipeline/net/http.hpp"
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

/// Where the protocol is spoken, and what is different there. A value: configuration, no behaviour.
struct Surface {
  std::string name;               ///< whose books: gemini, vertex, cometapi, or custom:<origin>
  std::string seller = "google";  ///< whose price list holds; a gateway's by its row's id
  std::string base;               ///< address before the version; may carry a path
  std::string version;            ///< "v1beta"
  std::string models;             ///< path below the version: "models", or Vertex's long one
  Auth auth = Auth::api_key;
  bool has_files = false;     ///< takes uploads
  bool tells_models = false;  ///< answers models.get
  bool is_vertex = false;
  std::int64_t most_request = 100'000'000;  ///< bytes of a body, base64 counted
  std::int64_t most_inline_file = 0;        ///< bytes of one picture; 0: only the body counts
  friend bool operator==(const Surface&, const Surface&) = default;
};

/// An empty base means the official one; another makes the name custom:<origin>, so that emulated
/// pictures never pass for bought ones. bad_spec for an address, project or location that is none.
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

/// The request with its key, the last thing done before it is sent; until then there is no key in
/// anything. Refuses a request that goes to another origin than the surface's, an empty key, and
/// one with letters that no header takes.
util::Result<net::Request> with_credentials(net::Request request,
                                            const Surface& surface,
                                            std::string_view key);

/// Letters, digits, '-', '_' and '.', at least one, no "..": safe as one step of a path.
bool is_path_step(std::string_view text);

}  // namespace vitrine::providers::gemini
