#pragma once

#include "pipeline/catalog/prices.hpp"
#include "pipeline/providers/asked.hpp"
#include "pipeline/util/fields.hpp"
#include "pipeline/util/money.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace vitrine::providers {

/// What is known of the picture when the bill is made up.
enum class PictureMade {
  yes,
  no,
  unknown,  ///< the answer is not readable
};

/// What an attempt is charged.
struct Charge {
  catalog::TokenUsage tokens;         ///< as multiplied
  std::optional<util::Money> amount;  ///< nothing: no price is known, which is not zero
  std::string book;
  bool estimated = false;  ///< nobody said what was used, or that a picture made was not paid
};

/// By the price row: what was used as reported, or, where nobody said, the book's typical call,
/// which is marked as estimated.
Charge charge_of(const Asked& asked,
                 const std::optional<catalog::TokenUsage>& reported,
                 PictureMade picture);

/// Tokens of one picture as the book has them; 0 where pictures are paid by the piece.
std::int64_t listed_picture(const Asked& asked);

/// What the charge was made from, for the record: it can be multiplied again without the answer.
util::Fields multiplied(const Asked& asked, const Charge& charge);

/// What a refused call costs: nothing.
Charge no_charge(const Asked& asked);

}  // namespace vitrine::providers
