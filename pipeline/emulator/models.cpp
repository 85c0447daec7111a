#include "pipeline/emulator/models.hpp"

#include <algorithm>
#include <cmath>

namespace vitrine::emulator {
namespace {

constexpr std::int64_t usd(double dollars) {
  return static_cast<std::int64_t>(dollars * 1e6 + 0.5);
}
constexpr Rates per_million(double input, double text_out, double image_out) {
  return {usd(input), usd(text_out), usd(image_out), 0};
}
constexpr Rates per_picture(double price) { return {0, 0, 0, usd(price)}; }

constexpr std::string_view kThinksAlways = "always";

constexpr ModelRow kModels[] = {
    {"gemini-2.5-flash-image",
     "Nano Banana",
     Family::gemini_2_5,
     false,
     "",
     10,
     3,
     "",
     "",
     258,
     {1290, 1290, 1290, 1290},
     per_million(0.30, 2.50, 30),
     32'768,
     32'768},
    {"gemini-3.1-flash-lite-image",
     "Nano Banana 2 Lite",
     Family::gemini_3,
     false,
     "1K",
     10,
     14,
     "minimal high",
     "minimal",
     1120,
     {1120, 1120, 1120, 1120},
     per_million(0.25, 1.50, 30)},
    {"gemini-3.1-flash-image",
     "Nano Banana 2",
     Family::gemini_3,
     false,
     "512 1K 2K 4K",
     14,
     14,
     "minimal high",
     "minimal",
     1120,
     {747, 1120, 1680, 2520},
     per_million(0.50, 3.00, 60)},
    {"gemini-nano-banana-2.1",
     "Nano Banana 2.1",
     Family::gemini_3,
     false,
     "1K 2K 4K",
     14,
     14,
     "minimal medium high",
     "medium",
     1120,
     {1120, 1120, 1680, 2520},
     per_million(1.50, 7.50, 30)},
    {"gemini-3-pro-image",
     "Nano Banana Pro",
     Family::gemini_3,
     false,
     "1K 2K 4K",
     10,
     14,
     "",
     kThinksAlways,
     560,
     {1120, 1120, 1120, 2000},
     per_million(2.00, 12.00, 120),
     65'536,
     32'768},
    {"gemini-2.5-flash-image-preview",
     "Nano Banana preview",
     Family::gemini_2_5,
     true,
     "",
     10,
     3,
     "",
     "",
     258,
     {1290, 1290, 1290, 1290},
     per_million(0.30, 2.50, 30),
     32'768,
     32'768},
    {"gemini-3.1-flash-image-preview",
     "Nano Banana 2 preview",
     Family::gemini_3,
     true,
     "512 1K 2K 4K",
     14,
     14,
     "minimal high",
     "minimal",
     1120,
     {747, 1120, 1680, 2520},
     per_million(0.50, 3.00, 60)},
    {"gemini-3-pro-image-preview",
     "Nano Banana Pro preview",
     Family::gemini_3,
     true,
     "1K 2K 4K",
     10,
     14,
     "",
     kThinksAlways,
     560,
     {1120, 1120, 1120, 2000},
     per_million(2.00, 12.00, 120),
     65'536,
     32'768},
    // Gone from the real service since 2026-08-17; kept so that the call can be practised.
    {"imagen-4.0-generate-001",
     "Imagen 4",
     Family::imagen,
     false,
     "1K 2K",
     5,
     0,
     "",
     "",
     0,
     {},
     per_picture(0.04),
     480,
     0},
    {"imagen-4.0-fast-generate-001",
     "Imagen 4 Fast",
     Family::imagen,
     false,
     "1K",
     5,
     0,
     "",
     "",
     0,
     {},
     per_picture(0.02),
     480,
     0},
    {"imagen-4.0-ultra-generate-001",
     "Imagen 4 Ultra",
     Family::imagen,
     false,
     "1K 2K",
     5,
     0,
     "",
     "",
     0,
     {},
     per_picture(0.06),
     480,
     0},
    {"imagen-product-recontext-preview-06-30",
     "Imagen product recontext",
     Family::recontext,
     false,
     "",
     1,
     3,
     "",
     "",
     0,
     {},
     per_picture(0.12),
     480,
     0},
};

/// In the order in which the first ten are known to every model.
struct RatioRow {
  std::string_view name;
  Pixels v2_5, half_k, one_k;
};
constexpr RatioRow kRatios[] = {
    {"1:1", {1024, 1024}, {512, 512}, {1024, 1024}},
    {"2:3", {832, 1248}, {424, 632}, {848, 1264}},
    {"3:2", {1248, 832}, {632, 424}, {1264, 848}},
    {"3:4", {864, 1184}, {448, 600}, {896, 1200}},
    {"4:3", {1184, 864}, {600, 448}, {1200, 896}},
    {"4:5", {896, 1152}, {464, 576}, {928, 1152}},
    {"5:4", {1152, 896}, {576, 464}, {1152, 928}},
    {"9:16", {768, 1344}, {384, 688}, {768, 1376}},
    {"16:9", {1344, 768}, {688, 384}, {1376, 768}},
    {"21:9", {1536, 672}, {792, 168}, {1584, 672}},  // 792 x 168 is what the service lists
    {"1:4", {}, {256, 1024}, {512, 2048}},
    {"4:1", {}, {1024, 256}, {2048, 512}},
    {"1:8", {}, {192, 1536}, {384, 3072}},
    {"8:1", {}, {1536, 192}, {3072, 384}},
};
constexpr RatioRow kImagenRatios[] = {
    {"1:1", {1024, 1024}, {}, {1024, 1024}}, {"3:4", {896, 1280}, {}, {896, 1280}},
    {"4:3", {1280, 896}, {}, {1280, 896}},   {"9:16", {768, 1408}, {}, {768, 1408}},
    {"16:9", {1408, 768}, {}, {1408, 768}},
};

std::span<const RatioRow> rows_of(const ModelRow& model) {
  const auto count = static_cast<std::size_t>(model.ratios);
  const bool gemini = model.family == Family::gemini_2_5 || model.family == Family::gemini_3;
  return gemini ? std::span(kRatios).first(count) : std::span(kImagenRatios).first(count);
}

Pixels times(Pixels size, int factor) { return {size.width * factor, size.height * factor}; }

/// Whether `word` stands in a list parted by spaces.
bool has_word(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(' '), list.size());
    if (list.substr(0, end) == word) return true;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

}  // namespace

std::span<const ModelRow> model_rows() { return kModels; }

const ModelRow* find_model(std::string_view id) {
  const auto row = std::find_if(std::begin(kModels), std::end(kModels),
                                [&](const ModelRow& model) { return model.id == id; });
  return row == std::end(kModels) ? nullptr : row;
}

bool predicts(const ModelRow& model) {
  return model.family == Family::imagen || model.family == Family::recontext;
}

std::optional<Tier> parse_tier(std::string_view text) {
  if (text == "512") return Tier::half_k;
  if (text == "1K") return Tier::one_k;
  if (text == "2K") return Tier::two_k;
  if (text == "4K") return Tier::four_k;
  return std::nullopt;
}

bool has_tier(const ModelRow& model, Tier tier) {
  constexpr std::string_view kNames[] = {"", "512", "1K", "2K", "4K"};
  return has_word(model.tiers, kNames[static_cast<std::size_t>(tier)]);
}

bool has_level(const ModelRow& model, std::string_view level) {
  return has_word(model.levels, level);
}

int output_image_tokens(const ModelRow& model, Tier tier) {
  switch (tier) {
    case Tier::half_k:
      return model.output_tokens.half_k;
    case Tier::two_k:
      return model.output_tokens.two_k;
    case Tier::four_k:
      return model.output_tokens.four_k;
    case Tier::none:
    case Tier::one_k:
      break;
  }
  return model.output_tokens.one_k;
}

std::vector<std::string_view> ratios_of(const ModelRow& model) {
  std::vector<std::string_view> names;
  for (const RatioRow& row : rows_of(model)) names.push_back(row.name);
  return names;
}

std::optional<Pixels> pixels_of(const ModelRow& model, std::string_view ratio, Tier tier) {
  for (const RatioRow& row : rows_of(model)) {
    if (row.name != ratio) continue;
    if (model.family == Family::gemini_2_5) return row.v2_5;
    switch (tier) {
      case Tier::half_k:
        return row.half_k;
      case Tier::two_k:
        return times(row.one_k, 2);
      case Tier::four_k:
        return times(row.one_k, 4);
      case Tier::none:
      case Tier::one_k:
        return row.one_k;
    }
  }
  return std::nullopt;
}

std::string_view nearest_ratio(const ModelRow& model, Pixels shape) {
  const auto distance = [&](const RatioRow& row) {
    return std::abs(std::log(static_cast<double>(row.one_k.width) * shape.height /
                             (static_cast<double>(row.one_k.height) * shape.width)));
  };
  const std::span<const RatioRow> rows = rows_of(model);
  return std::min_element(
             rows.begin(), rows.end(),
             [&](const RatioRow& a, const RatioRow& b) { return distance(a) < distance(b); })
      ->name;
}

}  // namespace vitrine::emulator
