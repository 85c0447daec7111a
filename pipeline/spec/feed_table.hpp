#pragma once

#include "pipeline/spec/complaints.hpp"
#include "pipeline/spec/csv.hpp"
#include "pipeline/spec/tree.hpp"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::spec {

/// One file of a feed as it was read.
struct FeedFile {
  int index = 0;                 ///< into the job's list of files
  std::string shown_as;          ///< its name without folders
  std::filesystem::path folder;  ///< paths in its cells are relative to this
  Csv csv;
};

/// A feed and, after `join`, the columns of a second table behind its own.
class FeedTable {
 public:
  struct Column {
    std::string heading;
    const FeedFile* file;
  };

  explicit FeedTable(FeedFile feed);

  /// Adds the columns of `second` to each row whose cells under the keys of `on` (headings here →
  /// headings there) are equal; empty cells where nothing matches. Complains about headings that
  /// do not exist, keys that stand twice with different data (those rows here are spoilt: which
  /// cells are right is not known) and rows that match nothing.
  void join(FeedFile second, const Node& on, Complaints& complaints);

  const FeedFile& feed() const { return *files_.front(); }
  const std::vector<Column>& columns() const { return columns_; }
  std::vector<CsvRow>& rows() { return files_.front()->csv.rows; }
  const std::vector<CsvRow>& rows() const { return files_.front()->csv.rows; }
  /// Case and blanks around do not matter, an exact match wins.
  std::optional<std::size_t> find(std::string_view heading) const;
  /// Whether the heading stands in both files, and is no key of the join.
  bool is_ambiguous(std::string_view heading) const;
  std::vector<std::string> headings() const;
  std::string file_names() const;  ///< "outdoor.csv or outdoor-colors.csv"

 private:
  std::vector<std::unique_ptr<FeedFile>> files_;  ///< columns point at them
  std::vector<Column> columns_;
  std::vector<std::string> join_keys_;  ///< headings that are equal by the join
};

}  // namespace vitrine::spec
