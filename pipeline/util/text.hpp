#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::util {

std::string_view trim(std::string_view text);  ///< spaces, tabs, line ends
std::vector<std::string_view> split(std::string_view text, char separator);  ///< keeps empty pieces
std::string join(std::span<const std::string> pieces, std::string_view between);
std::string to_lower(std::string_view text);  ///< ASCII letters only

/// `*` stands for any run of characters, nothing else is special; case matters.
bool matches_pattern(std::string_view text, std::string_view pattern);

/// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment), in
/// bytes. Stops counting past `limit` and returns limit + 1.
int edit_distance(std::string_view a, std::string_view b, int limit);

/// The candidate nearest to `word`, case ignored, if it is at most 2 edits away and
/// something of it is left — "did you mean". The first one wins a tie.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates);

/// The same over candidates that are not all in memory: offer each, then ask.
class Nearest {
 public:
  explicit Nearest(std::string_view word);
  void offer(std::string_view candidate);
  const std::optional<std::string>& found() const { return found_; }

 private:
  std::string wanted_;
  int best_;
  std::optional<std::string> found_;
};

/// Shortest text that reads back as the same number: locale-free, for keys and records.
std::string number_text(double number);
/// Fixed decimals, locale-free, for people.
std::string fixed_text(double number, int decimals);

bool is_valid_utf8(std::string_view bytes);

/// Keeps letters, digits, '-', '_' and '.', turns every other run into one '-': a file name that
/// every shop system takes. Never empty ("x" instead).
std::string file_name_safe(std::string_view text);
/// The same at the end of `name`, for names made by the million.
void append_file_name_safe(std::string& name, std::string_view text);

/// One line for a terminal or log: control characters (escape sequences too) become '?', longer
/// texts end in "...".
std::string one_line(std::string_view text, std::size_t most = 160);

}  // namespace vitrine::util
