#pragma once

#include "pipeline/catalog/node.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::catalog {

struct Sources;

/// The rows of one kind by id, in the order in which their ids first came. A later row of a known
/// id is laid over the earlier one; a new id with `extends: other` starts as a copy of that row.
class RowSet {
 public:
  /// `versioned`: laying a row over another must raise its `version`, because stored verdicts
  /// and recorded texts are told apart by it. The same row again is no change.
  RowSet(std::string kind, bool versioned) : kind_(std::move(kind)), versioned_(versioned) {}

  void lay(const Node& row, Complaints& complaints);
  const std::vector<Node>& rows() const { return rows_; }

 private:
  Node* find(std::string_view id);
  Node with_base(const Node& row, Complaints& complaints);
  bool raises_version(const Node& before, const Node& after) const;

  std::string kind_;
  bool versioned_;
  std::vector<Node> rows_;
};

/// All rows of all sources, not yet read as values.
struct Rows {
  RowSet profiles{"profile", true};
  RowSet models{"model", false};
  RowSet gateways{"gateway", false};
  RowSet forms{"form", false};
  RowSet prompts{"prompt", true};
  std::vector<Node> books;
  Node pixel_tables;  ///< name → size class → aspect → pixels
};

/// The embedded data first, then the project's folders, then its settings file.
Rows gather_rows(const Sources& sources, Complaints& complaints);

}  // namespace vitrine::catalog
