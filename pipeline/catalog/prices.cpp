#include "pipeline/catalog/prices.hpp"

namespace vitrine::catalog {
namespace {

__extension__ using Wide = __int128;

// Tokens of our own prompts: a scene described in a few sentences, and the longest that `spec` and
// the prompt templates let through together.
constexpr std::int64_t kTypicalPrompt = 200, kLongestPrompt = 4'000;
constexpr int kTypicalReferences = 2;

/// The components are summed before anything is rounded: three halves of a millionth are no loss.
util::Money cost_of(const ModelPrice& price, const TokenUsage& usage, util::Rounding rounding) {
  constexpr Wide kMillion = 1'000'000;
  const Wide sum = static_cast<Wide>(price.input_rate) * usage.input +
                   static_cast<Wide>(price.picture_rate) * usage.picture +
                   static_cast<Wide>(price.text_rate) * usage.text;
  const Wide extra = rounding == util::Rounding::up ? kMillion - 1 : kMillion / 2;
  return {static_cast<std::int64_t>((sum + extra) / kMillion)};
}

util::Money half_as_much_again(util::Money money) { return {(money.micros * 3 + 1) / 2}; }

}  // namespace

const SizePrice* ModelPrice::find_size(std::string_view size) const {
  if (size.empty()) return sizes.size() == 1 ? &sizes.begin()->second : nullptr;
  const auto exact = sizes.find(std::string(size));
  if (exact != sizes.end()) return &exact->second;
  const auto any = sizes.find(std::string(kAnySize));
  return any == sizes.end() ? nullptr : &any->second;
}

std::optional<util::Money> charge_of(const ModelPrice& price,
                                     std::string_view size,
                                     const TokenUsage& usage) {
  const SizePrice* picture = price.find_size(size);
  if (picture == nullptr) return std::nullopt;
  if (price.flat) return picture->flat;
  return cost_of(price, usage, util::Rounding::half_up);
}

std::optional<domain::PicturePrice> picture_price(const ModelPrice& price,
                                                  std::string_view size,
                                                  int max_inputs) {
  const SizePrice* picture = price.find_size(size);
  if (picture == nullptr) return std::nullopt;
  domain::PicturePrice result;
  result.model = price.model;
  result.book = price.book;
  result.size = size;
  result.assumed = picture->assumed;
  if (price.flat) {
    result.expected = result.worst = picture->flat;
  } else {
    const TokenUsage typical{kTypicalPrompt + kTypicalReferences * price.reference_tokens,
                             picture->tokens, price.thinking_typical};
    const TokenUsage most{kLongestPrompt + max_inputs * price.reference_tokens, picture->tokens,
                          price.thinking_most};
    result.expected = cost_of(price, typical, util::Rounding::half_up);
    result.worst = cost_of(price, most, util::Rounding::up);
  }
  if (picture->assumed) result.worst = half_as_much_again(result.worst);
  return result;
}

}  // namespace vitrine::catalog
