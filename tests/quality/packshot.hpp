#pragma once

#include "pipeline/imaging/codec.hpp"
#include "pipeline/imaging/metadata.hpp"
#include "pipeline/imaging/resample.hpp"
#include "pipeline/quality/quality.hpp"
#include "tests/support/drawn.hpp"

#include <catch2/catch.hpp>

#include <functional>

/// A faultless white packshot of a textured box, to be spoilt in one way by each test.
namespace vitrine::test {

struct Packshot {
  static constexpr int side = 1000;
  inline static const cv::Rect box{200, 70, 600, 860};

  domain::Profile profile;
  domain::Recipe recipe;
  cv::Mat bgr;   ///< the delivered picture before encoding
  cv::Mat mask;  ///< the product in it
  imaging::Picture reference;
  std::vector<quality::ColorTarget> colors;
  domain::PixelMode pixels = domain::PixelMode::original;
  bool scene = false;
  std::optional<double> scale = 1.0;
  int jpeg_quality = 92;

  Packshot() {
    profile.id = "shop-main";
    profile.target_px = {side, side};
    profile.min_px = 500;
    profile.max_px = 5000;
    profile.formats = {domain::ImageFormat::jpeg};
    profile.max_bytes = 5'000'000;
    profile.background = domain::BackgroundMode::exact_white;
    profile.fill_min = 0.85;
    profile.fill_max = 0.95;
    recipe.framing = domain::Framing::fit_product;
    recipe.size = {side, side};
    recipe.background = domain::Rgb{255, 255, 255};
    recipe.source_type = "algorithmicallyEnhanced";
    reference.bgr = checkered(700, 1000, 20);
    reference.alpha = cv::Mat(1000, 700, CV_8UC1, cv::Scalar(0));
    reference.alpha(cv::Rect(50, 70, 600, 860)).setTo(255);
    bgr = cv::Mat(side, side, CV_8UC3, cv::Scalar::all(255));
    reference.bgr(cv::Rect(50, 70, 600, 860)).copyTo(bgr(box));
    mask = cv::Mat(side, side, CV_8UC1, cv::Scalar(0));
    mask(box).setTo(255);
  }

  std::string file() const {
    return imaging::with_provenance(imaging::encode_jpeg(bgr, jpeg_quality, false),
                                    {recipe.source_type, "", "", "77"})
        .value();
  }
  std::vector<quality::Finding> check(std::string_view bytes) const {
    quality::Subject subject{bytes, profile, recipe};
    subject.asset_id = "77";
    subject.product_mask = mask;
    if (!reference.bgr.empty()) subject.reference = reference;
    subject.colors = colors;
    subject.pixels = pixels;
    subject.scene = scene;
    subject.scale = scale;
    return quality::check(subject);
  }
  std::vector<quality::Finding> check() const { return check(file()); }
};

inline quality::Finding finding(const std::vector<quality::Finding>& findings,
                                const std::string& check) {
  for (const quality::Finding& each : findings)
    if (each.verdict.check == check) return each;
  FAIL("there is no finding named " << check);
  return {};
}
inline domain::VerdictOutcome outcome(const std::vector<quality::Finding>& findings,
                                      const std::string& check) {
  return finding(findings, check).verdict.outcome;
}
inline bool has(const std::vector<quality::Finding>& findings, const std::string& check) {
  for (const quality::Finding& each : findings)
    if (each.verdict.check == check) return true;
  return false;
}

}  // namespace vitrine::test
