#include "pipeline/catalog/map_reader.hpp"
#include "pipeline/catalog/row_readers.hpp"

#include <map>
#include <utility>

namespace vitrine::catalog {
namespace {

using WordLists = std::map<std::string, std::vector<std::string>>;

/// What a form can tell of a product; the names are those of a job's `columns:`.
const std::vector<std::string>& feed_column_names() {
  static const std::vector<std::string> kNames{
      "sku",    "title",  "category", "group",       "color",   "packshots", "more_packshots",
      "shows",  "target", "zone",     "scenes",      "deliver", "keep",      "text",
      "height", "width",  "pieces",   "transparent", "stands"};
  return kNames;
}

/// A table of lists whose keys must be among `known`.
WordLists read_word_lists(MapReader& form,
                          std::string_view key,
                          const std::vector<std::string>& known,
                          const std::string& what,
                          Complaints& complaints) {
  WordLists lists;
  const Node* table = form.find(key);
  if (table == nullptr) return lists;
  MapReader reader(*table, std::string(key) + " of " + what, complaints);
  for (const std::string& name : known) {
    std::vector<std::string> words;
    reader.read(name, words);
    if (!words.empty()) lists[name] = std::move(words);
  }
  reader.refuse_other_keys();
  return lists;
}

domain::FeedForm read_form(const Node& row, Complaints& complaints) {
  domain::FeedForm form;
  const std::string what = "form " + row.text_of("id");
  MapReader reader(row, what, complaints);
  reader.read("id", form.id);
  const auto views = domain::names<domain::View>();
  form.columns = read_word_lists(reader, "columns", feed_column_names(), what, complaints);
  form.view_words =
      read_word_lists(reader, "view_words", {views.begin(), views.end()}, what, complaints);
  reader.read("list_separator", form.list_separator);
  reader.read("group_rows", form.group_rows);
  reader.read("group_column", form.group_column);
  reader.read("color_options", form.color_options);
  reader.read("fill_down", form.fill_down);
  reader.read("html", form.html);
  reader.read("option_names", form.option_names);
  reader.read("option_values", form.option_values);
  reader.read("gallery", form.gallery);
  reader.read("gallery_alt", form.gallery_alt);
  reader.read("gallery_position", form.gallery_position);
  reader.refuse_other_keys();

  if (form.group_rows && form.group_column.empty())
    reader.error(row, "missing-key", what + " groups rows, so it must name its group_column");
  if (form.option_names.size() != form.option_values.size())
    reader.error(row, "contradiction",
                 what + ": option_names and option_values are pairs, one of each");
  return form;
}

}  // namespace

void read_forms(const Rows& rows, Catalog::Contents& contents, Complaints& complaints) {
  for (const Node& row : rows.forms.rows()) {
    domain::FeedForm form = read_form(row, complaints);
    contents.forms[form.id] = std::move(form);
  }
}

}  // namespace vitrine::catalog
