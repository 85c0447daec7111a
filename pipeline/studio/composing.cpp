#include "pipeline/studio/composing.hpp"

#include "pipeline/imaging/composite.hpp"
#include "pipeline/imaging/grain.hpp"
#include "pipeline/imaging/harmony.hpp"
#include "pipeline/imaging/reflection.hpp"
#include "pipeline/imaging/resample.hpp"
#include "pipeline/imaging/scene_light.hpp"
#include "pipeline/imaging/shadow.hpp"
#include "pipeline/imaging/sharpness.hpp"
#include "pipeline/studio/design.hpp"
#include "pipeline/studio/placing.hpp"
#include "pipeline/studio/surface.hpp"
#include "pipeline/util/text.hpp"

#include <opencv2/core.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace vitrine::studio {
namespace {

using domain::RenderRequest;
using domain::SourceRole;
using imaging::Picture;
using imaging::Placed;
using util::Error;
using util::ErrorKind;
using util::fixed_text;
using util::Result;

constexpr int kDesignedSide = 2048;
constexpr double kUsualHeight = 0.30;          // where a scene says nothing of size
constexpr double kUsualDesignedHeight = 0.44;  // a designed backdrop is made for its product
constexpr float kLightWrap = 0.28f;

/// An empty scene at its final size, and where the products go in it.
struct Set {
  cv::Mat bgr;
  std::vector<cv::Rect> boxes;
  cv::Mat foreground;            // CV_8UC1 or empty
  cv::Mat surface;               // CV_8UC1 or empty (surface.hpp)
  imaging::ShadowStyle shadows;  // where its light comes from, and how the ground carries shadows
  std::string light;             // for the record
  float reflection = 0;          // of the surface, 0..1
  bool is_picture = false;       // made by a lens
};

std::uint32_t seed_of(const RenderRequest& request) {
  const util::Digest key = domain::render_key(domain::base_key(request), request.take);
  std::uint32_t seed = 0;
  for (std::size_t i = 0; i < 4; ++i) seed = seed << 8 | key.bytes[i];
  return seed;
}

bool hangs_on_wall(const RenderRequest& request) {
  return request.placement && request.placement->on == domain::SurfaceKind::wall;
}

/// What the request says of shadows and light; where it says nothing of light, what the scene
/// shows.
void light_set(const RenderRequest& request,
               const Arrangement& arrangement,
               imaging::SceneLight of_scene,
               Set& set) {
  set.shadows.contact = request.shadow != domain::ShadowKind::none;
  set.shadows.cast = request.shadow == domain::ShadowKind::cast;
  if (arrangement.foreshortening)
    set.shadows.foreshortening = static_cast<float>(*arrangement.foreshortening);
  set.shadows.light = request.light ? side_of(request.light->from) : of_scene.from;
  set.shadows.source_seen = !request.light && of_scene.source_seen;
  set.shadows.hard = request.light && request.light->quality == domain::LightQuality::hard;
  set.light = std::string(domain::to_text(from_side(set.shadows.light))) +
              (set.shadows.hard ? " hard" : " soft") +
              (request.light ? "" : ", as the scene shows");
}

void cast_shadows(const RenderRequest& request, const std::vector<Placed>& products, Set& set) {
  if (!set.shadows.contact) return;
  cv::Mat darkness(set.bgr.size(), CV_8UC1, cv::Scalar(0));
  for (const Placed& product : products)
    darkness = imaging::joined_shadows(
        darkness, hangs_on_wall(request)
                      ? imaging::wall_shadow(product, set.bgr.size(), set.shadows)
                      : imaging::ground_shadow(product, set.bgr.size(), set.shadows));
  keep_on(set.surface, darkness);
  imaging::cast_on(set.bgr, darkness);
}

void mirror(const std::vector<Placed>& products, Set& set) {
  if (set.reflection <= 0) return;
  cv::Mat mirroring = set.bgr.clone();
  for (const Placed& product : products) imaging::mirror_below(mirroring, product, set.reflection);
  change_on(set.surface, mirroring, set.bgr);
}

/// The strip of scene the products stand on.
cv::Rect around_foot(const std::vector<cv::Rect>& boxes) {
  cv::Rect all = boxes.front();
  for (const cv::Rect& box : boxes) all |= box;
  const int side = all.width / 4, height = std::max(4, all.height / 6);
  return {all.x - side, all.y + all.height - height / 3, all.width + 2 * side, height};
}

/// Gives the product the scene's noise, if it has less; never takes any away.
void match_grain(Placed& product, float scene_grain, std::uint32_t seed) {
  const float own = imaging::grain_of(product.picture.bgr, product.picture.alpha);
  constexpr float kMostGrain = 4;
  if (scene_grain <= own + 0.3f) return;
  imaging::add_grain(product.picture.bgr,
                     std::min(std::sqrt(scene_grain * scene_grain - own * own), kMostGrain), seed);
}

std::string box_text(cv::Rect box, cv::Size size) {
  const auto part = [](int at, int whole) {
    return fixed_text(static_cast<double>(at) / whole, 4);
  };
  return part(box.x, size.width) + "," + part(box.y, size.height) + "," +
         part(box.x + box.width, size.width) + "," + part(box.y + box.height, size.height);
}

std::string harmony_text(const imaging::Harmony& harmony) {
  return "L " + fixed_text(harmony.lightness, 1) + ", a " + fixed_text(harmony.a, 1) + ", b " +
         fixed_text(harmony.b, 1);
}

std::string shadow_text(const RenderRequest& request, const Set& set) {
  if (request.shadow == domain::ShadowKind::none) return "none";
  return std::string(domain::to_text(request.shadow)) + ", light " + set.light +
         (hangs_on_wall(request) ? ", on the wall behind" : "");
}

Composed composed(const RenderRequest& request, const std::vector<Picture>& cutouts, Set set) {
  const imaging::Harmony harmony = imaging::lit_from(
      imaging::harmony_of(set.bgr, around_foot(set.boxes)), set.shadows.light, set.shadows.hard);
  const float grain = imaging::grain_of(set.bgr);
  const int sharpness = set.is_picture ? imaging::sharpness_of(set.bgr) : 0;
  double softened = 0;
  std::vector<Placed> products;
  for (std::size_t i = 0; i < cutouts.size(); ++i)
    products.push_back(imaging::placed(cutouts[i], set.boxes[i]));

  Composed result;
  const cv::Mat untouched = set.foreground.empty() ? cv::Mat() : set.bgr.clone();
  for (Placed& product : products) {
    softened = std::max(softened, imaging::match_sharpness(product, sharpness));
    imaging::harmonize(product.picture.bgr, harmony);
  }
  cast_shadows(request, products, set);
  mirror(products, set);
  result.mask = cv::Mat(set.bgr.size(), CV_8UC1, cv::Scalar(0));
  std::uint32_t seed = seed_of(request);
  for (Placed& product : products) {
    imaging::wrap_light(product, set.bgr, kLightWrap);
    match_grain(product, grain, seed++);
    imaging::lay_over(set.bgr, result.mask, product);
  }
  if (!set.foreground.empty())
    imaging::bring_forward(set.bgr, result.mask, untouched, set.foreground);

  const cv::Rect first = set.boxes.front();
  const double scale =
      static_cast<double>(first.height) / imaging::product_box(cutouts.front().alpha).height;
  for (const cv::Rect& box : set.boxes)
    result.facts.push_back({"product_box", box_text(box, set.bgr.size())});
  result.facts.push_back(
      {"foot", fixed_text((first.x + first.width / 2.0) / set.bgr.cols, 4) + "," +
                   fixed_text(static_cast<double>(first.y + first.height) / set.bgr.rows, 4)});
  result.facts.push_back({"scale", fixed_text(scale, 4)});
  result.facts.push_back({"harmony", harmony_text(harmony)});
  result.facts.push_back({"shadow", shadow_text(request, set)});
  if (set.reflection > 0) result.facts.push_back({"reflection", fixed_text(set.reflection, 2)});
  if (softened > 0) result.facts.push_back({"softened", "sigma " + fixed_text(softened, 2)});
  result.bgr = std::move(set.bgr);
  return result;
}

/// The cut-outs of a request; each must have something to place.
Result<std::vector<Picture>> cutouts_of(const Sources& sources) {
  Result<std::vector<Picture>> cutouts = sources.pictures(SourceRole::cutout);
  if (!cutouts) return cutouts;
  if (cutouts->empty())
    return Error{ErrorKind::bad_spec, "placing a product: the request names no cutout picture"};
  for (const Picture& cutout : *cutouts)
    if (!cutout.has_alpha() || imaging::product_box(cutout.alpha).empty())
      return Error{ErrorKind::bad_image,
                   "placing a product: its cut-out has no transparency or nothing opaque"};
  return cutouts;
}

std::vector<cv::Size> product_sizes(const std::vector<Picture>& cutouts) {
  std::vector<cv::Size> sizes;
  for (const Picture& cutout : cutouts) sizes.push_back(imaging::product_box(cutout.alpha).size());
  return sizes;
}

/// Keeps the aspect; the longer side becomes that of `asked`, if anything is asked.
cv::Size output_size(cv::Size size, domain::PixelSize asked) {
  const int longest = std::max(asked.width, asked.height);
  if (longest <= 0) return size;
  const double scale = static_cast<double>(longest) / std::max(size.width, size.height);
  return {std::max(1, static_cast<int>(size.width * scale + 0.5)),
          std::max(1, static_cast<int>(size.height * scale + 0.5))};
}

/// Boxes moved into a crop and scaled with it; their lower sides stay on one line.
std::vector<cv::Rect> moved(const std::vector<cv::Rect>& boxes, cv::Rect crop, double scale) {
  const auto scaled = [scale](int length) {
    return static_cast<int>(std::floor(length * scale + 0.5));
  };
  std::vector<cv::Rect> result;
  for (const cv::Rect& box : boxes) {
    const int width = std::max(1, scaled(box.width)), height = std::max(1, scaled(box.height));
    const int foot = scaled(box.y + box.height - crop.y);
    result.push_back({scaled(box.x - crop.x), foot - height, width, height});
  }
  return result;
}

cv::Size designed_size(const RenderRequest& request) {
  const domain::Aspect aspect = request.aspect.value_or(domain::Aspect{1, 1});
  const int asked = std::max(request.size.width, request.size.height);
  const int longest = asked > 0 ? asked : kDesignedSide;
  const double ratio = aspect.ratio();
  return ratio >= 1 ? cv::Size(longest, std::max(1, static_cast<int>(longest / ratio + 0.5)))
                    : cv::Size(std::max(1, static_cast<int>(longest * ratio + 0.5)), longest);
}

void add_scale_facts(const Arrangement& arrangement, util::Fields& facts) {
  facts.push_back({"scaled_by", arrangement.true_scale ? "true sizes" : "height"});
  if (arrangement.was_fitted) facts.push_back({"fitted", "asked larger than the picture shows"});
}

}  // namespace

