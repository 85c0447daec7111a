#include "pipeline/imaging/lab.hpp"
#include "pipeline/imaging/place.hpp"
#include "pipeline/util/fields.hpp"
#include "tests/studio/shelf.hpp"

#include <catch2/catch.hpp>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <thread>

using namespace vitrine;
using domain::Operation;
using domain::OutcomeKind;
using domain::SourceRole;

namespace {

struct Scene {
  cv::Mat bgr, mask;
  cv::Rect box;
  util::Fields facts;
};
Scene scene_of(const domain::Outcome& outcome) {
  INFO(outcome.message);
  REQUIRE(outcome.kind == OutcomeKind::image);
  const imaging::Picture picture = imaging::decode(outcome.bytes).value();
  CHECK_FALSE(picture.has_alpha());
  Scene scene{picture.bgr, imaging::decode_mask(outcome.mask).value(), {}, outcome.facts};
  scene.box = imaging::product_box(scene.mask);
  return scene;
}

/// Mean over the pixels between two distances outside (or, negative, inside) the silhouette, but
/// for the lowest third: the foot stands in its own shadow, which is no halo.
template <class Measure>
double ring_mean(const Scene& scene, float from, float to, Measure measure) {
  cv::Mat outside, inside;
  cv::distanceTransform(scene.mask < 128, outside, cv::DIST_L2, 5);
  cv::distanceTransform(scene.mask >= 128, inside, cv::DIST_L2, 5);
  double sum = 0;
  int count = 0;
  for (int y = 0; y < scene.box.y + scene.box.height * 2 / 3; ++y)
    for (int x = 0; x < scene.bgr.cols; ++x) {
      const float distance = outside.at<float>(y, x) - inside.at<float>(y, x);
      if (distance < from || distance > to) continue;
      sum += measure(scene.bgr.at<cv::Vec3b>(y, x));
      ++count;
    }
  return count == 0 ? 0 : sum / count;
}

double luma(const cv::Vec3b& pixel) {
  return 0.114 * pixel[0] + 0.587 * pixel[1] + 0.299 * pixel[2];
}
double chroma_of(const cv::Vec3b& pixel) { return imaging::chroma(imaging::lab_of(pixel)); }

}  // namespace

TEST_CASE("a fused product stands where it was asked, as tall as it was asked",
          "[studio][composing]") {
  Shelf shelf;
  const Scene scene = scene_of(shelf.render(mug_in_room(shelf)));
  CHECK(scene.bgr.size() == cv::Size(800, 600));
  CHECK(scene.box.height == Approx(0.35 * 600).epsilon(0.03));
  CHECK(std::abs(scene.box.y + scene.box.height - 480) <= 4);
  CHECK(std::abs(scene.box.x + scene.box.width / 2 - 400) <= 4);
  CHECK(util::find(scene.facts, "backdrop") == "picture");
  CHECK(util::find(scene.facts, "scaled_by") == "height");
  CHECK(util::find(scene.facts, "product_box").has_value());
}

TEST_CASE("the contact shadow, the rim and the surroundings of a fused product pass the limits",
          "[studio][composing]") {
  Shelf shelf;
  const Scene scene = scene_of(shelf.render(mug_in_room(shelf)));
  const auto lightness = [&](int x) { return imaging::lab_of(scene.bgr.at<cv::Vec3b>(483, x)).L; };
  CHECK(lightness(120) - lightness(370) >= 8);
  CHECK(std::abs(ring_mean(scene, 1, 3, luma) - ring_mean(scene, 8, 12, luma)) <= 10);
  CHECK(ring_mean(scene, -2, 0, chroma_of) - ring_mean(scene, -8, -4, chroma_of) <= 8);
}

TEST_CASE("shadow and mirror image end where the surface does, told or seen",
          "[studio][composing]") {
  Shelf shelf;
  domain::RenderRequest request = mug_in_room(shelf);
  // The table's front edge at five sixths of the height, close below the foot.
  cv::Mat room = drawn::room(800, 600);
  const cv::Scalar floor(90, 100, 120);
  room(cv::Rect(0, 500, 800, 100)).setTo(floor);
  request.sources[1].digest = shelf.put(imaging::Picture{room, {}});
  request.shadow = domain::ShadowKind::cast;
  request.light = domain::Light{domain::LightFrom::behind, domain::LightQuality::soft};
  request.placement->reflection = 0.4;
  const auto expect_clear_floor = [&] {
    const Scene scene = scene_of(shelf.render(request));
    for (int y = 508; y < 600; ++y)
      for (int x = 0; x < 800; ++x)
        REQUIRE(scene.bgr.at<cv::Vec3b>(y, x) == cv::Vec3b(90, 100, 120));
    // On the table it is there.
    CHECK(luma(scene.bgr.at<cv::Vec3b>(490, 390)) < luma(room.at<cv::Vec3b>(490, 390)) - 8);
  };
  expect_clear_floor();

  // No edge is to be seen, and somebody told where the surface ends.
  const cv::Mat plain = drawn::room(800, 600);
  request.sources[1].digest = shelf.put(imaging::Picture{plain, {}});
  const auto changed_below = [&] {
    const Scene scene = scene_of(shelf.render(request));
    const cv::Rect below(0, 508, 800, 92);
    cv::Mat difference;
    cv::absdiff(scene.bgr(below), plain(below), difference);
    return cv::countNonZero(difference.reshape(1));
  };
  CHECK(changed_below() > 0);
  request.placement->polygon = {{0, 0.6}, {1, 0.6}, {1, 5.0 / 6}, {0, 5.0 / 6}};
  CHECK(changed_below() == 0);
  request.placement->at = domain::Point{0.5, 5.0 / 6};  // on its very edge
  CHECK(changed_below() < 800);                         // the product's own foot
}

