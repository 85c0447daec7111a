#include "pipeline/studio/cutting.hpp"

#include "pipeline/imaging/edge.hpp"
#include "pipeline/imaging/matte.hpp"
#include "pipeline/imaging/recolor.hpp"
#include "pipeline/imaging/zone.hpp"
#include "pipeline/studio/matting_networks.hpp"
#include "pipeline/util/text.hpp"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace vitrine::studio {
namespace {

using domain::SourceRole;
using domain::ZoneChange;
using imaging::Picture;
using util::Error;
using util::ErrorKind;
using util::Result;

// A fabric without a known scale repeats about this often over a zone's longer side.
constexpr double kSwatchRepeats = 2.5;
constexpr double kAgreement = 0.97;  // of two cuts that say the same

cv::Vec3b bgr_of(domain::Rgb color) { return {color.b, color.g, color.r}; }

domain::Rgb rgb_of(imaging::Lab color) {
  const cv::Vec3b bgr = imaging::bgr_of(color);
  return {bgr[2], bgr[1], bgr[0]};
}

bool says_something(const cv::Mat& alpha) {
  double least = 255;
  cv::minMaxLoc(alpha, &least, nullptr);
  return least < 128;
}

cv::Rect pixels_of(const domain::Box& box, cv::Size size) {
  const auto x = [&](double part) { return static_cast<int>(part * size.width + 0.5); };
  const auto y = [&](double part) { return static_cast<int>(part * size.height + 0.5); };
  return {cv::Point(x(box.left), y(box.top)), cv::Point(x(box.right), y(box.bottom))};
}

/// Intersection over union of what is at least half product.
double overlap(const cv::Mat& one, const cv::Mat& other) {
  const cv::Mat first = one >= 128, second = other >= 128;
  return static_cast<double>(cv::countNonZero(first & second)) /
         std::max(1, cv::countNonZero(first | second));
}

/// Cut out along the outline that the request's matting network sees.
Result<ProductAlone> cut_by_network(const domain::RenderRequest& request,
                                    const Sources& sources,
                                    const Picture& packshot) {
  MattingNetworks of_this_one;
  MattingNetworks& networks = sources.networks() != nullptr ? *sources.networks() : of_this_one;
  const Result<cv::Mat> shares = networks.matte(
      sources.digest(SourceRole::network), request.matting.value_or(domain::MattingFormat{}),
      [&] { return sources.bytes(SourceRole::network); }, packshot.bgr);
  if (!shares) return shares.error();
  Result<imaging::CutOut> cut = imaging::matte_from_shares(packshot.bgr, *shares);
  if (!cut) return cut.error();
  ProductAlone product{std::move(cut->picture), {{"cut_out", "by a matting network"}}};
  // A network may take anything for a product. What the backdrop says as well needs no person.
  const Result<imaging::CutOut> plain = imaging::product_matte(packshot.bgr, {request.transparent});
  if (!plain || plain->method != imaging::CutMethod::plain_backdrop ||
      overlap(product.picture.alpha, plain->picture.alpha) < kAgreement)
    product.facts.push_back({"outline", "guessed"});
  return product;
}

/// A zone's weights and how it was found.
struct Area {
  cv::Mat weights;
  std::string how;
};

Result<Area> area_of(const ZoneChange& change, const Picture& product, const Sources& sources) {
  if (sources.has(SourceRole::zone, change.zone)) {
    Result<cv::Mat> mask = sources.mask(SourceRole::zone, change.zone, product.bgr.size());
    if (!mask) return mask.error();
    return Area{std::move(*mask), "by its mask"};
  }
  if (change.like) {
    const imaging::Lab color = imaging::lab_of(bgr_of(change.like->color));
    const cv::Rect within = pixels_of(change.like->within, product.bgr.size());
    return Area{imaging::zone_like(product, color, within),
                "like " + domain::to_text(change.like->color)};
  }
  imaging::DominantZone zone = imaging::dominant_zone(product);
  return Area{std::move(zone.weights), "dominant colour " + domain::to_text(rgb_of(zone.color))};
}

/// 255 where nothing may change; empty if nothing is protected.
Result<cv::Mat> protected_parts(const Sources& sources, cv::Size size) {
  cv::Mat all;
  for (const std::string& name : sources.names(SourceRole::protect)) {
    Result<cv::Mat> mask = sources.mask(SourceRole::protect, name, size);
    if (!mask) return mask.error();
    if (all.empty())
      all = std::move(*mask);
    else
      cv::max(all, *mask, all);
  }
  return all;
}

Result<cv::Mat> changed(const ZoneChange& change,
                        const Picture& product,
                        const cv::Mat& weights,
                        const Sources& sources) {
  if (change.color) return imaging::recolored(product.bgr, weights, bgr_of(*change.color));
  const Result<Picture> swatch = sources.picture(SourceRole::swatch, change.zone);
  if (!swatch) return swatch.error();
  const cv::Rect box = cv::boundingRect(weights);
  const int tile = static_cast<int>(std::max(box.width, box.height) / kSwatchRepeats);
  return imaging::covered(product.bgr, weights, swatch->bgr, tile);
}

util::Field zone_fact(const ZoneChange& change, const Area& area, const cv::Mat& alpha) {
  const double share = static_cast<double>(cv::countNonZero(area.weights >= 128)) /
                       std::max(1, cv::countNonZero(alpha >= 128));
  const std::string to = change.color ? domain::to_text(*change.color) : "its swatch";
  return {"zone." + (change.zone.empty() ? "product" : change.zone),
          area.how + ", " + util::fixed_text(100 * share, 1) + " % of the product, to " + to};
}

}  // namespace

