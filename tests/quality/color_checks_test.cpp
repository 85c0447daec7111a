#include "tests/quality/packshot.hpp"

using namespace vitrine;
using namespace vitrine::test;
using domain::VerdictOutcome;

namespace {

/// A product of one colour, shaded from top to bottom as a lit surface is; its upper fifth is a
/// second zone of another colour.
struct Shaded : Packshot {
  cv::Mat body;  ///< in the reference's frame

  explicit Shaded(const cv::Vec3b& color) {
    body = reference.alpha.clone();
    body.rowRange(0, 240).setTo(0);
    paint(reference.bgr(cv::Rect(50, 70, 600, 860)), {150, 90, 60});
    paint(bgr(box), color);
  }
  static void paint(cv::Mat product, const cv::Vec3b& color) {
    for (int y = 0; y < product.rows; ++y) {
      const double light = 0.75 + 0.5 * (y - 170) / (product.rows - 170);
      product.row(y).setTo(y < 170
                               ? cv::Scalar(30, 30, 180)
                               : cv::Scalar(color[0] * light, color[1] * light, color[2] * light));
    }
  }
};

quality::Finding body_of(const Shaded& shaded) { return finding(shaded.check(), "color.body"); }

}  // namespace

TEST_CASE("a recoloured zone is held against its target in spite of its shading", "[quality]") {
  Shaded shaded({70, 140, 60});
  shaded.colors = {{"body", domain::Rgb{60, 140, 70}, shaded.body}};
  CHECK(body_of(shaded).verdict.outcome == VerdictOutcome::pass);
  CHECK(body_of(shaded).verdict.value < 1.5);
}

TEST_CASE("a colour that is off is warned of, another colour is rejected", "[quality]") {
  Shaded off({70, 150, 60});
  off.colors = {{"body", domain::Rgb{60, 140, 70}, off.body}};
  CHECK(body_of(off).verdict.outcome == VerdictOutcome::warn);
  Shaded other({150, 90, 60});
  other.colors = {{"body", domain::Rgb{60, 140, 70}, other.body}};
  const quality::Finding finding = body_of(other);
  CHECK(finding.verdict.outcome == VerdictOutcome::reject);
  CHECK(finding.verdict.limit == 5);
  CHECK_FALSE(finding.evidence_png.empty());
}

TEST_CASE("a zone that must not change is compared with the packshot", "[quality]") {
  Shaded same({150, 90, 60});
  same.colors = {{"body", std::nullopt, same.body}};
  CHECK(body_of(same).verdict.outcome == VerdictOutcome::pass);
  Shaded changed({150, 90, 90});
  changed.colors = {{"body", std::nullopt, changed.body}};
  CHECK(body_of(changed).verdict.outcome == VerdictOutcome::reject);
}

TEST_CASE("each zone is measured where it lies", "[quality]") {
  Shaded shaded({70, 140, 60});
  const cv::Mat lid = shaded.reference.alpha & ~shaded.body;
  shaded.colors = {{"lid", std::nullopt, lid}, {"body", std::nullopt, shaded.body}};
  const auto findings = shaded.check();
  CHECK(outcome(findings, "color.lid") == VerdictOutcome::pass);
  CHECK(outcome(findings, "color.body") == VerdictOutcome::reject);
}

TEST_CASE("the light of a scene may darken a product, not turn its hue", "[quality]") {
  Shaded dim({105, 63, 42});  // seven tenths of the light
  dim.colors = {{"body", std::nullopt, dim.body}};
  CHECK(body_of(dim).verdict.outcome == VerdictOutcome::reject);
  dim.scene = true;
  CHECK(body_of(dim).verdict.outcome == VerdictOutcome::pass);
  Shaded turned({60, 90, 150});
  turned.colors = {{"body", std::nullopt, turned.body}};
  turned.scene = true;
  CHECK(body_of(turned).verdict.outcome == VerdictOutcome::reject);
}

TEST_CASE("a zone of a redrawn product is never rejected by its guessed place alone", "[quality]") {
  Shaded other({150, 90, 60});
  other.pixels = domain::PixelMode::regenerate;
  other.colors = {{"body", domain::Rgb{60, 140, 70}, other.body}};
  CHECK(body_of(other).verdict.outcome == VerdictOutcome::warn);
  other.colors[0].mask.release();  // the whole product needs no place
  CHECK(body_of(other).verdict.outcome == VerdictOutcome::reject);
}

TEST_CASE("a translucent zone is compared as it looks on the background", "[quality]") {
  Shaded glass({150, 90, 60});
  glass.colors = {{"body", std::nullopt, glass.body}};
  glass.reference.alpha.setTo(140, glass.body);
  CHECK(body_of(glass).verdict.outcome == VerdictOutcome::reject);
  const cv::Mat on_white = imaging::flatten(glass.reference, {255, 255, 255});
  on_white(cv::Rect(50, 70, 600, 860)).copyTo(glass.bgr(Packshot::box));
  CHECK(body_of(glass).verdict.outcome == VerdictOutcome::pass);
  glass.scene = true;
  CHECK(body_of(glass).verdict.outcome == VerdictOutcome::not_measured);
}

TEST_CASE("a turn of hue that the difference hides is warned of", "[quality]") {
  Shaded shaded({62, 46, 40});
  shaded.colors = {{"body", domain::Rgb{43, 45, 62}, shaded.body}};
  const quality::Finding finding = body_of(shaded);
  INFO(finding.verdict.detail);
  CHECK(finding.verdict.outcome != VerdictOutcome::reject);
}

TEST_CASE("a colour that cannot be measured says why", "[quality]") {
  Shaded shaded({150, 90, 60});
  shaded.colors = {{"body", std::nullopt, cv::Mat(5, 5, CV_8UC1, cv::Scalar(255))}};
  CHECK(body_of(shaded).verdict.detail == "the zone's mask is not of the packshot's size");
  shaded.colors = {{"body", std::nullopt, cv::Mat(1000, 700, CV_8UC1, cv::Scalar(0))}};
  CHECK(body_of(shaded).verdict.outcome == VerdictOutcome::not_measured);
  shaded.reference = {};
  shaded.colors = {{"body", std::nullopt, {}}};
  CHECK(body_of(shaded).verdict.outcome == VerdictOutcome::not_measured);
  shaded.colors = {{"body", domain::Rgb{60, 90, 150}, {}}};
  CHECK(body_of(shaded).verdict.outcome == VerdictOutcome::pass);
}
