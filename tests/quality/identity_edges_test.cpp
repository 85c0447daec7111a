#include "pipeline/quality/identity.hpp"

#include <catch2/catch.hpp>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

using namespace vitrine;
using domain::VerdictOutcome;

// Where a product ends, and what stands out from it.
namespace {

const cv::Rect kBody(100, 60, 420, 700);
const cv::Scalar kPaint(70, 50, 40), kRing(50, 60, 200);

/// A board of 420 x 700 pixels whose upper third is printed; below it is plain.
imaging::Picture board() {
  imaging::Picture picture{cv::Mat(820, 760, CV_8UC3, cv::Scalar::all(255)),
                           cv::Mat(820, 760, CV_8UC1, cv::Scalar(0))};
  picture.alpha(kBody).setTo(255);
  picture.bgr(kBody).setTo(kPaint);
  cv::RNG dice(3);
  for (int i = 0; i < 90; ++i) {
    const cv::Scalar ink(dice.uniform(0, 256), dice.uniform(0, 256), dice.uniform(0, 256));
    const cv::Point place(kBody.x + dice.uniform(50, 350), kBody.y + dice.uniform(50, 230));
    const cv::Point size(dice.uniform(8, 26), dice.uniform(8, 26));
    cv::rectangle(picture.bgr, place, place + size, ink, cv::FILLED);
  }
  return picture;
}

/// The same with a ring at its right side.
imaging::Picture with_ring() {
  imaging::Picture picture = board();
  cv::Mat ring(picture.alpha.size(), CV_8U, cv::Scalar(0));
  cv::circle(ring, {kBody.br().x, 420}, 120, 255, 34);
  ring(cv::Rect(0, 0, kBody.br().x, ring.rows)).setTo(0);
  picture.bgr.setTo(kRing, ring);
  picture.alpha = cv::max(picture.alpha, ring);
  return picture;
}

/// The product before a ground, which is as large as its picture.
cv::Mat before(const cv::Mat& ground, const imaging::Picture& product) {
  cv::Mat shown = ground.clone();
  product.bgr.copyTo(shown, product.alpha);
  return shown;
}

/// A light ground with spots of the ring's paint.
cv::Mat spotted() {
  cv::Mat ground(820, 760, CV_8UC3, cv::Scalar(190, 200, 205));
  for (int y = 20; y + 16 < ground.rows; y += 70)
    for (int x = (y / 70 % 2) * 35; x + 16 < ground.cols; x += 70)
      ground(cv::Rect(x, y, 16, 16)).setTo(kRing);
  return ground;
}

VerdictOutcome outcome(const quality::IdentityReport& report, const std::string& check) {
  for (const quality::Finding& each : report.findings)
    if (each.verdict.check == check) return each.verdict.outcome;
  return VerdictOutcome::not_measured;
}

}  // namespace

TEST_CASE("a part is missing where its outline has no place as a whole", "[identity]") {
  const imaging::Picture whole = with_ring();
  const quality::IdentityReference reference = quality::study(whole);
  REQUIRE(reference.usable());
  const auto honest = quality::check_identity({reference, before(spotted(), whole)});
  CHECK(outcome(honest, "identity.parts") == VerdictOutcome::pass);

  imaging::Picture without = board();
  const auto falsified = quality::check_identity({reference, before(spotted(), without)});
  CHECK(outcome(falsified, "identity.parts") == VerdictOutcome::reject);
  for (const quality::Finding& each : falsified.findings)
    if (each.verdict.check == "identity.parts") {
      CHECK_FALSE(each.evidence_png.empty());
      CHECK(each.verdict.detail.find("missing") != std::string::npos);
    }
}

TEST_CASE("a part that stands elsewhere as a whole is there", "[identity]") {
  const imaging::Picture whole = with_ring();
  const quality::IdentityReference reference = quality::study(whole);
  imaging::Picture shifted = board();
  const cv::Rect side(kBody.br().x, 60, 760 - kBody.br().x, 700);
  const cv::Rect lower = side + cv::Point(0, 55);
  whole.bgr(side).copyTo(shifted.bgr(lower));
  whole.alpha(side).copyTo(shifted.alpha(lower));
  const auto report = quality::check_identity({reference, before(spotted(), shifted)});
  CHECK(outcome(report, "identity.parts") == VerdictOutcome::pass);
}

TEST_CASE("a product without anything that stands out is not asked for parts", "[identity]") {
  const imaging::Picture plain = board();
  const quality::IdentityReference reference = quality::study(plain);
  REQUIRE(reference.usable());
  const auto report = quality::check_identity({reference, before(spotted(), plain)});
  CHECK(outcome(report, "identity.parts") == VerdictOutcome::not_measured);
}

TEST_CASE("far from the print, the product's own edge is no mark, and a mark is one",
          "[identity]") {
  const imaging::Picture whole = board();
  const quality::IdentityReference reference = quality::study(whole);
  REQUIRE(reference.usable());
  const cv::Mat ground(820, 760, CV_8UC3, cv::Scalar(235, 238, 240));
  // Seen from above, it ends earlier.
  imaging::Picture shorter = board();
  shorter.alpha(cv::Rect(0, kBody.br().y - 70, 760, 70)).setTo(0);
  const auto honest = quality::check_identity({reference, before(ground, shorter)});
  CHECK(outcome(honest, "identity.added") == VerdictOutcome::pass);

  imaging::Picture marked = board();
  cv::circle(marked.bgr, {310, 480}, 26, cv::Scalar::all(240), 9, cv::LINE_AA);
  const auto falsified = quality::check_identity({reference, before(ground, marked)});
  CHECK(outcome(falsified, "identity.added") == VerdictOutcome::reject);
}

