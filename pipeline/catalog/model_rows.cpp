#include "pipeline/catalog/map_reader.hpp"
#include "pipeline/catalog/model_options.hpp"
#include "pipeline/catalog/row_readers.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace vitrine::catalog {
namespace {

using SizeTable = std::map<std::string, std::map<std::string, domain::PixelSize>>;

/// One table of `pixel_tables`: size class → aspect → pixels.
SizeTable read_size_table(const Node& table, const std::string& name, Complaints& complaints) {
  SizeTable sizes;
  MapReader classes(table, "pixel table " + name, complaints);
  for (const Node& size : table.keys) {
    const Node* row = classes.find(size.text);
    if (row == nullptr) continue;
    MapReader aspects(*row, size.text + " of pixel table " + name, complaints);
    for (const Node& aspect : row->keys) {
      if (!domain::parse_aspect(aspect.text))
        aspects.error(aspect, "wrong-type", "\"" + aspect.text + "\" is not a ratio such as 4:5");
      aspects.read(aspect.text, sizes[size.text][aspect.text]);
    }
  }
  return sizes;
}

std::optional<domain::Sunset> read_sunset(const Node* node,
                                          const std::string& what,
                                          Complaints& complaints) {
  if (node == nullptr) return std::nullopt;
  static const std::vector<std::string> kKinds{"earliest", "final"};
  domain::Sunset sunset;
  MapReader reader(*node, "sunset of " + what, complaints);
  if (reader.need("date") != nullptr) reader.read("date", sunset.date);
  if (const Node* kind = reader.need("kind")) {
    sunset.final = kind->text == "final";
    if (std::find(kKinds.begin(), kKinds.end(), kind->text) == kKinds.end())
      complaints.unknown(*kind, "unknown-word", "a sunset is earliest or final", kKinds);
  }
  reader.refuse_other_keys();
  return sunset;
}

std::vector<domain::RateLimit> read_limits(const Node* rows,
                                           const std::string& what,
                                           Complaints& complaints) {
  std::vector<domain::RateLimit> limits;
  if (rows == nullptr) return limits;
  if (rows->kind != Node::Kind::list) {
    complaints.error(*rows, "wrong-type",
                     "limits of " + what + " is a list, one row for each tier");
    return limits;
  }
  constexpr int kMost = 100'000'000;
  for (const Node& row : rows->items) {
    domain::RateLimit limit;
    MapReader reader(row, "limits of " + what, complaints);
    reader.need("tier");
    reader.read("tier", limit.tier);
    reader.read("per_minute", limit.per_minute, 1, kMost);
    reader.read("per_day", limit.per_day, 1, kMost);
    reader.need_confidence(limit.confidence);
    reader.read("source", limit.source);
    reader.refuse_other_keys();
    if (limit.per_minute == 0 && limit.per_day == 0)
      reader.error(row, "missing-key", "limits of " + what + ": neither per_minute nor per_day");
    limits.push_back(std::move(limit));
  }
  return limits;
}

void read_method(MapReader& reader,
                 domain::Model& model,
                 const std::string& what,
                 Complaints& complaints) {
  static const std::vector<std::string> kMethods{"generateContent", "predict"};
  const Node* method = reader.find("method");
  if (method == nullptr) return;
  reader.read("method", model.method);
  if (std::find(kMethods.begin(), kMethods.end(), model.method) == kMethods.end())
    complaints.unknown(*method, "unknown-word",
                       "method of " + what + ": there is no \"" + model.method + "\"", kMethods);
}

/// Words of a row that are also an enumeration's, kept as words.
template <class E>
void read_known_words(MapReader& reader, std::string_view key, std::vector<std::string>& words) {
  std::vector<E> values;
  reader.read_words(key, values);
  for (const E value : values) words.emplace_back(to_text(value));
}

/// What may be asked of the picture beside its words, and how the vendor wants it said.
void read_capabilities(MapReader& reader,
                       domain::Model& model,
                       const Node& row,
                       const std::string& what,
                       Complaints& complaints) {
  reader.read_word("mask", model.mask);
  reader.read("masked_inputs", model.masked_inputs, 1, 1'000);
  reader.read("takes_seed", model.takes_seed);
  reader.read("takes_transparency", model.takes_transparency);
  read_known_words<domain::ImageFormat>(reader, "formats", model.formats);
  read_known_words<domain::QualityLevel>(reader, "qualities", model.qualities);
  reader.read("quality", model.quality);
  model.options = read_options(reader.find("options"), what, complaints);
  const std::vector<std::string>& known = model.qualities;
  if (known.empty() && model.quality.empty()) return;
  if (std::find(known.begin(), known.end(), model.quality) != known.end()) return;
  const Node* quality = reader.find("quality");
  complaints.unknown(quality == nullptr ? row : *quality, "contradiction",
                     what + " has qualities, so its quality must be one of them", known);
}

domain::Model read_model(const Node& row,
                         const std::map<std::string, SizeTable>& tables,
                         Complaints& complaints) {
  domain::Model model;
  const std::string what = "model " + row.text_of("id");
  MapReader reader(row, what, complaints);
  reader.read("id", model.id);
  model.brand = model.id;
  reader.read("brand", model.brand);
  reader.need("provider");
  reader.read("provider", model.provider);
  reader.read("aliases", model.aliases);
  reader.need("operations");
  reader.read_words("operations", model.operations);
  reader.read("aspects", model.aspects);
  reader.read("sizes", model.sizes);
  reader.read("sends_size", model.sends_size);
  reader.need("max_inputs");
  reader.read("max_inputs", model.max_inputs, 0, 1'000);
  read_method(reader, model, what, complaints);
  reader.read_words("thinking", model.thinking);
  reader.read("takes_system", model.takes_system);
  reader.read_words("safety", model.safety);
  reader.read("signs_turns", model.signs_turns);
  read_capabilities(reader, model, row, what, complaints);
  model.limits = read_limits(reader.find("limits"), what, complaints);
  model.sunset = read_sunset(reader.find("sunset"), what, complaints);
  reader.read("successor", model.successor);
  reader.need_confidence(model.confidence);
  reader.read("source", model.source);
  if (const Node* name = reader.find("pixels")) {
    const auto table = tables.find(name->text);
    if (table != tables.end()) {
      model.pixels = table->second;
    } else {
      std::vector<std::string> names;
      for (const auto& [known, sizes] : tables) names.push_back(known);
      complaints.unknown(*name, "no-such-table",
                         "pixels of " + what + ": there is no table \"" + name->text + "\"", names);
    }
  }
  reader.refuse_other_keys();
  if (!model.sends_size && model.sizes.size() != 1)
    reader.error(row, "contradiction",
                 what + " cannot be told a size, so it must have exactly one in sizes");
  return model;
}

/// Keeps of a shared table what this model offers; complains about sizes and ratios it lacks.
void fit_pixels(domain::Model& model, const Node& row, Complaints& complaints) {
  if (model.pixels.empty()) return;
  SizeTable offered;
  for (const std::string& size : model.sizes)
    for (const std::string& aspect : model.aspects) {
      const auto row_of_size = model.pixels.find(size);
      if (row_of_size != model.pixels.end() && row_of_size->second.contains(aspect))
        offered[size][aspect] = row_of_size->second.at(aspect);
      else
        complaints.error(
            row, "no-pixels",
            "model " + model.id + ": its pixel table has no " + aspect + " at " + size);
    }
  model.pixels = std::move(offered);
}

/// An id or alias must name one model, and a successor must be one.
void check_names(const Rows& rows, const Catalog::Contents& contents, Complaints& complaints) {
  std::vector<std::string> ids;
  for (const domain::Model& model : contents.models) ids.push_back(model.id);
  std::set<std::string> taken(ids.begin(), ids.end());
  for (std::size_t i = 0; i < contents.models.size(); ++i) {
    const domain::Model& model = contents.models[i];
    const Node& row = rows.models.rows()[i];
    for (const std::string& alias : model.aliases)
      if (!taken.insert(alias).second)
        complaints.error(*row.find("aliases"), "duplicate-name",
                         "alias \"" + alias + "\" of model " + model.id + " names another model");
    const bool known = std::find(ids.begin(), ids.end(), model.successor) != ids.end();
    if (!model.successor.empty() && !known)
      complaints.unknown(
          *row.find("successor"), "no-such-model",
          "successor of model " + model.id + ": there is no \"" + model.successor + "\"", ids);
  }
}

}  // namespace

void read_models(const Rows& rows, Catalog::Contents& contents, Complaints& complaints) {
  std::map<std::string, SizeTable> tables;
  for (std::size_t i = 0; i < rows.pixel_tables.keys.size(); ++i) {
    const std::string& name = rows.pixel_tables.keys[i].text;
    tables[name] = read_size_table(rows.pixel_tables.items[i], name, complaints);
  }
  for (const Node& row : rows.models.rows()) {
    domain::Model model = read_model(row, tables, complaints);
    fit_pixels(model, row, complaints);
    contents.models.push_back(std::move(model));
  }
  check_names(rows, contents, complaints);
}

void read_gateways(const Rows& rows, Catalog::Contents& contents, Complaints& complaints) {
  for (const Node& row : rows.gateways.rows()) {
    Gateway gateway;
    MapReader reader(row, "gateway " + row.text_of("id"), complaints);
    reader.read("id", gateway.id);
    gateway.brand = gateway.id;
    reader.read("brand", gateway.brand);
    reader.read("takes_aspect", gateway.takes_aspect);
    reader.read("takes_size", gateway.takes_size);
    reader.read("errors_free", gateway.errors_free);
    reader.need_confidence(gateway.confidence);
    reader.read("source", gateway.source);
    reader.refuse_other_keys();
    contents.gateways.push_back(std::move(gateway));
  }
}

}  // namespace vitrine::catalog
