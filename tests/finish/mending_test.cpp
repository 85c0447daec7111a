#include "pipeline/finish/finish.hpp"
#include "pipeline/imaging/codec.hpp"
#include "tests/support/drawn.hpp"

#include <catch2/catch.hpp>
#include <opencv2/core.hpp>

using namespace vitrine;
using namespace vitrine::finish;
using domain::Repair;
using domain::RepairKind;
using vitrine::test::checkered;

namespace {

Repair label_at(cv::Point at, cv::Size size, const std::string& packshot) {
  Repair repair;
  repair.kind = RepairKind::restore_label;
  repair.source = util::sha256(packshot);
  repair.place = place_of(imaging::mesh_of_plane({1, 0, double(at.x), 0, 1, double(at.y), 0, 0, 1},
                                                 cv::Rect({}, size), {4, 4}));
  return repair;
}

domain::Recipe plain_recipe(domain::PixelSize size) {
  domain::Recipe recipe;
  recipe.finisher = kFinisher;
  recipe.profile = "test";
  recipe.size = size;
  recipe.background = domain::Rgb{255, 255, 255};
  recipe.format = domain::ImageFormat::png;
  recipe.source_type = "trainedAlgorithmicMedia";
  return recipe;
}

}  // namespace

TEST_CASE("the two spellings of a mesh are one", "[finish]") {
  const imaging::Mesh mesh =
      imaging::mesh_of_plane({0.9, 0.02, 7, -0.01, 1.1, 3, 1e-4, 0, 1}, {2, 3, 40, 50}, {3, 5});
  CHECK(mesh_of(place_of(mesh)) == mesh);
}

TEST_CASE("an asset with a repaired label rebuilds from its recipe as it was recorded",
          "[finish]") {
  const imaging::Picture packshot{checkered(48, 48, 6), {}};
  const std::string stored = imaging::encode_png(packshot);
  cv::Mat scene(100, 100, CV_8UC3, cv::Scalar(200, 190, 180));
  cv::Mat(48, 48, CV_8UC3, cv::Scalar::all(127)).copyTo(scene(cv::Rect(20, 30, 48, 48)));
  const std::string rendering = imaging::encode_png({scene, {}});
  domain::Recipe recipe = plain_recipe({100, 100});
  recipe.repairs = {label_at({20, 30}, {48, 48}, stored)};
  int asked = 0;
  const PictureReader read = [&](const util::Digest& digest) -> util::Result<std::string> {
    ++asked;
    CHECK(digest == util::sha256(stored));
    return stored;
  };
  const auto first = apply(recipe, rendering, "", "id", read);
  REQUIRE(first.has_value());
  const auto recorded = domain::recipe_from_fields(domain::to_fields(recipe));
  REQUIRE(recorded.has_value());
  const auto again = apply(*recorded, rendering, "", "id", read);
  REQUIRE(again.has_value());
  CHECK(first->bytes == again->bytes);
  CHECK(asked == 2);
  CHECK(util::find(first->facts, "repairs") == "restore_label");
  recipe.repairs.clear();
  const auto without = apply(recipe, rendering, "", "id", read);
  REQUIRE(without.has_value());
  CHECK(without->bytes != first->bytes);
  CHECK(asked == 2);
  const cv::Mat shown = imaging::decode(first->bytes)->bgr;
  cv::Scalar mean, deviation;
  cv::meanStdDev(shown(cv::Rect(30, 40, 28, 28)), mean, deviation);
  CHECK(deviation[0] > 40);  // the pattern is there, where the rendering had a grey patch
}

TEST_CASE("a repair whose picture is lost or another is an error, not a guess", "[finish]") {
  const std::string stored = imaging::encode_png({checkered(48, 48, 6), {}});
  const std::string small = imaging::encode_png({checkered(20, 20, 6), {}});
  const std::string rendering = imaging::encode_png({checkered(100, 100, 9), {}});
  domain::Recipe recipe = plain_recipe({100, 100});
  recipe.repairs = {label_at({20, 30}, {48, 48}, stored)};
  const auto lost = apply(recipe, rendering, "", "id", [](const util::Digest&) {
    return util::Result<std::string>(util::Error{util::ErrorKind::not_found, "gone"});
  });
  REQUIRE(lost.has_error());
  CHECK(lost.error().message == "gone");
  const auto other = apply(recipe, rendering, "", "id",
                           [&](const util::Digest&) { return util::Result<std::string>(small); });
  REQUIRE(other.has_error());
  CHECK(other.error().kind == util::ErrorKind::bad_image);
}

TEST_CASE("a padded picture is shown whole, and its border goes on", "[finish]") {
  cv::Mat scene(100, 200, CV_8UC3, cv::Scalar(240, 241, 242));
  scene(cv::Rect(2, 20, 196, 60)).setTo(cv::Scalar(20, 40, 60));
  domain::Recipe recipe = plain_recipe({200, 200});
  recipe.repairs = {Repair{RepairKind::pad, {}, {}, {}}};
  const auto made = apply(recipe, imaging::encode_png({scene, {}}), "", "id");
  REQUIRE(made.has_value());
  const cv::Mat shown = imaging::decode(made->bytes)->bgr;
  CHECK(shown.size() == cv::Size(200, 200));
  CHECK(shown.at<cv::Vec3b>(5, 100) == cv::Vec3b(240, 241, 242));
  CHECK(shown.at<cv::Vec3b>(100, 10) == cv::Vec3b(20, 40, 60));
  CHECK(shown.at<cv::Vec3b>(100, 190) == cv::Vec3b(20, 40, 60));
  CHECK(made->scale == Approx(1));
}

TEST_CASE("near-white that a model left becomes white where the repair says so", "[finish]") {
  cv::Mat scene(100, 100, CV_8UC3, cv::Scalar::all(252));
  scene(cv::Rect(30, 30, 40, 40)).setTo(cv::Scalar(20, 40, 60));
  domain::Recipe recipe = plain_recipe({100, 100});
  recipe.repairs = {Repair{RepairKind::white_snap, {}, {}, {}}};
  const auto made = apply(recipe, imaging::encode_png({scene, {}}), "", "id");
  REQUIRE(made.has_value());
  CHECK(imaging::decode(made->bytes)->bgr.at<cv::Vec3b>(5, 5) == cv::Vec3b::all(255));
}
