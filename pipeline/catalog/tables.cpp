#include "pipeline/catalog/tables.hpp"

#include "pipeline/util/money.hpp"
#include "pipeline/util/text.hpp"

#include <cmath>
#include <utility>

namespace vitrine::catalog {
namespace {

using Cells = std::vector<std::string>;

std::string line(const Cells& cells) { return "| " + util::join(cells, " | ") + " |\n"; }

std::string head(const Cells& cells) { return line(cells) + line(Cells(cells.size(), "---")); }

std::string code(const std::string& text) { return "`" + text + "`"; }

std::string operations_text(const domain::Model& model) {
  Cells words;
  for (const domain::Operation operation : model.operations)
    words.emplace_back(domain::to_text(operation));
  const std::size_t all = domain::names<domain::Operation>().size();
  return words.size() == all ? "all" : util::join(words, ", ");
}

/// "0.0571", "free", "0.2151 (assumed)", rounded to what a reader compares.
std::string amount_text(const domain::PicturePrice& price) {
  return (price.worst.micros == 0 ? "free" : util::fixed_text(price.expected.units(), 4)) +
         (price.assumed ? " (assumed)" : "");
}

/// "low 0.0101, high 0.2151": of qualities other than the usual one, as far as they have a price.
std::string other_qualities_text(const Catalog& catalog,
                                 const domain::Model& model,
                                 const std::string& size) {
  Cells prices;
  for (const std::string& quality : model.qualities)
    if (quality != model.quality)
      if (const auto price = catalog.price_of(model.id, size, {}, quality))
        prices.push_back(quality + " " + amount_text(*price));
  return util::join(prices, ", ");
}

/// "1K 0.042, 2K 0.0588 (assumed)", in the usual quality; of the usual size all of them.
std::string prices_text(const Catalog& catalog, const domain::Model& model) {
  const Cells sizes = model.sizes.empty() ? Cells{""} : model.sizes;
  Cells prices;
  for (const std::string& size : sizes) {
    const std::optional<domain::PicturePrice> price = catalog.price_of(model.id, size);
    if (!price) continue;
    std::string text = (size.empty() ? "" : size + " ") + amount_text(*price);
    const std::string others =
        size == usual_size(model) ? other_qualities_text(catalog, model, size) : "";
    if (!others.empty()) text += "; " + others;
    prices.push_back(std::move(text));
  }
  if (prices.empty()) return "unknown";
  return util::join(prices, model.qualities.empty() ? ", " : "; ");
}

/// What else may be asked of it: "mask, seed, quality low to max".
std::string takes_text(const domain::Model& model) {
  Cells words;
  if (model.mask == domain::MaskWay::field)
    words.emplace_back(model.masked_inputs == 1 ? "mask of the only picture" : "mask");
  if (model.takes_seed) words.emplace_back("seed");
  if (model.takes_transparency) words.emplace_back("transparency");
  if (!model.thinking.empty()) words.emplace_back("thinking");
  if (!model.qualities.empty())
    words.push_back("quality " + model.qualities.front() + " to " + model.qualities.back());
  return util::join(words, ", ");
}

std::string end_text(const Catalog& catalog, const domain::Model& model) {
  if (!model.sunset) return "";
  const bool over = model.sunset->date <= catalog.day();
  const char* verb = model.sunset->final ? (over ? "ended " : "ends ")
                                         : (over ? "may end any day since " : "may end from ");
  std::string text = verb + util::to_text(model.sunset->date);
  if (const domain::Model* successor = catalog.living_successor(model))
    text += ", use " + code(successor->id);
  return text;
}

std::string pixels_text(domain::PixelSize size) {
  return std::to_string(size.width) + " x " + std::to_string(size.height);
}

std::string percent_text(double share) { return std::to_string(std::lround(share * 100)); }

std::string background_text(const domain::Profile& profile) {
  switch (profile.background) {
    case domain::BackgroundMode::exact_white:
      return "exact white";
    case domain::BackgroundMode::white_or_near:
      return "white or near";
    case domain::BackgroundMode::neutral:
      return "neutral";
    case domain::BackgroundMode::free:
      return "free";
  }
  return "";
}

std::string fill_text(const domain::Profile& profile) {
  if (profile.fill_min == 0 && profile.fill_max == 1) return "";
  return percent_text(profile.fill_min) + "–" + percent_text(profile.fill_max) + " %";
}

std::string limit_text(const domain::Profile& profile) {
  return profile.max_bytes == 0 ? "" : std::to_string(profile.max_bytes / 1'000'000) + " MB";
}

}  // namespace

std::string models_table_markdown(const Catalog& catalog) {
  std::string table =
      head({"model", "called", "operations", "pictures in", "takes", "USD a picture", "end"});
  for (const domain::Model& model : catalog.models()) {
    Cells names{model.brand};
    for (const std::string& alias : model.aliases) names.push_back(code(alias));
    table += line({code(model.id), util::join(names, ", "), operations_text(model),
                   std::to_string(model.max_inputs), takes_text(model), prices_text(catalog, model),
                   end_text(catalog, model)});
  }
  return table;
}

std::string profiles_table_markdown(const Catalog& catalog) {
  std::string table = head({"profile", "slot", "delivers", "background", "product fills", "at most",
                            "confidence", "rules read on"});
  for (const auto& [id, profile] : catalog.profiles())
    table += line({code(id), std::string(domain::to_text(profile.slot)),
                   pixels_text(profile.target_px) + " " +
                       std::string(domain::to_text(profile.formats.front())),
                   background_text(profile), fill_text(profile), limit_text(profile),
                   profile.confidence, profile.checked_on});
  if (!catalog.coming_rules().empty()) table += "\n";
  for (const domain::ComingRule& rule : catalog.coming_rules())
    table +=
        "- From " + util::to_text(rule.from) + ", " + code(rule.profile) + ": " + rule.text + ".\n";
  return table;
}

}  // namespace vitrine::catalog
