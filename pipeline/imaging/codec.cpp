#include "pipeline/imaging/codec.hpp"

#include "pipeline/imaging/exif.hpp"
#include "pipeline/imaging/file_codec.hpp"
#include "pipeline/imaging/icc.hpp"
#include "pipeline/util/picture_kind.hpp"

#include <lcms2.h>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <png.h>
#include <webp/encode.h>

#include <array>
#include <jconfig.h>
#include <zlib.h>

#define VITRINE_TEXT_OF(token) #token
#define VITRINE_TEXT(token) VITRINE_TEXT_OF(token)

namespace vitrine::imaging {
namespace {

util::Result<Stored> decode_stored(std::string_view bytes, const DecodeLimits& limits) {
  const util::Result<FileInfo> info = inspect(bytes);
  if (!info) return info.error();
  if (std::int64_t{info->width} * info->height > limits.pixels)
    return bad_image("the picture claims " + std::to_string(info->width) + " x " +
                     std::to_string(info->height) + " pixels; at most " +
                     std::to_string(limits.pixels) + " are read; save it smaller");
  try {
    switch (info->kind) {
      case FileKind::jpeg:
        return decode_jpeg(bytes, *info);
      case FileKind::png:
        return decode_png(bytes, *info);
      case FileKind::webp:
        return decode_webp(bytes, *info);
      case FileKind::avif:
        return decode_avif(bytes, *info);
    }
  } catch (const cv::Exception& error) {
    return bad_image(std::string("the picture cannot be decoded: ") + error.what());
  }
  return bad_image("the picture is of an unknown kind");
}

bool is_opaque(const cv::Mat& alpha) {
  return cv::countNonZero(alpha == 255) == static_cast<int>(alpha.total());
}

std::string webp_version() {
  const int version = WebPGetEncoderVersion();
  return std::to_string(version >> 16) + "." + std::to_string(version >> 8 & 255) + "." +
         std::to_string(version & 255);
}

std::string lcms_version() {
  const int version = cmsGetEncodedCMMversion();  // 2140 is 2.14
  return std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10);
}

}  // namespace

util::Error bad_image(std::string message) {
  return {util::ErrorKind::bad_image, std::move(message)};
}

void split_alpha(const cv::Mat& pixels, Picture& picture) {
  if (pixels.channels() == 3) {
    picture.bgr = pixels;
    return;
  }
  picture.bgr.create(pixels.size(), CV_8UC3);
  picture.alpha.create(pixels.size(), CV_8UC1);
  std::array<cv::Mat, 2> parts{picture.bgr, picture.alpha};
  constexpr std::array<int, 8> pairs{0, 0, 1, 1, 2, 2, 3, 3};
  cv::mixChannels(&pixels, 1, parts.data(), parts.size(), pairs.data(), 4);
}

util::Result<FileInfo> inspect(std::string_view bytes) {
  switch (util::picture_kind(bytes)) {
    case util::PictureKind::jpeg:
      return inspect_jpeg(bytes);
    case util::PictureKind::png:
      return inspect_png(bytes);
    case util::PictureKind::webp:
      return inspect_webp(bytes);
    case util::PictureKind::avif:
      return inspect_avif(bytes);
    case util::PictureKind::none:
      break;
  }
  return bad_image("the file " + util::why_no_picture(bytes));
}

const char* media_type(FileKind kind) {
  switch (kind) {
    case FileKind::jpeg:
      return "image/jpeg";
    case FileKind::png:
      return "image/png";
    case FileKind::webp:
      return "image/webp";
    case FileKind::avif:
      return "image/avif";
  }
  return "application/octet-stream";
}

util::Result<Picture> decode(std::string_view bytes, const DecodeLimits& limits) {
  util::Result<Stored> stored = decode_stored(bytes, limits);
  if (!stored) return stored.error();
  Picture picture;
  if (stored->inks.empty()) {
    picture.bgr = upright(to_srgb(stored->picture.bgr, stored->icc_profile), stored->orientation);
  } else {
    const util::Result<cv::Mat> printed = inks_to_srgb(stored->inks, stored->icc_profile);
    if (!printed) return printed.error();
    picture.bgr = upright(*printed, stored->orientation);
  }
  if (stored->picture.has_alpha() && !is_opaque(stored->picture.alpha))
    picture.alpha = upright(stored->picture.alpha, stored->orientation);
  return picture;
}

util::Result<cv::Mat> decode_mask(std::string_view bytes, const DecodeLimits& limits) {
  util::Result<Stored> stored = decode_stored(bytes, limits);
  if (!stored) return stored.error();
  if (!stored->inks.empty()) return bad_image("the mask is CMYK (inks for print); save it as grey");
  const Picture& picture = stored->picture;
  if (picture.has_alpha() && !is_opaque(picture.alpha))
    return upright(picture.alpha, stored->orientation);
  cv::Mat luma;
  cv::cvtColor(picture.bgr, luma, cv::COLOR_BGR2GRAY);
  return upright(luma, stored->orientation);
}

std::string codec_versions() {
  // libjpeg-turbo cannot be asked at run time; the version is the one that was compiled against.
  return std::string("libjpeg-turbo ") + VITRINE_TEXT(LIBJPEG_TURBO_VERSION) + ", libpng " +
         png_get_libpng_ver(nullptr) + ", libwebp " + webp_version() + ", zlib " + zlibVersion() +
         ", lcms " + lcms_version() + ", opencv " + cv::getVersionString();
}

}  // namespace vitrine::imaging
