#pragma once

#include "pipeline/domain/model.hpp"
#include "pipeline/util/clock.hpp"
#include "pipeline/util/money.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace vitrine::catalog {

/// What one call used, as the provider reports it.
struct TokenUsage {
  std::int64_t input = 0;    ///< text and pictures sent
  std::int64_t picture = 0;  ///< picture out
  std::int64_t text = 0;     ///< text and thinking out
  /// Pictures sent, where they are told apart; then they are not in `input`.
  std::int64_t picture_input = 0;
  std::int64_t pixels = 0, input_pixels = 0;  ///< of the picture, and of all that were sent
};

/// The picture itself, in one size class.
struct SizePrice {
  std::int64_t tokens = 0;       ///< where tokens are paid
  util::Money flat;              ///< where pictures are paid
  bool assumed = false;          ///< low confidence
  std::int64_t most_tokens = 0;  ///< in the shape that takes most; 0: every shape takes `tokens`
};

/// Millionths of the currency for 1024 x 1024 pixels.
struct MegapixelRates {
  std::int64_t first = 0;    ///< of the picture, also where it has fewer pixels
  std::int64_t further = 0;  ///< each after it, in part too
  std::int64_t input = 0;    ///< each of the pictures sent, in part too
};

/// The price class that stands for every size of a model.
inline constexpr std::string_view kAnySize = "any";

/// One model's row of one dated price book. Rows are never edited, only followed by newer books,
/// so that an attempt settles at the prices it was made under.
struct ModelPrice {
  std::string model;
  std::string book;
  util::Date from;
  std::string source;
  std::string confidence;  ///< high, medium, low
  std::string seller;      ///< a gateway's id; empty: the maker's own list
  bool flat = false;       ///< a price per picture, whatever goes in
  bool per_call = false;   ///< flat, and owed for an answer without a picture too

  // Millionths of the currency per million tokens.
  std::int64_t input_rate = 0, text_rate = 0, picture_rate = 0;
  std::int64_t picture_input_rate = 0;     ///< of pictures sent; 0: as `input_rate`
  std::int64_t reference_tokens = 0;       ///< of one picture sent
  std::int64_t most_reference_tokens = 0;  ///< where nobody says how they count; 0: no more
  std::int64_t thinking_typical = 0, thinking_most = 0;
  std::optional<MegapixelRates> megapixel;  ///< instead of tokens
  std::map<std::string, SizePrice> sizes;   ///< by size class, or only `any`
  /// By size class, or only `any`, then by quality: of a model whose price depends on that. Then
  /// `sizes` lacks the class.
  std::map<std::string, std::map<std::string, SizePrice>> qualities;

  /// Nothing if this row does not price that class in that quality. An empty class means the only
  /// one there is; the quality of a class that has none does not matter.
  const SizePrice* find_size(std::string_view size, std::string_view quality = {}) const;
};

/// What a call asks for, as far as prices depend on it.
struct PictureAsked {
  std::string_view quality = {};
  std::int64_t pixels = 0;        ///< of the picture; 0: a megapixel
  std::int64_t input_pixels = 0;  ///< of all that are sent; 0: not known yet
};

/// What a call with this usage is charged, rounded once, half up; a flat row charges its picture
/// whatever was used. Nothing if the row does not price the size and quality.
std::optional<util::Money> charge_of(const ModelPrice& price,
                                     std::string_view size,
                                     const TokenUsage& usage,
                                     std::string_view quality = {});

/// Before the call: expected with two references and typical thinking; worst with `max_inputs`
/// references, a long prompt and generous thinking, half as much again where the price is assumed.
/// By megapixel, where what is sent is not known: references of one megapixel, of four at worst;
/// the worst also counts each part of a megapixel as a whole one.
std::optional<domain::PicturePrice> picture_price(const ModelPrice& price,
                                                  std::string_view size,
                                                  int max_inputs,
                                                  const PictureAsked& asked = {});

/// "0.0570 USD a picture", "free", "price unknown"; ", assumed" where it is.
std::string price_text(const std::optional<domain::PicturePrice>& price);

}  // namespace vitrine::catalog
