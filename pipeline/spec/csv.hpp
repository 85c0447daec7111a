#pragma once

#include "pipeline/util/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::spec {

struct CsvRow {
  int row = 0;                     ///< as the spreadsheet counts: the headings are row 1
  int line = 0;                    ///< of the text, where the row begins
  std::vector<std::string> cells;  ///< trimmed, as many as there are headings
  std::string wrong;               ///< why the row cannot be read; then it has no cells
};

/// A table as text, with what was found out about it.
struct Csv {
  std::vector<std::string> headings;
  std::vector<CsvRow> rows;  ///< without blank ones
  char delimiter = ',';      ///< comma, semicolon, tab or bar: whichever splits the headings most
  std::string encoding;      ///< "UTF-8", "UTF-16", or "Windows-1252" for bytes that are neither
};

/// Reads comma-separated text as spreadsheets and shops write it: quoted cells with doubled quotes
/// and line breaks inside, any line ends, with or without byte order mark. A row with an unclosed
/// quote or another number of cells spoils itself alone. bad_spec if there are no headings.
util::Result<Csv> read_csv(std::string_view bytes);

}  // namespace vitrine::spec
