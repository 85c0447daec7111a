#pragma once

#include "pipeline/domain/values.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::spec {

/// A token's place in its file. Lines and columns count from 1, columns in bytes.
struct Mark {
  int line = 0;
  int column = 0;
  int length = 1;  ///< of the token, never past the end of its line
};

/// A YAML value as it was written, with aliases expanded. What a plain scalar means (5, true, text)
/// is decided by `type_of`, so that the text a person typed is never lost.
struct Node {
  enum class Kind { null, scalar, list, map };
  struct Entry;

  Kind kind = Kind::null;
  bool quoted = false;  ///< a quoted or block scalar is always text
  int file = 0;         ///< index into the job's list of files
  Mark mark;
  std::string text;            ///< of a scalar
  std::vector<Node> items;     ///< of a list
  std::vector<Entry> entries;  ///< of a map, in file order, no key twice

  /// The value of a map's key; nullptr if there is none or this is no map.
  const Node* find(std::string_view key) const;
  const Entry* find_entry(std::string_view key) const;

  bool is_map() const { return kind == Kind::map; }
  bool is_list() const { return kind == Kind::list; }
  bool is_null() const { return kind == Kind::null; }
  domain::Origin origin() const { return {file, mark.line, mark.column}; }
};

struct Node::Entry {
  Node key;  ///< always a scalar
  Node value;
};

/// The types of YAML 1.2's core schema: `yes` is text, `0x1F` an integer.
enum class ScalarType { null, boolean, integer, number, text };
ScalarType type_of(const Node& scalar);

/// The value of a plain boolean, integer or number; nothing for anything else or out of range.
std::optional<bool> boolean_of(const Node& node);
std::optional<long long> integer_of(const Node& node);
std::optional<double> number_of(const Node& node);
/// The text of a scalar of any type; nullptr for null, lists and maps, and without a node.
const std::string* text_of(const Node* node);

}  // namespace vitrine::spec
