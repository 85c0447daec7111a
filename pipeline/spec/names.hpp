#pragma once

#include "pipeline/spec/complaints.hpp"
#include "pipeline/spec/tree.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace vitrine::spec {

/// The names of one kind (scenes, colorways, a product's zones) and the places that refer to
/// them. Judged only when everything is read, so that a slip where a name is defined is told
/// there too, and not only where the name is missed.
class NameTable {
 public:
  explicit NameTable(std::string what) : what_(std::move(what)) {}  ///< "scene"

  void define(const Node& at) { defined_.emplace(at.text, &at); }
  void define(const std::string& name) { defined_.emplace(name, nullptr); }  ///< not in the YAML
  bool has(const std::string& name) const { return defined_.contains(name); }
  std::vector<std::string> names() const;

  void refer(const Node& at);                                   ///< must exist, and counts as use
  void mention(const Node& at) { references_.push_back(&at); }  ///< must exist, is no use of it
  void miss(const std::string& name) { missed_.push_back(name); }  ///< complained about elsewhere
  void refer(const std::string& name) { used_.insert(name); }      ///< from a feed, known to exist

  /// Complains at each reference that leads nowhere: `no scene "harbor"; did you mean …?`; and at
  /// a name nobody uses when it is near one that was missed.
  void check(Complaints& complaints) const;
  /// Complains at each name of `file` nobody refers to, unless `check` did.
  void complain_of_unused(Complaints& complaints,
                          Complaints::Level level,
                          int file,
                          const std::string& sentence) const;

 private:
  std::vector<std::string> all_missed() const;

  std::string what_;
  std::map<std::string, const Node*> defined_;
  std::set<std::string> used_;
  std::vector<const Node*> references_;
  std::vector<std::string> missed_;
};

/// ` (line 53)`, or with the file's name when it is another one.
std::string line_hint(const Node& from, const Node& to, const Complaints& complaints);

}  // namespace vitrine::spec