Result<Composed> fuse(const RenderRequest& request, const Sources& sources) {
  const Result<std::vector<Picture>> cutouts = cutouts_of(sources);
  if (!cutouts) return cutouts.error();
  const Result<Picture> backdrop = sources.picture(SourceRole::backdrop);
  if (!backdrop) return backdrop.error();
  const cv::Size whole = backdrop->bgr.size();
  const domain::Placement placement = request.placement.value_or(domain::Placement{});
  const Arrangement arrangement = arrange(placement, whole, product_sizes(*cutouts), kUsualHeight);
  const cv::Rect crop = request.aspect ? crop_around(whole, *request.aspect, arrangement.boxes)
                                       : cv::Rect({0, 0}, whole);
  const cv::Size size = output_size(crop.size(), request.size);
  Set set;
  set.bgr = imaging::resample(backdrop->bgr, cv::Rect2d(crop), size, imaging::Outside::edge);
  set.boxes = moved(arrangement.boxes, crop, static_cast<double>(size.width) / crop.width);
  if (sources.has(SourceRole::foreground)) {
    const Result<cv::Mat> mask = sources.mask(SourceRole::foreground, {}, whole);
    if (!mask) return mask.error();
    set.foreground = imaging::resample(*mask, cv::Rect2d(crop), size, imaging::Outside::edge);
  }
  set.is_picture = true;
  if (!hangs_on_wall(request)) {
    set.reflection = static_cast<float>(placement.reflection.value_or(0));
    set.surface = surface_in(set.bgr, placement.polygon, whole, crop, set.boxes);
  }
  const cv::Rect first = set.boxes.front();
  const cv::Point foot(first.x + first.width / 2, first.y + first.height);
  light_set(request, arrangement, imaging::light_of_scene(set.bgr, foot), set);
  Composed result = composed(request, *cutouts, std::move(set));
  add_scale_facts(arrangement, result.facts);
  result.facts.push_back({"backdrop", "picture"});
  return result;
}

