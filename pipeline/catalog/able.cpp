#include "pipeline/catalog/able.hpp"

#include "pipeline/util/text.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <tuple>
#include <utility>

namespace vitrine::catalog {
namespace {

template <class T>
bool has(const std::vector<T>& list, const T& one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

/// The one call that is told a scene's own words and nothing else.
constexpr const char* kBareWords = "predict";

bool is_living(const domain::Model& model, util::Date day) {
  return !model.sunset || model.sunset->date > day;
}

/// Paid ones by price, then those whose price is unknown, then those that cost nothing because a
/// server must be there first.
std::tuple<int, std::int64_t> rank(const AbleModel& model) {
  if (!model.price) return {1, 0};
  if (model.price->worst.micros == 0) return {2, 0};
  return {0, model.price->expected.micros};
}

}  // namespace

bool can(const domain::Model& model, const Need& need) {
  const bool knows_shape =
      !need.aspect || model.aspects.empty() || has(model.aspects, domain::to_text(*need.aspect));
  const bool knows_harm = std::all_of(need.safety.begin(), need.safety.end(),
                                      [&](auto category) { return has(model.safety, category); });
  const bool is_one_more = need.mask && model.mask == domain::MaskWay::picture;
  const std::size_t pictures = need.pictures + (is_one_more ? 1 : 0);
  return (!need.operation || has(model.operations, *need.operation)) &&
         pictures <= static_cast<std::size_t>(std::max(model.max_inputs, 0)) && knows_shape &&
         (need.size.empty() || has(model.sizes, need.size)) &&
         (need.quality.empty() || has(model.qualities, need.quality)) &&
         (!need.thinking || has(model.thinking, *need.thinking)) && knows_harm &&
         (!need.system || model.takes_system) && (!need.own_words || model.method != kBareWords) &&
         (!need.mask || model.mask != domain::MaskWay::none) && (!need.seed || model.takes_seed) &&
         (!need.transparency || model.takes_transparency);
}

std::vector<AbleModel> able_models(const Catalog& catalog, const Need& need, std::size_t most) {
  std::vector<AbleModel> able;
  for (const domain::Model& known : catalog.models()) {
    if (known.provider == "studio" || !is_living(known, catalog.day())) continue;
    const std::optional<domain::Model> model = catalog.model_at(known.id);
    if (!model || !can(*model, need)) continue;
    const std::string size = need.size.empty() ? usual_size(*model) : need.size;
    able.push_back({known.id, catalog.price_of(known.id, size, {}, need.quality)});
  }
  std::stable_sort(able.begin(), able.end(),
                   [](const AbleModel& a, const AbleModel& b) { return rank(a) < rank(b); });
  if (able.size() > most) able.resize(most);
  return able;
}

std::string able_text(const std::vector<AbleModel>& models) {
  std::vector<std::string> words;
  for (const AbleModel& model : models)
    words.push_back(model.id + " (" + price_text(model.price) + ")");
  return util::join(words, ", ");
}

}  // namespace vitrine::catalog