TEST_CASE("without a shadow the backdrop stays as it was", "[studio][composing]") {
  Shelf shelf;
  domain::RenderRequest request = mug_in_room(shelf);
  request.shadow = domain::ShadowKind::none;
  const Scene scene = scene_of(shelf.render(request));
  CHECK(scene.bgr.at<cv::Vec3b>(483, 370) == drawn::room(800, 600).at<cv::Vec3b>(483, 370));
  CHECK(util::find(scene.facts, "shadow") == "none");
}

TEST_CASE("an aspect crops the backdrop around the product, a size scales it",
          "[studio][composing]") {
  Shelf shelf;
  domain::RenderRequest request = mug_in_room(shelf);
  request.placement->at = domain::Point{0.85, 0.8};
  request.aspect = domain::Aspect{4, 5};
  const Scene scene = scene_of(shelf.render(request));
  CHECK(scene.bgr.size() == cv::Size(480, 600));
  CHECK(scene.box.x > 0);
  CHECK(scene.box.x + scene.box.width < 480);
  request.size = {1200, 1200};
  CHECK(scene_of(shelf.render(request)).bgr.size() == cv::Size(960, 1200));
}

TEST_CASE("several cut-outs stand side by side on one line", "[studio][composing]") {
  Shelf shelf;
  domain::RenderRequest request = mug_in_room(shelf);
  request.sources.push_back({SourceRole::cutout, "", shelf.put(drawn::mug_cutout({160, 90, 40}))});
  request.placement->height = 0.25;
  const Scene scene = scene_of(shelf.render(request));
  cv::Mat labels;
  CHECK(cv::connectedComponents(scene.mask >= 128, labels) == 3);
  CHECK(std::abs(scene.box.x + scene.box.width / 2 - 400) <= 4);
}

TEST_CASE("what the foreground mask marks stands in front", "[studio][composing]") {
  Shelf shelf;
  domain::RenderRequest request = mug_in_room(shelf);
  cv::Mat front(600, 800, CV_8UC1, cv::Scalar(0));
  front(cv::Rect(0, 440, 800, 160)).setTo(255);
  request.sources.push_back({SourceRole::foreground, "", shelf.put_grey(front)});
  const Scene scene = scene_of(shelf.render(request));
  CHECK(scene.box.y + scene.box.height <= 441);
  CHECK(scene.bgr.at<cv::Vec3b>(470, 380) == drawn::room(800, 600).at<cv::Vec3b>(470, 380));
}

TEST_CASE("a cut-out without transparency cannot be placed", "[studio][composing]") {
  Shelf shelf;
  domain::RenderRequest request = mug_in_room(shelf);
  request.sources[0].digest = shelf.put(imaging::Picture{drawn::room(100, 100), {}});
  CHECK(shelf.render(request).message ==
        "placing a product: its cut-out has no transparency or nothing opaque");
  request.sources.erase(request.sources.begin());
  CHECK(shelf.render(request).message == "placing a product: the request names no cutout picture");
}

TEST_CASE("a prompt gives a designed backdrop that the record describes", "[studio][composing]") {
  Shelf shelf;
  domain::RenderRequest request = studio_request(Operation::recontextualize);
  request.prompt = "on an oak table in the garden";
  request.size = {400, 400};
  request.aspect = domain::Aspect{4, 5};
  request.sources = {{SourceRole::cutout, "", shelf.put(drawn::mug_cutout({60, 60, 190}))}};
  const Scene scene = scene_of(shelf.render(request));
  CHECK(scene.bgr.size() == cv::Size(320, 400));
  CHECK(util::find(scene.facts, "backdrop") ==
        "designed oak table before foliage (\"oak\", \"garden\")");

  request.operation = Operation::generate;
  request.sources.clear();
  const domain::Outcome alone = shelf.render(request);
  CHECK(alone.kind == OutcomeKind::image);
  CHECK(alone.mask.empty());
}

TEST_CASE("a designed backdrop is 2048 pixels long unless a size is asked", "[studio][composing]") {
  domain::RenderRequest request = studio_request(Operation::generate);
  request.prompt = "plain grey studio";
  request.aspect = domain::Aspect{16, 9};
  const domain::Outcome outcome = Shelf().render(request);
  CHECK(imaging::inspect(outcome.bytes).value().width == 2048);
  CHECK(imaging::inspect(outcome.bytes).value().height == 1152);
}

TEST_CASE("one thread or four: the same request gives the same bytes", "[studio][composing]") {
  Shelf shelf;
  const domain::RenderRequest request = mug_in_room(shelf);
  const domain::Outcome alone = shelf.render(request);
  std::vector<domain::Outcome> outcomes(4);
  std::vector<std::thread> threads;
  for (domain::Outcome& outcome : outcomes)
    threads.emplace_back([&] { outcome = shelf.render(request); });
  for (std::thread& thread : threads) thread.join();
  for (const domain::Outcome& outcome : outcomes) {
    CHECK(outcome.bytes == alone.bytes);
    CHECK(outcome.mask == alone.mask);
    CHECK(outcome.facts == alone.facts);
  }
}
