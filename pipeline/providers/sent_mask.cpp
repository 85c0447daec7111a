#include "pipeline/providers/sent_mask.hpp"

#include "pipeline/imaging/codec.hpp"
#include "pipeline/imaging/container.hpp"
#include "pipeline/imaging/exif.hpp"
#include "pipeline/imaging/resample.hpp"
#include "pipeline/providers/prompt.hpp"
#include "pipeline/util/digest.hpp"

#include <opencv2/core.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace vitrine::providers {
namespace {

using domain::MaskWay;
using domain::SourceRole;
using util::Error;
using util::ErrorKind;

constexpr double kHalf = 127;        // above it, a pixel may change
constexpr double kSameShape = 0.01;  // what rounding takes off a ratio when a picture is reduced

Error about(const SentPicture& mask, const std::string& what) {
  return {ErrorKind::bad_image, "the mask " + mask.source.digest.short_hex() + " " + what};
}

std::string text_of(domain::PixelSize size) {
  return std::to_string(size.width) + " x " + std::to_string(size.height);
}

/// A mask that was drawn over another picture would allow the change somewhere else.
std::optional<Error> of_another_shape(const SentPicture& mask,
                                      domain::PixelSize drawn,
                                      domain::PixelSize picture) {
  const double wide = static_cast<double>(drawn.width) * picture.height;
  const double high = static_cast<double>(drawn.height) * picture.width;
  if (std::fabs(wide / high - 1) <= kSameShape) return std::nullopt;
  return about(mask, "measures " + text_of(drawn) + " and the picture that it is of " +
                         text_of(picture) +
                         ", which is another shape; draw it over the rendering itself, whose "
                         "digest vitrine show tells, not over a delivered file, which may be cut");
}

/// By its pixels, and no longer by what its file says.
util::Result<bool> put_upright(SentPicture& picture) {
  if (picture.media_type != imaging::media_type(imaging::FileKind::jpeg)) return false;
  if (imaging::exif_orientation(imaging::jpeg_exif(imaging::jpeg_parts(picture.bytes))) == 1)
    return false;
  const util::Result<imaging::Picture> decoded = imaging::decode(picture.bytes);
  if (!decoded) return decoded.error();
  picture.bytes = imaging::encode_png(*decoded);
  picture.media_type = imaging::media_type(imaging::FileKind::png);
  picture.size = {decoded->width(), decoded->height()};
  picture.source.digest = util::sha256(picture.bytes);
  picture.turned = true;
  return true;
}

/// 255 where the picture may change, else 0.
cv::Mat scaled(const cv::Mat& grey, domain::PixelSize size) {
  const cv::Size there(size.width, size.height);
  if (grey.size() == there) return grey > kHalf;
  const imaging::Window whole(0, 0, grey.cols, grey.rows);
  return imaging::resample(grey, whole, there, imaging::Outside::edge) > kHalf;
}

std::string field_form(const cv::Mat& mask) {
  imaging::Picture picture;
  cv::merge(std::vector<cv::Mat>{mask, mask, mask}, picture.bgr);
  picture.alpha = 255 - mask;
  return imaging::encode_png(picture);
}

/// That to change, else the first product; null: none.
SentPicture* masked_picture(std::vector<SentPicture>& pictures) {
  SentPicture* product = nullptr;
  for (SentPicture& picture : pictures) {
    const SourceRole role = picture.source.role;
    if (role == SourceRole::picture) return &picture;
    const bool is_product = role == SourceRole::packshot || role == SourceRole::cutout;
    if (is_product && product == nullptr) product = &picture;
  }
  return product;
}

}  // namespace

util::Result<std::optional<SentPicture>> fit_mask(const domain::RenderRequest& request,
                                                  MaskWay way,
                                                  std::vector<SentPicture>& pictures) {
  std::optional<SentPicture> apart;
  if (!is_masked(request)) return apart;
  const auto mask = std::find_if(pictures.begin(), pictures.end(), [](const SentPicture& one) {
    return one.source.role == SourceRole::mask;
  });
  SentPicture* of = masked_picture(pictures);
  if (mask == pictures.end() || of == nullptr)
    return Error{ErrorKind::bad_spec, "a mask goes with the picture that it is of"};
  if (const auto turned = put_upright(*of); !turned) return turned.error();
  const util::Result<cv::Mat> grey = imaging::decode_mask(mask->bytes);
  if (!grey) return about(*mask, "cannot be read: " + grey.error().message);
  if (auto error = of_another_shape(*mask, {grey->cols, grey->rows}, of->size)) return *error;
  const cv::Mat where = scaled(*grey, of->size);
  if (cv::countNonZero(where) == 0)
    return about(*mask, "is black everywhere, so nothing may change; paint white what may");
  const bool is_scaled = grey->cols != of->size.width || grey->rows != of->size.height;
  mask->scaled = is_scaled;
  if (is_scaled || way == MaskWay::field) {
    mask->bytes = way == MaskWay::field ? field_form(where) : imaging::encode_png_grey(where);
    mask->media_type = imaging::media_type(imaging::FileKind::png);
    mask->size = of->size;
    mask->flattened = false;
  }
  if (way != MaskWay::field) {
    // An upload is known by what it shows; this one is another picture for each size.
    if (is_scaled) mask->source.digest = util::sha256(mask->bytes);
    return apart;
  }
  apart = std::move(*mask);
  pictures.erase(mask);
  return apart;
}

}  // namespace vitrine::providers
