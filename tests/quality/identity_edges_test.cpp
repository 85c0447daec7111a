#include "pipeline/quality/identity.hpp"

#include <catch2/catch.hpp>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

using namespace vitrine;
using domain::VerdictOutcome;

// Where a product ends.
namespace {

const cv::Rect kBody(100, 60, 420, 700);
const cv::Scalar kPaint(70, 50, 40);

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

/// The product before a ground, which is as large as its picture.
cv::Mat before(const cv::Mat& ground, const imaging::Picture& product) {
  cv::Mat shown = ground.clone();
  product.bgr.copyTo(shown, product.alpha);
  return shown;
}

VerdictOutcome outcome(const quality::IdentityReport& report, const std::string& check) {
  for (const quality::Finding& each : report.findings)
    if (each.verdict.check == check) return each.verdict.outcome;
  return VerdictOutcome::not_measured;
}

}  // namespace

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
