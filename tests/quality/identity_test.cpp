#include "pipeline/quality/identity.hpp"

#include "pipeline/imaging/codec.hpp"
#include "pipeline/imaging/measure.hpp"
#include "pipeline/imaging/registration.hpp"
#include "pipeline/imaging/restage.hpp"
#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

using namespace vitrine;
using domain::VerdictOutcome;

namespace {

std::string bytes_of(const std::string& path) {
  return test::read_text("samples/products/" + path);
}

imaging::Picture sample(const std::string& name) {
  imaging::Picture picture = imaging::decode(bytes_of(name + ".jpg")).value();
  picture.alpha = imaging::decode_mask(bytes_of(name + ".alpha.png")).value();
  return picture;
}

const imaging::Picture& tea() {
  static const imaging::Picture picture = sample("tea-front");
  return picture;
}
const quality::IdentityReference& studied() {
  static const quality::IdentityReference reference = quality::study(tea());
  return reference;
}
cv::Rect box_of(const imaging::Picture& picture) {
  return imaging::bounding_box(imaging::product_area(picture.alpha));
}

/// Another pose and light than any of the self-test.
imaging::Restaging scene() {
  imaging::Restaging how;
  how.height = 0.8;
  how.turn = 0.13;
  how.keystone = {0.05, 0.05};
  how.gain = {0.75, 0.9, 1.0};
  how.slope = {0.3, -0.2};
  how.blur = 0.5;
  how.grain = 2;
  how.jpeg = 88;
  how.seed = 9;
  return how;
}

quality::IdentityReport judge(const imaging::Picture& shown,
                              const imaging::Restaging& how = scene()) {
  const cv::Mat rendering = imaging::restage(shown, box_of(tea()), how).bgr;
  return quality::check_identity({studied(), rendering});
}

VerdictOutcome outcome(const quality::IdentityReport& report, const std::string& check) {
  for (const quality::Finding& each : report.findings)
    if (each.verdict.check == check) return each.verdict.outcome;
  return VerdictOutcome::not_measured;
}
bool rejected(const quality::IdentityReport& report) {
  for (const quality::Finding& each : report.findings)
    if (each.verdict.outcome == VerdictOutcome::reject) return true;
  return false;
}

imaging::Picture copy(const imaging::Picture& picture) {
  return {picture.bgr.clone(), picture.alpha.clone()};
}

/// A place of the print: the one where brightness changes most.
cv::Rect printed_spot(int side) {
  cv::Mat grey, slope, energy, inside;
  cv::cvtColor(tea().bgr, grey, cv::COLOR_BGR2GRAY);
  cv::GaussianBlur(grey, grey, {}, 4);  // not the smallest letters, which no scene shows
  cv::Laplacian(grey, slope, CV_32F);
  cv::boxFilter(slope.mul(slope), energy, CV_32F, {side, side});
  cv::erode(tea().alpha, inside, cv::Mat::ones(151, 151, CV_8U));
  energy.setTo(0, inside < 255);
  cv::Point at;
  cv::minMaxLoc(energy, nullptr, nullptr, nullptr, &at);
  return {at.x - side / 2, at.y - side / 2, side, side};
}

}  // namespace

TEST_CASE("the same product in another light and pose passes the gate", "[identity]") {
  const quality::IdentityReport report = judge(tea());
  for (const quality::Finding& each : report.findings) {
    INFO(each.verdict.check << " " << each.verdict.value << " of " << each.verdict.limit);
    CHECK(each.verdict.outcome != VerdictOutcome::reject);
  }
  REQUIRE(report.found);
  const cv::Matx33d truth = imaging::restage(tea(), box_of(tea()), scene()).to_picture;
  const cv::Point2d middle(box_of(tea()).x + box_of(tea()).width / 2.0,
                           box_of(tea()).y + box_of(tea()).height / 2.0);
  CHECK(cv::norm(imaging::project(report.found->to_rendering, middle) -
                 imaging::project(truth, middle)) < 3);
  CHECK(report.found->worst.empty());
}

