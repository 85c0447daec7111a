#include "gate_manifest.hpp"

#include "pipeline/util/files.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

namespace vitrine::bench {
namespace {

using Row = std::vector<std::string>;

/// RFC 4180; a quoted cell may hold commas and doubled quotes.
std::vector<Row> rows_of(std::string_view text) {
  std::vector<Row> rows;
  Row row;
  std::string cell;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '"' && i + 1 < text.size() && text[i + 1] == '"')
      cell += '"', ++i;
    else if (c == '"')
      quoted = !quoted;
    else if (!quoted && c == ',')
      row.push_back(std::exchange(cell, {}));
    else if (!quoted && c == '\n') {
      row.push_back(std::exchange(cell, {}));
      rows.push_back(std::exchange(row, {}));
    } else if (quoted || c != '\r')
      cell += c;
  }
  return rows;
}

std::vector<std::string> split(std::string_view text, char at) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const auto end = std::min(text.find(at), text.size());
    parts.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

}  // namespace

util::Result<std::vector<GateProduct>> read_gate_manifest(const std::filesystem::path& corpus) {
  const auto text = util::read_file(corpus / "manifest.csv");
  if (!text) return text.error();
  const std::vector<Row> rows = rows_of(*text);
  const auto wrong = [](const std::string& what) {
    return util::Error{util::ErrorKind::bad_spec, "manifest.csv: " + what};
  };
  if (rows.empty()) return wrong("is empty");
  std::map<std::string, std::size_t> columns;
  for (std::size_t c = 0; c < rows[0].size(); ++c) columns[rows[0][c]] = c;
  for (const char* name : {"file", "product", "half", "kind", "parameters", "reference", "alpha",
                           "zone_masks", "keep_text", "volume", "pieces"})
    if (!columns.contains(name)) return wrong(std::string("has no column ") + name);

  std::vector<GateProduct> products;
  for (std::size_t r = 1; r < rows.size(); ++r) {
    if (rows[r].size() != rows[0].size())
      return wrong("row " + std::to_string(r + 1) + " is cut short");
    const auto cell = [&](const char* name) { return rows[r][columns.at(name)]; };
    auto known = std::find_if(products.begin(), products.end(),
                              [&](const GateProduct& p) { return p.name == cell("product"); });
    if (known == products.end()) {
      GateProduct product{cell("product"),
                          cell("half"),
                          corpus / cell("reference"),
                          corpus / cell("alpha"),
                          {},
                          split(cell("keep_text"), '|'),
                          cell("volume"),
                          1,
                          {}};
      for (const std::string& pair : split(cell("zone_masks"), '|')) {
        const auto equals = pair.find('=');
        if (equals != std::string::npos)
          product.zone_masks[pair.substr(0, equals)] = corpus / pair.substr(equals + 1);
      }
      const std::string pieces = cell("pieces");
      std::from_chars(pieces.data(), pieces.data() + pieces.size(), product.pieces);
      known = products.insert(products.end(), std::move(product));
    }
    known->pictures.push_back(
        {cell("file"), cell("product"), cell("half"), cell("kind"), cell("parameters")});
  }
  return products;
}

}  // namespace vitrine::bench
