#include "pipeline/spec/feed_rows.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <utility>

namespace vitrine::spec {
namespace {

/// The rows of one handle, in file order.
using Group = std::vector<const CsvRow*>;

struct GalleryPicture {
  int position;
  FeedPhoto photo;
};

class GroupReader {
 public:
  GroupReader(const FeedTable& table, const FeedColumns& columns, const domain::FeedForm& form)
      : table_(table), columns_(columns), form_(form) {}

  std::vector<FeedRow> read(const Group& group) const {
    const std::optional<std::size_t> color_value = color_column(*group.front());
    std::vector<FeedRow> variants;
    for (const CsvRow* raw : group)
      if (is_variant(*raw)) variants.push_back(variant(*raw, *group.front(), color_value));
    give_photos(variants, gallery(group));
    return variants;
  }

 private:
  std::string cell_under(const CsvRow& row, std::string_view heading) const {
    const std::optional<std::size_t> column = table_.find(heading);
    return column && *column < row.cells.size() ? row.cells[*column] : std::string();
  }

  /// The value column of the option that means the colour. Option names stand on the first row.
  std::optional<std::size_t> color_column(const CsvRow& first) const {
    const std::size_t options = std::min(form_.option_names.size(), form_.option_values.size());
    for (std::size_t i = 0; i < options; ++i) {
      const std::string name = util::to_lower(cell_under(first, form_.option_names[i]));
      for (const std::string& word : form_.color_options)
        if (util::to_lower(word) == name) return table_.find(form_.option_values[i]);
    }
    return std::nullopt;
  }

  /// Anything else is one more picture of the gallery.
  bool is_variant(const CsvRow& row) const {
    return !row.wrong.empty() || !columns_.cell(row, "sku").empty() ||
           std::any_of(
               form_.option_values.begin(), form_.option_values.end(),
               [&](const std::string& heading) { return !cell_under(row, heading).empty(); });
  }

  FeedRow variant(const CsvRow& raw,
                  const CsvRow& first,
                  std::optional<std::size_t> color_value) const {
    FeedRow row = read_cells(raw, table_, columns_, form_);
    const FeedRow top = read_cells(first, table_, columns_, form_);
    for (const std::string& ours : form_.fill_down)
      if (row.cell(ours).empty() && !top.cell(ours).empty()) row.cells[ours] = top.cell(ours);
    for (auto& [attribute, text] : row.attributes)
      if (const auto above = top.attributes.find(attribute);
          text.empty() && above != top.attributes.end())
        text = above->second;
    row.cells["group"] = cell_under(raw, form_.group_column);
    if (color_value && *color_value < raw.cells.size())
      row.cells["color"] = columns_.translated("color", raw.cells[*color_value]);
    return row;
  }

  std::vector<FeedPhoto> gallery(const Group& group) const {
    std::vector<GalleryPicture> pictures;
    std::set<std::string> seen;
    for (const CsvRow* row : group) {
      const std::string file = cell_under(*row, form_.gallery);
      if (file.empty() || !seen.insert(file).second) continue;
      pictures.push_back({position(*row), {file, cell_under(*row, form_.gallery_alt), kGallery}});
    }
    std::stable_sort(
        pictures.begin(), pictures.end(),
        [](const GalleryPicture& a, const GalleryPicture& b) { return a.position < b.position; });
    std::vector<FeedPhoto> photos;
    for (GalleryPicture& picture : pictures) photos.push_back(std::move(picture.photo));
    return photos;
  }

  /// One without a number comes last, in file order.
  int position(const CsvRow& row) const {
    const std::string text = cell_under(row, form_.gallery_position);
    int position = 1'000'000;
    std::from_chars(text.data(), text.data() + text.size(), position);
    return position;
  }

  static void give_photos(std::vector<FeedRow>& variants, const std::vector<FeedPhoto>& gallery) {
    std::set<std::string> colors;
    std::map<std::string, std::string> photo_of_color;  // from those that have one of their own
    std::map<std::string, std::string> color_of_photo;
    for (const FeedRow& row : variants) {
      const std::string color = util::to_lower(row.cell("color"));
      const std::string& photo = row.cell("packshots");
      colors.insert(color);
      if (photo.empty()) continue;
      photo_of_color.emplace(color, photo);
      color_of_photo.emplace(photo, row.cell("color"));
    }
    for (FeedRow& row : variants) {
      const std::string& own = row.cell("packshots");
      const auto sibling = photo_of_color.find(util::to_lower(row.cell("color")));
      if (!own.empty())
        row.photos.push_back({own});
      else if (sibling != photo_of_color.end())
        row.photos.push_back({sibling->second});
      if (colors.size() == 1) add_gallery(gallery, row.photos);
      if (!row.photos.empty()) {
        row.photo_color = row.cell("color");
      } else if (!gallery.empty()) {
        row.source = gallery.front();
        const auto owner = color_of_photo.find(gallery.front().file);
        if (owner != color_of_photo.end()) row.source_color = owner->second;
      }
    }
  }

  static void add_gallery(const std::vector<FeedPhoto>& gallery, std::vector<FeedPhoto>& photos) {
    for (const FeedPhoto& picture : gallery)
      if (photos.empty() || photos.front().file != picture.file) photos.push_back(picture);
  }

  const FeedTable& table_;
  const FeedColumns& columns_;
  const domain::FeedForm& form_;
};

}  // namespace

std::vector<FeedRow> grouped_rows(const FeedTable& table,
                                  const FeedColumns& columns,
                                  const domain::FeedForm& form) {
  const std::optional<std::size_t> handle = table.find(form.group_column);
  std::vector<Group> groups;
  std::map<std::string, std::size_t> group_of;
  for (const CsvRow& row : table.rows()) {
    // A row that could not be split into cells stands alone, to be reported.
    const bool has_handle = handle && *handle < row.cells.size();
    const std::string name = has_handle ? row.cells[*handle] : "\n" + std::to_string(row.row);
    const auto [group, is_new] = group_of.emplace(name, groups.size());
    if (is_new) groups.emplace_back();
    groups[group->second].push_back(&row);
  }
  const GroupReader reader(table, columns, form);
  std::vector<FeedRow> rows;
  for (const Group& group : groups)
    for (FeedRow& row : reader.read(group)) rows.push_back(std::move(row));
  return rows;
}

}  // namespace vitrine::spec
