#pragma once

#include "pipeline/domain/problem.hpp"
#include "pipeline/domain/values.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace vitrine::catalog {

/// A piece of a data file and the place where it stands, so that a complaint can point at it even
/// after rows of several files were laid over each other.
struct Node {
  enum class Kind { empty, scalar, list, map };

  Kind kind = Kind::empty;
  std::string text;         ///< of a scalar
  domain::Origin origin;    ///< `file` counts the files of `Complaints`
  std::vector<Node> keys;   ///< of a map, beside `items`
  std::vector<Node> items;  ///< of a list or a map

  const Node* find(std::string_view key) const;     ///< nullptr unless this is a map with that key
  std::string text_of(std::string_view key) const;  ///< empty unless that key holds a scalar

  /// Equal in what they say, wherever they stand.
  friend bool operator==(const Node& a, const Node& b) {
    return a.kind == b.kind && a.text == b.text && a.keys == b.keys && a.items == b.items;
  }
};

/// `over` laid over `base`: maps key by key, anything else as a whole.
Node overlaid(Node base, const Node& over);
/// `map` less one key.
Node without(Node map, std::string_view key);

/// Collects what is wrong in the data files, all in one go, each mistake once.
class Complaints {
 public:
  int add_file(std::string name);

  void error(const Node& where, std::string code, std::string message, std::string suggestion = {});
  /// Unknown word: adds "did you mean" where one of `known` is near.
  void unknown(const Node& where,
               std::string code,
               std::string message,
               const std::vector<std::string>& known);
  void error_in_file(int file, int line, int column, std::string code, std::string message);

  const domain::Problems& problems() const { return problems_; }

 private:
  std::vector<std::string> files_;
  domain::Problems problems_;
};

/// The tree of one YAML file; an empty node, after a complaint, if it is not readable: broken
/// syntax, a key twice in one map, or aliases that grow beyond any sensible table.
Node parse_yaml(std::string_view yaml, int file, Complaints& complaints);

}  // namespace vitrine::catalog
