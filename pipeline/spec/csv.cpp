#include "pipeline/spec/csv.hpp"

#include "pipeline/spec/encoding.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace vitrine::spec {
namespace {

using Cells = std::vector<std::string>;

class CsvParser {
 public:
  CsvParser(std::string_view text, char delimiter) : text_(text), delimiter_(delimiter) {}

  bool at_end() const { return at_ >= text_.size(); }
  int line() const { return line_; }

  /// The next record's cells; nothing if a quote in it is not closed where a cell may end. Then
  /// only that line is passed over, so that one stray quote cannot swallow the rest of the file.
  std::optional<Cells> record() {
    const std::size_t begin = at_;
    const int begin_line = line_;
    Cells cells;
    for (;;) {
      std::optional<std::string> cell = next_cell();
      if (!cell) {
        at_ = begin;
        line_ = begin_line;
        skip_line();
        return std::nullopt;
      }
      cells.push_back(std::move(*cell));
      if (at_end()) return cells;
      if (text_[at_] == delimiter_) {
        ++at_;
        continue;
      }
      skip_line_end();
      return cells;
    }
  }

 private:
  bool ends_cell(std::size_t at) const {
    return at >= text_.size() || text_[at] == delimiter_ || text_[at] == '\n' || text_[at] == '\r';
  }

  std::optional<std::string> next_cell() {
    std::size_t first = at_;
    while (first < text_.size() && text_[first] == ' ') ++first;
    if (first < text_.size() && text_[first] == '"') return quoted_cell(first + 1);
    const std::size_t begin = at_;
    while (!ends_cell(at_)) ++at_;
    return std::string(util::trim(text_.substr(begin, at_ - begin)));
  }

  std::optional<std::string> quoted_cell(std::size_t begin) {
    std::string cell;
    for (at_ = begin; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\n') ++line_;
      if (text_[at_] != '"') {
        cell.push_back(text_[at_]);
      } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
        cell.push_back('"');
        ++at_;
      } else {
        ++at_;
        while (at_ < text_.size() && text_[at_] == ' ') ++at_;
        if (!ends_cell(at_)) return std::nullopt;
        return std::string(util::trim(cell));
      }
    }
    return std::nullopt;
  }

  void skip_line() {
    while (!at_end() && text_[at_] != '\n' && text_[at_] != '\r') ++at_;
    skip_line_end();
  }

  void skip_line_end() {
    if (at_end()) return;
    const bool two = text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n';
    at_ += two ? 2 : 1;
    ++line_;
  }

  std::string_view text_;
  char delimiter_;
  std::size_t at_ = 0;
  int line_ = 1;
};

/// Whichever splits the headings into the most cells; the first of these wins a tie.
char guess_delimiter(std::string_view text) {
  char best = ',';
  std::size_t most = 0;
  for (const char candidate : {',', ';', '\t', '|'}) {
    const std::optional<Cells> headings = CsvParser(text, candidate).record();
    if (headings && headings->size() > most) {
      most = headings->size();
      best = candidate;
    }
  }
  return best;
}

std::string wrong_count(std::size_t have, std::size_t wanted) {
  return "it has " + std::to_string(have) + (have == 1 ? " cell" : " cells") +
         " where the headings have " + std::to_string(wanted) +
         ": a separator or quote is missing or too many";
}

bool is_blank(const Cells& cells) {
  return std::all_of(cells.begin(), cells.end(),
                     [](const std::string& cell) { return cell.empty(); });
}

}  // namespace

util::Result<Csv> read_csv(std::string_view bytes) {
  const DecodedText decoded = decode_text(bytes);
  Csv csv;
  csv.encoding = decoded.encoding;
  csv.delimiter = guess_delimiter(decoded.utf8);
  CsvParser parser(decoded.utf8, csv.delimiter);
  std::optional<Cells> headings = parser.record();
  if (!headings || is_blank(*headings))
    return util::Error{util::ErrorKind::bad_spec, "its first row holds no headings"};
  csv.headings = std::move(*headings);
  for (int number = 2; !parser.at_end(); ++number) {
    CsvRow row{number, parser.line(), {}, {}};
    std::optional<Cells> cells = parser.record();
    if (!cells)
      row.wrong = "a quote is opened and not closed";
    else if (is_blank(*cells))
      continue;
    else if (cells->size() != csv.headings.size())
      row.wrong = wrong_count(cells->size(), csv.headings.size());
    else
      row.cells = std::move(*cells);
    csv.rows.push_back(std::move(row));
  }
  return csv;
}

}  // namespace vitrine::spec
