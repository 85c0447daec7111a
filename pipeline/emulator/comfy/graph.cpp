#include "pipeline/emulator/comfy/graph.hpp"

#include "pipeline/util/json_writer.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace vitrine::emulator::comfy {
namespace {

std::string error_json(std::string_view type, std::string_view message, std::string_view details) {
  util::JsonWriter writer;
  writer.begin_object();
  writer.member("type", type);
  writer.member("message", message);
  writer.member("details", details);
  writer.key("extra_info");
  writer.begin_object();
  writer.end_object();
  writer.end_object();
  return std::move(writer).take();
}

std::string node_errors_json(const std::string& id,
                             std::string_view class_type,
                             const std::string& details) {
  util::JsonWriter writer;
  writer.begin_object();
  writer.key(id);
  writer.begin_object();
  writer.key("errors");
  writer.raw("[" +
             error_json("custom_validation_failed", "Custom validation failed for node", details) +
             "]");
  writer.key("dependent_outputs");
  writer.begin_array();
  writer.end_array();
  writer.member("class_type", class_type);
  writer.end_object();
  writer.end_object();
  return std::move(writer).take();
}

const Json* node_of(const Json& prompt, std::string_view id) {
  for (std::size_t i = 0; i < prompt.keys.size(); ++i)
    if (prompt.keys[i] == id) return &prompt.items[i];
  return nullptr;
}

const Json* input_of(const Json& node, std::string_view name) {
  const Json* inputs = node.find("inputs");
  return inputs == nullptr ? nullptr : inputs->find(name);
}

/// Follows links `["6", 0]` until a node holds a text; graphs may go in circles.
std::string text_behind(const Json& prompt, const Json& link) {
  const Json* at = &link;
  for (int steps = 0; steps < 32 && at->is(Json::Kind::array) && !at->items.empty(); ++steps) {
    const Json* node = node_of(prompt, at->items.front().text);
    if (node == nullptr) return {};
    const Json* text = input_of(*node, "text");
    if (text == nullptr) text = input_of(*node, "prompt");
    if (text != nullptr && text->is(Json::Kind::string)) return text->text;
    at = text != nullptr ? text : input_of(*node, "conditioning");
    if (at == nullptr) return {};
  }
  return at->is(Json::Kind::string) ? at->text : std::string();
}

std::optional<std::int64_t> whole(const Json* value) {
  std::uint64_t number = 0;
  if (value == nullptr || !value->is(Json::Kind::number)) return std::nullopt;
  const char* end = value->text.data() + value->text.size();
  const auto [at, error] = std::from_chars(value->text.data(), end, number);
  if (error != std::errc{} || at != end) return std::nullopt;
  return static_cast<std::int64_t>(number);
}

void take_node(const Json& prompt, const std::string& id, const Json& node, Graph& graph) {
  const std::string_view kind = node.text_of("class_type");
  if (kind == "SaveImage" || kind == "PreviewImage") graph.output = id;
  for (const char* name : {"seed", "noise_seed"})
    if (const auto seed = whole(input_of(node, name))) graph.seed = *seed;
  if (const Json* positive = input_of(node, "positive"))
    if (std::string text = text_behind(prompt, *positive); !text.empty())
      graph.text = std::move(text);
  if (kind == "LoadImage")
    if (const Json* image = input_of(node, "image")) graph.names.push_back(image->text);
  if (kind == "LoadImageMask")
    if (const Json* image = input_of(node, "image")) {
      graph.mask = image->text;
      const Json* channel = input_of(node, "channel");
      graph.mask_by_alpha = channel == nullptr || channel->text == "alpha";
    }
  const auto width = whole(input_of(node, "width")), height = whole(input_of(node, "height"));
  if (kind.starts_with("Empty") && width && height && *width >= 16 && *height >= 16 &&
      *width <= 4096 && *height <= 4096) {
    graph.size = Pixels{static_cast<int>(*width), static_cast<int>(*height)};
    graph.count = static_cast<int>(
        std::clamp<std::int64_t>(whole(input_of(node, "batch_size")).value_or(1), 1, 8));
  }
}

std::string first_text(const Json& prompt) {
  for (const Json& node : prompt.items)
    if (const Json* text = input_of(node, "text"); text && text->is(Json::Kind::string))
      return text->text;
  return {};
}

}  // namespace

ReadGraph read_graph(const Json& prompt, const std::function<bool(const std::string&)>& has_file) {
  ReadGraph read;
  const auto refuse = [&](std::string_view type, std::string_view message,
                          std::string_view details) {
    read.refused = Refused{error_json(type, message, details)};
    return read;
  };
  if (!prompt.is(Json::Kind::object) || prompt.items.empty())
    return refuse("no_prompt", "No prompt provided", "No prompt provided");
  for (std::size_t i = 0; i < prompt.items.size(); ++i) {
    const Json& node = prompt.items[i];
    if (node.text_of("class_type").empty() || node.find("inputs") == nullptr)
      return refuse("invalid_prompt",
                    "Cannot execute because a node is missing the class_type property.",
                    "Node ID '#" + util::one_line(prompt.keys[i], 40) + "'");
    take_node(prompt, prompt.keys[i], node, read.graph);
    const std::string_view kind = node.text_of("class_type");
    if (kind != "LoadImage" && kind != "LoadImageMask") continue;
    const Json* image = input_of(node, "image");
    const std::string name = image == nullptr ? std::string() : image->text;
    if (has_file(name)) continue;
    refuse("prompt_outputs_failed_validation", "Prompt outputs failed validation", "");
    read.refused->node_errors = node_errors_json(
        prompt.keys[i], kind, "image - Invalid image file: " + util::one_line(name, 80));
    return read;
  }
  if (read.graph.output.empty()) return refuse("prompt_no_outputs", "Prompt has no outputs", "");
  if (read.graph.text.empty()) read.graph.text = first_text(prompt);
  return read;
}

}  // namespace vitrine::emulator::comfy
