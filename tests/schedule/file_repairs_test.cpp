#include "pipeline/schedule/file_repairs.hpp"

#include "pipeline/finish/finish.hpp"
#include "pipeline/imaging/codec.hpp"
#include "pipeline/util/fields.hpp"

#include <catch2/catch.hpp>
#include <opencv2/core.hpp>

#include <algorithm>

using namespace vitrine;
using namespace vitrine::schedule;
using domain::RepairKind;
using domain::VerdictOutcome;

namespace {

constexpr int kSide = 400;
const cv::Rect kProduct(120, 110, 160, 180);

/// A scene, finished as it is to a PNG of its own size.
struct Scene {
  std::unique_ptr<store::AssetStore> store = store::memory_store();
  FinishingInput input;

  explicit Scene(const cv::Mat& bgr) {
    cv::Mat mask(bgr.size(), CV_8UC1, cv::Scalar(0));
    mask(kProduct).setTo(255);
    input.rendered.blob = store->put(imaging::encode_png({bgr, {}}));
    input.rendered.mask = store->put(imaging::encode_png_grey(mask));
    input.recipe.finisher = finish::kFinisher;
    input.recipe.profile = input.profile.id = "test";
    input.recipe.size = input.profile.target_px = {bgr.cols, bgr.rows};
    input.recipe.background = domain::Rgb{255, 255, 255};
    input.recipe.format = domain::ImageFormat::png;
    input.recipe.source_type = "composite";
    input.profile.formats = {domain::ImageFormat::png};
    input.scene = true;
  }
  FinishedPicture finished() { return finish_and_check(input, *store).value(); }
};

cv::Mat on(const cv::Vec3b& ground) {
  cv::Mat bgr(kSide, kSide, CV_8UC3, cv::Scalar(ground));
  for (int y = kProduct.y; y < kProduct.y + kProduct.height; ++y)
    for (int x = kProduct.x; x < kProduct.x + kProduct.width; ++x)
      bgr.at<cv::Vec3b>(y, x) = {60, static_cast<uchar>(70 + x % 40),
                                 static_cast<uchar>(90 + y % 50)};
  return bgr;
}

VerdictOutcome outcome(const FinishedPicture& picture, const std::string& check) {
  for (const domain::Verdict& verdict : picture.verdicts)
    if (verdict.check == check) return verdict.outcome;
  return VerdictOutcome::not_measured;
}
bool was_mended_by(const FinishedPicture& picture, RepairKind kind) {
  return finish::has(picture.asset.recipe.repairs, kind);
}

cv::Mat with_pale_line() {
  cv::Mat bgr = on({70, 80, 90});
  cv::Mat line(kSide, kSide, CV_8UC1, cv::Scalar(0));
  line(kProduct + cv::Size(6, 6) - cv::Point(3, 3)).setTo(255);
  line(kProduct).setTo(0);
  bgr.setTo(cv::Scalar::all(220), line);
  return bgr;
}

}  // namespace

TEST_CASE("a picture that passes is not mended", "[schedule]") {
  Scene scene(on({70, 80, 90}));
  const FinishedPicture picture = scene.finished();
  CHECK(picture.asset.recipe.repairs.empty());
  CHECK(outcome(picture, "halo") == VerdictOutcome::pass);
  CHECK(util::find(picture.asset.facts, "set"));
}

TEST_CASE("a pale line around the product is cleaned, measured again and on record", "[schedule]") {
  Scene scene(with_pale_line());
  scene.input.profile.repairs.clear();
  const FinishedPicture left = scene.finished();
  CHECK(outcome(left, "halo") == VerdictOutcome::warn);
  CHECK(left.asset.recipe.repairs.empty());  // the profile forbids it

  scene.input.profile.repairs = {RepairKind::clean_halo};
  const FinishedPicture cleaned = scene.finished();
  CHECK(outcome(cleaned, "halo") == VerdictOutcome::pass);
  CHECK(was_mended_by(cleaned, RepairKind::clean_halo));
  CHECK(cleaned.asset.id != left.asset.id);
  CHECK(util::find(cleaned.asset.facts, "repairs") == "clean_halo");
}

TEST_CASE("without the product's outline nobody knows where its line is", "[schedule]") {
  Scene scene(with_pale_line());
  scene.input.rendered.mask.reset();
  CHECK(scene.finished().asset.recipe.repairs.empty());
}

TEST_CASE("near-white becomes white where the channel wants white", "[schedule]") {
  Scene scene(on({252, 252, 252}));
  scene.input.profile.background = domain::BackgroundMode::exact_white;
  scene.input.profile.severity["whiteness"] = domain::Severity::reject;
  const FinishedPicture picture = scene.finished();
  CHECK(was_mended_by(picture, RepairKind::white_snap));
  CHECK(outcome(picture, "whiteness") == VerdictOutcome::pass);
}

TEST_CASE("a product that a crop would cut is shown whole on its plain ground", "[schedule]") {
  cv::Mat bgr = on({200, 205, 210});
  Scene scene(bgr);
  // The frame is wider than the picture: cropping it takes the product's head and foot.
  scene.input.recipe.size = scene.input.profile.target_px = {400, 160};
  scene.input.profile.severity["margins"] = domain::Severity::reject;
  const FinishedPicture picture = scene.finished();
  CHECK(was_mended_by(picture, RepairKind::pad));
  CHECK(outcome(picture, "margins") == VerdictOutcome::pass);
}