TEST_CASE("one letter drawn otherwise is found, and its spot is told", "[identity]") {
  imaging::Picture forged = copy(tea());
  const cv::Rect spot = printed_spot(44);
  cv::Mat turned;
  cv::flip(tea().bgr(spot), turned, -1);
  turned.copyTo(forged.bgr(spot));
  const quality::IdentityReport report = judge(forged);
  CHECK(outcome(report, "identity.tiles") == VerdictOutcome::reject);
  REQUIRE(report.found);
  CHECK((report.found->worst_in_cutout & cv::Rect(spot.x - 30, spot.y - 30, 88, 88)).area() > 0);
  for (const quality::Finding& each : report.findings)
    if (each.verdict.check == "identity.tiles") CHECK_FALSE(each.evidence_png.empty());
}

TEST_CASE("a smeared label is found", "[identity]") {
  imaging::Picture forged = copy(tea());
  const cv::Rect spot = printed_spot(200);
  cv::GaussianBlur(tea().bgr(spot), forged.bgr(spot), {}, 5);
  CHECK(rejected(judge(forged)));
}

TEST_CASE("another product and a doubled one are told apart", "[identity]") {
  const imaging::Picture other = sample("tote-front");
  const cv::Mat rendering = imaging::restage(other, box_of(other), scene()).bgr;
  const quality::IdentityReport report = quality::check_identity({studied(), rendering});
  CHECK(outcome(report, "identity.same") == VerdictOutcome::reject);

  imaging::Restaging how = scene();
  how.height = 0.55;
  how.at = {0.27, 0.5};
  cv::Mat two = imaging::restage(tea(), box_of(tea()), how).bgr;
  how.at = {0.73, 0.5};
  const cv::Rect right(512, 0, 512, 1024);
  imaging::restage(tea(), box_of(tea()), how).bgr(right).copyTo(two(right));
  CHECK(outcome(quality::check_identity({studied(), two}), "identity.count") ==
        VerdictOutcome::reject);
  CHECK(outcome(quality::check_identity({studied(), two, 2}), "identity.count") ==
        VerdictOutcome::pass);
}

TEST_CASE("a product that was stretched or cut is found", "[identity]") {
  imaging::Restaging how = scene();
  how.keystone = {0, 0};
  how.stretch = 1.14;
  CHECK(outcome(judge(tea(), how), "identity.shape") == VerdictOutcome::reject);
  imaging::Picture cut = copy(tea());
  const cv::Rect box = box_of(tea());
  cut.alpha(cv::Rect(box.x, box.y, box.width * 15 / 100, box.height)).setTo(0);
  CHECK(outcome(judge(cut), "identity.complete") == VerdictOutcome::reject);
}

namespace {

/// The tea with a ring at its side, as a handle.
imaging::Picture with_handle() {
  const cv::Rect box = box_of(tea());
  const int r = box.height / 5;
  imaging::Picture picture;
  cv::copyMakeBorder(tea().bgr, picture.bgr, 0, 0, 0, 2 * r, cv::BORDER_CONSTANT,
                     cv::Scalar::all(255));
  cv::copyMakeBorder(tea().alpha, picture.alpha, 0, 0, 0, 2 * r, cv::BORDER_CONSTANT, 0);
  const cv::Point middle(box.br().x, box.y + box.height / 2);
  cv::Mat ring(picture.alpha.size(), CV_8U, cv::Scalar(0));
  cv::circle(ring, middle, r, 255, r / 3, cv::LINE_AA);
  ring(cv::Rect(0, 0, box.br().x, ring.rows)).setTo(0);
  picture.bgr.setTo(cv::Scalar(160, 172, 178), ring > 0);
  picture.alpha = cv::max(picture.alpha, ring);
  return picture;
}

/// The product on a plain ground.
cv::Mat standing_on(const cv::Scalar& ground, const imaging::Picture& product) {
  cv::Mat placed(1000, 1000, CV_8UC3, ground), shown, alpha;
  const double f = 700.0 / std::max(product.width(), product.height());
  const cv::Matx23d there(f, 0, 120, 0, f, 150);
  cv::warpAffine(product.bgr, shown, there, placed.size(), cv::INTER_AREA);
  cv::warpAffine(product.alpha, alpha, there, placed.size(), cv::INTER_AREA);
  shown.copyTo(placed, alpha > 127);
  return placed;
}

}  // namespace

