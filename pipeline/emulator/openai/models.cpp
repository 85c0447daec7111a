#include "pipeline/emulator/openai/models.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace vitrine::emulator::openai {
namespace {

constexpr std::string_view kThree = "low medium high", kFive = "low medium high xhigh max";
constexpr std::string_view kDecember = "2026-12-01";
constexpr TokenRates kRatesOne{5'000'000, 10'000'000, 40'000'000};
constexpr TokenRates kRatesMini{2'000'000, 2'500'000, 8'000'000};
constexpr TokenRates kRatesOneFive{5'000'000, 8'000'000, 32'000'000};
constexpr TokenRates kRatesTwo{5'000'000, 8'000'000, 30'000'000};
constexpr std::string_view kMany = "png jpeg webp gif svg";

constexpr Model first(
    std::string_view id, bool retired, std::string_view shutdown, bool fidelity, TokenRates rates) {
  Model model;
  model.id = id;
  model.retired = retired;
  model.shutdown = shutdown;
  model.free_sizes = false;
  model.qualities = kThree;
  model.transparent = true;
  model.fidelity = fidelity;
  model.rates = rates;
  return model;
}

constexpr Model second(std::string_view id, std::string_view qualities, int generous = 1) {
  Model model;
  model.id = id;
  model.qualities = qualities;
  model.rates = kRatesTwo;
  model.generous = generous;
  if (generous > 1) {
    model.formats = kMany;
    model.complexity = true;
  }
  return model;
}

constexpr Model kModels[] = {
    first("gpt-image-1", true, "2026-10-23", true, kRatesOne),
    first("gpt-image-1-mini", false, kDecember, false, kRatesMini),
    first("gpt-image-1.5", false, kDecember, true, kRatesOneFive),
    first("chatgpt-image-latest", false, kDecember, true, kRatesOneFive),
    second("gpt-image-2", kThree),
    second("gpt-image-2-2026-04-21", kThree),
    second("gpt-image-2.5-flare", kFive),
    second("gpt-image-2.5-sunburst", kFive),
    second("gpt-image-2.5-flare-2026-09-08", kFive),
    second("gpt-image-2.5-sunburst-2026-09-08", kFive),
    // Reported to take three to four times as many at the lower qualities.
    second("gpt-image-2.6-flare", kFive, 3),
    second("gpt-image-2.6-sunburst", kFive, 3),
};

/// Tokens at 1024x1024, 1024x1536 and 1536x1024.
struct TokenRow {
  std::string_view quality;
  std::int64_t square, tall, wide;
};
constexpr TokenRow kFirstTokens[] = {
    {"low", 272, 408, 400}, {"medium", 1056, 1584, 1568}, {"high", 4160, 6240, 6208}};
// From the prices of examples at 30 dollars a million; the two last rows are assumed.
constexpr TokenRow kSecondTokens[] = {{"low", 200, 167, 167},
                                      {"medium", 1767, 1367, 1367},
                                      {"high", 7033, 5500, 5500},
                                      {"xhigh", 10550, 8250, 8250},
                                      {"max", 14066, 11000, 11000}};

}  // namespace

std::span<const Model> models() { return kModels; }

const Model* find(std::string_view id) {
  const auto row = std::find_if(std::begin(kModels), std::end(kModels),
                                [&](const Model& model) { return model.id == id; });
  return row == std::end(kModels) ? nullptr : row;
}

std::int64_t output_tokens(const Model& model, std::string_view quality, Pixels size) {
  const std::span<const TokenRow> rows =
      model.free_sizes ? std::span<const TokenRow>(kSecondTokens) : std::span(kFirstTokens);
  const auto row = std::find_if(rows.begin(), rows.end(),
                                [&](const TokenRow& one) { return one.quality == quality; });
  if (row == rows.end()) return 0;
  std::int64_t tokens = row->square;
  if (size == Pixels{1024, 1536}) {
    tokens = row->tall;
  } else if (size == Pixels{1536, 1024}) {
    tokens = row->wide;
  } else if (size != Pixels{1024, 1024}) {
    const std::int64_t area = static_cast<std::int64_t>(size.width) * size.height;
    tokens = (row->square * area + (1 << 19)) >> 20;
  }
  return quality == "low" || quality == "medium" ? tokens * model.generous : tokens;
}

/// By tiles of 512 pixels after the shorter side was brought to 512: as the first models count. The
/// second look at everything closely; nobody says how they count, so four times the tiles here.
std::int64_t input_tokens(const Model& model, Pixels shape, bool high_fidelity) {
  const double shorter = std::max(1, std::min(shape.width, shape.height));
  const double scale = (model.free_sizes ? 1024.0 : 512.0) / shorter;
  const auto tiles = [&](int side) {
    return std::max<std::int64_t>(1, static_cast<std::int64_t>(std::ceil(side * scale / 512.0)));
  };
  std::int64_t tokens = 65 + 129 * tiles(shape.width) * tiles(shape.height);
  if (high_fidelity) tokens += shape.width == shape.height ? 4160 : 6240;
  return tokens;
}

bool lists(std::string_view words, std::string_view word) {
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    if (words.substr(0, end) == word) return true;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return false;
}

}  // namespace vitrine::emulator::openai
