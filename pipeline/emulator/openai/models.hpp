#pragma once

#include "pipeline/emulator/models.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace vitrine::emulator::openai {

/// US dollars per million tokens, in millionths.
struct TokenRates {
  std::int64_t text_in = 0, image_in = 0, image_out = 0;
};

/// What is sold, in the emulator's own table. Texts that list things part them by spaces.
struct Model {
  std::string_view id;
  bool retired = false;
  std::string_view shutdown;   ///< "2026-12-01", as the model's object says; empty: null
  bool free_sizes = true;      ///< any size within the rules; else the three fixed ones
  std::string_view qualities;  ///< besides auto
  std::string_view formats = "png jpeg webp";
  bool transparent = false;  ///< background
  bool fidelity = false;     ///< takes input_fidelity
  bool complexity = false;   ///< takes complexity
  TokenRates rates;
  int generous = 1;  ///< low and medium take so many times the tokens
  std::int64_t created = 1'764'547'200;
};
std::span<const Model> models();
const Model* find(std::string_view id);

/// Tokens of one picture. Known for the three fixed sizes; others go by their area.
std::int64_t output_tokens(const Model& model, std::string_view quality, Pixels size);
/// Tokens of one picture that is sent.
std::int64_t input_tokens(const Model& model, Pixels shape, bool high_fidelity);

bool lists(std::string_view words, std::string_view word);

}  // namespace vitrine::emulator::openai
