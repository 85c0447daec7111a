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
};

/// The picture itself, in one size class.
struct SizePrice {
  std::int64_t tokens = 0;  ///< where tokens are paid
  util::Money flat;         ///< where pictures are paid
  bool assumed = false;     ///< low confidence
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
  std::int64_t reference_tokens = 0;  ///< of one picture sent
  std::int64_t thinking_typical = 0, thinking_most = 0;
  std::map<std::string, SizePrice> sizes;  ///< by size class, or only `any`

  /// Nothing if this row does not price that class. An empty one means the only one there is.
  const SizePrice* find_size(std::string_view size) const;
};

/// What a call with this usage is charged, rounded once, half up; a flat row charges its picture
/// whatever was used. Nothing if the row does not price the size.
std::optional<util::Money> charge_of(const ModelPrice& price,
                                     std::string_view size,
                                     const TokenUsage& usage);

/// Before the call: expected with two references and typical thinking; worst with `max_inputs`
/// references, a long prompt and generous thinking, half as much again where the price is assumed.
std::optional<domain::PicturePrice> picture_price(const ModelPrice& price,
                                                  std::string_view size,
                                                  int max_inputs);

}  // namespace vitrine::catalog
