#include "pipeline/catalog/rows.hpp"

#include "pipeline/catalog/catalog.hpp"
#include "pipeline/catalog/embedded.hpp"
#include "pipeline/catalog/map_reader.hpp"
#include "pipeline/util/files.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

namespace vitrine::catalog {
namespace {

constexpr std::uintmax_t kMostBytes = 4'000'000;

std::vector<std::string> ids_of(const std::vector<Node>& rows) {
  std::vector<std::string> ids;
  for (const Node& row : rows) ids.push_back(row.text_of("id"));
  return ids;
}

/// Sorts the tables of a file by what they are.
class Gatherer {
 public:
  Gatherer(Rows& rows, Complaints& complaints) : rows_(rows), complaints_(complaints) {}

  /// A file of one row or of lists of rows, by where it lies below `schemas/`.
  void take_file(std::string_view place, std::string_view yaml, std::string name) {
    const Node tree = parse_yaml(yaml, complaints_.add_file(std::move(name)), complaints_);
    if (tree.kind == Node::Kind::empty) return;
    if (place.starts_with("profiles/")) {
      rows_.profiles.lay(tree, complaints_);
    } else if (place.starts_with("forms/")) {
      rows_.forms.lay(tree, complaints_);
    } else if (place.starts_with("prompts/")) {
      rows_.prompts.lay(tree, complaints_);
    } else {
      MapReader file(tree, "this file", complaints_);
      take_lists(file);
      file.refuse_other_keys();
    }
  }

  /// vitrine.yaml says much else, which others read.
  void take_settings(std::string_view yaml, std::string name) {
    const Node tree = parse_yaml(yaml, complaints_.add_file(std::move(name)), complaints_);
    if (tree.kind == Node::Kind::empty) return;
    MapReader file(tree, "this file", complaints_);
    take_lists(file);
  }

 private:
  void take_lists(MapReader& file) {
    if (const Node* tables = file.find("pixel_tables"))
      rows_.pixel_tables = overlaid(std::move(rows_.pixel_tables), *tables);
    for (const Node& row : list(file, "profiles")) rows_.profiles.lay(row, complaints_);
    for (const Node& row : list(file, "models")) rows_.models.lay(row, complaints_);
    for (const Node& row : list(file, "gateways")) rows_.gateways.lay(row, complaints_);
    for (const Node& row : list(file, "forms")) rows_.forms.lay(row, complaints_);
    for (const Node& row : list(file, "prompts")) rows_.prompts.lay(row, complaints_);
    for (const Node& book : list(file, "prices")) take_book(book);
  }

  std::vector<Node> list(MapReader& file, std::string_view key) {
    const Node* node = file.find(key);
    if (node == nullptr) return {};
    if (node->kind == Node::Kind::list) return node->items;
    complaints_.error(*node, "wrong-type", std::string(key) + " must be a list of rows");
    return {};
  }

  void take_book(const Node& book) {
    const std::string name = book.text_of("book");
    const auto same = std::find_if(rows_.books.begin(), rows_.books.end(), [&](const Node& other) {
      return other.text_of("book") == name;
    });
    if (same == rows_.books.end()) {
      rows_.books.push_back(book);
    } else if (!(*same == book)) {
      // Attempts settle at the book they were made under, so its numbers must stay.
      complaints_.error(book, "book-exists",
                        "there is a price book \"" + name +
                            "\" with other rows; books are never edited, so give this one a new "
                            "name and day");
    }
  }

  Rows& rows_;
  Complaints& complaints_;
};

void take_project_file(const std::filesystem::path& path,
                       std::string_view place,
                       Gatherer& gatherer,
                       Complaints& complaints) {
  const util::Result<std::string> bytes = util::read_file(path, kMostBytes);
  if (bytes)
    gatherer.take_file(place, *bytes, path.string());
  else
    complaints.error_in_file(complaints.add_file(path.string()), 0, 0, "unreadable",
                             bytes.error().message);
}

/// In order of name, so that the result does not depend on the disk.
std::vector<std::filesystem::path> yaml_files(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> found;
  std::error_code missing;
  for (const auto& entry : std::filesystem::directory_iterator(folder, missing))
    if (entry.path().extension() == ".yaml") found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}

void take_folder(const std::filesystem::path& folder, Gatherer& gatherer, Complaints& complaints) {
  for (const char* name : {"models.yaml", "prices.yaml"})
    if (std::filesystem::exists(folder / name))
      take_project_file(folder / name, name, gatherer, complaints);
  for (const std::string kind : {"profiles", "forms", "prompts"})
    for (const std::filesystem::path& path : yaml_files(folder / kind))
      take_project_file(path, kind + "/", gatherer, complaints);
}

}  // namespace

Node* RowSet::find(std::string_view id) {
  const auto found = std::find_if(rows_.begin(), rows_.end(),
                                  [&](const Node& row) { return row.text_of("id") == id; });
  return found == rows_.end() ? nullptr : &*found;
}

/// Resolves `extends`.
Node RowSet::with_base(const Node& row, Complaints& complaints) {
  const Node* base_id = row.find("extends");
  if (base_id == nullptr) return row;
  if (const Node* base = find(base_id->text)) return overlaid(*base, without(row, "extends"));
  complaints.unknown(*base_id, "no-such-" + kind_,
                     "there is no " + kind_ + " \"" + base_id->text + "\" before this one",
                     ids_of(rows_));
  return without(row, "extends");
}

bool RowSet::raises_version(const Node& before, const Node& after) const {
  return parse_whole(after.text_of("version")).value_or(0) >
         parse_whole(before.text_of("version")).value_or(0);
}

void RowSet::lay(const Node& row, Complaints& complaints) {
  const std::string id = row.text_of("id");
  if (id.empty()) {
    complaints.error(row, "missing-key", "a " + kind_ + " must be a table with an \"id\"");
    return;
  }
  Node* known = find(id);
  if (known == nullptr) {
    rows_.push_back(with_base(row, complaints));
    return;
  }
  Node changed = overlaid(*known, with_base(row, complaints));
  if (changed == *known) return;
  if (versioned_ && !raises_version(*known, changed)) {
    const Node* version = row.find("version");
    complaints.error(version != nullptr ? *version : row, "version-not-raised",
                     kind_ + " \"" + id + "\" is changed here, so its version must be above " +
                         known->text_of("version") + ": what it made before is told apart by it");
  }
  *known = std::move(changed);
}

Rows gather_rows(const Sources& sources, Complaints& complaints) {
  Rows rows;
  Gatherer gatherer(rows, complaints);
  for (const embedded::File& file : embedded::files()) {
    constexpr std::string_view kTop = "schemas/";
    gatherer.take_file(file.path.substr(kTop.size()), file.text, std::string(file.path));
  }
  for (const std::filesystem::path& folder : sources.folders)
    take_folder(folder, gatherer, complaints);
  if (sources.settings) {
    const util::Result<std::string> bytes = util::read_file(*sources.settings, kMostBytes);
    if (bytes)
      gatherer.take_settings(*bytes, sources.settings->string());
    else
      complaints.error_in_file(complaints.add_file(sources.settings->string()), 0, 0, "unreadable",
                               bytes.error().message);
  }
  return rows;
}

}  // namespace vitrine::catalog
