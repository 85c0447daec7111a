#include "pipeline/finish/finish.hpp"

#include "pipeline/imaging/codec.hpp"
#include "pipeline/imaging/measure.hpp"
#include "pipeline/imaging/metadata.hpp"
#include "pipeline/util/digest.hpp"
#include "tests/support/drawn.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using domain::Framing;
using domain::ImageFormat;
using domain::Recipe;
using util::ErrorKind;

namespace {

/// A textured box of 200 x 300 in a transparent frame of 500 x 500, off the middle.
imaging::Picture cut_out_product() {
  imaging::Picture picture{test::checkered(500, 500, 9), cv::Mat(500, 500, CV_8UC1, cv::Scalar(0))};
  picture.alpha(cv::Rect(40, 120, 200, 300)).setTo(255);
  return picture;
}

Recipe packshot_recipe() {
  Recipe recipe;
  recipe.finisher = finish::kFinisher;
  recipe.profile = "shop-main";
  recipe.framing = Framing::fit_product;
  recipe.size = {800, 800};
  recipe.fill = 0.86;
  recipe.background = domain::Rgb{255, 255, 255};
  recipe.snap_white = true;
  recipe.source_type = "algorithmicallyEnhanced";
  return recipe;
}

Recipe scene_recipe() {
  Recipe recipe = packshot_recipe();
  recipe.sharpen = 30;
  recipe.framing = Framing::crop;
  recipe.fill = 0;
  recipe.snap_white = false;
  recipe.size = {400, 500};
  recipe.source_type = "compositeSynthetic";
  recipe.ai_system = "some-model";
  recipe.ai_version = "7";
  return recipe;
}

/// Strokes of saturated red on white, three in a hundred of the side wide.
cv::Mat red_bars(int side) {
  cv::Mat bgr(side, side, CV_8UC3, cv::Scalar::all(255));
  for (int x = side / 11; x < side - side / 10; x += side / 10)
    bgr(cv::Rect(x, side / 10, side * 3 / 100, side * 8 / 10)).setTo(cv::Scalar(20, 10, 220));
  return bgr;
}

finish::Deliverable make(const Recipe& recipe, std::string_view rendering) {
  return finish::apply(recipe, rendering, {}, "a1b2").value();
}

std::string fact(const finish::Deliverable& made, std::string_view name) {
  return std::string(util::find(made.facts, name).value_or("(none)"));
}

}  // namespace

TEST_CASE("a cut-out becomes a white packshot of the asked size and fill", "[finish]") {
  const std::string rendering = imaging::encode_png(cut_out_product());
  const finish::Deliverable made = make(packshot_recipe(), rendering);
  const imaging::Picture picture = imaging::decode(made.bytes).value();
  CHECK(picture.bgr.size() == cv::Size(800, 800));
  CHECK(imaging::inspect(made.bytes).value().kind == imaging::FileKind::jpeg);
  const cv::Rect box = imaging::bounding_box(imaging::product_area(made.mask));
  CHECK(std::abs(box.height - 688) <= 1);
  CHECK(std::abs(box.x + box.width / 2.0 - 400) <= 1);
  CHECK(picture.bgr.at<cv::Vec3b>(3, 3) == cv::Vec3b::all(255));
  CHECK(picture.bgr.at<cv::Vec3b>(400, 100) == cv::Vec3b::all(255));
  CHECK(fact(made, "delivered_size") == "800x800");
  CHECK(fact(made, "enlarged_by") == "2.2933");
  CHECK(fact(made, "outline") == "alpha");
  CHECK(fact(made, "quality") == "92");
}

TEST_CASE("the same rendering and recipe give the same bytes", "[finish]") {
  const std::string rendering = imaging::encode_png(cut_out_product());
  for (const ImageFormat format :
       {ImageFormat::jpeg, ImageFormat::png, ImageFormat::webp, ImageFormat::avif}) {
    Recipe recipe = packshot_recipe();
    recipe.format = format;
    recipe.shadow = true;
    CHECK(make(recipe, rendering).bytes == make(recipe, rendering).bytes);
  }
}

// If a digest changes, delivered bytes change: raise "finish/N" with it, and keep what was before.
// They also name the versions of the codecs that wrote them.
TEST_CASE("what finish/1 made is made again, byte for byte", "[finish]") {
  const std::string rendering = imaging::encode_png(cut_out_product());
  const std::string expected_codecs =
      "libjpeg-turbo 2.1.5, libpng 1.6.39, libwebp 1.2.4, zlib 1.2.13, lcms 2.14, opencv 4.6.0";
  if (imaging::codec_versions() != expected_codecs) return;
  const auto digest = [&](ImageFormat format, bool shadow) {
    Recipe recipe = packshot_recipe();
    recipe.finisher = "finish/1";
    recipe.format = format;
    recipe.shadow = shadow;
    return util::sha256(make(recipe, rendering).bytes).short_hex();
  };
  CHECK(digest(ImageFormat::jpeg, false) == "ea942115");
  CHECK(digest(ImageFormat::png, true) == "597224a6");
  CHECK(digest(ImageFormat::webp, true) == "db5427d8");
}

