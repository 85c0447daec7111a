#include "pipeline/imaging/exif.hpp"
#include "pipeline/imaging/file_codec.hpp"

#include <opencv2/core.hpp>
#include <webp/decode.h>
#include <webp/encode.h>

#include <stdexcept>

namespace vitrine::imaging {
namespace {

const std::uint8_t* as_bytes(std::string_view text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

std::string_view webp_exif(const std::vector<Part>& parts) {
  const Part* part = find_part(parts, "EXIF");
  if (part == nullptr) return {};
  // Some writers copy the JPEG segment with its heading.
  constexpr std::string_view heading{"Exif\0\0", 6};
  return part->body.starts_with(heading) ? part->body.substr(heading.size()) : part->body;
}

int append_to_string(const std::uint8_t* data, std::size_t size, const WebPPicture* picture) {
  static_cast<std::string*>(picture->custom_ptr)->append(reinterpret_cast<const char*>(data), size);
  return 1;
}

/// The library wants R, G, B, A in one 32-bit number a pixel.
void fill(WebPPicture& target, const Picture& source) {
  for (int y = 0; y < source.height(); ++y) {
    const auto* bgr = source.bgr.ptr<cv::Vec3b>(y);
    const uchar* alpha = source.has_alpha() ? source.alpha.ptr(y) : nullptr;
    std::uint32_t* row = target.argb + static_cast<std::ptrdiff_t>(y) * target.argb_stride;
    for (int x = 0; x < source.width(); ++x) {
      const std::uint32_t opacity = alpha != nullptr ? alpha[x] : 255;
      row[x] =
          opacity << 24 | static_cast<std::uint32_t>(bgr[x][2] << 16 | bgr[x][1] << 8) | bgr[x][0];
    }
  }
}

WebPConfig encoder_settings(int quality, int method) {
  WebPConfig config;
  WebPConfigInit(&config);
  config.quality = static_cast<float>(quality);
  config.method = method;
  config.thread_level = 0;
  config.exact = 0;  // colours under full transparency need not survive
  return config;
}

}  // namespace

util::Result<FileInfo> inspect_webp(std::string_view bytes) {
  WebPBitstreamFeatures features;
  if (WebPGetFeatures(as_bytes(bytes), bytes.size(), &features) != VP8_STATUS_OK)
    return bad_image("the WebP header is broken or cut short");
  return FileInfo{FileKind::webp, features.width, features.height, features.has_alpha != 0};
}

util::Result<Stored> decode_webp(std::string_view bytes, const FileInfo& info) {
  const std::vector<Part> parts = webp_parts(bytes);
  if (find_part(parts, "ANIM") != nullptr)
    return bad_image("the WebP is animated; a still picture is needed");
  cv::Mat pixels(info.height, info.width, info.has_alpha ? CV_8UC4 : CV_8UC3);
  const std::size_t room = pixels.total() * pixels.elemSize();
  const auto stride = static_cast<int>(pixels.step);
  const auto decode_into = info.has_alpha ? WebPDecodeBGRAInto : WebPDecodeBGRInto;
  if (decode_into(as_bytes(bytes), bytes.size(), pixels.data, room, stride) == nullptr)
    return bad_image("the WebP is broken or cut short");
  Stored stored;
  split_alpha(pixels, stored.picture);
  if (const Part* profile = find_part(parts, "ICCP")) stored.icc_profile = profile->body;
  stored.orientation = exif_orientation(webp_exif(parts));
  return stored;
}

std::string encode_webp(const Picture& picture, int quality, bool sharp_chroma, int method) {
  WebPConfig config = encoder_settings(quality, method);
  config.use_sharp_yuv = sharp_chroma ? 1 : 0;
  WebPPicture target;
  WebPPictureInit(&target);
  target.use_argb = 1;
  target.width = picture.width();
  target.height = picture.height();
  std::string bytes;
  target.writer = append_to_string;
  target.custom_ptr = &bytes;
  if (WebPPictureAlloc(&target) == 0) throw std::invalid_argument("cannot write a WebP: too large");
  fill(target, picture);
  const bool done = WebPEncode(&config, &target) != 0;
  WebPPictureFree(&target);
  if (!done)
    throw std::invalid_argument("cannot write a WebP: error " + std::to_string(target.error_code));
  return bytes;
}

}  // namespace vitrine::imaging