TEST_CASE("a handle of much the background's colour is missed by its outline", "[identity]") {
  const imaging::Picture whole = with_handle();
  const quality::IdentityReference reference = quality::study(whole);
  REQUIRE(reference.usable());
  const cv::Scalar ground(132, 150, 170);
  const auto honest = quality::check_identity({reference, standing_on(ground, whole)});
  CHECK(outcome(honest, "identity.outline") == VerdictOutcome::pass);
  CHECK(outcome(honest, "identity.complete") == VerdictOutcome::pass);

  imaging::Picture without = copy(whole);
  const int end = box_of(tea()).br().x;
  without.alpha(cv::Rect(end, 0, without.width() - end, without.height())).setTo(0);
  const auto falsified = quality::check_identity({reference, standing_on(ground, without)});
  CHECK(outcome(falsified, "identity.outline") == VerdictOutcome::reject);
  for (const quality::Finding& each : falsified.findings)
    if (each.verdict.check == "identity.outline") {
      CHECK_FALSE(each.evidence_png.empty());
      CHECK(each.verdict.detail.find("missing") != std::string::npos);
    }
}

TEST_CASE("another colour under the same print is found, warmer light is not taken for one",
          "[identity]") {
  imaging::Picture other = copy(tea());
  cv::Mat lab;
  cv::cvtColor(tea().bgr, lab, cv::COLOR_BGR2Lab);
  for (int y = 0; y < lab.rows; ++y)
    for (int x = 0; x < lab.cols; ++x) {
      cv::Vec3b& p = lab.at<cv::Vec3b>(y, x);
      // Greens turn to magentas; what is grey stays grey.
      p[1] = cv::saturate_cast<uchar>(128 - 2 * (p[1] - 128));
      p[2] = cv::saturate_cast<uchar>(128 - 2 * (p[2] - 128));
    }
  cv::cvtColor(lab, other.bgr, cv::COLOR_Lab2BGR);
  bool off = false;
  for (const quality::Finding& each : judge(other).findings)
    off |= each.verdict.check.starts_with("identity.color.") &&
           each.verdict.outcome == VerdictOutcome::reject;
  CHECK(off);
}

TEST_CASE("a mark on a plain spot is found", "[identity]") {
  // The plainest place of the front, well inside.
  constexpr int side = 90;
  cv::Mat grey, slope, energy, inside;
  cv::cvtColor(tea().bgr, grey, cv::COLOR_BGR2GRAY);
  cv::Laplacian(grey, slope, CV_32F);
  cv::boxFilter(cv::abs(slope), energy, CV_32F, {side, side});
  cv::erode(tea().alpha, inside, cv::Mat::ones(201, 201, CV_8U));
  energy.setTo(1e9, inside < 255);
  cv::Point at;
  cv::minMaxLoc(energy, nullptr, nullptr, &at, nullptr);
  imaging::Picture forged = copy(tea());
  const bool dark = grey.at<uchar>(at) < 128;
  cv::circle(forged.bgr, at, side / 3, cv::Scalar::all(dark ? 230 : 25), 9, cv::LINE_AA);
  const quality::IdentityReport report = judge(forged);
  CHECK((outcome(report, "identity.added") == VerdictOutcome::reject ||
         outcome(report, "identity.tiles") == VerdictOutcome::reject));
}

