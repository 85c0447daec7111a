#include "pipeline/report/contact_sheet.hpp"

#include "pipeline/imaging/codec.hpp"
#include "pipeline/imaging/resample.hpp"
#include "pipeline/report/lettering.hpp"
#include "pipeline/report/wording.hpp"
#include "pipeline/util/memory.hpp"
#include "pipeline/util/parallel.hpp"

#include <opencv2/imgproc.hpp>

#include <algorithm>

namespace vitrine::report {
namespace {

constexpr int kMargin = 64, kGap = 28, kSide = 264;
constexpr int kMostColumns = 6, kLeastColumns = 3;
constexpr int kHeader = 172;   // from the sheet's top to the first row
constexpr int kCaption = 108;  // below a picture
constexpr int kMostCells =
    150;  // 25 rows: nobody looks further down, and a sheet is drawn in memory
constexpr int kJpegQuality = 88;

constexpr Ink kInk{33, 30, 26}, kSoft{100, 93, 83}, kLine{216, 209, 197}, kPaper{250, 248, 244};
constexpr Ink kMat{241, 237, 230}, kWarn{140, 98, 0}, kReject{179, 24, 31}, kWhite{255, 255, 255};

cv::Scalar scalar(Ink ink) { return cv::Scalar(ink.b, ink.g, ink.r); }

void fill(cv::Mat& sheet, const cv::Rect& area, Ink ink) {
  sheet(area & cv::Rect(0, 0, sheet.cols, sheet.rows)).setTo(scalar(ink));
}

int columns_for(std::size_t cells) {
  return std::clamp(static_cast<int>(cells), kLeastColumns, kMostColumns);
}

/// In the middle of its square, never enlarged.
void draw_picture(cv::Mat& sheet, const Cell& cell, const Thumbnail& thumbnail) {
  fill(sheet, {cell.x, cell.y, cell.side, cell.side}, kMat);
  cv::Mat picture =
      imaging::flatten(imaging::decode(thumbnail.bytes).value(), cv::Vec3b(255, 255, 255));
  const int longest = std::max(picture.cols, picture.rows);
  if (longest > cell.side) {
    const auto scaled = [&](int length) { return std::max(1, length * cell.side / longest); };
    cv::resize(picture, picture, {scaled(picture.cols), scaled(picture.rows)}, 0, 0,
               cv::INTER_AREA);
  }
  const cv::Rect place(cell.x + (cell.side - picture.cols) / 2,
                       cell.y + (cell.side - picture.rows) / 2, picture.cols, picture.rows);
  picture.copyTo(sheet(place));
}

/// A filled label in the corner of the picture, for what a check did not let pass.
void draw_mark(cv::Mat& sheet, const Cell& cell, domain::VerdictOutcome outcome) {
  const bool rejects = outcome == domain::VerdictOutcome::reject;
  if (!rejects && outcome != domain::VerdictOutcome::warn) return;
  const char* text = rejects ? "REJECT" : "WARN";
  constexpr int kHeight = 11, kPad = 9;
  const int width = width_of(text, kHeight, Weight::strong) + 2 * kPad;
  const cv::Rect label(cell.x + cell.side - width, cell.y, width, kHeight + 2 * kPad);
  fill(sheet, label, rejects ? kReject : kWarn);
  write(sheet, text, label.x + kPad, label.y + kPad + kHeight, kHeight, kWhite, Weight::strong);
}

void draw_caption(cv::Mat& sheet, const Cell& cell, const Item& item, bool first_of_product) {
  const int top = cell.y + cell.side;
  if (first_of_product) fill(sheet, {cell.x, top + 14, 28, 2}, kInk);
  const auto line = [&](const std::string& text, int below, int height, Ink ink, Weight weight) {
    write(sheet, fitted(text, cell.side, height, weight), cell.x, top + below, height, ink, weight);
  };
  line(item.sku, 40, 12, kInk, Weight::strong);
  line(look_text(item), 63, 11, kInk, Weight::light);
  line(item.profile + ", " + word(item.group), 84, 10, kSoft, Weight::light);
}

/// Only the items and pictures of the sheet's cells stay.
void keep_shown(Page& page, SheetLayout& layout) {
  std::vector<Item> items;
  std::vector<Thumbnail> pictures;
  for (Cell& cell : layout.cells) {
    Item& item = items.emplace_back(std::move(page.items[cell.item]));
    cell.item = items.size() - 1;
    pictures.push_back(page.pictures[*item.picture]);
    item.picture = pictures.size() - 1;
  }
  page.items = std::move(items);
  page.pictures = std::move(pictures);
  util::give_back_memory();
}

void draw_header(cv::Mat& sheet, const Page& page, const SheetLayout& layout) {
  const int room = layout.width - 2 * kMargin;
  write(sheet, fitted(headline(page), room, 30), kMargin, 84, 30, page.rehearsal ? kReject : kInk);
  std::string line = counts_line(page.counts) + "; " + spent_line(page);
  if (!page.run.empty()) line += "; run " + page.run;
  if (layout.left_out > 0) line += "; " + std::to_string(layout.left_out) + " more not shown";
  write(sheet, fitted(line, room, 13), kMargin, 120, 13, kSoft);
  fill(sheet, {kMargin, 142, room, 1}, kLine);
}

}  // namespace

SheetLayout contact_sheet_layout(const Page& page) {
  SheetLayout layout;
  std::vector<std::size_t> pictured;
  for (std::size_t i = 0; i < page.items.size(); ++i)
    if (page.items[i].picture) pictured.push_back(i);
  layout.left_out = std::max(0, static_cast<int>(pictured.size()) - kMostCells);
  pictured.resize(std::min<std::size_t>(pictured.size(), kMostCells));

  const int columns = columns_for(pictured.size());
  for (std::size_t i = 0; i < pictured.size(); ++i) {
    const int column = static_cast<int>(i) % columns, row = static_cast<int>(i) / columns;
    layout.cells.push_back({kMargin + column * (kSide + kGap), kHeader + row * (kSide + kCaption),
                            kSide, pictured[i]});
  }
  const int rows = (static_cast<int>(pictured.size()) + columns - 1) / columns;
  layout.width = 2 * kMargin + columns * kSide + (columns - 1) * kGap;
  layout.height = kHeader + rows * (kSide + kCaption) + kMargin / 2;
  return layout;
}

std::string contact_sheet(Page page) {
  SheetLayout layout = contact_sheet_layout(page);
  keep_shown(page, layout);
  cv::Mat sheet(layout.height, layout.width, CV_8UC3, scalar(kPaper));
  draw_header(sheet, page, layout);
  const auto item_of = [&](std::size_t at) -> const Item& {
    return page.items[layout.cells[at].item];
  };
  // No cell draws outside of its own.
  util::for_each_at_once(layout.cells.size(), [&](std::size_t at) {
    const Cell& cell = layout.cells[at];
    const Item& item = item_of(at);
    draw_picture(sheet, cell, page.pictures[*item.picture]);
    draw_mark(sheet, cell, worst_of(item));
    draw_caption(sheet, cell, item, at == 0 || item_of(at - 1).sku != item.sku);
  });
  return imaging::encode_jpeg(sheet, kJpegQuality, true);
}

}  // namespace vitrine::report
