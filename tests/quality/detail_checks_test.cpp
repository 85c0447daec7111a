#include "tests/quality/packshot.hpp"

#include <opencv2/imgproc.hpp>

using namespace vitrine;
using namespace vitrine::test;
using domain::VerdictOutcome;

namespace {

/// The packshot with its product blurred, its outline left sharp.
Packshot blurred(double sigma) {
  Packshot packshot;
  cv::Mat inside = packshot.bgr(packshot.box);
  cv::GaussianBlur(inside, inside, {}, sigma);
  return packshot;
}

}  // namespace

TEST_CASE("a blurred product is told from a sharp one by its packshot", "[quality]") {
  CHECK(outcome(blurred(3).check(), "sharpness") == VerdictOutcome::reject);
  const quality::Finding sharpness = finding(blurred(3).check(), "sharpness");
  CHECK(sharpness.verdict.value < 0.25);
  CHECK(imaging::inspect(sharpness.evidence_png).value().width > 100);
}

TEST_CASE("the size a packshot is delivered in does not change its sharpness", "[quality]") {
  for (const double factor : {0.8, 2.0}) {
    Packshot packshot;
    const auto scaled = [&](int length) { return static_cast<int>(length * factor); };
    imaging::Picture& reference = packshot.reference;
    reference = imaging::resample(reference, {scaled(700), scaled(1000)});
    reference.bgr = checkered(scaled(700), scaled(1000), scaled(20));
    imaging::resample(imaging::Picture{reference.bgr, {}}, {700, 1000})
        .bgr(cv::Rect(50, 70, 600, 860))
        .copyTo(packshot.bgr(packshot.box));
    const quality::Finding sharpness = finding(packshot.check(), "sharpness");
    INFO(factor << " " << sharpness.verdict.value);
    CHECK(sharpness.verdict.outcome == VerdictOutcome::pass);
  }
}

TEST_CASE("invented grain is a doubt", "[quality]") {
  Packshot packshot;
  packshot.reference.bgr.setTo(cv::Scalar(120, 130, 140));
  cv::Mat inside = packshot.bgr(packshot.box);
  inside.setTo(cv::Scalar(120, 130, 140));
  cv::RNG random(1);
  cv::Mat grain(inside.rows / 3, inside.cols / 3, inside.type());
  random.fill(grain, cv::RNG::UNIFORM, 0, 30);
  cv::resize(grain, grain, inside.size(), 0, 0, cv::INTER_NEAREST);
  inside += grain;
  CHECK(outcome(packshot.check(), "sharpness") == VerdictOutcome::warn);
}

TEST_CASE("a plain product is not called blurred for being plain", "[quality]") {
  Packshot packshot;
  packshot.bgr(packshot.box).setTo(cv::Scalar(120, 130, 140));
  packshot.reference.bgr.setTo(cv::Scalar(120, 130, 140));
  CHECK(outcome(packshot.check(), "sharpness") == VerdictOutcome::pass);
  packshot.reference = {};
  CHECK(outcome(packshot.check(), "sharpness") == VerdictOutcome::warn);
}

TEST_CASE("burnt-out highlights count only where the packshot has none", "[quality]") {
  Packshot packshot;
  packshot.bgr(cv::Rect(300, 300, 300, 300)).setTo(cv::Scalar::all(255));
  CHECK(outcome(packshot.check(), "clipping") == VerdictOutcome::reject);
  packshot.reference.bgr(cv::Rect(150, 300, 300, 300)).setTo(cv::Scalar::all(255));
  CHECK(outcome(packshot.check(), "clipping") == VerdictOutcome::pass);
  packshot.reference = {};
  CHECK(outcome(packshot.check(), "clipping") == VerdictOutcome::warn);
}

TEST_CASE("lost shadows are a doubt", "[quality]") {
  Packshot packshot;
  packshot.bgr(cv::Rect(300, 300, 300, 200)).setTo(cv::Scalar::all(0));
  CHECK(outcome(packshot.check(), "clipping") == VerdictOutcome::warn);
}

TEST_CASE("an enlarged rendering is a visible fact", "[quality]") {
  Packshot packshot;
  packshot.scale = 1.5;
  CHECK(outcome(packshot.check(), "enlarged") == VerdictOutcome::pass);
  packshot.scale = 1.6;
  CHECK(outcome(packshot.check(), "enlarged") == VerdictOutcome::warn);
  packshot.scale.reset();
  CHECK(outcome(packshot.check(), "enlarged") == VerdictOutcome::not_measured);
}

TEST_CASE(
    "a channel that forbids enlarging gets no enlarged file, and its severity has the last word",
    "[quality]") {
  Packshot packshot;
  packshot.scale = 1.6;
  packshot.profile.forbid = {"text_overlay"};
  CHECK(outcome(packshot.check(), "enlarged") == VerdictOutcome::warn);
  packshot.profile.forbid.push_back("upscaled");
  CHECK(outcome(packshot.check(), "enlarged") == VerdictOutcome::reject);
  packshot.profile.severity["enlarged"] = domain::Severity::warn;
  CHECK(outcome(packshot.check(), "enlarged") == VerdictOutcome::warn);
  packshot.profile.forbid.clear();
  packshot.profile.severity["enlarged"] = domain::Severity::reject;
  CHECK(outcome(packshot.check(), "enlarged") == VerdictOutcome::reject);
  packshot.scale = 1.5;
  CHECK(outcome(packshot.check(), "enlarged") == VerdictOutcome::pass);
}
