#include "pipeline/catalog/catalog.hpp"

#include "pipeline/catalog/row_readers.hpp"
#include "pipeline/catalog/rows.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace vitrine::catalog {
namespace {

bool is_over(const domain::Model& model, util::Date day) {
  return model.sunset && model.sunset->date <= day;
}

/// Of the largest shape in this size class; 0 where nobody lists them.
std::int64_t most_pixels(const domain::Model& model, std::string_view size) {
  if (size.empty() && model.sizes.size() == 1) size = model.sizes.front();
  const auto shapes = model.pixels.find(std::string(size));
  std::int64_t most = 0;
  if (shapes == model.pixels.end()) return most;
  for (const auto& [aspect, pixels] : shapes->second)
    most = std::max(most, std::int64_t{pixels.width} * pixels.height);
  return most;
}

}  // namespace

std::string usual_size(const domain::Model& model) {
  if (model.sizes.empty()) return {};
  const auto usual = std::find(model.sizes.begin(), model.sizes.end(), "1K");
  return usual != model.sizes.end() ? *usual : model.sizes.front();
}

const domain::Profile* Catalog::find_profile(std::string_view id) const {
  const auto found = contents_.profiles.find(std::string(id));
  return found == contents_.profiles.end() ? nullptr : &found->second;
}

const domain::Model* Catalog::find_model(std::string_view id_or_alias) const {
  const auto named = [&](const domain::Model& model) {
    return model.id == id_or_alias || std::find(model.aliases.begin(), model.aliases.end(),
                                                id_or_alias) != model.aliases.end();
  };
  const auto found = std::find_if(contents_.models.begin(), contents_.models.end(), named);
  return found == contents_.models.end() ? nullptr : &*found;
}

const domain::Model* Catalog::living_successor(const domain::Model& model) const {
  std::set<std::string> seen{model.id};  // a project's rows may point at each other
  const domain::Model* next = find_model(model.successor);
  while (next != nullptr && is_over(*next, contents_.day)) {
    if (!seen.insert(next->id).second) return nullptr;
    next = find_model(next->successor);
  }
  return next;
}

const Gateway* Catalog::find_gateway(std::string_view id) const {
  const auto found = std::find_if(contents_.gateways.begin(), contents_.gateways.end(),
                                  [&](const Gateway& gateway) { return gateway.id == id; });
  return found == contents_.gateways.end() ? nullptr : &*found;
}

/// Whose price list holds: a gateway's, or the maker's own, which is the empty name.
std::string_view Catalog::list_of(std::string_view model, std::string_view seller) const {
  if (seller.empty())
    if (const domain::Model* known = find_model(model)) seller = known->provider;
  return find_gateway(seller) != nullptr ? seller : std::string_view();
}

std::optional<domain::Model> Catalog::model_at(std::string_view id_or_alias,
                                               std::string_view seller) const {
  const domain::Model* known = find_model(id_or_alias);
  if (known == nullptr) return std::nullopt;
  domain::Model model = *known;
  const Gateway* gateway = find_gateway(list_of(known->id, seller));
  if (gateway == nullptr) return model;
  if (!gateway->takes_aspect) model.aspects = {"1:1"};
  if (!gateway->takes_size && !model.sizes.empty()) {
    model.sizes = {usual_size(model)};
    model.sends_size = false;
  }
  return model;
}

const ModelPrice* Catalog::find_price(std::string_view model,
                                      std::string_view book,
                                      std::string_view seller) const {
  const ModelPrice* found = nullptr;
  const std::string_view list = list_of(model, seller);
  for (const ModelPrice& price : contents_.prices) {
    if (price.model != model) continue;
    if (!book.empty()) {
      if (price.book == book && (seller.empty() || price.seller == list)) return &price;
    } else if (price.seller == list && price.from <= contents_.day &&
               (found == nullptr || price.from >= found->from)) {
      found = &price;  // of equal days the later source: a project's own book
    }
  }
  return found;
}

std::optional<domain::PicturePrice> Catalog::price_of(std::string_view model,
                                                      std::string_view size,
                                                      std::string_view seller,
                                                      std::string_view quality,
                                                      std::optional<int> most_pictures) const {
  const domain::Model* known = find_model(model);
  if (known == nullptr) return std::nullopt;
  const ModelPrice* price = find_price(known->id, {}, seller);
  if (price == nullptr) return std::nullopt;
  PictureAsked asked;
  asked.quality = quality.empty() ? std::string_view(known->quality) : quality;
  asked.pixels = most_pixels(*known, size);
  const int pictures = std::min(most_pictures.value_or(known->max_inputs), known->max_inputs);
  return picture_price(*price, size, pictures, asked);
}

Catalog Catalog::with_unpriced_limit(util::Money most) const {
  Contents contents = contents_;
  for (const domain::Model& model : contents_.models) {
    if (find_price(model.id) != nullptr) continue;
    ModelPrice price;
    price.model = model.id;
    price.book = "unpriced, at most " + util::to_text(most) + " USD";
    price.from = contents_.day;
    price.source = "--unpriced-limit";
    price.confidence = "low";
    price.seller = list_of(model.id, {});
    price.flat = price.per_call = true;
    price.sizes[std::string(kAnySize)].flat = most;
    contents.prices.push_back(std::move(price));
  }
  return Catalog(std::move(contents));
}

std::vector<std::string> Catalog::profile_names() const {
  std::vector<std::string> names;
  for (const auto& [id, profile] : contents_.profiles) names.push_back(id);
  return names;
}

std::vector<std::string> Catalog::model_names() const {
  std::vector<std::string> names;
  for (const domain::Model& model : contents_.models) names.push_back(model.id);
  for (const domain::Model& model : contents_.models)
    names.insert(names.end(), model.aliases.begin(), model.aliases.end());
  return names;
}

std::vector<std::string> Catalog::prompt_names() const {
  std::vector<std::string> names;
  for (const auto& [id, prompt] : contents_.prompts) names.push_back(id);
  return names;
}

Loading load(const Sources& sources, util::Date day) {
  Complaints complaints;
  const Rows rows = gather_rows(sources, complaints);
  Catalog::Contents contents;
  contents.day = day;
  read_profiles(rows, contents, complaints);
  read_models(rows, contents, complaints);
  read_gateways(rows, contents, complaints);
  read_prices(rows, contents, complaints);
  read_forms(rows, contents, complaints);
  read_prompts(rows, contents, complaints);

  Loading loading;
  loading.problems = complaints.problems();
  if (!domain::has_errors(loading.problems)) loading.catalog.emplace(std::move(contents));
  return loading;
}

}  // namespace vitrine::catalog
