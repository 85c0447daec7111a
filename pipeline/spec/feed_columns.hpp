#pragma once

#include "pipeline/domain/feed_form.hpp"
#include "pipeline/spec/feed_table.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::spec {

/// The column of a gallery's pictures: ours, but only forms name it (FeedForm::gallery).
inline constexpr const char* kGallery = "gallery";

/// Which column of a feed holds what of ours, from the job's `columns:` first, else from the form.
class FeedColumns {
 public:
  /// Complains about headings that are not there and ones that stand in both files. `feed` is the
  /// node of the whole feed. The table and the nodes must outlive this.
  FeedColumns(const Node& feed,
              const domain::FeedForm& form,
              const FeedTable& table,
              Complaints& complaints);

  bool has(std::string_view ours) const { return columns_.contains(ours); }
  std::vector<std::string> names() const;  ///< ours, of all columns that are there
  /// Its heading, to be named in complaints; `ours` itself if there is no such column.
  std::string heading(std::string_view ours) const;
  /// Where relative paths in that column start.
  const std::filesystem::path& folder(std::string_view ours) const;
  /// The cell as the feed has it; empty without such a column.
  const std::string& cell(const CsvRow& row, std::string_view ours) const;
  /// By the job's `values:`; unchanged if they do not name it.
  std::string translated(std::string_view ours, const std::string& cell) const;

  /// Attribute → column.
  const std::map<std::string, std::size_t>& attributes() const { return attributes_; }

 private:
  void map_by_form(const domain::FeedForm& form, const Node& feed, Complaints& complaints);
  void map_by_job(const Node& columns, Complaints& complaints);
  std::optional<std::size_t> column_of(const Node& heading, Complaints& complaints) const;
  void read_translations(const Node& values);

  const FeedTable& table_;
  std::map<std::string, std::size_t, std::less<>> columns_;
  std::map<std::string, std::size_t> attributes_;
  std::map<std::string, std::map<std::string, std::string>, std::less<>> values_;
};

}  // namespace vitrine::spec
