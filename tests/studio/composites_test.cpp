// Three composites of the sample pictures, measured as a retoucher would look at them, and compared
// with the committed ones (tests/studio/golden/, a quarter of the size, JPEG): mean difference of
// at most 2.5 levels a channel. Refresh them with VITRINE_GOLDEN=write after looking at the new
// ones.
#include "pipeline/imaging/codec.hpp"
#include "pipeline/imaging/color.hpp"
#include "pipeline/imaging/measure.hpp"
#include "pipeline/studio/studio.hpp"
#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>

using namespace vitrine;
using domain::SourceRole;

namespace {

struct Case {
  const char* product;
  const char* scene;
  domain::Point at;
  double height;
  domain::Light light;
};

const Case kCases[] = {
    {"mug-front", "kitchen", {0.48, 0.80}, 0.30, {domain::LightFrom::left, {}}},
    {"tea-front", "shelf", {0.51, 0.70}, 0.28, {domain::LightFrom::right, {}}},
    {"candle-front", "bathroom", {0.50, 0.66}, 0.34, {domain::LightFrom::right, {}}}};

/// Blobs by digest, in memory.
class Sources {
 public:
  util::Digest add(std::string bytes) {
    const util::Digest digest = util::sha256(bytes);
    bytes_[digest] = std::move(bytes);
    return digest;
  }
  util::Digest add_file(const std::string& path) { return add(test::read_text(path)); }
  domain::Outcome render(const domain::RenderRequest& request) const {
    return studio::render(request, [this](const util::Digest& digest) {
      const auto found = bytes_.find(digest);
      if (found == bytes_.end())
        return util::Result<std::string>(util::Error{util::ErrorKind::not_found, "no source"});
      return util::Result<std::string>(found->second);
    });
  }

 private:
  std::map<util::Digest, std::string> bytes_;
};

struct Composite {
  cv::Mat bgr, mask, backdrop;
};

Composite composite(const Case& one) {
  Sources sources;
  const std::string product = std::string("samples/products/") + one.product;
  domain::RenderRequest cut;
  cut.operation = domain::Operation::edit;
  cut.surface = cut.model = "studio";
  cut.renderer = studio::kRenderer;
  cut.prompt = domain::kCutOutInstruction;
  cut.sources = {{SourceRole::packshot, "", sources.add_file(product + ".jpg")},
                 {SourceRole::alpha, "", sources.add_file(product + ".alpha.png")}};
  const domain::Outcome cutout = sources.render(cut);
  REQUIRE(cutout.kind == domain::OutcomeKind::image);

  const std::string scene = std::string("samples/scenes/") + one.scene + ".jpg";
  domain::RenderRequest place;
  place.operation = domain::Operation::fuse;
  place.surface = place.model = "studio";
  place.renderer = studio::kRenderer;
  place.sources = {{SourceRole::cutout, "", sources.add(cutout.bytes)},
                   {SourceRole::backdrop, "", sources.add_file(scene)}};
  place.placement = domain::Placement{};
  place.placement->at = one.at;
  place.placement->height = one.height;
  place.light = one.light;
  place.shadow = domain::ShadowKind::cast;
  const domain::Outcome placed = sources.render(place);
  INFO(placed.message);
  REQUIRE(placed.kind == domain::OutcomeKind::image);
  return {imaging::decode(placed.bytes).value().bgr, imaging::decode_mask(placed.mask).value(),
          imaging::decode(test::read_text(scene)).value().bgr};
}

double mean_lightness(const cv::Mat& bgr, const cv::Rect& area, const cv::Mat& mask) {
  double sum = 0;
  int count = 0;
  const cv::Rect inside = area & cv::Rect(0, 0, bgr.cols, bgr.rows);
  for (int y = inside.y; y < inside.y + inside.height; ++y)
    for (int x = inside.x; x < inside.x + inside.width; ++x) {
      if (mask.at<std::uint8_t>(y, x) > 0) continue;
      sum += imaging::to_lab(bgr.at<cv::Vec3b>(y, x)).lightness;
      ++count;
    }
  REQUIRE(count > 0);
  return sum / count;
}

/// Mean chroma of the product's pixels whose distance to its outline lies in [from, to).
double chroma_between(const cv::Mat& bgr, const cv::Mat& product, double from, double to) {
  cv::Mat distance;
  cv::distanceTransform(product, distance, cv::DIST_L2, 5);
  double sum = 0;
  int count = 0;
  for (int y = 0; y < bgr.rows; ++y)
    for (int x = 0; x < bgr.cols; ++x) {
      const float d = distance.at<float>(y, x);
      if (d <= from || d > to) continue;
      sum += imaging::to_lab(bgr.at<cv::Vec3b>(y, x)).chroma();
      ++count;
    }
  return sum / std::max(count, 1);
}

cv::Mat quarter(const cv::Mat& bgr) {
  cv::Mat small;
  cv::resize(bgr, small, {bgr.cols / 2, bgr.rows / 2}, 0, 0, cv::INTER_AREA);
  return small;
}

}  // namespace

TEST_CASE(
    "a composite stands on its surface, at the asked height, in its own shadow, without a rim",
    "[studio]") {
  for (const Case& one : kCases) {
    INFO(one.product << " in " << one.scene);
    const Composite made = composite(one);
    const cv::Mat product = imaging::product_area(made.mask);
    const cv::Rect box = imaging::bounding_box(product);
    const double rows = made.bgr.rows;

    CHECK(std::abs(box.height / rows - one.height) <= 0.03 * one.height);
    CHECK(std::abs(box.y + box.height - one.at.y * rows) <= 4);

    // Just under the contact line, against the same surface a product's width away on the lit side.
    const int middle = box.x + box.width / 2, bottom = box.y + box.height;
    const cv::Rect under(middle - box.width / 6, bottom, box.width / 3, 5);
    const int away = one.light.from == domain::LightFrom::left ? -box.width : box.width;
    const cv::Rect beside(middle + away - box.width / 6, bottom, box.width / 3, 5);
    const double shadow = mean_lightness(made.bgr, under, made.mask);
    const double lit = mean_lightness(made.bgr, beside, made.mask);
    INFO("under " << shadow << ", beside " << lit);
    CHECK(lit - shadow >= 8);

    const double rim = chroma_between(made.bgr, product, 0, 2);
    const double inner = chroma_between(made.bgr, product, 4, 8);
    INFO("rim chroma " << rim << ", further in " << inner);
    CHECK(rim - inner <= 8);
  }
}

TEST_CASE("the committed composites are what the studio makes today", "[studio]") {
  const bool write = std::getenv("VITRINE_GOLDEN") != nullptr;
  for (const Case& one : kCases) {
    const std::string file =
        std::string("tests/studio/golden/") + one.product + "-" + one.scene + ".jpg";
    INFO(file);
    const cv::Mat now = quarter(composite(one).bgr);
    if (write) {
      std::ofstream(file, std::ios::binary) << imaging::encode_jpeg(now, 88, false);
      continue;
    }
    const cv::Mat golden = imaging::decode(test::read_text(file)).value().bgr;
    REQUIRE(golden.size() == now.size());
    const cv::Scalar difference =
        cv::mean(cv::abs(cv::Mat_<cv::Vec3s>(golden) - cv::Mat_<cv::Vec3s>(now)));
    for (int c = 0; c < 3; ++c) CHECK(difference[c] <= 2.5);
  }
}
