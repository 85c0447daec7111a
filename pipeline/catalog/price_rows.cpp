#include "pipeline/catalog/map_reader.hpp"
#include "pipeline/catalog/row_readers.hpp"

#include <algorithm>
#include <utility>

namespace vitrine::catalog {
namespace {

constexpr int kMostTokens = 1'000'000;

/// Reads one model's row of a book.
class PriceReader {
 public:
  PriceReader(const Node& row, ModelPrice& price, Complaints& complaints)
      : reader_(row, "price of " + price.model, complaints),
        price_(price),
        complaints_(complaints) {}

  void read() {
    reader_.need_confidence(price_.confidence);
    const Node* flat = reader_.find("picture");
    if (const Node* call = reader_.find("call")) {
      if (flat != nullptr)
        reader_.error(*call, "contradiction",
                      "the price of " + price_.model + " is by picture or by call, not both");
      price_.per_call = true;
      flat = call;
    }
    price_.flat = flat != nullptr;
    if (price_.flat) {
      read_sizes(*flat);
    } else {
      read_rates();
      if (const Node* tokens = reader_.need("picture_tokens")) read_sizes(*tokens);
    }
    reader_.refuse_other_keys();
  }

 private:
  void read_rates() {
    const Node* rates = reader_.need("rates");
    if (rates == nullptr) return;
    MapReader reader(*rates, "rates of " + price_.model, complaints_);
    for (const char* key : {"input", "text", "picture"}) reader.need(key);
    reader.read_micros("input", price_.input_rate);
    reader.read_micros("text", price_.text_rate);
    reader.read_micros("picture", price_.picture_rate);
    reader.refuse_other_keys();

    int reference = 0;
    reader_.need("reference_tokens");
    reader_.read("reference_tokens", reference, 0, kMostTokens);
    price_.reference_tokens = reference;
    if (const Node* thinking = reader_.need("thinking_tokens")) read_thinking(*thinking);
  }

  void read_thinking(const Node& node) {
    int typical = 0, most = 0;
    MapReader reader(node, "thinking_tokens of " + price_.model, complaints_);
    for (const char* key : {"typical", "most"}) reader.need(key);
    reader.read("typical", typical, 0, kMostTokens);
    reader.read("most", most, typical, kMostTokens);
    reader.refuse_other_keys();
    price_.thinking_typical = typical;
    price_.thinking_most = most;
  }

  /// One value for every size, or a table by size class.
  void read_sizes(const Node& node) {
    Node by_size = node;
    if (node.kind == Node::Kind::scalar) {
      by_size = Node{};
      by_size.kind = Node::Kind::map;
      Node any = node;
      any.text = kAnySize;
      by_size.keys = {any};
      by_size.items = {node};
    }
    MapReader sizes(by_size, "picture of " + price_.model, complaints_);
    for (std::size_t i = 0; i < by_size.keys.size(); ++i)
      read_size(sizes, by_size.keys[i].text, by_size.items[i]);
  }

  /// `1120`, or `{value: 1680, confidence: low}` where one size is less sure than the rest.
  void read_size(MapReader& sizes, const std::string& name, const Node& node) {
    SizePrice size;
    std::string confidence = price_.confidence;
    if (node.kind == Node::Kind::map) {
      MapReader reader(node, name + " of " + price_.model, complaints_);
      reader.need("value");
      read_value(reader, "value", size);
      reader.need_confidence(confidence);
      reader.refuse_other_keys();
    } else {
      read_value(sizes, name, size);
    }
    size.assumed = confidence == "low";
    price_.sizes[name] = size;
  }

  void read_value(MapReader& reader, std::string_view key, SizePrice& size) {
    if (price_.flat) {
      reader.read_micros(key, size.flat.micros);
    } else {
      int tokens = 0;
      reader.read(key, tokens, 1, kMostTokens);
      size.tokens = tokens;
    }
  }

  MapReader reader_;
  ModelPrice& price_;
  Complaints& complaints_;
};

void check_sizes(const ModelPrice& price,
                 const domain::Model& model,
                 const Node& row,
                 Complaints& complaints) {
  for (const auto& [size, unused] : price.sizes)
    if (size != kAnySize &&
        std::find(model.sizes.begin(), model.sizes.end(), size) == model.sizes.end())
      complaints.error(row, "no-such-size",
                       "book " + price.book + " prices size \"" + size + "\" of model " + model.id +
                           ", which has no such size");
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
    PriceReader(models->items[i], price, complaints).read();
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
