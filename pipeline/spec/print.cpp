#include "pipeline/spec/print.hpp"

#include "pipeline/util/text.hpp"

#include <algorithm>
#include <cstddef>

namespace vitrine::spec {
namespace {

constexpr std::size_t kColumns = 90;
constexpr std::size_t kLongestMessage = 1000;
constexpr std::size_t kNumberWidth = 5;

bool continues_a_letter(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

std::size_t letters_in(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return !continues_a_letter(c); }));
}

/// Breaks between words; further lines are indented.
std::string folded(std::string_view text) {
  std::string result;
  std::size_t column = 0;
  for (const std::string_view word : util::split(text, ' ')) {
    const std::size_t width = letters_in(word);
    if (column > 0 && column + 1 + width > kColumns) {
      result += "\n  ";
      column = 2;
    }
    if (column > 0) result += ' ', ++column;
    result += word;
    column += width;
  }
  return result + '\n';
}

std::string place_of(const domain::Problem& problem) {
  std::string place = util::one_line(problem.file);
  if (problem.line > 0) place += ":" + std::to_string(problem.line);
  if (problem.line > 0 && problem.column > 0) place += ":" + std::to_string(problem.column);
  return place;
}

/// The line and, under it, a mark as long as the token.
std::string excerpt(const domain::Problem& problem, std::string_view line) {
  const auto column = static_cast<std::size_t>(problem.column - 1);
  if (column > line.size()) return {};
  const std::string_view before = line.substr(0, column);
  const std::string_view token = line.substr(column, static_cast<std::size_t>(problem.length));
  std::string number = std::to_string(problem.line);
  number.insert(0, number.size() < kNumberWidth ? kNumberWidth - number.size() : 0, ' ');
  const std::size_t marks = std::max<std::size_t>(1, letters_in(token));
  return number + " | " + util::one_line(line, line.size() + 4) + "\n" +
         std::string(number.size(), ' ') + " | " + std::string(letters_in(before), ' ') + "^" +
         std::string(marks - 1, '~') + "\n";
}

}  // namespace

std::string format_problem(const domain::Problem& problem, std::string_view source_line) {
  std::string text = folded(place_of(problem) + ": " + to_text(problem.level) + ": " +
                            util::one_line(problem.message, kLongestMessage));
  constexpr std::size_t kLongestLine = 400;  // a minified line would fill the screen
  if (problem.column > 0 && !source_line.empty() && source_line.size() <= kLongestLine)
    text += excerpt(problem, source_line);
  return text;
}

}  // namespace vitrine::spec
