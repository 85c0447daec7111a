#pragma once

#include <string>
#include <vector>

namespace vitrine::domain {

/// One complaint, ready to be shown as `file:line:column: severity: message` and written under
/// --json. Lines and columns count from 1 (columns in bytes); 0 means "the file as a whole".
struct Problem {
  enum class Level { error, warning, note };

  std::string file;
  int line = 0;
  int column = 0;
  int length = 1;  ///< of the token, for the ^~~~ mark; never past the end of its line
  Level level = Level::error;
  std::string code;        ///< stable and documented: "unknown-key", "no-such-scene", …
  std::string message;     ///< one sentence, with "did you mean …" where there is a suggestion
  std::string suggestion;  ///< the word to put there; empty if none is known
  int row = 0;             ///< of a feed, counted as the spreadsheet does; 0 outside feeds
  std::string heading;     ///< the feed's column, where it is about one
};
using Problems = std::vector<Problem>;

inline bool has_errors(const Problems& problems) {
  for (const Problem& problem : problems)
    if (problem.level == Problem::Level::error) return true;
  return false;
}
const char* to_text(Problem::Level level);

}  // namespace vitrine::domain
