// Composites of the sample pictures, measured as a retoucher would look at them, and compared with
// the committed ones (tests/studio/golden/, a third of the size, JPEG): mean difference of at most
// 2.5 levels a channel over the picture and 6 over the product and what its shadow reaches. Refresh
// them with VITRINE_GOLDEN=write after looking at the new ones.
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
#include <optional>
#include <string>
#include <utility>
#include <vector>

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

domain::RenderRequest studio_request(domain::Operation operation) {
  domain::RenderRequest request;
  request.operation = operation;
  request.surface = request.model = "studio";
  request.renderer = studio::kRenderer;
  return request;
}

void add_packshot(Sources& sources,
                  const std::string& product,
                  const std::string& number,
                  domain::RenderRequest& request) {
  const std::string file = "samples/products/" + product;
  request.sources.push_back({SourceRole::packshot, number, sources.add_file(file + ".jpg")});
  request.sources.push_back({SourceRole::alpha, number, sources.add_file(file + ".alpha.png")});
}

domain::RenderRequest cut_out(Sources& sources, const std::string& product) {
  domain::RenderRequest cut = studio_request(domain::Operation::edit);
  cut.prompt = domain::kCutOutInstruction;
  add_packshot(sources, product, "", cut);
  return cut;
}

/// Two mugs, a box of tea and a candle.
domain::RenderRequest bundle(Sources& sources) {
  domain::RenderRequest group = studio_request(domain::Operation::edit);
  group.prompt = domain::kArrangeInstruction;
  add_packshot(sources, "mug-front", "1/", group);
  add_packshot(sources, "tea-front", "2/", group);
  add_packshot(sources, "candle-front", "3/", group);
  group.members = {{2, domain::Length{94}, false},
                   {1, domain::Length{140}, false},
                   {1, domain::Length{100}, false}};
  return group;
}

Composite placed(Sources& sources,
                 const domain::RenderRequest& product,
                 const std::string& scene,
                 const domain::Placement& placement,
                 const std::optional<domain::Light>& light) {
  const domain::Outcome cutout = sources.render(product);
  INFO(cutout.message);
  REQUIRE(cutout.kind == domain::OutcomeKind::image);
  const std::string file = "samples/scenes/" + scene + ".jpg";
  domain::RenderRequest place = studio_request(domain::Operation::fuse);
  place.sources = {{SourceRole::cutout, "", sources.add(cutout.bytes)},
                   {SourceRole::backdrop, "", sources.add_file(file)}};
  place.placement = placement;
  place.light = light;
  place.shadow = domain::ShadowKind::cast;
  const domain::Outcome outcome = sources.render(place);
  INFO(outcome.message);
  REQUIRE(outcome.kind == domain::OutcomeKind::image);
  return {imaging::decode(outcome.bytes).value().bgr, imaging::decode_mask(outcome.mask).value(),
          imaging::decode(test::read_text(file)).value().bgr};
}

Composite composite(const Case& one) {
  Sources sources;
  domain::Placement placement;
  placement.at = one.at;
  placement.height = one.height;
  return placed(sources, cut_out(sources, one.product), one.scene, placement, one.light);
}

/// The bundle in true scale on the desk, whose light nobody told.
Composite bundle_on_desk() {
  Sources sources;
  domain::Placement placement;
  placement.polygon = {{0.239, 0.612}, {0.843, 0.621}, {0.977, 0.912}, {0.101, 0.893}};
  placement.front_edge = domain::Length{680};
  placement.product_height = domain::Length{140 * domain::kGroupHeight};
  return placed(sources, bundle(sources), "desk", placement, {});
}

/// The candle on a stone that mirrors it.
Composite mirrored_candle() {
  Sources sources;
  domain::Placement placement;
  placement.at = domain::Point{0.5, 0.66};
  placement.height = 0.34;
  placement.reflection = 0.3;
  return placed(sources, cut_out(sources, "candle-front"), "bathroom", placement,
                domain::Light{domain::LightFrom::right, {}});
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

cv::Mat third(const cv::Mat& bgr) {
  cv::Mat small;
  cv::resize(bgr, small, {bgr.cols / 3, bgr.rows / 3}, 0, 0, cv::INTER_AREA);
  return small;
}

/// Every golden picture by name.
std::vector<std::pair<std::string, Composite>> all_composites() {
  std::vector<std::pair<std::string, Composite>> all;
  for (const Case& one : kCases)
    all.emplace_back(std::string(one.product) + "-" + one.scene, composite(one));
  all.emplace_back("bundle-desk", bundle_on_desk());
  all.emplace_back("candle-front-mirrored", mirrored_candle());
  return all;
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

TEST_CASE("a bundle stands in true scale, every member in its own shadow", "[studio]") {
  const Composite made = bundle_on_desk();
  const cv::Rect box = imaging::bounding_box(imaging::product_area(made.mask));
  // The desk's front edge of 680 mm is 0.876 of the width; the bundle stands halfway back.
  const double front = 0.876 * made.bgr.cols / 680 * 140 * domain::kGroupHeight;
  CHECK(box.height < front);
  CHECK(box.height > 0.75 * front);
  const auto darkest_below = [&](int x) {
    int foot = made.bgr.rows - 1;
    while (foot > 0 && made.mask.at<std::uint8_t>(foot, x) < 128) --foot;
    double least = 255;
    for (int y = foot + 4; y < foot + 12; ++y)
      least = std::min(least, imaging::to_lab(made.bgr.at<cv::Vec3b>(y, x)).lightness -
                                  imaging::to_lab(made.backdrop.at<cv::Vec3b>(y, x)).lightness);
    return least;
  };
  for (const double at : {0.2, 0.4, 0.6, 0.8})
    CHECK(darkest_below(box.x + static_cast<int>(at * box.width)) < -4);
}

TEST_CASE("the committed composites are what the studio makes today", "[studio]") {
  const bool write = std::getenv("VITRINE_GOLDEN") != nullptr;
  for (const auto& [name, made] : all_composites()) {
    const std::string file = "tests/studio/golden/" + name + ".jpg";
    INFO(file);
    const cv::Mat now = third(made.bgr);
    if (write) {
      std::ofstream(file, std::ios::binary) << imaging::encode_jpeg(now, 85, false);
      continue;
    }
    const cv::Mat golden = imaging::decode(test::read_text(file)).value().bgr;
    REQUIRE(golden.size() == now.size());
    cv::Mat difference;
    cv::absdiff(golden, now, difference);
    cv::Rect near = imaging::bounding_box(imaging::product_area(third(made.mask)));
    near = (near + cv::Size(near.width / 2, near.height / 4)) & cv::Rect({0, 0}, now.size());
    const cv::Scalar over_all = cv::mean(difference), over_product = cv::mean(difference(near));
    for (int c = 0; c < 3; ++c) {
      CHECK(over_all[c] <= 2.5);
      CHECK(over_product[c] <= 6);
    }
  }
}
