#include "pipeline/studio/design.hpp"

#include "pipeline/studio/prompt_words.hpp"
#include "pipeline/util/digest.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <vector>

namespace vitrine::studio {
namespace {

using imaging::Material;
using imaging::Wall;

struct SurfaceWord {
  std::string_view word;
  Material material;
};
// In order of weight: a wooden pier in a city is wooden.
constexpr SurfaceWord kSurfaceWords[] = {
    {"marble", Material::marble},     {"walnut", Material::walnut},
    {"mahogany", Material::walnut},   {"oak", Material::oak},
    {"wood", Material::oak},          {"wooden", Material::oak},
    {"timber", Material::oak},        {"pier", Material::oak},
    {"deck", Material::oak},          {"plank", Material::oak},
    {"planks", Material::oak},        {"linen", Material::linen},
    {"cloth", Material::linen},       {"tablecloth", Material::linen},
    {"fabric", Material::linen},      {"blanket", Material::linen},
    {"bed", Material::linen},         {"bedroom", Material::linen},
    {"concrete", Material::concrete}, {"cement", Material::concrete},
    {"loft", Material::concrete},     {"industrial", Material::concrete},
    {"tiles", Material::tiles},       {"tile", Material::tiles},
    {"tiled", Material::tiles},       {"bathroom", Material::tiles},
    {"sand", Material::sand},         {"sandy", Material::sand},
    {"beach", Material::sand},        {"dune", Material::sand},
    {"desert", Material::sand},       {"slate", Material::stone},
    {"stone", Material::stone},       {"rock", Material::stone},
    {"ledge", Material::stone},       {"granite", Material::stone},
    {"asphalt", Material::asphalt},   {"street", Material::asphalt},
    {"road", Material::asphalt},      {"crossing", Material::asphalt},
    {"city", Material::asphalt},      {"table", Material::oak},
    {"desk", Material::oak},          {"shelf", Material::oak},
    {"counter", Material::marble},    {"worktop", Material::marble},
    {"kitchen", Material::oak},       {"garden", Material::oak},
    {"forest", Material::oak},        {"park", Material::oak},
    {"trail", Material::stone},       {"harbour", Material::oak},
    {"harbor", Material::oak},        {"bar", Material::walnut},
    {"studio", Material::paper},      {"sweep", Material::paper},
    {"seamless", Material::paper},    {"paper", Material::paper},
    {"gradient", Material::paper},    {"plain", Material::paper},
};

struct WallWord {
  std::string_view word;
  Wall wall;
};
constexpr WallWord kWallWords[] = {
    {"forest", Wall::foliage},
    {"garden", Wall::foliage},
    {"trail", Wall::foliage},
    {"park", Wall::foliage},
    {"jungle", Wall::foliage},
    {"leaves", Wall::foliage},
    {"woods", Wall::foliage},
    {"meadow", Wall::foliage},
    {"plants", Wall::foliage},
    {"sea", Wall::sea},
    {"ocean", Wall::sea},
    {"beach", Wall::sea},
    {"pier", Wall::sea},
    {"harbour", Wall::sea},
    {"harbor", Wall::sea},
    {"lake", Wall::sea},
    {"boats", Wall::sea},
    {"coast", Wall::sea},
    {"neon", Wall::bokeh},
    {"city", Wall::bokeh},
    {"street", Wall::bokeh},
    {"bokeh", Wall::bokeh},
    {"lights", Wall::bokeh},
    {"bar", Wall::bokeh},
    {"christmas", Wall::bokeh},
    {"window", Wall::window_light},
    {"sunlight", Wall::window_light},
    {"sunny", Wall::window_light},
    {"sunlit", Wall::window_light},
    {"kitchen", Wall::window_light},
    {"bedroom", Wall::window_light},
    {"room", Wall::window_light},
};

struct MoodWord {
  std::string_view word;
  float brightness, warmth;
  bool wet;
};
constexpr MoodWord kMoodWords[] = {
    {"night", 0.36f, 0.0f, false},      {"midnight", 0.33f, -0.4f, false},
    {"evening", 0.62f, 0.7f, false},    {"dusk", 0.58f, 0.3f, false},
    {"dark", 0.45f, 0.0f, false},       {"moody", 0.52f, 0.0f, false},
    {"candlelight", 0.6f, 1.0f, false}, {"neon", 0.4f, -0.3f, false},
    {"sunrise", 0.96f, 1.0f, false},    {"sunset", 0.9f, 1.0f, false},
    {"dawn", 0.92f, 0.8f, false},       {"morning", 1.0f, 0.6f, false},
    {"golden", 0.97f, 1.0f, false},     {"first", 0.92f, 0.8f, false},
    {"warm", 1.0f, 0.8f, false},        {"cosy", 0.92f, 0.9f, false},
    {"cozy", 0.92f, 0.9f, false},       {"autumn", 0.95f, 0.7f, false},
    {"winter", 1.0f, -0.8f, false},     {"cold", 1.0f, -0.8f, false},
    {"cool", 1.0f, -0.6f, false},       {"snow", 1.04f, -0.7f, false},
    {"bright", 1.05f, 0.0f, false},     {"wet", 1.0f, 0.0f, true},
    {"rain", 0.85f, -0.3f, true},       {"rainy", 0.85f, -0.3f, true},
    {"polished", 1.0f, 0.0f, true},
};

struct ColorWord {
  std::string_view word;
  std::uint8_t b, g, r;
};
constexpr ColorWord kColorWords[] = {
    {"white", 240, 242, 243},  {"grey", 168, 170, 172},   {"gray", 168, 170, 172},
    {"black", 46, 44, 44},     {"charcoal", 66, 62, 60},  {"beige", 190, 208, 222},
    {"cream", 212, 230, 240},  {"sand", 176, 200, 218},   {"pink", 205, 196, 236},
    {"rose", 186, 182, 226},   {"red", 62, 58, 176},      {"terracotta", 92, 122, 196},
    {"orange", 96, 156, 232},  {"yellow", 120, 208, 240}, {"green", 128, 168, 132},
    {"sage", 160, 186, 172},   {"mint", 205, 228, 206},   {"teal", 142, 138, 72},
    {"blue", 206, 178, 136},   {"navy", 86, 58, 44},      {"lilac", 222, 196, 206},
    {"purple", 160, 106, 122},
};

std::string_view material_name(Material material) {
  constexpr std::array<std::string_view, 10> kNames{
      "paper sweep", "marble top",  "oak table",    "walnut table", "linen cloth",
      "concrete",    "tiled floor", "sandy ground", "stone ledge",  "asphalt"};
  return kNames[static_cast<std::size_t>(material)];
}

std::string_view wall_name(Wall wall) {
  constexpr std::array<std::string_view, 5> kNames{"a plain wall", "a wall with window light",
                                                   "lights out of focus", "foliage", "the sea"};
  return kNames[static_cast<std::size_t>(wall)];
}

/// Finds known words and remembers which ones decided something.
class PromptReader {
 public:
  explicit PromptReader(std::string_view prompt) : words_(prompt_words(prompt)) {}