TEST_CASE("a recipe of finish/1 neither sharpens nor measures, whatever else it says", "[finish]") {
  const std::string rendering = imaging::encode_png({red_bars(1000), {}});
  Recipe recipe = scene_recipe();
  const finish::Deliverable now = make(recipe, rendering);
  CHECK(fact(now, "chroma") == "4:4:4");
  CHECK(fact(now, "sharpened") == "30 %");
  recipe.finisher = "finish/1";
  const finish::Deliverable before = make(recipe, rendering);
  CHECK(fact(before, "chroma") == "(none)");
  CHECK(fact(before, "chroma_bleed") == "(none)");
  CHECK(fact(before, "sharpened") == "(none)");
  CHECK(before.bytes != now.bytes);
}

TEST_CASE("what is reduced keeps its light, and only what is reduced is sharpened", "[finish]") {
  cv::Mat stripes(1000, 1000, CV_8UC3, cv::Scalar::all(0));
  for (int x = 0; x < stripes.cols; x += 2) stripes.col(x).setTo(cv::Scalar::all(255));
  Recipe recipe = scene_recipe();
  recipe.size = {300, 300};
  recipe.format = ImageFormat::png;
  const finish::Deliverable made = make(recipe, imaging::encode_png({stripes, {}}));
  const cv::Vec3b middle = imaging::decode(made.bytes).value().bgr.at<cv::Vec3b>(150, 150);
  CHECK(std::abs(middle[0] - 188) <= 4);
  CHECK(fact(made, "sharpened") == "30 %");
  recipe.size = {1500, 1500};
  CHECK(fact(make(recipe, imaging::encode_png({stripes, {}})), "sharpened") == "(none)");
  recipe.size = {950, 950};
  CHECK(fact(make(recipe, imaging::encode_png({stripes, {}})), "sharpened") == "(none)");
  recipe.size = {300, 300};
  recipe.sharpen = 0;
  CHECK(fact(make(recipe, imaging::encode_png({stripes, {}})), "sharpened") == "(none)");
}

TEST_CASE("colour is kept in full where half the resolution would show, unless told", "[finish]") {
  const std::string red = imaging::encode_png({red_bars(400), {}});
  const std::string soft = imaging::encode_png({test::ramp(400, 500, false).bgr, {}});
  Recipe recipe = scene_recipe();
  CHECK(fact(make(recipe, red), "chroma") == "4:4:4");
  CHECK(fact(make(recipe, red), "chroma_bleed") != "0.000 %");
  CHECK(fact(make(recipe, soft), "chroma") == "(none)");
  CHECK(fact(make(recipe, soft), "chroma_bleed") == "0.000 %");
  recipe.chroma = domain::Chroma::halved;
  CHECK(fact(make(recipe, red), "chroma") == "(none)");
  recipe.chroma = domain::Chroma::full;
  CHECK(fact(make(recipe, soft), "chroma") == "4:4:4");
  recipe.chroma = domain::Chroma::measured;
  recipe.format = ImageFormat::webp;
  CHECK(fact(make(recipe, red), "chroma") == "4:2:0, sharp");
  recipe.format = ImageFormat::avif;
  CHECK(fact(make(recipe, red), "chroma") == "4:4:4");
}

TEST_CASE("an AVIF says how it was made, and its encoder is named beside the codecs", "[finish]") {
  Recipe recipe = scene_recipe();
  recipe.format = ImageFormat::avif;
  recipe.quality = 72;
  recipe.quality_min = 40;
  const std::string rendering = imaging::encode_png({test::checkered(500, 500, 9), {}});
  const finish::Deliverable made = make(recipe, rendering);
  CHECK(imaging::inspect(made.bytes).value().kind == imaging::FileKind::avif);
  CHECK(imaging::read_provenance(made.bytes).value() ==
        imaging::Provenance{"compositeSynthetic", "some-model", "7", "a1b2"});
  CHECK(imaging::says_srgb(made.bytes));
  CHECK(finish::codec_versions(recipe) ==
        imaging::codec_versions() + ", " + imaging::avif_versions());
  CHECK(finish::codec_versions(scene_recipe()) == imaging::codec_versions());
  recipe.max_bytes = made.bytes.size() * 9 / 10;
  CHECK(make(recipe, rendering).bytes.size() <= recipe.max_bytes);
}

TEST_CASE("every file says how it was made", "[finish]") {
  const std::string rendering = imaging::encode_png({test::checkered(500, 500, 9), {}});
  const finish::Deliverable made = make(scene_recipe(), rendering);
  CHECK(imaging::read_provenance(made.bytes).value() ==
        imaging::Provenance{"compositeSynthetic", "some-model", "7", "a1b2"});
  CHECK(imaging::says_srgb(made.bytes));
}

TEST_CASE("a scene is cropped around its product", "[finish]") {
  const std::string rendering = imaging::encode_png({test::checkered(1000, 500, 9), {}});
  cv::Mat mask(500, 1000, CV_8UC1, cv::Scalar(0));
  mask(cv::Rect(800, 200, 150, 200)).setTo(255);
  const finish::Deliverable made =
      finish::apply(scene_recipe(), rendering, imaging::encode_png_grey(mask), "x").value();
  const cv::Rect box = imaging::bounding_box(imaging::product_area(made.mask));
  CHECK(box.width == 150);
  CHECK(400 - (box.x + box.width) == 8);  // the margin
  CHECK(fact(made, "scale") == "1.0000");
}

