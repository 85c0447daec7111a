#include "pipeline/providers/charge.hpp"

namespace vitrine::providers {
namespace {

constexpr std::int64_t kBytesPerToken = 4;

catalog::TokenUsage typical_usage(const Asked& asked, PictureMade picture) {
  catalog::TokenUsage tokens;
  tokens.input = asked.prompt_bytes / kBytesPerToken;
  if (asked.price) {
    const bool told_apart = asked.price->picture_input_rate != 0;
    (told_apart ? tokens.picture_input : tokens.input) +=
        asked.pictures * asked.price->reference_tokens;
    tokens.text = asked.price->thinking_typical;
  }
  if (picture != PictureMade::no) tokens.picture = listed_picture(asked);
  return tokens;
}

}  // namespace

std::int64_t listed_picture(const Asked& asked) {
  if (!asked.price) return 0;
  const catalog::SizePrice* size = asked.price->find_size(asked.size_class, asked.quality);
  return size == nullptr ? 0 : size->tokens;
}

Charge charge_of(const Asked& asked,
                 const std::optional<catalog::TokenUsage>& reported,
                 PictureMade picture) {
  Charge charge;
  charge.tokens = reported ? *reported : typical_usage(asked, picture);
  if (picture != PictureMade::no) charge.tokens.pixels = asked.priced().pixels;
  charge.tokens.input_pixels = asked.input_pixels;
  charge.estimated = !reported;
  if (!asked.price) return charge;
  charge.book = asked.price->book;
  charge.amount = catalog::charge_of(*asked.price, asked.size_class, charge.tokens, asked.quality);
  // Whoever is paid by the picture may or may not count an answer without one.
  if (asked.price->flat) charge.estimated = !asked.price->per_call && picture != PictureMade::yes;
  return charge;
}

util::Fields multiplied(const Asked& asked, const Charge& charge) {
  util::Fields fields{{"size", asked.size_class},
                      {"input", std::to_string(charge.tokens.input)},
                      {"picture", std::to_string(charge.tokens.picture)},
                      {"text", std::to_string(charge.tokens.text)}};
  if (!asked.quality.empty()) fields.push_back({"quality", asked.quality});
  if (charge.tokens.picture_input > 0)
    fields.push_back({"picture_input", std::to_string(charge.tokens.picture_input)});
  if (asked.price && asked.price->megapixel) {
    fields.push_back({"pixels", std::to_string(charge.tokens.pixels)});
    fields.push_back({"input_pixels", std::to_string(charge.tokens.input_pixels)});
  }
  return fields;
}

Charge no_charge(const Asked& asked) {
  Charge charge;
  charge.amount = util::Money{};
  if (asked.price) charge.book = asked.price->book;
  return charge;
}

}  // namespace vitrine::providers
