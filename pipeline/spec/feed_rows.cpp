#include "pipeline/spec/feed_rows.hpp"

#include "pipeline/spec/html.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <utility>

namespace vitrine::spec {

const std::string& FeedRow::cell(std::string_view ours) const {
  static const std::string kNone;
  const auto found = cells.find(ours);
  return found == cells.end() ? kNone : found->second;
}

FeedRow read_cells(const CsvRow& raw,
                   const FeedTable& table,
                   const FeedColumns& columns,
                   const domain::FeedForm& form) {
  FeedRow row;
  row.place = {raw.line, raw.row};
  row.wrong = raw.wrong;
  for (const std::string& ours : columns.names()) {
    const std::string& cell = columns.cell(raw, ours);
    const bool is_html = std::find(form.html.begin(), form.html.end(), ours) != form.html.end();
    row.cells[ours] = columns.translated(ours, is_html ? text_of_html(cell) : cell);
  }
  for (const auto& [attribute, column] : columns.attributes())
    if (column < raw.cells.size() && column < table.columns().size())
      row.attributes[attribute] = raw.cells[column];
  return row;
}

std::vector<FeedRow> plain_rows(const FeedTable& table,
                                const FeedColumns& columns,
                                const domain::FeedForm& form) {
  std::vector<FeedRow> rows;
  for (const CsvRow& raw : table.rows()) {
    FeedRow row = read_cells(raw, table, columns, form);
    for (const char* ours : {"packshots", "more_packshots"})
      for (const std::string_view piece : util::split(row.cell(ours), form.list_separator))
        if (!util::trim(piece).empty())
          row.photos.push_back({std::string(util::trim(piece)), {}, ours});
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace vitrine::spec
