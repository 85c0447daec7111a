#include "pipeline/imaging/exif.hpp"
#include "pipeline/imaging/file_codec.hpp"
#include "pipeline/imaging/icc.hpp"

#include <opencv2/core.hpp>

#include <array>
#include <avif/avif.h>
#include <memory>
#include <stdexcept>

namespace vitrine::imaging {
namespace {

template <auto destroy>
struct Call {
  template <class T>
  void operator()(T* object) const {
    destroy(object);
  }
};
using Decoder = std::unique_ptr<avifDecoder, Call<avifDecoderDestroy>>;
using Encoder = std::unique_ptr<avifEncoder, Call<avifEncoderDestroy>>;
using Image = std::unique_ptr<avifImage, Call<avifImageDestroy>>;

const std::uint8_t* as_bytes(std::string_view text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

/// The container read, nothing decoded. `bytes` must outlive it.
util::Result<Decoder> parsed(std::string_view bytes) {
  Decoder decoder{avifDecoderCreate()};
  decoder->codecChoice = AVIF_CODEC_CHOICE_DAV1D;
  decoder->maxThreads = 1;
  avifDecoderSetIOMemory(decoder.get(), as_bytes(bytes), bytes.size());
  const avifResult result = avifDecoderParse(decoder.get());
  if (result != AVIF_RESULT_OK)
    return bad_image(std::string("the AVIF is broken or cut short: ") + avifResultToString(result));
  return decoder;
}

/// How HEIF says it, turned first and mirrored then, as Exif's number. Exif blocks of such files
/// say nothing: the picture may have been turned already.
int orientation_of(const avifImage& image) {
  const int turns = (image.transformFlags & AVIF_TRANSFORM_IROT) != 0 ? image.irot.angle & 3 : 0;
  if ((image.transformFlags & AVIF_TRANSFORM_IMIR) == 0)
    return std::array<int, 4>{1, 8, 3, 6}[static_cast<std::size_t>(turns)];
  const bool top_and_bottom = image.imir.mode == 0;
  return (top_and_bottom ? std::array<int, 4>{4, 5, 2, 7}
                         : std::array<int, 4>{2, 7, 4, 5})[static_cast<std::size_t>(turns)];
}

/// A profile for colours that are named by number; empty for sRGB and what is shown as it.
std::string profile_of(const avifImage& image) {
  if (image.icc.size > 0) return {reinterpret_cast<const char*>(image.icc.data), image.icc.size};
  if (image.colorPrimaries != AVIF_COLOR_PRIMARIES_SMPTE432 &&
      image.colorPrimaries != AVIF_COLOR_PRIMARIES_BT2020)
    return {};
  std::array<float, 8> xy{};
  avifColorPrimariesGetValues(image.colorPrimaries, xy.data());
  std::array<double, 8> exact{};
  std::copy(xy.begin(), xy.end(), exact.begin());
  return profile_of_primaries(exact);
}

avifRGBImage view_of(cv::Mat& pixels, const avifImage& image) {
  avifRGBImage rgb;
  avifRGBImageSetDefaults(&rgb, &image);
  rgb.depth = 8;
  rgb.format = pixels.channels() == 4 ? AVIF_RGB_FORMAT_BGRA : AVIF_RGB_FORMAT_BGR;
  rgb.avoidLibYUV = AVIF_TRUE;  // whose vector code need not agree with its plain code
  rgb.chromaUpsampling = AVIF_CHROMA_UPSAMPLING_BEST_QUALITY;
  rgb.pixels = pixels.data;
  rgb.rowBytes = static_cast<std::uint32_t>(pixels.step);
  return rgb;
}

cv::Mat interleaved(const Picture& picture) {
  if (!picture.has_alpha()) return picture.bgr.clone();
  cv::Mat bgra(picture.bgr.size(), CV_8UC4);
  const std::array<cv::Mat, 2> from{picture.bgr, picture.alpha};
  constexpr std::array<int, 8> pairs{0, 0, 1, 1, 2, 2, 3, 3};
  cv::mixChannels(from.data(), from.size(), &bgra, 1, pairs.data(), 4);
  return bgra;
}

Encoder encoder_with(int quality) {
  Encoder encoder{avifEncoderCreate()};
  encoder->codecChoice = AVIF_CODEC_CHOICE_AOM;
  encoder->maxThreads = 1;
  encoder->speed = 6;
  // As later versions of libavif translate a quality of 0 to 100.
  const int quantizer = ((100 - quality) * AVIF_QUANTIZER_WORST_QUALITY + 50) / 100;
  encoder->minQuantizer = encoder->maxQuantizer = quantizer;
  encoder->minQuantizerAlpha = encoder->maxQuantizerAlpha = AVIF_QUANTIZER_LOSSLESS;
  return encoder;
}

[[noreturn]] void fail(avifResult result) {
  throw std::invalid_argument(std::string("cannot write an AVIF: ") + avifResultToString(result));
}

}  // namespace

util::Result<FileInfo> inspect_avif(std::string_view bytes) {
  const util::Result<Decoder> decoder = parsed(bytes);
  if (!decoder) return decoder.error();
  const avifImage& image = *(*decoder)->image;
  return FileInfo{FileKind::avif, static_cast<int>(image.width), static_cast<int>(image.height),
                  (*decoder)->alphaPresent == AVIF_TRUE};
}

util::Result<Stored> decode_avif(std::string_view bytes, const FileInfo& info) {
  const util::Result<Decoder> read = parsed(bytes);
  if (!read) return read.error();
  avifDecoder& decoder = **read;
  if (decoder.imageCount > 1) return bad_image("the AVIF is animated; a still picture is needed");
  const avifTransferCharacteristics curve = decoder.image->transferCharacteristics;
  if (curve == AVIF_TRANSFER_CHARACTERISTICS_SMPTE2084 ||
      curve == AVIF_TRANSFER_CHARACTERISTICS_HLG)
    return bad_image("the AVIF is in high dynamic range; save it as sRGB");
  // The pixels inside may claim more than the container does.
  decoder.imageSizeLimit = static_cast<std::uint32_t>(info.width) * info.height;
  if (const avifResult result = avifDecoderNextImage(&decoder); result != AVIF_RESULT_OK)
    return bad_image(std::string("the AVIF is broken or cut short: ") + avifResultToString(result));
  const avifImage& image = *decoder.image;
  if (static_cast<int>(image.width) != info.width || static_cast<int>(image.height) != info.height)
    return bad_image("the AVIF holds two headers that disagree");
  cv::Mat pixels(info.height, info.width, info.has_alpha ? CV_8UC4 : CV_8UC3);
  avifRGBImage rgb = view_of(pixels, image);
  if (avifImageYUVToRGB(&image, &rgb) != AVIF_RESULT_OK)
    return bad_image("the AVIF holds colours of an unknown kind");
  Stored stored;
  split_alpha(pixels, stored.picture);
  stored.icc_profile = profile_of(image);
  stored.orientation = orientation_of(image);
  return stored;
}

std::string encode_avif(const Picture& picture,
                        int quality,
                        bool chroma_444,
                        std::string_view xmp) {
  cv::Mat pixels = interleaved(picture);
  const Image image{avifImageCreate(
      static_cast<std::uint32_t>(pixels.cols), static_cast<std::uint32_t>(pixels.rows), 8,
      chroma_444 ? AVIF_PIXEL_FORMAT_YUV444 : AVIF_PIXEL_FORMAT_YUV420)};
  image->yuvRange = AVIF_RANGE_FULL;
  image->colorPrimaries = AVIF_COLOR_PRIMARIES_BT709;
  image->transferCharacteristics = AVIF_TRANSFER_CHARACTERISTICS_SRGB;
  image->matrixCoefficients = AVIF_MATRIX_COEFFICIENTS_BT601;
  const std::string& profile = srgb_profile();
  avifImageSetProfileICC(image.get(), as_bytes(profile), profile.size());
  if (!xmp.empty()) avifImageSetMetadataXMP(image.get(), as_bytes(xmp), xmp.size());
  const avifRGBImage rgb = view_of(pixels, *image);
  if (const avifResult result = avifImageRGBToYUV(image.get(), &rgb); result != AVIF_RESULT_OK)
    fail(result);
  const Encoder encoder = encoder_with(quality);
  avifRWData written = AVIF_DATA_EMPTY;
  const avifResult result = avifEncoderWrite(encoder.get(), image.get(), &written);
  std::string bytes(reinterpret_cast<const char*>(written.data), written.size);
  avifRWDataFree(&written);
  if (result != AVIF_RESULT_OK) fail(result);
  return bytes;
}

std::string avif_xmp(std::string_view file) {
  const util::Result<Decoder> decoder = parsed(file);
  if (!decoder) return {};
  const avifRWData& xmp = (*decoder)->image->xmp;
  return {reinterpret_cast<const char*>(xmp.data), xmp.size};
}

bool avif_says_srgb(std::string_view file) {
  const util::Result<Decoder> decoder = parsed(file);
  if (!decoder) return false;
  const avifImage& image = *(*decoder)->image;
  const std::string_view icc(reinterpret_cast<const char*>(image.icc.data), image.icc.size);
  return icc == srgb_profile();
}

std::string avif_versions() {
  std::array<char, 256> all{};
  avifCodecVersions(all.data());
  // "dav1d [dec]:1.0.0, aom [enc/dec]:v3.6.0, …"
  const std::string_view text(all.data());
  constexpr std::string_view name = "aom [enc/dec]:v";
  const std::size_t at = text.find(name);
  const std::string_view rest = at == text.npos ? "?" : text.substr(at + name.size());
  return std::string("libavif ") + avifVersion() + ", libaom " +
         std::string(rest.substr(0, rest.find(',')));
}

}  // namespace vitrine::imaging
