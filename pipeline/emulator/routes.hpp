#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace vitrine::emulator {

enum class RouteKind {
  generate,
  stream,
  count_tokens,
  predict,
  list_models,
  get_model,
  upload,
  get_file,
  list_files,
  delete_file,
  download,
  create_batch,
  get_batch,
  list_batches,
  cancel_batch,
  delete_batch,
  token,
  batch_line,  ///< one request inside a batch: for scenarios, never a request of its own
  openai_generate,
  openai_edit,
  openai_list,
  openai_model,
  bfl_submit,
  bfl_result,
  bfl_sample,
  dashscope_generate,
  dashscope_submit,
  dashscope_task,
  dashscope_picture,
  local_generate,
  local_edit,
  local_models,
  local_picture,
  comfy_prompt,
  comfy_upload,
  comfy_history,
  comfy_view,
  bill,
  reset,
  advance,
  unknown,
};
/// The word in scenarios and bills: "generate", "create-batch".
std::string_view to_text(RouteKind kind);
/// A line for --help: what the route is on the wire.
std::string_view describe(RouteKind kind);
/// The protocol it belongs to: "google", "openai"; empty for the emulator's own routes.
std::string_view vendor_of(RouteKind kind);
/// Whether pictures are made, or ordered, by such a request.
bool makes_pictures(RouteKind kind);
constexpr bool is_admin(RouteKind kind) {
  return kind == RouteKind::bill || kind == RouteKind::reset || kind == RouteKind::advance;
}
constexpr int kRouteKinds = static_cast<int>(RouteKind::unknown);

enum class Surface { developer, vertex, express };
std::string_view to_text(Surface surface);

/// What a request is about. The path may begin with anything before the version.
struct Route {
  RouteKind kind = RouteKind::unknown;
  Surface surface = Surface::developer;
  std::string prefix;   ///< of the base URL: "" or "/gw"
  std::string version;  ///< "v1beta"
  std::string id;       ///< model id, file id or batch id, undecorated
  std::string path;     ///< without the query
  std::map<std::string, std::string> query;

  std::string parameter(const std::string& name) const;  ///< empty if absent
};
Route route_of(std::string_view method, std::string_view target);

/// A path below any prefix that ends in `rest`: "/gw" of "/gw/v1/models" and "/v1/models"; nothing
/// if it ends otherwise.
std::optional<std::string> prefix_before(std::string_view path, std::string_view rest);

/// "a=1&b=2", each name and value decoded; the last of a name counts.
std::map<std::string, std::string> parse_query(std::string_view query);

/// "%2F" → "/", and '+' as it is; broken escapes stay.
std::string url_decoded(std::string_view text);

}  // namespace vitrine::emulator
