#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What the emulated service sells: its own table, so that a mistake in the client's cannot hide.
namespace vitrine::emulator {

enum class Tier { none, half_k, one_k, two_k, four_k };  ///< "512", "1K", "2K", "4K"
enum class Family { gemini_2_5, gemini_3, imagen, recontext };

struct Pixels {
  int width = 0, height = 0;
  friend bool operator==(const Pixels&, const Pixels&) = default;
};

/// US dollars per million tokens, in millionths; per picture for models that are not priced by
/// tokens.
struct Rates {
  std::int64_t input = 0, text_out = 0, image_out = 0, per_image = 0;
};

/// Tokens that a picture costs when it is made.
struct ImageTokens {
  int half_k = 0, one_k = 0, two_k = 0, four_k = 0;
};

struct ModelRow {
  std::string_view id;
  std::string_view display_name;
  Family family = Family::gemini_3;
  bool retired = false;            ///< answers 404
  std::string_view tiers;          ///< "512 1K 2K 4K"; empty: the size is fixed
  int ratios = 10;                 ///< 10 or 14; Imagen 5
  int most_pictures = 14;          ///< in one request
  std::string_view levels;         ///< of thinking that can be asked for; empty: none
  std::string_view default_level;  ///< empty: does not think
  int input_image_tokens = 1120;
  ImageTokens output_tokens;
  Rates rates;
  int input_limit = 131'072, output_limit = 32'768;
};

std::span<const ModelRow> model_rows();
const ModelRow* find_model(std::string_view id);

/// Whether it answers :predict, and nothing else.
bool predicts(const ModelRow& model);

std::optional<Tier> parse_tier(std::string_view text);
bool has_tier(const ModelRow& model, Tier tier);
bool has_level(const ModelRow& model, std::string_view level);
int output_image_tokens(const ModelRow& model, Tier tier);

/// The ratios a model draws, as they are named on the wire.
std::vector<std::string_view> ratios_of(const ModelRow& model);
/// Exact pixels by (ratio name, tier); nothing if the model does not draw them.
std::optional<Pixels> pixels_of(const ModelRow& model, std::string_view ratio, Tier tier);
/// The ratio nearest to a picture's shape.
std::string_view nearest_ratio(const ModelRow& model, Pixels shape);

}  // namespace vitrine::emulator