TEST_CASE("without a mask a scene is cropped in the middle and its product stays unknown",
          "[finish]") {
  const std::string rendering = imaging::encode_png({test::checkered(1000, 500, 9), {}});
  const finish::Deliverable made = make(scene_recipe(), rendering);
  CHECK(made.mask.empty());
  CHECK(fact(made, "framing_box") == "(none)");
}

TEST_CASE("no background leaves the file transparent", "[finish]") {
  Recipe recipe = packshot_recipe();
  recipe.background.reset();
  CHECK(finish::apply(recipe, imaging::encode_png(cut_out_product()), {}, "x").error().kind ==
        ErrorKind::bad_spec);
  for (const ImageFormat format : {ImageFormat::png, ImageFormat::webp}) {
    recipe.format = format;
    const imaging::Picture picture =
        imaging::decode(make(recipe, imaging::encode_png(cut_out_product())).bytes).value();
    REQUIRE(picture.has_alpha());
    CHECK(picture.alpha.at<uchar>(400, 400) == 255);
    CHECK(picture.alpha.at<uchar>(10, 10) == 0);
  }
}

TEST_CASE("quality steps down until the file fits, and not further", "[finish]") {
  const std::string rendering = imaging::encode_png({test::checkered(600, 600, 2), {}});
  Recipe recipe = scene_recipe();
  const std::size_t free_size = make(recipe, rendering).bytes.size();
  recipe.max_bytes = free_size * 9 / 10;
  const finish::Deliverable smaller = make(recipe, rendering);
  CHECK(smaller.bytes.size() <= recipe.max_bytes);
  const int quality = std::stoi(fact(smaller, "quality"));
  CHECK(quality < 92);
  recipe.quality = quality + 2;
  recipe.quality_min = quality + 2;
  CHECK(make(recipe, rendering).bytes.size() > recipe.max_bytes);
}

TEST_CASE("a file that must be larger gets more quality, never padding", "[finish]") {
  const std::string rendering = imaging::encode_png({test::checkered(600, 600, 2), {}});
  Recipe recipe = scene_recipe();
  const std::size_t free_size = make(recipe, rendering).bytes.size();
  recipe.min_bytes = free_size + 1;
  CHECK(make(recipe, rendering).bytes.size() >= recipe.min_bytes);
  recipe.min_bytes = free_size * 100;
  const finish::Deliverable best = make(recipe, rendering);
  CHECK(fact(best, "quality") == "100");
  CHECK(fact(best, "chroma") == "4:4:4");
}

TEST_CASE("a contact shadow darkens the ground under the product only", "[finish]") {
  Recipe recipe = packshot_recipe();
  recipe.shadow = true;
  const std::string rendering = imaging::encode_png(cut_out_product());
  const finish::Deliverable made = make(recipe, rendering);
  const imaging::Picture picture = imaging::decode(made.bytes).value();
  const cv::Rect box = imaging::bounding_box(imaging::product_area(made.mask));
  const int below = box.y + box.height + 2;
  CHECK(picture.bgr.at<cv::Vec3b>(below, 400)[0] < 245);
  CHECK(picture.bgr.at<cv::Vec3b>(below + 40, 400)[0] == 255);
  CHECK(picture.bgr.at<cv::Vec3b>(400, box.x - 20)[0] == 255);
}

TEST_CASE("recipes that cannot be followed are refused with a sentence", "[finish]") {
  const std::string rendering = imaging::encode_png(cut_out_product());
  const auto kind_of = [&](auto change) {
    Recipe recipe = packshot_recipe();
    change(recipe);
    return finish::apply(recipe, rendering, {}, "x").error().kind;
  };
  CHECK(kind_of([](Recipe& r) { r.finisher = "finish/99"; }) == ErrorKind::unsupported);
  CHECK(kind_of([](Recipe& r) { r.size = {0, 800}; }) == ErrorKind::bad_spec);
  CHECK(kind_of([](Recipe& r) { r.fill = 0; }) == ErrorKind::bad_spec);
  CHECK(kind_of([](Recipe& r) { r.quality_min = 95; }) == ErrorKind::bad_spec);
}

TEST_CASE("renderings and masks that cannot be used are bad images", "[finish]") {
  const std::string rendering = imaging::encode_png(cut_out_product());
  const cv::Mat other_size(20, 20, CV_8UC1, cv::Scalar(255));
  const auto kind_of = [](std::string_view bytes, std::string_view mask) {
    return finish::apply(packshot_recipe(), bytes, mask, "x").error().kind;
  };
  CHECK(kind_of(rendering.substr(0, 300), {}) == ErrorKind::bad_image);
  CHECK(kind_of(rendering, "no picture") == ErrorKind::bad_image);
  CHECK(kind_of(rendering, imaging::encode_png_grey(other_size)) == ErrorKind::bad_image);
}