Result<Composed> recontextualize(const RenderRequest& request, const Sources& sources) {
  const Result<std::vector<Picture>> cutouts = cutouts_of(sources);
  if (!cutouts) return cutouts.error();
  const cv::Size size = designed_size(request);
  const Design design = design_for(request.prompt, request.light, request.take);
  const domain::Placement placement = request.placement.value_or(domain::Placement{});
  const Arrangement arrangement =
      arrange(placement, size, product_sizes(*cutouts), kUsualDesignedHeight);
  Set set;
  set.bgr = imaging::draw_stage(design.stage, size);
  set.boxes = arrangement.boxes;
  const float own_gloss = imaging::gloss_of(design.stage);
  if (!hangs_on_wall(request)) {
    set.reflection = placement.reflection ? static_cast<float>(*placement.reflection) : own_gloss;
    set.surface = imaging::surface_of(design.stage, size);
  }
  light_set(request, arrangement, {design.stage.light, false}, set);
  Composed result = composed(request, *cutouts, std::move(set));
  add_scale_facts(arrangement, result.facts);
  result.facts.push_back({"backdrop", design.description});
  return result;
}

Composed generate(const RenderRequest& request) {
  const Design design = design_for(request.prompt, request.light, request.take);
  return {imaging::draw_stage(design.stage, designed_size(request)),
          {},
          {{"backdrop", design.description}}};
}

}  // namespace vitrine::studio
