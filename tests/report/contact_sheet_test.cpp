#include "pipeline/report/contact_sheet.hpp"

#include "pipeline/imaging/codec.hpp"
#include "pipeline/report/lettering.hpp"
#include "tests/report/sample_page.hpp"

#include <catch2/catch.hpp>
#include <opencv2/core.hpp>

using namespace vitrine;
using test::sample_page;

namespace {

/// How much the pixels of a cell vary; empty paper hardly does.
double variation(const cv::Mat& sheet, const report::Cell& cell) {
  cv::Scalar mean, deviation;
  cv::meanStdDev(sheet(cv::Rect(cell.x, cell.y, cell.side, cell.side)), mean, deviation);
  return deviation[0] + deviation[1] + deviation[2];
}

}  // namespace

TEST_CASE("the contact sheet is a picture with one filled cell for each delivered one",
          "[report]") {
  const report::Page page = sample_page();
  const report::SheetLayout layout = report::contact_sheet_layout(page);
  const auto sheet = imaging::decode(report::contact_sheet(page));
  REQUIRE(sheet.has_value());
  CHECK(sheet->width() == layout.width);
  CHECK(sheet->height() == layout.height);
  REQUIRE(layout.cells.size() == 4);  // the failed delivery has no picture
  for (const report::Cell& cell : layout.cells) CHECK(variation(sheet->bgr, cell) > 20);
}

TEST_CASE("the contact sheet marks what a check did not let pass", "[report]") {
  const report::Page page = sample_page();
  report::Page passed = page;
  passed.items[3].verdicts.pop_back();
  const auto with = imaging::decode(report::contact_sheet(page));
  const auto without = imaging::decode(report::contact_sheet(passed));
  REQUIRE(with.has_value());
  REQUIRE(without.has_value());
  const report::Cell cell = report::contact_sheet_layout(page).cells[2];
  const cv::Point corner(cell.x + cell.side - 4, cell.y + 4);
  const auto marked = with->bgr.at<cv::Vec3b>(corner), plain = without->bgr.at<cv::Vec3b>(corner);
  CHECK(marked[2] > 140);  // red
  CHECK(marked[0] < 70);
  CHECK(marked != plain);
}

TEST_CASE("a large catalog's sheet stays within what a JPEG can hold and says what is left out",
          "[report]") {
  report::Page page = sample_page();
  const report::Item item = page.items[1];
  page.items.assign(1000, item);
  const report::SheetLayout layout = report::contact_sheet_layout(page);
  CHECK(layout.height < 65500);
  CHECK(layout.cells.size() + static_cast<std::size_t>(layout.left_out) == 1000);
  CHECK(layout.left_out > 0);
}

TEST_CASE("a sheet without pictures is a title line", "[report]") {
  report::Page page;
  page.title = "spring-tableware";
  CHECK(imaging::decode(report::contact_sheet(page)).has_value());
}

TEST_CASE("equal pages give equal contact sheets", "[report]") {
  CHECK(report::contact_sheet(sample_page()) == report::contact_sheet(sample_page()));
}

TEST_CASE("letters the font lacks become plain ones", "[report]") {
  CHECK(report::plain_letters("caf\xC3\xA9 \xC3\x9C"
                              "ber") == "cafe Uber");
  CHECK(report::plain_letters("a \xE2\x80\x93 b") == "a - b");
  CHECK(report::plain_letters("\xE6\x9D\xB1\xE4\xBA\xAC") == "??");
  CHECK(report::plain_letters("\xFF\xC3") == "??");
}

TEST_CASE("a text that is too long is cut to its room", "[report]") {
  CHECK(report::fitted("short", 400, 12) == "short");
  const std::string cut = report::fitted("a very long name of a very long product", 120, 12);
  CHECK(cut.ends_with("..."));
  CHECK(report::width_of(cut, 12) <= 120);
}
