#include "pipeline/catalog/map_reader.hpp"
#include "pipeline/catalog/price_reader.hpp"
#include "pipeline/catalog/row_readers.hpp"

#include <algorithm>
#include <utility>

namespace vitrine::catalog {
namespace {

template <class T>
bool has(const std::vector<T>& list, const T& one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

/// What is priced must be offered: a size or quality that is misspelt would never be found.
void check_sizes(const ModelPrice& price,
                 const domain::Model& model,
                 const Node& row,
                 Complaints& complaints) {
  const auto check_size = [&](const std::string& size) {
    if (size != kAnySize && !has(model.sizes, size))
      complaints.error(row, "no-such-size",
                       "book " + price.book + " prices size \"" + size + "\" of model " + model.id +
                           ", which has no such size");
  };
  for (const auto& [size, unused] : price.sizes) check_size(size);
  for (const auto& [size, qualities] : price.qualities) {
    check_size(size);
    for (const auto& [quality, unused] : qualities)
      if (!has(model.qualities, quality))
        complaints.error(row, "no-such-quality",
                         "book " + price.book + " prices quality \"" + quality + "\" of model " +
                             model.id + ", which has no such quality");
  }
}

/// A misspelt gateway would leave its models without a price and say nothing.
void check_seller(const Node& surface,
                  const std::string& book,
                  const Catalog::Contents& contents,
                  Complaints& complaints) {
  std::vector<std::string> ids;
  for (const Gateway& gateway : contents.gateways) ids.push_back(gateway.id);
  if (std::find(ids.begin(), ids.end(), surface.text) == ids.end())
    complaints.unknown(surface, "no-such-gateway",
                       "price book " + book + ": there is no gateway \"" + surface.text + "\"",
                       ids);
}

void read_book(const Node& book,
               const std::vector<std::string>& model_ids,
               Catalog::Contents& contents,
               Complaints& complaints) {
  std::string name, source, seller;
  util::Date from{};
  MapReader reader(book, "price book " + book.text_of("book"), complaints);
  reader.need("book");
  reader.read("book", name);
  reader.need("from");
  reader.read("from", from);
  reader.need("source");
  reader.read("source", source);
  reader.read("surface", seller);
  if (const Node* surface = reader.find("surface"))
    check_seller(*surface, name, contents, complaints);
  const Node* models = reader.need("models");
  reader.refuse_other_keys();
  if (models == nullptr) return;

  MapReader rows(*models, "models of price book " + name, complaints);
  for (std::size_t i = 0; i < models->keys.size(); ++i) {
    const Node& id = models->keys[i];
    const auto known = std::find(model_ids.begin(), model_ids.end(), id.text);
    if (known == model_ids.end()) {
      complaints.unknown(id, "no-such-model",
                         "price book " + name + ": there is no model \"" + id.text + "\"",
                         model_ids);
      continue;
    }
    ModelPrice price;
    price.model = id.text;
    price.book = name;
    price.from = from;
    price.source = source;
    price.seller = seller;
    read_price(models->items[i], price, complaints);
    const auto& model = contents.models[static_cast<std::size_t>(known - model_ids.begin())];
    check_sizes(price, model, models->items[i], complaints);
    contents.prices.push_back(std::move(price));
  }
}

}  // namespace

void read_prices(const Rows& rows, Catalog::Contents& contents, Complaints& complaints) {
  std::vector<std::string> ids;
  for (const domain::Model& model : contents.models) ids.push_back(model.id);
  for (const Node& book : rows.books) read_book(book, ids, contents, complaints);
}

}  // namespace vitrine::catalog
