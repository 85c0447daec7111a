#pragma once

#include "pipeline/report/page.hpp"

#include <string>
#include <vector>

namespace vitrine::report {

/// Where things are on the contact sheet, in pixels.
struct Cell {
  int x = 0, y = 0, side = 0;  ///< of the picture's square; captions are below it
  std::size_t item = 0;        ///< position in Page::items
};
struct SheetLayout {
  int width = 0, height = 0;
  std::vector<Cell> cells;  ///< of the items that have a picture, product after product
  int left_out = 0;         ///< pictures beyond what one sheet holds
};
SheetLayout contact_sheet_layout(const Page& page);

/// JPEG: the delivered pictures in a grid with captions, a mark where a check warns or failed, and
/// a title line with the job's name, counts and cost. Letters that its font lacks become plain
/// ones. Equal pages give equal bytes. What the sheet does not show of a page that is moved in goes
/// before it is drawn: it is the largest thing that a run holds at its end.
std::string contact_sheet(Page page);

}  // namespace vitrine::report