Result<ProductAlone> cut_out(const domain::RenderRequest& request, const Sources& sources) {
  Result<Picture> packshot = sources.picture(SourceRole::packshot);
  if (!packshot) return packshot.error();
  if (sources.has(SourceRole::alpha)) {
    const Result<cv::Mat> mask = sources.mask(SourceRole::alpha, {}, packshot->bgr.size());
    if (!mask) return mask.error();
    if (!says_something(*mask) || cv::countNonZero(*mask >= 128) == 0)
      return Error{ErrorKind::bad_image,
                   "the alpha picture: it marks no product, every pixel is the same side"};
    return ProductAlone{imaging::matte_from_mask(packshot->bgr, *mask).picture,
                        {{"cut_out", "by a drawn mask"}}};
  }
  if (packshot->has_alpha() && says_something(packshot->alpha))
    return ProductAlone{imaging::clean_rim(*packshot), {{"cut_out", "by the packshot's alpha"}}};
  if (sources.has(SourceRole::network)) return cut_by_network(request, sources, *packshot);
  Result<imaging::CutOut> cut = imaging::product_matte(packshot->bgr, {request.transparent});
  if (!cut) return cut.error();
  util::Fields facts{{"cut_out", imaging::to_text(cut->method)}};
  if (cut->method != imaging::CutMethod::plain_backdrop) facts.push_back({"outline", "guessed"});
  return ProductAlone{std::move(cut->picture), std::move(facts)};
}

Result<ProductAlone> cut_out_recolored(const domain::RenderRequest& request,
                                       const Sources& sources) {
  Result<ProductAlone> product = cut_out(request, sources);
  if (!product) return product;
  const Result<cv::Mat> kept = protected_parts(sources, product->picture.bgr.size());
  if (!kept) return kept.error();
  // Areas are found on the photographed colours, before any change moves them.
  const Picture photographed{product->picture.bgr.clone(), product->picture.alpha};
  for (const ZoneChange& change : request.zones) {
    Result<Area> area = area_of(change, photographed, sources);
    if (!area) return area.error();
    if (!kept->empty()) cv::min(area->weights, ~*kept, area->weights);
    cv::min(area->weights, cv::Mat(photographed.alpha > 0), area->weights);
    if (cv::countNonZero(area->weights >= 128) == 0)
      return Error{ErrorKind::bad_image, "recolouring zone \"" + change.zone + "\": found " +
                                             area->how + ", no pixel of the product belongs to it"};
    Result<cv::Mat> bgr = changed(change, product->picture, area->weights, sources);
    if (!bgr) return bgr.error();
    product->picture.bgr = std::move(*bgr);
    product->facts.push_back(zone_fact(change, *area, photographed.alpha));
  }
  return product;
}

}  // namespace vitrine::studio
