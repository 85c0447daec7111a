#include "tests/quality/packshot.hpp"

#include <opencv2/imgproc.hpp>

using namespace vitrine;
using namespace vitrine::test;
using domain::VerdictOutcome;

TEST_CASE("a light or dark glow around the product is a halo", "[quality]") {
  for (const int level : {225, 246}) {
    Packshot packshot;
    cv::rectangle(packshot.bgr, packshot.box + cv::Size(4, 4) - cv::Point(2, 2),
                  cv::Scalar::all(level), 4);
    packshot.reference.bgr(cv::Rect(50, 70, 600, 860)).copyTo(packshot.bgr(packshot.box));
    const quality::Finding halo = finding(packshot.check(), "halo");
    CHECK(halo.verdict.outcome == VerdictOutcome::warn);
    CHECK(halo.verdict.detail.find("darker") != std::string::npos);
    CHECK_FALSE(halo.evidence_png.empty());
  }
}

TEST_CASE("a scene may be a little uneven around the product", "[quality]") {
  Packshot packshot;
  packshot.profile.background = domain::BackgroundMode::free;
  cv::Mat outside = packshot.mask == 0;
  packshot.bgr.setTo(cv::Scalar::all(120), outside);
  cv::rectangle(packshot.bgr, packshot.box + cv::Size(4, 4) - cv::Point(2, 2), cv::Scalar::all(128),
                4);
  packshot.reference.bgr(cv::Rect(50, 70, 600, 860)).copyTo(packshot.bgr(packshot.box));
  CHECK(outcome(packshot.check(), "halo") == VerdictOutcome::pass);
}

TEST_CASE("a rim in the old backdrop's colour is seen, a rim of the product's own is not",
          "[quality]") {
  Packshot packshot;
  cv::rectangle(packshot.bgr, packshot.box, cv::Scalar(40, 220, 40), 3);
  const quality::Finding fringe = finding(packshot.check(), "fringe");
  CHECK(fringe.verdict.outcome == VerdictOutcome::warn);
  CHECK(fringe.verdict.value > 20);
  cv::rectangle(packshot.reference.bgr, cv::Rect(50, 70, 600, 860), cv::Scalar(40, 220, 40), 3);
  CHECK(outcome(packshot.check(), "fringe") == VerdictOutcome::pass);
}

TEST_CASE("a leftover on the background is rejected and shown", "[quality]") {
  Packshot packshot;
  packshot.bgr(cv::Rect(60, 500, 20, 20)).setTo(cv::Scalar(90, 90, 90));
  const quality::Finding islands = finding(packshot.check(), "islands");
  CHECK(islands.verdict.outcome == VerdictOutcome::reject);
  CHECK(islands.verdict.value == Approx(0.04).epsilon(0.3));
  CHECK_FALSE(islands.evidence_png.empty());
  packshot.mask.release();
  CHECK(outcome(packshot.check(), "islands") == VerdictOutcome::reject);
}

TEST_CASE("a product of two pieces has no islands", "[quality]") {
  Packshot packshot;
  packshot.bgr(cv::Rect(60, 500, 20, 20)).setTo(cv::Scalar(90, 90, 90));
  packshot.mask(cv::Rect(58, 498, 24, 24)).setTo(255);
  packshot.mask(cv::Rect(60, 480, 40, 60)).setTo(255);
  CHECK(outcome(packshot.check(), "islands") == VerdictOutcome::pass);
}
