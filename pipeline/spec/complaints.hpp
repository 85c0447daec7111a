#pragma once

#include "pipeline/domain/problem.hpp"
#include "pipeline/spec/tree.hpp"

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace vitrine::spec {

/// What is said about a token: the words of a domain::Problem without its place.
struct Complaint {
  std::string code;
  std::string message;
  std::string suggestion = {};
};

/// A row of a feed, counted as the spreadsheet does, and the column it is about, if it is one.
struct FeedPlace {
  int line = 0;
  int row = 0;
  std::string heading = {};
};

/// Collects all that is wrong with a job, so that one reading tells everything. Also keeps the
/// list of the files that were read, in order: what Origin::file counts.
class Complaints {
 public:
  using Level = domain::Problem::Level;

  int add_file(std::string shown_as);  ///< returns its index
  const std::vector<std::string>& files() const { return files_; }

  void error(const Node& at, Complaint complaint) { add(Level::error, at, std::move(complaint)); }
  void warning(const Node& at, Complaint complaint) {
    add(Level::warning, at, std::move(complaint));
  }
  void add(Level level, const Node& at, Complaint complaint);
  void add(Level level, int file, const Mark& mark, Complaint complaint);
  void row(Level level, int file, const FeedPlace& place, Complaint complaint);

  int error_count() const { return errors_; }
  /// Everything said, ordered by file, line and column. Ends the collecting.
  domain::Problems take() &&;

 private:
  struct Filed {
    int file;
    domain::Problem problem;
  };
  std::vector<std::string> files_;
  std::vector<Filed> filed_;
  std::set<std::tuple<int, int, int, std::string>> said_;  ///< file, line, column, message
  int errors_ = 0;
};

/// `"harbor"`: as a person typed it, fit for one line of a terminal.
std::string quote(std::string_view text);

/// Completes `no scene "harbor"` with the nearest of `known` ("; did you mean …?"), or else with
/// what there is ("; known: …").
Complaint unknown_word(std::string code,
                       std::string sentence,
                       std::string_view word,
                       std::span<const std::string> known);

}  // namespace vitrine::spec
