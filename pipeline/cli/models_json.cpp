#include "pipeline/cli/models_json.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace vitrine::cli {
namespace {

void write_words(std::string_view name,
                 const std::vector<std::string>& words,
                 util::JsonWriter& json) {
  json.key(name);
  json.begin_array();
  for (const std::string& word : words) json.value(word);
  json.end_array();
}

template <class E>
std::vector<std::string> words_of(const std::vector<E>& values) {
  std::vector<std::string> words;
  for (const E value : values) words.emplace_back(domain::to_text(value));
  return words;
}

void write_text_or_null(std::string_view name, const std::string& text, util::JsonWriter& json) {
  json.key(name);
  if (text.empty())
    json.null();
  else
    json.value(text);
}

void write_takes(const domain::Model& model, util::JsonWriter& json) {
  write_words("operations", words_of(model.operations), json);
  write_words("aspects", model.aspects, json);
  write_words("sizes", model.sizes, json);
  json.member("pictures_in", model.max_inputs);
  json.member("mask", model.mask == domain::MaskWay::field);
  json.member("mask_way", to_text(model.mask));
  json.member("seed", model.takes_seed);
  json.member("transparency", model.takes_transparency);
  json.member("system", model.takes_system);
  write_words("formats", model.formats, json);
  write_words("qualities", model.qualities, json);
  write_text_or_null("quality", model.quality, json);
  write_words("thinking", words_of(model.thinking), json);
  write_words("safety", words_of(model.safety), json);
}

/// Only what has a price: a size or quality without one is not listed, and is never free.
void write_prices(const catalog::Catalog& catalog,
                  const domain::Model& model,
                  util::JsonWriter& json) {
  const std::vector<std::string> none{""};
  json.key("prices");
  json.begin_array();
  for (const std::string& size : model.sizes.empty() ? none : model.sizes)
    for (const std::string& quality : model.qualities.empty() ? none : model.qualities) {
      const auto price = catalog.price_of(model.id, size, {}, quality);
      if (!price) continue;
      json.begin_object();
      write_text_or_null("size", size, json);
      write_text_or_null("quality", quality, json);
      json.member("expected_usd", price->expected.units());
      json.member("worst_usd", price->worst.units());
      json.member("assumed", price->assumed);
      json.member("book", price->book);
      json.end_object();
    }
  json.end_array();
}

}  // namespace

void write_model(const catalog::Catalog& catalog,
                 const domain::Model& model,
                 util::JsonWriter& json) {
  json.begin_object();
  json.member("id", model.id);
  json.member("brand", model.brand);
  json.member("provider", model.provider);
  write_words("aliases", model.aliases, json);
  const auto price = catalog.price_of(model.id, model.sizes.empty() ? "" : model.sizes.front());
  json.key("expected_usd");
  if (price)
    json.value(price->expected.units());
  else
    json.null();
  write_takes(model, json);
  write_prices(catalog, model, json);
  write_text_or_null("sunset", model.sunset ? util::to_text(model.sunset->date) : "", json);
  if (model.sunset) json.member("sunset_kind", model.sunset->final ? "final" : "earliest");
  json.member("successor", model.successor);
  json.member("confidence", model.confidence);
  json.member("source", model.source);
  json.end_object();
}

}  // namespace vitrine::cli