TEST_CASE("a mark is found where print without keypoints lies as it should beside it",
          "[identity]") {
  // Stripes have edges and no corners.
  const auto striped = [] {
    imaging::Picture picture = board();
    for (int y = 380; y < 600; y += 24)
      picture.bgr(cv::Rect(kBody.x, y, kBody.width, 12)).setTo(cv::Scalar(130, 110, 100));
    return picture;
  };
  const imaging::Picture whole = striped();
  const quality::IdentityReference reference = quality::study(whole);
  const cv::Mat ground(820, 760, CV_8UC3, cv::Scalar(235, 238, 240));
  const auto added = [&](const imaging::Picture& shown) {
    return outcome(quality::check_identity({reference, before(ground, shown)}), "identity.added");
  };
  CHECK(added(whole) == VerdictOutcome::pass);
  imaging::Picture marked = striped();
  cv::circle(marked.bgr, {310, 390}, 25, cv::Scalar::all(240), cv::FILLED, cv::LINE_AA);
  CHECK(added(marked) == VerdictOutcome::reject);
}

TEST_CASE("a large thing that is plain but for folds is the same by its small print",
          "[identity]") {
  // Folds lie otherwise in another light.
  const auto folded = [](double turn) {
    imaging::Picture picture = board();
    for (int y = kBody.y; y < kBody.br().y; ++y)
      for (int x = kBody.x; x < kBody.br().x; ++x) {
        cv::Vec3b& pixel = picture.bgr.at<cv::Vec3b>(y, x);
        if (cv::Scalar(pixel[0], pixel[1], pixel[2]) != kPaint) continue;
        const double fold = 13 * std::sin((x * std::cos(turn) + y * std::sin(turn)) / 4.0);
        for (int c = 0; c < 3; ++c) pixel[c] = cv::saturate_cast<uchar>(pixel[c] + fold);
      }
    return picture;
  };
  const quality::IdentityReference reference = quality::study(folded(0.3));
  const cv::Mat ground(820, 760, CV_8UC3, cv::Scalar(235, 238, 240));
  const auto same = [&](const imaging::Picture& shown) {
    return outcome(quality::check_identity({reference, before(ground, shown)}), "identity.same");
  };
  CHECK(same(folded(1.9)) == VerdictOutcome::pass);
  imaging::Picture other = folded(1.9);  // most of its print is another
  cv::Mat print = other.bgr(cv::Rect(kBody.x + 130, kBody.y + 40, 255, 225));
  cv::flip(print.clone(), print, 1);
  CHECK(same(other) == VerdictOutcome::reject);
}

TEST_CASE(
    "a dark thing that mirrors less than in its packshot has its colour, another paint has not",
    "[identity]") {
  const auto painted = [](const cv::Scalar& paint) {
    imaging::Picture picture = board();
    cv::Mat plain;
    cv::inRange(picture.bgr, kPaint, kPaint, plain);
    picture.bgr.setTo(paint, plain & picture.alpha);
    return picture;
  };
  const quality::IdentityReference reference = quality::study(painted({40, 39, 69}));
  const cv::Mat ground(820, 760, CV_8UC3, cv::Scalar(235, 238, 240));
  const auto of_another_color = [&](const cv::Scalar& paint) {
    const auto report = quality::check_identity({reference, before(ground, painted(paint))});
    return std::any_of(report.findings.begin(), report.findings.end(), [](const auto& each) {
      return each.verdict.check.starts_with("identity.color.") &&
             each.verdict.outcome == VerdictOutcome::reject;
    });
  };
  CHECK_FALSE(of_another_color({8, 5, 56}));  // 0.02 less of white light
  CHECK(of_another_color({8, 56, 5}));
}

namespace {

/// The board with a printed badge that stands before the print.
imaging::Picture with_badge(cv::Point shift) {
  imaging::Picture picture = board();
  const cv::Rect badge(cv::Point(270, 160) + shift, cv::Size(70, 70));
  picture.bgr(badge).setTo(cv::Scalar(60, 190, 220));
  for (int i = 0; i < 4; ++i)
    cv::line(picture.bgr, badge.tl() + cv::Point(8 + 15 * i, 10),
             badge.tl() + cv::Point(16 + 15 * i, 60), cv::Scalar(30, 30, 60), 4);
  return picture;
}

}  // namespace

TEST_CASE("what stands before the print may be seen a little elsewhere, but not be gone or moved",
          "[identity]") {
  const quality::IdentityReference reference = quality::study(with_badge({}));
  REQUIRE(reference.usable());
  const auto tiles = [&](const imaging::Picture& picture) {
    return outcome(quality::check_identity({reference, before(spotted(), picture)}),
                   "identity.tiles");
  };
  CHECK(tiles(with_badge({4, -3})) == VerdictOutcome::pass);
  CHECK(tiles(with_badge({20, -12})) == VerdictOutcome::reject);
  CHECK(tiles(board()) == VerdictOutcome::reject);
}
