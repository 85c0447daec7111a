#include "pipeline/providers/gemini/usage.hpp"

#include <algorithm>

namespace vitrine::providers::gemini {
namespace {

/// The sum over entries of one modality; nothing if there is no list.
std::optional<std::int64_t> tokens_of(JsonValue details, std::string_view modality) {
  if (!details.is_array()) return std::nullopt;
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < details.size(); ++i)
    if (details[i]["modality"].text() == modality)
      sum += std::max<std::int64_t>(0, details[i]["tokenCount"].whole().value_or(0));
  return sum;
}

/// A negative count is no count.
std::optional<std::int64_t> count(JsonValue value) {
  const std::optional<std::int64_t> number = value.whole();
  return number && *number >= 0 ? number : std::nullopt;
}

catalog::TokenUsage counted_usage(const Asked& asked, const Usage& usage, PictureMade picture) {
  const std::int64_t prompt = usage.prompt.value_or(0), tools = usage.tool_prompt.value_or(0);
  const std::int64_t parts = usage.candidates.value_or(0) + usage.thoughts.value_or(0);
  // A total below its parts is no total.
  const std::int64_t out =
      usage.total && *usage.total >= prompt + tools ? *usage.total - prompt - tools : parts;
  catalog::TokenUsage tokens;
  tokens.input = prompt;
  if (usage.picture_out) {
    tokens.picture = *usage.picture_out;
  } else if (picture != PictureMade::no) {
    const std::int64_t listed = listed_picture(asked);
    tokens.picture = out > 0 ? std::min(out, listed) : listed;
  }
  tokens.text = std::max<std::int64_t>(0, out - tokens.picture);
  return tokens;
}

}  // namespace

Usage read_usage(JsonValue metadata) {
  Usage usage;
  usage.prompt = count(metadata["promptTokenCount"]);
  usage.candidates = count(metadata["candidatesTokenCount"]);
  usage.thoughts = count(metadata["thoughtsTokenCount"]);
  usage.tool_prompt = count(metadata["toolUsePromptTokenCount"]);
  usage.cached = count(metadata["cachedContentTokenCount"]);
  usage.total = count(metadata["totalTokenCount"]);
  usage.picture_out = tokens_of(metadata["candidatesTokensDetails"], "IMAGE");
  usage.picture_in = tokens_of(metadata["promptTokensDetails"], "IMAGE");
  usage.text_in = tokens_of(metadata["promptTokensDetails"], "TEXT");
  usage.traffic_type = metadata["trafficType"].text();
  return usage;
}

util::Fields to_fields(const Usage& usage) {
  util::Fields fields;
  const auto add = [&](const char* name, const std::optional<std::int64_t>& tokens) {
    if (tokens) fields.push_back({name, std::to_string(*tokens)});
  };
  add("tokens.prompt", usage.prompt);
  add("tokens.candidates", usage.candidates);
  add("tokens.thoughts", usage.thoughts);
  add("tokens.tool_prompt", usage.tool_prompt);
  add("tokens.cached", usage.cached);
  add("tokens.total", usage.total);
  add("tokens.picture_out", usage.picture_out);
  add("tokens.picture_in", usage.picture_in);
  add("tokens.text_in", usage.text_in);
  if (!usage.traffic_type.empty()) fields.push_back({"traffic_type", usage.traffic_type});
  return fields;
}

Charge charge_for(const Asked& asked, const Usage& usage, PictureMade picture) {
  if (!usage.reported()) return charge_of(asked, std::nullopt, picture);
  return charge_of(asked, counted_usage(asked, usage, picture), picture);
}

}  // namespace vitrine::providers::gemini
