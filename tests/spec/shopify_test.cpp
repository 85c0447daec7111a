#include "tests/spec/job_folder.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using test::JobFolder;

namespace {

const std::string kHeadings =
    "Handle,Title,Type,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU,"
    "Image Src,Image Position,Image Alt Text,Variant Image,hex,Status\n";

spec::Reading read_shop(const std::string& rows) {
  const JobFolder folder;
  folder.write("shop/feeds/shop.csv", kHeadings + rows);
  return folder.read(
      "vitrine: 1\nname: test\nproducts:\n"
      "  - {from: ../feeds/shop.csv, form: shopify, columns: {target: hex, attributes: {status: "
      "Status}}}\n"
      "scenes:\n  white: {packshot: white}\n"
      "deliver:\n  - {profile: shopify, scenes: [white], views: all}\n");
}

std::string summary(const spec::Reading& reading, std::string_view sku) {
  const domain::Product& product = test::product(reading, sku);
  const domain::ProductColorway& colorway = product.colorways.front();
  std::string text = product.shows.value_or("?") + " -> " + colorway.name +
                     (colorway.as_photographed ? " as photographed" : "") +
                     (colorway.target ? " by target" : "") + " in";
  for (const domain::Packshot& packshot : product.packshots)
    text += " " + packshot.file.filename().string() + ":" + std::string(to_text(packshot.view));
  return text;
}

}  // namespace

TEST_CASE("a product without colours has the whole gallery, in its order", "[spec]") {
  const spec::Reading reading = read_shop(
      "mug,Mug &amp; lid,Kitchen,Title,Default Title,,,MUG,../pictures/mug-side.png,2,,,,active\n"
      "mug,,,,,,,,../pictures/mug-front.png,1,,,,\n"
      "mug,,,,,,,,../pictures/tarp.png,3,seen from the back,,,\n");
  REQUIRE(reading.job);
  CHECK(reading.job->feed_rows == 1);  // the gallery's rows are no articles
  CHECK(summary(reading, "MUG") ==
        "? -> natural as photographed in mug-front.png:front mug-side.png:side tarp.png:back");
  CHECK(test::product(reading, "MUG").title == "Mug & lid");
  CHECK(test::product(reading, "MUG").group == "mug");
}

TEST_CASE("a variant is never given a neighbour's gallery picture", "[spec]") {
  const spec::Reading reading = read_shop(
      "tarp,Tarp,Tents,Size,M,Farbe,green,T-M-G,../pictures/tarp.png,1,,../pictures/tarp.png,,"
      "active\n"
      "tarp,,,,L,,green,T-L-G,../pictures/mug-front.png,2,,,,\n"
      "tarp,,,,M,,red,T-M-R,../pictures/kitchen.png,3,,../pictures/tarp-red.png,,\n"
      "tarp,,,,M,,blue,T-M-B,../pictures/linen.png,4,,,#0000FF,\n"
      "tarp,,,,M,,grey,T-M-X,../pictures/mug-side.png,5,,,,\n");
  CHECK(summary(reading, "T-M-G") == "green -> green as photographed in tarp.png:front");
  // The same colour in another size: the same look.
  CHECK(summary(reading, "T-L-G") == "green -> green as photographed in tarp.png:front");
  CHECK(summary(reading, "T-M-R") == "red -> red as photographed in tarp-red.png:front");
  // No picture of its own: made from the first one, which is the green variant's.
  CHECK(summary(reading, "T-M-B") == "green -> blue by target in tarp.png:front");
  CHECK(test::product(reading, "T-M-B").title == "Tarp");
  CHECK(test::product(reading, "T-M-B").attributes.at("status") == "active");
  const domain::Problem* problem = test::find(reading.problems, "no-photo");
  REQUIRE(problem);
  CHECK(problem->row == 6);
  CHECK(problem->message ==
        "T-M-X set aside, Variant Image: it has no picture of its own and no target to make it "
        "from another");
}

TEST_CASE("a target beside a variant's own picture changes nothing: that picture shows its colour",
          "[spec]") {
  const spec::Reading reading = read_shop(
      "tarp,Tarp,Tents,Color,green,,,T-G,../pictures/tarp.png,1,,../pictures/tarp.png,#00FF00,\n"
      "tarp,,,,red,,,T-R,../pictures/tarp-red.png,2,,../pictures/tarp-red.png,#FF0000,\n");
  CHECK(summary(reading, "T-G") == "green -> green as photographed in tarp.png:front");
  CHECK(summary(reading, "T-R") == "red -> red as photographed in tarp-red.png:front");
}

TEST_CASE("a variant without a number is set aside, not taken for a gallery picture", "[spec]") {
  const spec::Reading reading =
      read_shop("mug,Mug,Kitchen,Title,Default Title,,,,../pictures/mug-front.png,1,,,,\n");
  const domain::Problem* problem = test::find(reading.problems, "no-sku");
  REQUIRE(problem);
  CHECK(problem->heading == "Variant SKU");
}

TEST_CASE("a gallery picture that is not there is told under the gallery's heading", "[spec]") {
  const spec::Reading reading = read_shop(
      "mug,Mug,Kitchen,Title,Default Title,,,MUG,../pictures/mug-front.png,1,,,,\n"
      "mug,,,,,,,,../pictures/nothing.png,2,,,,\n");
  const domain::Problem* problem = test::find(reading.problems, "no-file");
  REQUIRE(problem);
  CHECK(problem->heading == "Image Src");
}
