#include "pipeline/schedule/assumed_price.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

namespace vitrine::schedule {
namespace {

std::string tokens_and_price(std::int64_t tokens, std::int64_t rate) {
  return std::to_string(tokens) + " tokens (" +
         util::to_text(util::price_of(rate, tokens, util::Rounding::half_up)) + " USD)";
}

}  // namespace

std::string wrong_assumption(const providers::PreparedCall& call,
                             const providers::Reading& reading) {
  if (!call.price || call.price->flat || !reading.picture || reading.estimated) return {};
  const std::string size(util::find(reading.usage, "size").value_or(""));
  const std::string quality(util::find(reading.usage, "quality").value_or(""));
  const catalog::SizePrice* listed = call.price->find_size(size, quality);
  // Only what the provider itself says of a picture of the size that was asked for.
  const util::Fields& facts = reading.outcome.facts;
  const std::string_view fit = util::find(facts, "picture.fit").value_or("");
  if (fit == "other_size" || fit == "other_ratio") return {};
  const auto told = util::find(facts, "tokens.picture_out");
  if (listed == nullptr || !listed->assumed || !told) return {};
  const std::int64_t taken = std::atoll(std::string(*told).c_str());
  const std::int64_t most = std::max(listed->tokens, listed->most_tokens);
  if (taken * 50 >= listed->tokens * 49 && taken * 50 <= most * 51) return {};
  const std::int64_t rate = call.price->picture_rate;
  return "the price of " + call.price->model + (size.empty() ? "" : " at " + size) +
         (quality.empty() ? "" : " in quality " + quality) +
         " was assumed, and is wrong: a picture took " + tokens_and_price(taken, rate) +
         ", not the " + tokens_and_price(listed->tokens, rate) + " of price book " +
         call.price->book + "; a newer book in schemas/prices.yaml of the project puts it right";
}

}  // namespace vitrine::schedule
