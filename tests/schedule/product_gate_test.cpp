#include "pipeline/schedule/product_gate.hpp"

#include "pipeline/finish/mending.hpp"
#include "pipeline/imaging/codec.hpp"
#include "pipeline/imaging/measure.hpp"
#include "pipeline/imaging/restage.hpp"
#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>

using namespace vitrine;
using namespace vitrine::schedule;
using domain::VerdictOutcome;

namespace {

std::string bytes_of(const std::string& path) {
  return test::read_text("samples/products/" + path);
}

const imaging::Picture& tea() {
  static const imaging::Picture picture = [] {
    imaging::Picture read = imaging::decode(bytes_of("tea-front.jpg")).value();
    read.alpha = imaging::decode_mask(bytes_of("tea-front.alpha.png")).value();
    return read;
  }();
  return picture;
}
cv::Rect tea_box() { return imaging::bounding_box(imaging::product_area(tea().alpha)); }

/// As a model might show it, a little turned and in warm light.
std::string shown(const imaging::Picture& product) {
  imaging::Restaging how;
  how.height = 0.8;
  how.turn = 0.05;
  how.gain = {0.8, 0.92, 1.0};
  how.slope = {0.2, -0.1};
  how.jpeg = 92;
  how.seed = 5;
  return imaging::encode_png({imaging::restage(product, tea_box(), how).bgr, {}});
}

/// The middle of the front, where its name stands, smeared.
imaging::Picture smeared() {
  imaging::Picture wrong{tea().bgr.clone(), tea().alpha.clone()};
  const cv::Rect box = tea_box();
  cv::Mat label = wrong.bgr(
      cv::Rect(box.x + box.width / 5, box.y + box.height / 4, box.width * 2 / 5, box.height / 2));
  cv::GaussianBlur(label, label, {}, 9);
  return wrong;
}

/// The gate with the tea box studied once for all tests.
struct Bench {
  std::unique_ptr<store::AssetStore> store = store::memory_store();
  std::unique_ptr<Gate> gate = make_product_gate();
  std::shared_ptr<const GateStudy> study;

  Bench() { study = gate->study(product(), std::nullopt, *store); }
  GateProduct product() {
    GateProduct known;
    known.cutout = tea();
    known.cutout_digest = util::sha256("tea");
    known.pixels = store->put(imaging::encode_png(tea()));
    return known;
  }
  Judged judge(const std::string& rendering) {
    return gate->judge(*study, rendering, *store).value();
  }
};
Bench& bench() {
  static Bench shared;
  return shared;
}

int rejected(const Judgement& way) {
  return static_cast<int>(std::count_if(
      way.verdicts.begin(), way.verdicts.end(),
      [](const domain::Verdict& verdict) { return verdict.outcome == VerdictOutcome::reject; }));
}
std::string said(const Judged& judged) {
  std::string text;
  for (const Judgement& way : judged.ways) {
    text += "[" + domain::names_of(way.repairs) + "]";
    for (const domain::Verdict& verdict : way.verdicts)
      if (verdict.outcome == VerdictOutcome::reject)
        text += " " + verdict.check + ": " + verdict.detail + ";";
    text += "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("an honest picture passes as it came, and nothing is mended", "[schedule]") {
  const Judged judged = bench().judge(shown(tea()));
  INFO(said(judged));
  CHECK(judged.ways.size() == 1);
  CHECK(passes(judged.ways[0].verdicts));
}

TEST_CASE("a smeared label is refused, restored from the packshot, and passes then", "[schedule]") {
  const std::string rendering = shown(smeared());
  const Judged judged = bench().judge(rendering);
  INFO(said(judged));
  CHECK(rejected(judged.ways[0]) > 0);
  CHECK_FALSE(objection(judged.ways[0].verdicts).empty());
  REQUIRE(judged.ways.size() == 2);
  REQUIRE(judged.ways[1].repairs.size() == 1);
  CHECK(judged.ways[1].repairs[0].kind == domain::RepairKind::restore_label);
  CHECK(passes(judged.ways[1].verdicts));

  // What the recipe records makes the same picture again, and that picture passes as it is.
  const auto mended =
      finish::mended(imaging::decode(rendering).value(), judged.ways[1].repairs,
                     [](const util::Digest& digest) { return bench().store->get(digest); });
  REQUIRE(mended.has_value());
  CHECK(passes(bench().judge(imaging::encode_png(*mended)).ways[0].verdicts));

  domain::Profile strict;
  strict.repairs.clear();
  CHECK_FALSE(passes(under(strict, way_for(strict, judged).verdicts)));
  CHECK(passes(under({}, way_for({}, judged).verdicts)));
}

TEST_CASE("a refused picture shows the spot", "[schedule]") {
  const Judged judged = bench().judge(shown(smeared()));
  CHECK(std::any_of(judged.ways[0].verdicts.begin(), judged.ways[0].verdicts.end(),
                    [](const domain::Verdict& verdict) {
                      return verdict.outcome == VerdictOutcome::reject && verdict.evidence &&
                             bench().store->contains(*verdict.evidence);
                    }));
}

TEST_CASE("another thing in its place is not mended into the product", "[schedule]") {
  cv::Mat other(700, 700, CV_8UC3, cv::Scalar(180, 190, 200));
  cv::circle(other, {350, 350}, 180, cv::Scalar(40, 60, 200), cv::FILLED);
  const Judged judged = bench().judge(imaging::encode_png({other, {}}));
  CHECK(judged.ways.size() == 1);
  CHECK_FALSE(passes(judged.ways[0].verdicts));
}

TEST_CASE("what was learned of a product is remembered, and judges alike", "[schedule]") {
  const std::string learned = bench().study->to_remember();
  REQUIRE_FALSE(learned.empty());
  const auto recalled = bench().gate->study(bench().product(), learned, *bench().store);
  CHECK(recalled->to_remember().empty());
  const std::string rendering = shown(smeared());
  const Judged fresh = bench().judge(rendering);
  const Judged again = bench().gate->judge(*recalled, rendering, *bench().store).value();
  CHECK(again.ways[0].verdicts == fresh.ways[0].verdicts);
  // What cannot be read is found out anew.
  CHECK_FALSE(bench().gate->study(bench().product(), "{}", *bench().store)->to_remember().empty());
}
