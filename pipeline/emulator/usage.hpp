#pragma once

#include "pipeline/emulator/models.hpp"

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace vitrine::util {
class JsonWriter;
}

namespace vitrine::emulator {

/// Tokens of one answer, by kind. `thoughts` are apart from both outputs.
struct Usage {
  std::int64_t prompt_text = 0, prompt_image = 0;
  std::int64_t text = 0, image = 0, thoughts = 0;
  std::int64_t pictures = 0;  ///< made; for models priced by the piece

  std::int64_t prompt() const { return prompt_text + prompt_image; }
  std::int64_t candidates() const { return text + image; }
  std::int64_t total() const { return prompt() + candidates() + thoughts; }
  friend bool operator==(const Usage&, const Usage&) = default;
};

/// About four bytes a token, at least one for any text.
std::int64_t text_tokens(std::string_view text);

/// How long a model thinks at a level; varies with `seed` inside the level's range. The empty
/// level is a model that does not think.
std::int64_t thought_tokens(std::string_view level, std::uint64_t seed);

/// How `usageMetadata` is written; the tokens are the same.
struct UsageForm {
  bool details = true;           ///< by modality; some resellers leave them out
  bool vertex = false;           ///< with trafficType
  bool thoughts_within = false;  ///< candidatesTokenCount holds the thoughts too
};
void write_usage(const Usage& usage, const UsageForm& form, util::JsonWriter& writer);

/// What the tokens cost in millionths of a dollar: the sum is exact and rounded once, half up.
/// `arithmetic` says it in numbers. A batch costs half.
struct Charge {
  std::int64_t micros = 0;
  std::string arithmetic;
};
/// One term of such a sum: so many units at a rate in millionths of a dollar for each `per` units.
struct ChargeTerm {
  std::int64_t units = 0, rate = 0;
  std::string_view of;
  std::int64_t per = 1;  ///< 1 or 1'000'000
};
Charge charge_of(std::initializer_list<ChargeTerm> terms);
Charge charge_for(const ModelRow& model, const Usage& usage, bool batch);

/// 39074 → "0.039074".
std::string usd_text(std::int64_t micros);

}  // namespace vitrine::emulator
