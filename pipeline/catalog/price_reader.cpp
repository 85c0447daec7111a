#include "pipeline/catalog/price_reader.hpp"

#include "pipeline/catalog/map_reader.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace vitrine::catalog {
namespace {

constexpr int kMostTokens = 1'000'000;

/// A map with `any` as its one key.
Node as_any(const Node& node) {
  Node any = node;
  any.text = kAnySize;
  Node map;
  map.kind = Node::Kind::map;
  map.keys = {any};
  map.items = {node};
  return map;
}

class PriceReader {
 public:
  PriceReader(const Node& row, ModelPrice& price, Complaints& complaints)
      : reader_(row, "price of " + price.model, complaints),
        row_(row),
        price_(price),
        complaints_(complaints) {}

  void read() {
    reader_.need_confidence(price_.confidence);
    const Node* by_megapixel = reader_.find("megapixel");
    const Node* by_picture = reader_.find("picture");
    const Node* by_call = reader_.find("call");
    const std::array<const Node*, 3> ways{by_megapixel, by_picture, by_call};
    if (std::count(ways.begin(), ways.end(), nullptr) < 2)
      reader_.error(row_, "contradiction",
                    "the price of " + price_.model +
                        " is by picture, by call or by megapixel, not by two of them");
    price_.per_call = by_call != nullptr;
    price_.flat = by_picture != nullptr || by_call != nullptr;
    if (price_.flat) {
      read_sizes(by_call != nullptr ? *by_call : *by_picture);
    } else if (by_megapixel != nullptr) {
      read_megapixel(*by_megapixel);
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
    reader.read_micros("picture_input", price_.picture_input_rate);
    reader.read_micros("text", price_.text_rate);
    reader.read_micros("picture", price_.picture_rate);
    reader.refuse_other_keys();

    read_reference();
    if (const Node* thinking = reader_.need("thinking_tokens")) read_thinking(*thinking);
  }

  /// `1120`, or `{typical: 850, most: 4400}`.
  void read_reference() {
    const Node* node = reader_.need("reference_tokens");
    if (node == nullptr) return;
    int typical = 0, most = 0;
    if (node->kind == Node::Kind::map) {
      MapReader reader(*node, "reference_tokens of " + price_.model, complaints_);
      for (const char* key : {"typical", "most"}) reader.need(key);
      reader.read("typical", typical, 0, kMostTokens);
      reader.read("most", most, typical, kMostTokens);
      reader.refuse_other_keys();
    } else {
      reader_.read("reference_tokens", typical, 0, kMostTokens);
    }
    price_.reference_tokens = typical;
    price_.most_reference_tokens = most;
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

  /// One price whatever the size: the pixels decide.
  void read_megapixel(const Node& node) {
    MapReader reader(node, "megapixel of " + price_.model, complaints_);
    for (const char* key : {"first", "further", "input"}) reader.need(key);
    MegapixelRates rates;
    reader.read_micros("first", rates.first);
    reader.read_micros("further", rates.further);
    reader.read_micros("input", rates.input);
    reader.refuse_other_keys();
    price_.megapixel = rates;
    price_.sizes[std::string(kAnySize)].assumed = price_.confidence == "low";
  }

  /// One value for every size, or a table by size class.
  void read_sizes(const Node& node) {
    const Node by_size = node.kind == Node::Kind::scalar ? as_any(node) : node;
    MapReader sizes(by_size, "picture of " + price_.model, complaints_);
    for (std::size_t i = 0; i < by_size.keys.size(); ++i) {
      const std::string& name = by_size.keys[i].text;
      const Node& item = by_size.items[i];
      if (item.kind == Node::Kind::map && item.find("value") == nullptr)
        read_qualities(item, name);
      else
        price_.sizes[name] = read_size(sizes, name, item);
    }
  }

  /// `{low: 200, medium: 1767}`: one size class of a model that has qualities.
  void read_qualities(const Node& node, const std::string& size) {
    MapReader reader(node, size + " of " + price_.model, complaints_);
    for (const std::string& quality : domain::names<domain::QualityLevel>()) {
      const Node* item = reader.find(quality);
      if (item == nullptr) continue;
      price_.qualities[size][quality] = read_size(reader, quality, *item);
    }
    reader.refuse_other_keys();
  }

  /// `1120`, or `{value: 1680, most: 1700, confidence: low}`: where one size is less sure than the
  /// rest, or takes more in some shape.
  SizePrice read_size(MapReader& sizes, const std::string& name, const Node& node) {
    SizePrice size;
    std::string confidence = price_.confidence;
    if (node.kind == Node::Kind::map) {
      MapReader reader(node, name + " of " + price_.model, complaints_);
      reader.need("value");
      read_value(reader, "value", size);
      if (!price_.flat && reader.find("most") != nullptr) {
        int most = 0;
        reader.read("most", most, static_cast<int>(size.tokens), kMostTokens);
        size.most_tokens = most;
      }
      if (reader.find("confidence") != nullptr) reader.need_confidence(confidence);
      reader.refuse_other_keys();
    } else {
      read_value(sizes, name, size);
    }
    size.assumed = confidence == "low";
    return size;
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
  const Node& row_;
  ModelPrice& price_;
  Complaints& complaints_;
};

}  // namespace

void read_price(const Node& row, ModelPrice& price, Complaints& complaints) {
  PriceReader(row, price, complaints).read();
}

}  // namespace vitrine::catalog
