#include "pipeline/studio/retouch.hpp"

#include "pipeline/studio/prompt_words.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace vitrine::studio {
namespace {

using domain::SourceRole;
using imaging::Adjustment;
using util::Error;
using util::ErrorKind;
using util::Result;

struct Correction {
  std::string_view word;
  Adjustment by;
};
constexpr Correction kCorrections[] = {
    {"brighter", {12, 1, 1, 0}},     {"lighter", {12, 1, 1, 0}},
    {"darker", {-12, 1, 1, 0}},      {"warmer", {0, 1, 1, 7}},
    {"cooler", {0, 1, 1, -7}},       {"colder", {0, 1, 1, -7}},
    {"saturated", {0, 1, 1.25f, 0}}, {"vivid", {0, 1, 1.25f, 0}},
    {"colourful", {0, 1, 1.25f, 0}}, {"colorful", {0, 1, 1.25f, 0}},
    {"contrast", {0, 1.22f, 1, 0}},  {"contrasty", {0, 1.22f, 1, 0}},
    {"softer", {0, 0.85f, 1, 0}},
};

// Words that carry no wish of their own.
constexpr std::string_view kFillers[] = {
    "make",    "it",     "the",   "picture", "image",  "photo",  "product",
    "scene",   "a",      "bit",   "and",     "look",   "please", "with",
    "give",    "area",   "in",    "mask",    "masked", "inside", "little",
    "colours", "colors", "whole", "of",      "this",   "zone",   "backdrop",
};

constexpr std::string_view kPossible =
    "brighter, darker, warmer, cooler, more or less contrast, more or less saturated";

template <std::size_t Count>
bool contains(const std::string_view (&words)[Count], std::string_view word) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

/// `by` in a given strength; negative turns it round.
Adjustment weighted(const Adjustment& by, float strength) {
  const auto factor = [strength](float value) {
    return strength >= 0 ? 1 + (value - 1) * strength : 1 / (1 + (value - 1) * -strength);
  };
  return {by.lightness * strength, factor(by.contrast), factor(by.chroma), by.warmth * strength};
}

void combine(Adjustment& all, const Adjustment& more) {
  all.lightness += more.lightness;
  all.contrast *= more.contrast;
  all.chroma *= more.chroma;
  all.warmth += more.warmth;
}

Error cannot(std::string_view instruction) {
  return {ErrorKind::unsupported,
          "the studio cannot \"" + util::one_line(instruction, 80) +
              "\": it redraws nothing; it can cut out the product, or make a "
              "picture " +
              std::string(kPossible)};
}

}  // namespace

Result<Adjustment> adjustment_for(std::string_view instruction) {
  Adjustment all;
  float strength = 1;
  bool found = false;
  for (const std::string& word : prompt_words(instruction)) {
    if (word == "slightly" || word == "subtly") {
      strength *= 0.5f;
    } else if (word == "much" || word == "very" || word == "strongly") {
      strength *= 1.8f;
    } else if (word == "less") {
      strength *= -1;
    } else if (word == "more" || contains(kFillers, word)) {
      continue;
    } else {
      const auto correction = std::find_if(std::begin(kCorrections), std::end(kCorrections),
                                           [&](const Correction& c) { return c.word == word; });
      if (correction == std::end(kCorrections)) return cannot(instruction);
      combine(all, weighted(correction->by, strength));
      strength = 1;
      found = true;
    }
  }
  if (!found) return cannot(instruction);
  return all;
}

Result<Retouched> retouch(const domain::RenderRequest& request, const Sources& sources) {
  const Result<Adjustment> adjustment = adjustment_for(request.prompt);
  if (!adjustment) return adjustment.error();
  SourceRole role = SourceRole::packshot;
  for (const SourceRole other : {SourceRole::cutout, SourceRole::backdrop})
    if (!sources.has(SourceRole::packshot) && sources.has(other)) role = other;
  Result<imaging::Picture> picture = sources.picture(role);
  if (!picture) return picture.error();
  cv::Mat mask;
  const std::vector<std::string> zones = sources.names(SourceRole::zone);
  if (!zones.empty()) {
    const Result<cv::Mat> drawn =
        sources.mask(SourceRole::zone, zones.front(), picture->bgr.size());
    if (!drawn) return drawn.error();
    mask = *drawn;
  }
  picture->bgr = imaging::adjusted(picture->bgr, *adjustment, mask);
  return Retouched{std::move(*picture),
                   {{"retouched", "lightness " + util::fixed_text(adjustment->lightness, 1) +
                                      ", contrast " + util::fixed_text(adjustment->contrast, 2) +
                                      ", chroma " + util::fixed_text(adjustment->chroma, 2) +
                                      ", warmth " + util::fixed_text(adjustment->warmth, 1)}}};
}

}  // namespace vitrine::studio
