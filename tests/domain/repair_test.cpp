#include "pipeline/domain/repair.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using namespace vitrine::domain;

namespace {

Repair label() {
  Repair repair;
  repair.kind = RepairKind::restore_label;
  repair.source = util::sha256("packshot");
  repair.place = {
      .x = 12,
      .y = 30,
      .width = 200,
      .height = 90,
      .columns = 2,
      .rows = 1,
      .points = {{-8, 160}, {1600, 170}, {3200, 190}, {0, 900}, {1610, 910}, {3190, 925}}};
  return repair;
}

}  // namespace

TEST_CASE("a repair survives being written as a line and read again", "[domain]") {
  CHECK(repair_from_text(to_text(label())).value() == label());
  Repair color = label();
  color.kind = RepairKind::match_color;
  color.shift = {-310, 0, 125};
  CHECK(repair_from_text(to_text(color)).value() == color);
  Repair pad;
  pad.kind = RepairKind::pad;
  CHECK(to_text(pad) == "pad");
  CHECK(repair_from_text("pad").value() == pad);
}

TEST_CASE("a stored repair that says too much or too little is damaged", "[domain]") {
  const std::string whole = to_text(label());
  CHECK(repair_from_text(whole + " 7").has_error());
  CHECK(repair_from_text(whole.substr(0, whole.rfind(' '))).has_error());
  CHECK(repair_from_text("polish").has_error());
  CHECK(repair_from_text("pad 1").has_error());
  CHECK(repair_from_text("").has_error());
  CHECK(repair_from_text("restore_label nothing 0 0 1 1 1 1").has_error());
  std::string wide = whole;
  wide.replace(wide.find(" 2 1 "), 5, " 2000 2000 ");
  CHECK(repair_from_text(wide).has_error());
}

TEST_CASE("repairs are named in the order in which they were made", "[domain]") {
  Repair snap;
  snap.kind = RepairKind::white_snap;
  CHECK(names_of({label(), snap}) == "restore_label, white_snap");
  CHECK(names_of({}).empty());
}
