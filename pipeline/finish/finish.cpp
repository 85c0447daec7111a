#include "pipeline/finish/finish.hpp"

#include "pipeline/finish/background.hpp"
#include "pipeline/finish/contact_shadow.hpp"
#include "pipeline/finish/encoding.hpp"
#include "pipeline/finish/framing.hpp"
#include "pipeline/imaging/codec.hpp"
#include "pipeline/imaging/measure.hpp"
#include "pipeline/imaging/metadata.hpp"
#include "pipeline/util/text.hpp"

#include <opencv2/core.hpp>

#include <algorithm>

namespace vitrine::finish {
namespace {

using domain::Framing;
using domain::ImageFormat;
using domain::Recipe;
using util::Error;
using util::ErrorKind;
using util::Result;

/// The longest side each format can hold.
int most_pixels(ImageFormat format) {
  switch (format) {
    case ImageFormat::jpeg:
      return 65'500;
    case ImageFormat::png:
      return 1'000'000;
    case ImageFormat::webp:
      return 16'383;
  }
  return 0;
}

std::optional<Error> contradiction(const Recipe& recipe) {
  const auto bad = [&](const std::string& what) {
    return Error{ErrorKind::bad_spec, "the recipe of " + recipe.profile + " " + what};
  };
  if (recipe.finisher != kFinisher)
    return Error{ErrorKind::unsupported,
                 "the recipe is for \"" + recipe.finisher + "\"; this program has " + kFinisher};
  const int shortest = std::min(recipe.size.width, recipe.size.height);
  const int longest = std::max(recipe.size.width, recipe.size.height);
  if (shortest < 1 || longest > most_pixels(recipe.format))
    return bad("asks for a size that no such file can have");
  if (recipe.format == ImageFormat::jpeg && !recipe.background)
    return bad("asks for a transparent JPEG");
  if (recipe.framing == Framing::fit_product && (recipe.fill <= 0 || recipe.fill > 1))
    return bad("frames the product without saying how large");
  if (recipe.quality_min < 1 || recipe.quality_min > recipe.quality || recipe.quality > 100)
    return bad("has a quality outside 1 to 100");
  return std::nullopt;
}

Result<Rendering> read(std::string_view rendering, std::string_view mask) {
  const Result<imaging::Picture> picture = imaging::decode(rendering);
  if (!picture) return picture.error();
  if (mask.empty()) return Rendering{*picture, picture->alpha, picture->has_alpha() ? "alpha" : ""};
  const Result<cv::Mat> outline = imaging::decode_mask(mask);
  if (!outline) return outline.error();
  if (outline->size() != picture->bgr.size())
    return Error{ErrorKind::bad_image, "the product's mask is not of the rendering's size"};
  return Rendering{*picture, *outline, "mask"};
}

cv::Vec3b background_of(const Recipe& recipe) {
  return {recipe.background->b, recipe.background->g, recipe.background->r};
}

/// The product alone, on the recipe's plain background or on none.
Result<Framed> alone(const Recipe& recipe, const Rendering& cut) {
  Result<Framed> framed = fit_product(cut, {recipe.size.width, recipe.size.height}, recipe.fill);
  if (!framed) return framed.error();
  const cv::Mat product = imaging::product_area(framed->mask);
  if (recipe.snap_white) framed->picture = without_leftovers(framed->picture, product);
  if (recipe.shadow) framed->picture = with_contact_shadow(framed->picture, product);
  if (recipe.background)
    framed->picture = {imaging::flatten(framed->picture, background_of(recipe)), {}};
  return framed;
}

/// The rendering as it is, cropped.
Framed in_scene(const Recipe& recipe, const Rendering& rendering) {
  const cv::Size size(recipe.size.width, recipe.size.height);
  Framed framed =
      has(recipe.repairs, domain::RepairKind::pad) ? pad(rendering, size) : crop(rendering, size);
  if (recipe.background)
    framed.picture = {imaging::flatten(framed.picture, background_of(recipe)), {}};
  if (recipe.snap_white || has(recipe.repairs, domain::RepairKind::white_snap)) {
    const cv::Mat product = framed.mask.empty() ? cv::Mat() : imaging::product_area(framed.mask);
    framed.picture.bgr = whitened(framed.picture.bgr, product);
  }
  return framed;
}

util::Fields facts_of(const Recipe& recipe,
                      const Framed& framed,
                      const Encoded& file,
                      const std::string& outline) {
  const auto size_text = [](int width, int height) {
    return std::to_string(width) + "x" + std::to_string(height);
  };
  util::Fields facts{{"delivered_size", size_text(framed.picture.width(), framed.picture.height())},
                     {"scale", util::fixed_text(framed.scale, 4)},
                     {"enlarged_by", util::fixed_text(std::max(framed.scale, 1.0), 4)}};
  if (file.quality > 0) facts.push_back({"quality", std::to_string(file.quality)});
  if (file.chroma_444) facts.push_back({"chroma", "4:4:4"});
  if (!recipe.repairs.empty()) facts.push_back({"repairs", domain::names_of(recipe.repairs)});
  if (framed.mask.empty()) return facts;
  const cv::Rect box = imaging::bounding_box(imaging::product_area(framed.mask));
  facts.push_back({"framing_box", size_text(box.width, box.height) + "+" + std::to_string(box.x) +
                                      "+" + std::to_string(box.y)});
  facts.push_back({"outline", outline});
  return facts;
}

Result<Deliverable> develop(const Recipe& recipe,
                            Rendering rendering,
                            const std::string& asset_id) {
  if (recipe.framing == Framing::fit_product) {
    Result<Rendering> cut = cut_out(std::move(rendering));
    if (!cut) return cut.error();
    rendering = std::move(*cut);
  }
  const Result<Framed> framed = recipe.framing == Framing::fit_product
                                    ? alone(recipe, rendering)
                                    : Result<Framed>(in_scene(recipe, rendering));
  if (!framed) return framed.error();
  const imaging::Provenance provenance{recipe.source_type, recipe.ai_system, recipe.ai_version,
                                       asset_id, recipe.rehearsal};
  Result<Encoded> file = encode(framed->picture, recipe, provenance);
  if (!file) return file.error();
  const Result<imaging::Provenance> read_back = imaging::read_provenance(file->bytes);
  if (!read_back || *read_back != provenance)
    return Error{ErrorKind::damaged, "the metadata of the finished file does not read back"};
  util::Fields facts = facts_of(recipe, *framed, *file, rendering.outline);
  return Deliverable{std::move(file->bytes), framed->mask, framed->scale, std::move(facts)};
}

}  // namespace

Result<Deliverable> apply(const Recipe& recipe,
                          std::string_view rendering,
                          std::string_view mask,
                          const std::string& asset_id,
                          const PictureReader& read_picture) {
  if (const std::optional<Error> error = contradiction(recipe)) return *error;
  try {
    Result<Rendering> read_rendering = read(rendering, mask);
    if (!read_rendering) return read_rendering.error();
    Result<imaging::Picture> picture =
        mended(std::move(read_rendering->picture), recipe.repairs, read_picture);
    if (!picture) return picture.error();
    read_rendering->picture = *std::move(picture);
    return develop(recipe, std::move(*read_rendering), asset_id);
  } catch (const cv::Exception& error) {
    return Error{ErrorKind::bad_image,
                 std::string("the rendering cannot be finished: ") + error.what()};
  }
}

}  // namespace vitrine::finish
