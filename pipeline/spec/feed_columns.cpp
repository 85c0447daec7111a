#include "pipeline/spec/feed_columns.hpp"

#include "pipeline/util/text.hpp"

namespace vitrine::spec {

FeedColumns::FeedColumns(const Node& feed,
                         const domain::FeedForm& form,
                         const FeedTable& table,
                         Complaints& complaints)
    : table_(table) {
  const Node* columns = feed.find("columns");
  if (columns && columns->is_map()) map_by_job(*columns, complaints);
  map_by_form(form, feed, complaints);
  if (const Node* values = feed.find("values")) read_translations(*values);
}

void FeedColumns::map_by_job(const Node& columns, Complaints& complaints) {
  for (const Node::Entry& entry : columns.entries) {
    if (entry.key.text == "attributes") {
      for (const Node::Entry& attribute : entry.value.entries)
        if (const std::optional<std::size_t> column = column_of(attribute.value, complaints))
          attributes_[attribute.key.text] = *column;
    } else if (const std::optional<std::size_t> column = column_of(entry.value, complaints)) {
      columns_[entry.key.text] = *column;
    }
  }
}

std::optional<std::size_t> FeedColumns::column_of(const Node& heading,
                                                  Complaints& complaints) const {
  if (!text_of(&heading)) return std::nullopt;
  const std::optional<std::size_t> column = table_.find(heading.text);
  if (!column)
    complaints.error(heading,
                     unknown_word("no-such-column",
                                  "no column " + quote(heading.text) + " in " + table_.file_names(),
                                  heading.text, table_.headings()));
  else if (table_.is_ambiguous(heading.text))
    complaints.error(
        heading, {"ambiguous-column", "the column " + quote(heading.text) + " stands twice in " +
                                          table_.file_names() + "; rename one"});
  return column;
}

void FeedColumns::map_by_form(const domain::FeedForm& form,
                              const Node& feed,
                              Complaints& complaints) {
  for (const auto& [ours, headings] : form.columns) {
    if (columns_.contains(ours)) continue;
    for (const std::string& heading : headings) {
      const std::optional<std::size_t> column = table_.find(heading);
      if (!column) continue;
      columns_[ours] = *column;
      if (table_.is_ambiguous(heading)) {
        const Node* join = feed.find("join");
        complaints.error(
            join ? *join : feed,
            {"ambiguous-column", "the column " + quote(heading) + ", read as " + ours +
                                     ", stands twice in " + table_.file_names() + "; rename one"});
      }
      break;
    }
  }
  if (const std::optional<std::size_t> gallery = table_.find(form.gallery))
    columns_[kGallery] = *gallery;
}

void FeedColumns::read_translations(const Node& values) {
  for (const Node::Entry& column : values.entries)
    for (const Node::Entry& value : column.value.entries)
      if (const std::string* text = text_of(&value.value))
        values_[column.key.text][value.key.text] = *text;
}

std::vector<std::string> FeedColumns::names() const {
  std::vector<std::string> names;
  for (const auto& [ours, column] : columns_) names.push_back(ours);
  return names;
}

std::string FeedColumns::heading(std::string_view ours) const {
  const auto column = columns_.find(ours);
  return column == columns_.end() ? std::string(ours) : table_.columns()[column->second].heading;
}

const std::filesystem::path& FeedColumns::folder(std::string_view ours) const {
  const auto column = columns_.find(ours);
  return column == columns_.end() ? table_.feed().folder
                                  : table_.columns()[column->second].file->folder;
}

const std::string& FeedColumns::cell(const CsvRow& row, std::string_view ours) const {
  static const std::string kNone;
  const auto column = columns_.find(ours);
  // Without a working join the rows have no cells of the second table.
  return column == columns_.end() || column->second >= row.cells.size() ? kNone
                                                                        : row.cells[column->second];
}

std::string FeedColumns::translated(std::string_view ours, const std::string& cell) const {
  const auto values = values_.find(ours);
  if (values == values_.end()) return cell;
  const auto value = values->second.find(cell);
  return value == values->second.end() ? cell : value->second;
}

}  // namespace vitrine::spec
