#include "pipeline/catalog/prices.hpp"

#include "pipeline/util/text.hpp"

#include <algorithm>

namespace vitrine::catalog {
namespace {

__extension__ using Wide = __int128;

// Tokens of our own prompts: a scene described in a few sentences, and the longest that `spec` and
// the prompt templates let through together.
constexpr std::int64_t kTypicalPrompt = 200, kLongestPrompt = 4'000;
constexpr int kTypicalReferences = 2;

constexpr std::int64_t kMegapixel = 1024 * 1024;
constexpr std::int64_t kLargestReference = 4 * kMegapixel;

util::Money rounded(Wide sum, std::int64_t unit, util::Rounding rounding) {
  const Wide extra = rounding == util::Rounding::up ? unit - 1 : unit / 2;
  return {static_cast<std::int64_t>((sum + extra) / unit)};
}

/// The first megapixel is paid whole, the others by their share.
util::Money cost_of_pixels(const MegapixelRates& rates,
                           std::int64_t pixels,
                           std::int64_t input_pixels,
                           util::Rounding rounding) {
  const std::int64_t further = std::max<std::int64_t>(0, pixels - kMegapixel);
  const Wide sum = static_cast<Wide>(rates.first) * kMegapixel +
                   static_cast<Wide>(rates.further) * further +
                   static_cast<Wide>(rates.input) * input_pixels;
  return rounded(sum, kMegapixel, rounding);
}

/// The components are summed before anything is rounded: three halves of a millionth are no loss.
util::Money cost_of(const ModelPrice& price, const TokenUsage& usage, util::Rounding rounding) {
  if (price.megapixel)
    return cost_of_pixels(*price.megapixel, usage.pixels, usage.input_pixels, rounding);
  const std::int64_t of_pictures =
      price.picture_input_rate == 0 ? price.input_rate : price.picture_input_rate;
  const Wide sum = static_cast<Wide>(price.input_rate) * usage.input +
                   static_cast<Wide>(of_pictures) * usage.picture_input +
                   static_cast<Wide>(price.picture_rate) * usage.picture +
                   static_cast<Wide>(price.text_rate) * usage.text;
  return rounded(sum, 1'000'000, rounding);
}

std::int64_t whole_megapixels(std::int64_t pixels) {
  return (pixels + kMegapixel - 1) / kMegapixel * kMegapixel;
}

/// What a call is expected to use, and the most that it can.
struct Bounds {
  TokenUsage typical, most;
};
Bounds bounds_of(const ModelPrice& price,
                 const SizePrice& picture,
                 int max_inputs,
                 const PictureAsked& asked) {
  Bounds bounds;
  bounds.typical.input = kTypicalPrompt;
  bounds.typical.picture_input = kTypicalReferences * price.reference_tokens;
  bounds.typical.picture = picture.tokens;
  bounds.typical.text = price.thinking_typical;
  bounds.most.input = kLongestPrompt;
  bounds.most.picture_input =
      max_inputs * std::max(price.reference_tokens, price.most_reference_tokens);
  bounds.most.picture = std::max(picture.tokens, picture.most_tokens);
  bounds.most.text = price.thinking_most;

  const bool known = asked.input_pixels != 0;
  bounds.typical.pixels = asked.pixels == 0 ? kMegapixel : asked.pixels;
  bounds.typical.input_pixels =
      known ? asked.input_pixels : std::min(kTypicalReferences, max_inputs) * kMegapixel;
  bounds.most.pixels = whole_megapixels(bounds.typical.pixels);
  // Each picture may be rounded up by itself.
  bounds.most.input_pixels = known ? whole_megapixels(asked.input_pixels) + max_inputs * kMegapixel
                                   : max_inputs * kLargestReference;
  return bounds;
}

util::Money half_as_much_again(util::Money money) { return {(money.micros * 3 + 1) / 2}; }

}  // namespace

namespace {

/// The entry of a size class; of an empty one, the only one there is.
template <class T>
const T* class_in(const std::map<std::string, T>& table, std::string_view size) {
  if (size.empty()) return table.size() == 1 ? &table.begin()->second : nullptr;
  const auto exact = table.find(std::string(size));
  if (exact != table.end()) return &exact->second;
  const auto any = table.find(std::string(kAnySize));
  return any == table.end() ? nullptr : &any->second;
}

}  // namespace

const SizePrice* ModelPrice::find_size(std::string_view size, std::string_view quality) const {
  if (size.empty() && !sizes.empty() && !qualities.empty()) return nullptr;
  if (const SizePrice* found = class_in(sizes, size)) return found;
  const auto* by_quality = class_in(qualities, size);
  if (by_quality == nullptr) return nullptr;
  const auto found = by_quality->find(std::string(quality));
  return found == by_quality->end() ? nullptr : &found->second;
}

std::optional<util::Money> charge_of(const ModelPrice& price,
                                     std::string_view size,
                                     const TokenUsage& usage,
                                     std::string_view quality) {
  const SizePrice* picture = price.find_size(size, quality);
  if (picture == nullptr) return std::nullopt;
  if (price.flat) return picture->flat;
  return cost_of(price, usage, util::Rounding::half_up);
}

std::optional<domain::PicturePrice> picture_price(const ModelPrice& price,
                                                  std::string_view size,
                                                  int max_inputs,
                                                  const PictureAsked& asked) {
  const SizePrice* picture = price.find_size(size, asked.quality);
  if (picture == nullptr) return std::nullopt;
  domain::PicturePrice result;
  result.model = price.model;
  result.book = price.book;
  result.size = size;
  result.quality = asked.quality;
  result.assumed = picture->assumed;
  if (price.flat) {
    result.expected = result.worst = picture->flat;
  } else {
    const Bounds bounds = bounds_of(price, *picture, max_inputs, asked);
    result.expected = cost_of(price, bounds.typical, util::Rounding::half_up);
    result.worst = std::max(result.expected, cost_of(price, bounds.most, util::Rounding::up));
  }
  if (picture->assumed) result.worst = half_as_much_again(result.worst);
  return result;
}

std::string price_text(const std::optional<domain::PicturePrice>& price) {
  if (!price) return "price unknown";
  if (price->worst.micros == 0) return "free";
  return util::fixed_text(price->expected.units(), 4) + " USD a picture" +
         (price->assumed ? ", assumed" : "");
}

}  // namespace vitrine::catalog