namespace {

/// A stick of 40 x 700 pixels, printed with blocks and rings from a seed.
imaging::Picture stick(std::uint64_t seed) {
  imaging::Picture picture{cv::Mat(900, 300, CV_8UC3, cv::Scalar::all(255)),
                           cv::Mat(900, 300, CV_8UC1, cv::Scalar(0))};
  const cv::Rect box(130, 100, 40, 700);
  picture.alpha(box).setTo(255);
  picture.bgr(box).setTo(cv::Scalar(150, 190, 210));
  cv::RNG dice(seed);
  for (int i = 0; i < 70; ++i) {
    const cv::Scalar ink(dice.uniform(0, 120), dice.uniform(0, 120), dice.uniform(0, 120));
    const cv::Point place(box.x + dice.uniform(4, 24), box.y + 4 + i * 690 / 70);
    if (dice.uniform(0, 2) == 0)
      cv::rectangle(picture.bgr, place, place + cv::Point(dice.uniform(3, 12), dice.uniform(3, 12)),
                    ink, cv::FILLED);
    else
      cv::circle(picture.bgr, place + cv::Point(3, 4), dice.uniform(2, 7), ink, 2);
  }
  picture.bgr.setTo(cv::Scalar::all(255), picture.alpha == 0);
  return picture;
}

}  // namespace

TEST_CASE("a printed stick of 40 x 700 is the same product, another one is not", "[identity]") {
  const imaging::Picture own = stick(1), other = stick(2);
  const quality::IdentityReference reference = quality::study(own);
  REQUIRE(reference.usable());
  const cv::Rect box = box_of(own);
  for (const double height : {0.8, 0.5}) {
    imaging::Restaging how = scene();
    how.height = height;
    const cv::Mat seen = imaging::restage(own, box, how).bgr;
    CHECK(outcome(quality::check_identity({reference, seen}), "identity.same") ==
          VerdictOutcome::pass);
    const cv::Mat false_one = imaging::restage(other, box, how).bgr;
    CHECK(outcome(quality::check_identity({reference, false_one}), "identity.same") ==
          VerdictOutcome::reject);
  }
}

TEST_CASE("what has no features is not judged, and the reason is told", "[identity]") {
  imaging::Picture plain{cv::Mat(600, 400, CV_8UC3, cv::Scalar::all(235)),
                         cv::Mat(600, 400, CV_8UC1, cv::Scalar(0))};
  plain.alpha(cv::Rect(50, 50, 300, 500)).setTo(255);
  const quality::IdentityReference reference = quality::study(plain);
  CHECK_FALSE(reference.usable());
  const cv::Mat rendering(500, 500, CV_8UC3, cv::Scalar::all(90));
  const quality::IdentityReport report = quality::check_identity({reference, rendering});
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings.front().verdict.outcome == VerdictOutcome::not_measured);
  CHECK(report.findings.front().verdict.detail.find("features") != std::string::npos);
}

TEST_CASE("a reference from its record judges as the one that was studied", "[identity]") {
  const std::string text = quality::to_text(studied());
  const auto again = quality::identity_from_text(text, tea());
  REQUIRE(again.has_value());
  CHECK(again->limits == studied().limits);
  const cv::Mat rendering = imaging::restage(tea(), box_of(tea()), scene()).bgr;
  const auto one = quality::check_identity({studied(), rendering});
  const auto other = quality::check_identity({*again, rendering});
  REQUIRE(one.findings.size() == other.findings.size());
  for (std::size_t i = 0; i < one.findings.size(); ++i)
    CHECK(one.findings[i].verdict == other.findings[i].verdict);

  CHECK_FALSE(quality::identity_from_text("[]", tea()).has_value());
  CHECK_FALSE(quality::identity_from_text(text.substr(0, text.size() / 2), tea()).has_value());
  CHECK_FALSE(quality::identity_from_text(text, sample("tote-front")).has_value());
}
