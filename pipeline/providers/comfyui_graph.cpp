#include "pipeline/providers/comfyui_graph.hpp"

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <span>

namespace vitrine::providers {
namespace {

using rapidjson::Document;
using rapidjson::SizeType;
using rapidjson::Value;

constexpr unsigned kFlags = rapidjson::kParseIterativeFlag | rapidjson::kParseFullPrecisionFlag;

Value::StringRefType text_ref(std::string_view text) {
  return {text.data(), static_cast<SizeType>(text.size())};
}

Value* member(Value& object, std::string_view name) {
  if (!object.IsObject()) return nullptr;
  const auto found = object.FindMember(Value(text_ref(name)));
  return found == object.MemberEnd() ? nullptr : &found->value;
}

/// The names under which nodes of different make take the same thing: the first that is there.
std::span<const std::string_view> inputs_of(NodeRole role) {
  static constexpr std::string_view kPrompt[] = {"text", "prompt"},
                                    kSeed[] = {"seed", "noise_seed"}, kImage[] = {"image"},
                                    kWidth[] = {"width"};
  switch (role) {
    case NodeRole::prompt:
      return kPrompt;
    case NodeRole::seed:
      return kSeed;
    case NodeRole::image:
    case NodeRole::mask:
      return kImage;
    case NodeRole::size:
      return kWidth;
    case NodeRole::output:
      break;
  }
  return {};
}

Value* input_of(Document& graph, std::string_view id, std::span<const std::string_view> names) {
  Value* node = member(graph, id);
  Value* inputs = node == nullptr ? nullptr : member(*node, "inputs");
  if (inputs == nullptr) return nullptr;
  for (const std::string_view name : names)
    if (Value* input = member(*inputs, name)) return input;
  return nullptr;
}

/// ["12", 0]: the first output of node 12.
bool is_link(const Value& input) { return input.IsArray() && input.Size() == 2; }

std::string joined(std::span<const std::string_view> names) {
  std::string text;
  for (const std::string_view name : names) {
    if (!text.empty()) text += " or ";
    text += name;
  }
  return text;
}

std::optional<std::string> input_problem(Document& graph,
                                         const std::string& id,
                                         std::span<const std::string_view> names) {
  const Value* input = input_of(graph, id, names);
  if (input == nullptr) return "node " + id + " of the graph has no input " + joined(names);
  if (!is_link(*input)) return std::nullopt;
  const Value& from = (*input)[0];
  return "node " + id + " of the graph is given its " + joined(names) + " by another node" +
         (from.IsString() ? "; name that one: " + std::string(from.GetString()) : "");
}

void take_out(Document& graph, std::string_view id) {
  graph.RemoveMember(Value(text_ref(id)));
  for (auto& node : graph.GetObject()) {
    Value* inputs = member(node.value, "inputs");
    if (inputs == nullptr || !inputs->IsObject()) continue;
    for (auto input = inputs->MemberBegin(); input != inputs->MemberEnd();) {
      const bool leads_here = is_link(input->value) && input->value[0].IsString() &&
                              std::string_view(input->value[0].GetString()) == id;
      input = leads_here ? inputs->EraseMember(input) : input + 1;
    }
  }
}

}  // namespace

std::optional<std::string> graph_problem(std::string_view json) {
  Document graph;
  graph.Parse<kFlags>(json.data(), json.size());
  if (graph.HasParseError())
    return "it is no JSON (at byte " + std::to_string(graph.GetErrorOffset()) + ")";
  if (!graph.IsObject() || graph.ObjectEmpty()) return "it is no JSON object with nodes";
  if (const Value* nodes = member(graph, "nodes"); nodes != nullptr && nodes->IsArray())
    return "it is a workflow for the editor; export it in API form";
  for (auto& node : graph.GetObject()) {
    const Value* type = member(node.value, "class_type");
    const Value* inputs = member(node.value, "inputs");
    if (type == nullptr || !type->IsString() || inputs == nullptr || !inputs->IsObject())
      return "its node " + std::string(node.name.GetString()) + " has no class_type or no inputs";
  }
  return std::nullopt;
}

std::vector<std::string> graph_nodes(std::string_view json) {
  std::vector<std::string> ids;
  Document graph;
  graph.Parse<kFlags>(json.data(), json.size());
  if (graph.HasParseError() || !graph.IsObject()) return ids;
  for (const auto& node : graph.GetObject()) ids.emplace_back(node.name.GetString());
  return ids;
}

std::optional<std::string> node_problem(std::string_view json,
                                        const std::string& id,
                                        NodeRole role) {
  Document graph;
  graph.Parse<kFlags>(json.data(), json.size());
  if (graph.HasParseError() || member(graph, id) == nullptr)
    return "there is no node " + id + " in the graph";
  if (role == NodeRole::output) return std::nullopt;
  if (auto problem = input_problem(graph, id, inputs_of(role))) return problem;
  static constexpr std::string_view kHeight[] = {"height"};
  return role == NodeRole::size ? input_problem(graph, id, kHeight) : std::nullopt;
}

void append_filled(std::string& body, const ComfyGraph& graph, const GraphFilling& filling) {
  Document filled;
  filled.Parse<kFlags>(graph.json.data(), graph.json.size());
  const GraphNodes& nodes = graph.nodes;
  const auto input = [&](const std::string& id, NodeRole role) {
    return input_of(filled, id, inputs_of(role));
  };
  if (Value* prompt = input(nodes.prompt, NodeRole::prompt))
    prompt->SetString(text_ref(filling.prompt));
  if (Value* seed = input(nodes.seed, NodeRole::seed)) seed->SetInt64(filling.seed);
  if (filling.width > 0) {
    static constexpr std::string_view kWidth[] = {"width"}, kHeight[] = {"height"};
    if (Value* width = input_of(filled, nodes.size, kWidth)) width->SetInt(filling.width);
    if (Value* height = input_of(filled, nodes.size, kHeight)) height->SetInt(filling.height);
  }
  for (std::size_t i = 0; i < nodes.images.size(); ++i) {
    if (i >= filling.images.size())
      take_out(filled, nodes.images[i]);
    else if (Value* image = input(nodes.images[i], NodeRole::image))
      image->SetString(text_ref(filling.images[i]));
  }
  if (filling.mask.empty() && !nodes.mask.empty())
    take_out(filled, nodes.mask);
  else if (Value* mask = input(nodes.mask, NodeRole::mask))
    mask->SetString(text_ref(filling.mask));
  rapidjson::StringBuffer text;
  rapidjson::Writer<rapidjson::StringBuffer> writer(text);
  filled.Accept(writer);
  body.append(text.GetString(), text.GetSize());
}

}  // namespace vitrine::providers
