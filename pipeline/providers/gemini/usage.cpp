#include "pipeline/providers/gemini/usage.hpp"

#include <algorithm>

namespace vitrine::providers::gemini {
namespace {

constexpr std::int64_t kBytesPerToken = 4;

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

/// Tokens of one picture as the book has them; 0 where pictures are paid by the piece.
std::int64_t listed_picture(const Asked& asked) {
  if (!asked.price) return 0;
  const catalog::SizePrice* size = asked.price->find_size(asked.size_class);
  return size == nullptr ? 0 : size->tokens;
}

catalog::TokenUsage typical_usage(const Asked& asked, PictureMade picture) {
  catalog::TokenUsage tokens;
  tokens.input = asked.prompt_bytes / kBytesPerToken;
  if (asked.price) {
    tokens.input += asked.pictures * asked.price->reference_tokens;
    tokens.text = asked.price->thinking_typical;
  }
  if (picture != PictureMade::no) tokens.picture = listed_picture(asked);
  return tokens;
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
  Charge charge;
  charge.tokens =
      usage.reported() ? counted_usage(asked, usage, picture) : typical_usage(asked, picture);
  charge.estimated = !usage.reported();
  if (!asked.price) return charge;
  charge.book = asked.price->book;
  charge.amount = catalog::charge_of(*asked.price, asked.size_class, charge.tokens);
  // Whoever is paid by the picture may or may not count an answer without one.
  if (asked.price->flat) charge.estimated = !asked.price->per_call && picture != PictureMade::yes;
  return charge;
}

util::Fields multiplied(const Asked& asked, const Charge& charge) {
  return {{"size", asked.size_class},
          {"input", std::to_string(charge.tokens.input)},
          {"picture", std::to_string(charge.tokens.picture)},
          {"text", std::to_string(charge.tokens.text)}};
}

Charge no_charge(const Asked& asked) {
  Charge charge;
  charge.amount = util::Money{};
  if (asked.price) charge.book = asked.price->book;
  return charge;
}

}  // namespace vitrine::providers::gemini
