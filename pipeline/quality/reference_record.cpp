#include "pipeline/quality/reference_text.hpp"
#include "pipeline/util/text.hpp"

#include <array>
#include <charconv>
#include <initializer_list>
#include <optional>
#include <utility>

/// `text/1`, then for each line `line X Y ANGLE WIDTH HEIGHT X_HEIGHT` and below it its words,
/// `word X Y WIDTH HEIGHT CONFIDENCE TEXT`. A reader's word has no spaces or line ends.
namespace vitrine::quality {
namespace {

constexpr std::string_view kVersion = "text/1";

void append(std::string& to, std::string_view name, std::initializer_list<double> numbers) {
  to += name;
  for (const double number : numbers) to += ' ' + util::number_text(number);
}

/// As many numbers as asked for, after the row's name.
template <std::size_t Count>
std::optional<std::array<double, Count>> numbers(const std::vector<std::string_view>& row) {
  std::array<double, Count> values{};
  if (row.size() < Count + 1) return std::nullopt;
  for (std::size_t i = 0; i < Count; ++i) {
    const std::string_view text = row[i + 1];
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), values[i]);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  }
  return values;
}

util::Error damaged(std::string_view row) {
  return {util::ErrorKind::damaged, "reading a packshot's text from the record: \"" +
                                        util::one_line(row, 60) + "\" is no line of it"};
}

}  // namespace

std::string to_text(const ReferenceText& text) {
  std::string record(kVersion);
  record += '\n';
  for (const ReferenceLine& line : text.lines) {
    append(record, "line",
           {line.corner.x, line.corner.y, line.angle, line.size.width, line.size.height,
            line.x_height});
    record += '\n';
    for (const ReferenceWord& word : line.words) {
      append(record, "word",
             {word.box.x, word.box.y, word.box.width, word.box.height, word.confidence});
      record += ' ' + word.text + '\n';
    }
  }
  return record;
}

util::Result<ReferenceText> reference_text_from(std::string_view text) {
  ReferenceText result;
  const std::vector<std::string_view> rows = util::split(text, '\n');
  if (rows.front() != kVersion) return damaged(rows.front());
  for (std::size_t i = 1; i < rows.size(); ++i) {
    if (rows[i].empty() && i + 1 == rows.size()) break;
    const std::vector<std::string_view> row = util::split(rows[i], ' ');
    const auto line = row[0] == "line" && row.size() == 7 ? numbers<6>(row) : std::nullopt;
    const auto word = row[0] == "word" && row.size() == 7 ? numbers<5>(row) : std::nullopt;
    if (line && (*line)[5] > 0) {
      const auto& [x, y, angle, width, height, x_height] = *line;
      result.lines.push_back({{x, y}, angle, {width, height}, x_height, {}});
    } else if (word && !result.lines.empty()) {
      const auto& [x, y, width, height, confidence] = *word;
      result.lines.back().words.push_back({std::string(row[6]), {x, y, width, height}, confidence});
    } else {
      return damaged(rows[i]);
    }
  }
  return result;
}

}  // namespace vitrine::quality
