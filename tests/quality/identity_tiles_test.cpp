#include "pipeline/quality/identity_checks.hpp"

#include <catch2/catch.hpp>
#include <opencv2/core.hpp>

using namespace vitrine;
using domain::VerdictOutcome;

namespace {

constexpr int kSide = 512;
constexpr float kNear = 5, kAtReach = 35, kFar = 90;  // from what was found again, pixels

/// One tile of a product and what is known of it.
struct OneTile {
  quality::IdentityReference reference;
  cv::Mat rendering = cv::Mat(kSide, kSide, CV_8UC3, cv::Scalar::all(128));
  quality::IdentityExam exam{reference, rendering};
  quality::Look look;

  OneTile() {
    reference.product = {cv::Mat(kSide, kSide, CV_8UC3, cv::Scalar::all(128)),
                         cv::Mat(kSide, kSide, CV_8UC1, cv::Scalar(255))};
    reference.cutout = {kSide, kSide};
    reference.box = {0, 0, kSide, kSide};
    quality::TileLimits limits;
    limits.side = kSide;
    limits.likeness = {0.95F}, limits.sharpness = {1}, limits.added = {3};
    reference.limits = {limits};
    look.found.to_rendering = cv::Matx33d::eye();
    look.found.alignment.to_picture = cv::Matx33d::eye();
    look.found.alignment.frame = {kSide, kSide};
    look.side = kSide;
    look.tiles.tiles.resize(1);
    look.lone = {kNear}, look.from_print = {kNear};
    tile().middle = {256, 256};
    tile().texture = 40, tile().own_around = 40, tile().its_around = 40;
    tile().likeness = 1, tile().depth = 60;
  }
  quality::TileLikeness& tile() { return look.tiles.tiles[0]; }
  VerdictOutcome tiles() const { return check_tiles(exam, look).finding.verdict.outcome; }
  VerdictOutcome added() const { return check_added(exam, look).finding.verdict.outcome; }
};

}  // namespace

TEST_CASE("a tile may be less alike where it is further from what was found again", "[identity]") {
  OneTile one;
  one.tile().likeness = 0.72F;
  CHECK(one.tiles() == VerdictOutcome::reject);
  one.look.lone = {kAtReach};
  CHECK(one.tiles() == VerdictOutcome::pass);
  one.tile().likeness = 0.6F;
  CHECK(one.tiles() == VerdictOutcome::reject);
}

TEST_CASE("print is gone where nothing is seen in its place, but not at the silhouette",
          "[identity]") {
  OneTile one;
  one.look.lone = {kFar};
  one.tile().likeness = 0, one.tile().its_around = 2;
  CHECK(one.tiles() == VerdictOutcome::reject);
  one.tile().depth = 10;
  CHECK(one.tiles() == VerdictOutcome::not_measured);
}

TEST_CASE("print near vouches for marks on plain ground, keypoints for marks anywhere",
          "[identity]") {
  OneTile one;
  one.tile().added = 40;
  CHECK(one.added() == VerdictOutcome::reject);
  one.look.lone = {kFar};
  CHECK(one.added() == VerdictOutcome::pass);
  one.tile().texture = 2;
  CHECK(one.added() == VerdictOutcome::reject);
  one.look.from_print = {kFar};
  CHECK(one.added() == VerdictOutcome::pass);
}

TEST_CASE("sides that lean over their foot may look lower from above than those that stand",
          "[identity]") {
  OneTile one;
  one.look.spread = {0.2, 0.2};
  const auto shape = [&](double wider) {
    one.look.wider = wider;
    return check_shape(one.exam, one.look).verdict.outcome;
  };
  CHECK(shape(1.09) == VerdictOutcome::pass);
  CHECK(shape(1.14) == VerdictOutcome::reject);
  // A tub: from 512 pixels above to 256 below.
  cv::Mat& alpha = one.reference.product.alpha;
  for (int y = 0; y < kSide; ++y) {
    alpha.row(y).colRange(0, y / 4).setTo(0);
    alpha.row(y).colRange(kSide - y / 4, kSide).setTo(0);
  }
  CHECK(shape(1.14) == VerdictOutcome::pass);
  CHECK(shape(1.2) == VerdictOutcome::reject);
  CHECK(shape(0.92) == VerdictOutcome::reject);
  // One side alone tells of no leaning: a spout, a handle.
  for (int y = 0; y < kSide; ++y) alpha.row(y).colRange(0, kSide / 2).setTo(255);
  CHECK(shape(1.14) == VerdictOutcome::reject);
}

TEST_CASE("a narrow stripe that lies a little beside its place has its colour, a repainted one not",
          "[identity]") {
  OneTile one;
  const cv::Scalar ground(150, 170, 180), paint(60, 50, 190), other(60, 110, 190);
  const cv::Rect body(30, 30, 100, 100), stripe(30, 70, 100, 12);
  quality::Surroundings around;
  around.product = cv::Mat(160, 160, CV_8UC3, ground);
  around.product(stripe).setTo(paint);
  around.mask = cv::Mat(160, 160, CV_8UC1, cv::Scalar(0));
  around.mask(body).setTo(255);
  around.window = {0, 0, kSide, kSide};
  const auto seen = [&](int lower, const cv::Scalar& color) {
    around.seen = cv::Mat(160, 160, CV_8UC3, ground);
    around.seen(stripe + cv::Point(0, lower)).setTo(color);
    VerdictOutcome worst = VerdictOutcome::pass;
    for (const quality::Finding& each : check_zone_colors(one.exam, one.look, around))
      if (each.verdict.outcome == VerdictOutcome::reject) worst = VerdictOutcome::reject;
    return worst;
  };
  CHECK(seen(0, paint) == VerdictOutcome::pass);
  CHECK(seen(6, paint) == VerdictOutcome::pass);
  CHECK(seen(0, other) == VerdictOutcome::reject);
  CHECK(seen(6, other) == VerdictOutcome::reject);
}

TEST_CASE("a little in the ground's colour is missing only if the outline doubts it, too",
          "[identity]") {
  OneTile one;
  one.look.anchors = {{250, 122}, {256, 122}, {262, 122}};
  quality::Surroundings around;
  around.product = cv::Mat(160, 160, CV_8UC3, cv::Scalar(150, 90, 60));
  around.product(cv::Rect(50, 50, 60, 60)).setTo(cv::Scalar(60, 160, 200));
  around.mask = cv::Mat(160, 160, CV_8UC1, cv::Scalar(0));
  around.mask(cv::Rect(30, 30, 100, 100)).setTo(255);
  around.window = {0, 0, kSide, kSide};
  around.seen = cv::Mat(160, 160, CV_8UC3, cv::Scalar(190, 200, 205));
  around.product.copyTo(around.seen, around.mask);
  const auto complete = [&](double outline) {
    return check_complete(one.exam, one.look, around, outline).finding.verdict.outcome;
  };
  CHECK(complete(1.2) == VerdictOutcome::pass);
  around.seen(cv::Rect(62, 30, 36, 24)).setTo(cv::Scalar(190, 200, 205));
  CHECK(complete(0.6) == VerdictOutcome::reject);
  CHECK(complete(0.4) == VerdictOutcome::pass);
}
