#include "tests/quality/packshot.hpp"

#include <opencv2/imgproc.hpp>

using namespace vitrine;
using namespace vitrine::test;
using domain::VerdictOutcome;

TEST_CASE("a grey border is rejected, and the spot is shown", "[quality]") {
  Packshot packshot;
  packshot.bgr.colRange(0, 30).setTo(cv::Scalar::all(252));
  const quality::Finding whiteness = finding(packshot.check(), "whiteness");
  CHECK(whiteness.verdict.outcome == VerdictOutcome::reject);
  CHECK(whiteness.verdict.detail.find("border") != std::string::npos);
  CHECK(imaging::inspect(whiteness.evidence_png).value().kind == imaging::FileKind::png);
}

TEST_CASE("a grey patch away from the product is rejected", "[quality]") {
  Packshot packshot;
  packshot.bgr(cv::Rect(60, 400, 40, 40)).setTo(cv::Scalar::all(253));
  CHECK(outcome(packshot.check(), "whiteness") == VerdictOutcome::reject);
}

TEST_CASE("JPEG's ringing beside the product is no fault of the background", "[quality]") {
  Packshot packshot;
  packshot.jpeg_quality = 80;
  CHECK(outcome(packshot.check(), "whiteness") == VerdictOutcome::pass);
}

TEST_CASE("the border is judged even where the outline is unknown", "[quality]") {
  Packshot packshot;
  packshot.mask.release();
  packshot.bgr.rowRange(0, 30).setTo(cv::Scalar::all(200));
  CHECK(outcome(packshot.check(), "whiteness") == VerdictOutcome::reject);
}

TEST_CASE("a soft shadow passes only where recipe and channel allow it", "[quality]") {
  Packshot packshot;
  packshot.bgr(cv::Rect(250, 930, 500, 25)).setTo(cv::Scalar::all(205));
  CHECK(outcome(packshot.check(), "whiteness") == VerdictOutcome::reject);
  packshot.recipe.shadow = true;
  CHECK(outcome(packshot.check(), "whiteness") == VerdictOutcome::pass);
  packshot.profile.shadow_allowed = false;
  CHECK(outcome(packshot.check(), "whiteness") == VerdictOutcome::reject);
}

TEST_CASE("nearly white is enough for some channels, a scene has no rule", "[quality]") {
  Packshot packshot;
  cv::Mat outside = packshot.mask == 0;
  packshot.bgr.setTo(cv::Scalar::all(246), outside);
  CHECK(outcome(packshot.check(), "whiteness") == VerdictOutcome::reject);
  packshot.profile.background = domain::BackgroundMode::white_or_near;
  CHECK(outcome(packshot.check(), "whiteness") == VerdictOutcome::pass);
  packshot.profile.background = domain::BackgroundMode::neutral;
  CHECK(outcome(packshot.check(), "whiteness") == VerdictOutcome::pass);
  packshot.bgr.setTo(cv::Scalar(180, 210, 250), outside);
  CHECK(outcome(packshot.check(), "whiteness") == VerdictOutcome::warn);
  packshot.profile.background = domain::BackgroundMode::free;
  CHECK_FALSE(has(packshot.check(), "whiteness"));
  CHECK_FALSE(has(packshot.check(), "islands"));
}

TEST_CASE("fill is held against both limits", "[quality]") {
  Packshot packshot;
  packshot.profile.fill_min = 0.88;
  CHECK(outcome(packshot.check(), "fill") == VerdictOutcome::warn);
  packshot.profile.fill_min = 0.75;
  packshot.profile.fill_max = 0.80;
  packshot.profile.severity["fill"] = domain::Severity::reject;
  CHECK(outcome(packshot.check(), "fill") == VerdictOutcome::reject);
  packshot.profile.fill_min = 0;
  packshot.profile.fill_max = 1;
  CHECK_FALSE(has(packshot.check(), "fill"));
}

TEST_CASE("a product that touches the frame is cut", "[quality]") {
  Packshot packshot;
  packshot.mask(cv::Rect(0, 300, 300, 100)).setTo(255);
  CHECK(outcome(packshot.check(), "margins") == VerdictOutcome::reject);
  packshot.recipe.framing = domain::Framing::crop;
  CHECK(outcome(packshot.check(), "margins") == VerdictOutcome::warn);
}

TEST_CASE("a product off the middle is a doubt", "[quality]") {
  Packshot packshot;
  packshot.mask.setTo(0);
  packshot.mask(cv::Rect(100, 70, 600, 860)).setTo(255);
  CHECK(outcome(packshot.check(), "margins") == VerdictOutcome::warn);
}

TEST_CASE("a product that the photograph cut off is a doubt, however it is framed", "[quality]") {
  Packshot packshot;
  packshot.reference.alpha(cv::Rect(50, 900, 600, 100)).setTo(255);
  CHECK(outcome(packshot.check(), "margins") == VerdictOutcome::warn);
}
