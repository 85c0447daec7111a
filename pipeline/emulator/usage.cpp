#include "pipeline/emulator/usage.hpp"

#include "pipeline/util/json_writer.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace vitrine::emulator {
namespace {

struct LevelRow {
  std::string_view level;
  std::int64_t least, most;
};
constexpr std::array<LevelRow, 5> kLevels{{{"minimal", 40, 130},
                                           {"low", 150, 350},
                                           {"medium", 420, 860},
                                           {"high", 900, 1700},
                                           {"always", 600, 1300}}};

void write_detail(std::string_view modality, std::int64_t tokens, util::JsonWriter& writer) {
  if (tokens == 0) return;
  writer.begin_object();
  writer.member("modality", modality);
  writer.member("tokenCount", tokens);
  writer.end_object();
}

void write_details(std::string_view name,
                   std::int64_t text,
                   std::int64_t image,
                   util::JsonWriter& writer) {
  if (text + image == 0) return;
  writer.key(name);
  writer.begin_array();
  write_detail("TEXT", text, writer);
  write_detail("IMAGE", image, writer);
  writer.end_array();
}

/// Adds `units x rate` to a sum in words.
void append_term(std::string& sum, std::int64_t units, std::int64_t rate, std::string_view of) {
  if (units == 0) return;
  if (!sum.empty()) sum += " + ";
  sum += std::to_string(units) + " " + std::string(of) + " x " + usd_text(rate);
}

}  // namespace

std::int64_t text_tokens(std::string_view text) {
  return static_cast<std::int64_t>((text.size() + 3) / 4);
}

std::int64_t thought_tokens(std::string_view level, std::uint64_t seed) {
  for (const LevelRow& row : kLevels)
    if (row.level == level)
      return row.least +
             static_cast<std::int64_t>(seed % static_cast<std::uint64_t>(row.most - row.least + 1));
  return 0;
}

void write_usage(const Usage& usage, const UsageForm& form, util::JsonWriter& writer) {
  const std::int64_t candidates = usage.candidates() + (form.thoughts_within ? usage.thoughts : 0);
  writer.begin_object();
  writer.member("promptTokenCount", usage.prompt());
  if (candidates > 0) writer.member("candidatesTokenCount", candidates);
  writer.member("totalTokenCount", usage.total());
  if (form.details) {
    write_details("promptTokensDetails", usage.prompt_text, usage.prompt_image, writer);
    write_details("candidatesTokensDetails", usage.text, usage.image, writer);
  }
  if (usage.thoughts > 0) writer.member("thoughtsTokenCount", usage.thoughts);
  if (form.vertex) writer.member("trafficType", "ON_DEMAND");
  writer.end_object();
}

Charge charge_for(const ModelRow& model, const Usage& usage, bool batch) {
  const Rates& rates = model.rates;
  Charge charge;
  // Millionths of a millionth: exact until the one rounding at the end.
  std::int64_t sum = 0;
  if (rates.per_image > 0) {
    sum = usage.pictures * rates.per_image * 1'000'000;
    append_term(charge.arithmetic, usage.pictures, rates.per_image, "picture(s)");
  } else {
    const std::int64_t words = usage.text + usage.thoughts;
    sum = usage.prompt() * rates.input + words * rates.text_out + usage.image * rates.image_out;
    append_term(charge.arithmetic, usage.prompt(), rates.input, "in");
    append_term(charge.arithmetic, usage.image, rates.image_out, "image out");
    append_term(charge.arithmetic, words, rates.text_out, "text and thoughts out");
    charge.arithmetic = "(" + charge.arithmetic + ") / 1000000";
  }
  const std::int64_t divisor = batch ? 2'000'000 : 1'000'000;
  charge.micros = (sum + divisor / 2) / divisor;
  if (batch) charge.arithmetic += " / 2 for a batch";
  charge.arithmetic += " = " + usd_text(charge.micros) + " USD";
  return charge;
}

Charge charge_of(std::initializer_list<ChargeTerm> terms) {
  Charge charge;
  std::int64_t sum = 0;  // millionths of a millionth
  bool by_million = false;
  for (const ChargeTerm& term : terms) {
    sum += term.units * term.rate * (1'000'000 / term.per);
    by_million = by_million || term.per != 1;
    append_term(charge.arithmetic, term.units, term.rate, term.of);
  }
  if (by_million) charge.arithmetic = "(" + charge.arithmetic + ") / 1000000";
  charge.micros = (sum + 500'000) / 1'000'000;
  charge.arithmetic += " = " + usd_text(charge.micros) + " USD";
  return charge;
}

std::string usd_text(std::int64_t micros) {
  const std::string sign = micros < 0 ? "-" : "";
  const std::int64_t amount = micros < 0 ? -micros : micros;
  std::string decimals = std::to_string(amount % 1'000'000);
  decimals.insert(0, 6 - decimals.size(), '0');
  return sign + std::to_string(amount / 1'000'000) + "." + decimals;
}

}  // namespace vitrine::emulator