  template <class Entry, std::size_t Count>
  const Entry* first_of(const Entry (&entries)[Count]) {
    for (const Entry& entry : entries)
      if (says(entry.word)) return &entry;
    return nullptr;
  }
  template <class Entry, std::size_t Count, class Use>
  void each_of(const Entry (&entries)[Count], Use use) {
    for (const Entry& entry : entries)
      if (says(entry.word)) use(entry);
  }
  const std::vector<std::string>& decisive() const { return decisive_; }

 private:
  bool says(std::string_view word) {
    if (std::find(words_.begin(), words_.end(), word) == words_.end()) return false;
    if (std::find(decisive_.begin(), decisive_.end(), word) == decisive_.end())
      decisive_.emplace_back(word);
    return true;
  }
  std::vector<std::string> words_;
  std::vector<std::string> decisive_;
};

std::uint32_t seed_of(std::string_view prompt, int take) {
  const util::Digest digest = util::sha256(std::string(prompt) + "#" + std::to_string(take));
  std::uint32_t seed = 0;
  for (int i = 0; i < 4; ++i) seed = seed << 8 | digest.bytes[static_cast<std::size_t>(i)];
  return seed;
}

void set_mood(PromptReader& prompt, imaging::Stage& stage) {
  prompt.each_of(kMoodWords, [&](const MoodWord& mood) {
    stage.brightness = mood.brightness < 1 ? std::min(stage.brightness, mood.brightness)
                                           : stage.brightness * mood.brightness;
    if (mood.warmth != 0) stage.warmth = mood.warmth;
    stage.wet = stage.wet || mood.wet;
  });
  // A city by day is bright; its lights show at night. A dark wall lets them.
  if (stage.wall == Wall::bokeh && stage.brightness < 0.7f) stage.wall_color = {104, 88, 80};
}

std::string described(const PromptReader& prompt, const imaging::Stage& stage) {
  std::string text = "designed " + std::string(material_name(stage.surface));
  if (!stage.seamless) text += " before " + std::string(wall_name(stage.wall));
  if (prompt.decisive().empty()) return text + " (no word of the prompt is known)";
  std::string quoted;
  for (const std::string& word : prompt.decisive())
    quoted += (quoted.empty() ? "\"" : ", \"") + word + "\"";
  return text + " (" + quoted + ")";
}

}  // namespace

imaging::LightSide side_of(domain::LightFrom from) {
  switch (from) {
    case domain::LightFrom::left:
      return imaging::LightSide::left;
    case domain::LightFrom::right:
      return imaging::LightSide::right;
    case domain::LightFrom::behind:
      return imaging::LightSide::behind;
    case domain::LightFrom::front:
      return imaging::LightSide::front;
    case domain::LightFrom::above:
      break;
  }
  return imaging::LightSide::above;
}

domain::LightFrom from_side(imaging::LightSide side) {
  using From = domain::LightFrom;
  for (const From from : {From::left, From::right, From::behind, From::front})
    if (side_of(from) == side) return from;
  return From::above;
}

Design design_for(std::string_view text, const std::optional<domain::Light>& light, int take) {
  PromptReader prompt(text);
  Design design;
  imaging::Stage& stage = design.stage;
  stage.seed = seed_of(text, take);
  if (light) stage.light = side_of(light->from);
  const SurfaceWord* surface = prompt.first_of(kSurfaceWords);
  if (const WallWord* wall = prompt.first_of(kWallWords)) stage.wall = wall->wall;
  if (surface != nullptr) stage.surface = surface->material;
  stage.seamless = stage.surface == Material::paper && stage.wall == Wall::plain;
  stage.surface_color = imaging::usual_color(stage.surface);
  if (const ColorWord* color = prompt.first_of(kColorWords)) {
    stage.wall_color = cv::Vec3f(color->b, color->g, color->r);
    if (stage.surface == Material::paper || stage.surface == Material::linen)
      stage.surface_color = stage.wall_color;
  }
  set_mood(prompt, stage);
  design.description = described(prompt, stage);
  return design;
}

}  // namespace vitrine::studio
