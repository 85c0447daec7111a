#include "pipeline/imaging/codec.hpp"
#include "pipeline/imaging/metadata.hpp"
#include "pipeline/imaging/xmp.hpp"
#include "tests/support/drawn.hpp"

#include <catch2/catch.hpp>

#include <avif/avif.h>
#include <functional>

using namespace vitrine::imaging;
using namespace vitrine::test;

namespace {

/// An AVIF as others write it: `change` sets what ours never do; several frames make it move.
std::string written(const cv::Mat& bgr,
                    const std::function<void(avifImage&)>& change,
                    int depth = 8,
                    int frames = 1) {
  avifImage* image =
      avifImageCreate(static_cast<std::uint32_t>(bgr.cols), static_cast<std::uint32_t>(bgr.rows),
                      static_cast<std::uint32_t>(depth), AVIF_PIXEL_FORMAT_YUV444);
  avifRGBImage rgb;
  avifRGBImageSetDefaults(&rgb, image);
  rgb.depth = 8;
  rgb.format = AVIF_RGB_FORMAT_BGR;
  rgb.pixels = bgr.data;
  rgb.rowBytes = static_cast<std::uint32_t>(bgr.step);
  avifImageRGBToYUV(image, &rgb);
  change(*image);
  avifEncoder* encoder = avifEncoderCreate();
  encoder->speed = 9;
  encoder->minQuantizer = encoder->maxQuantizer = 4;
  for (int i = 0; i < frames; ++i)
    avifEncoderAddImage(encoder, image, 1,
                        frames == 1 ? AVIF_ADD_IMAGE_FLAG_SINGLE : AVIF_ADD_IMAGE_FLAG_NONE);
  avifRWData data = AVIF_DATA_EMPTY;
  avifEncoderFinish(encoder, &data);
  const std::string bytes(reinterpret_cast<const char*>(data.data), data.size);
  avifRWDataFree(&data);
  avifEncoderDestroy(encoder);
  avifImageDestroy(image);
  return bytes;
}

void nothing(avifImage&) {}

}  // namespace

TEST_CASE("an AVIF comes back close to what went in, its alpha exactly", "[imaging]") {
  const Picture picture = ramp(120, 80, true);
  for (const bool chroma_444 : {false, true}) {
    const std::string bytes = encode_avif(picture, 90, chroma_444);
    const FileInfo info = inspect(bytes).value();
    CHECK(info.kind == FileKind::avif);
    CHECK(info.width == 120);
    CHECK(info.height == 80);
    CHECK(info.has_alpha);
    const Picture back = decode(bytes).value();
    CHECK(mean_difference(back.bgr, picture.bgr) < 2);
    CHECK(same_pixels(back.alpha, picture.alpha));
    CHECK(encode_avif(picture, 90, chroma_444) == bytes);
  }
  CHECK_FALSE(inspect(encode_avif({picture.bgr, {}}, 60, false)).value().has_alpha);
  CHECK(encode_avif(picture, 50, false).size() < encode_avif(picture, 90, false).size());
}

TEST_CASE("one pixel, and odd sizes, are AVIF pictures too", "[imaging]") {
  for (const cv::Size size : {cv::Size(1, 1), cv::Size(7, 3), cv::Size(1, 40)}) {
    const cv::Mat bgr(size, CV_8UC3, cv::Scalar(40, 90, 200));
    CHECK(largest_difference(decode(encode_avif({bgr, {}}, 95, true)).value().bgr, bgr) <= 4);
  }
}

TEST_CASE("an AVIF carries XMP and says that it is sRGB", "[imaging]") {
  const Provenance provenance{"compositeSynthetic", "some-model", "7", "a1b2"};
  const std::string file = encode_avif(ramp(40, 30, false), 80, false, write_xmp(provenance));
  CHECK(read_provenance(file).value() == provenance);
  CHECK(says_srgb(file));
  CHECK(file.find("nclx") != std::string::npos);
  const std::string bare = encode_avif(ramp(40, 30, false), 80, false);
  CHECK(read_provenance(bare).error().kind == vitrine::util::ErrorKind::not_found);
  CHECK(with_provenance(bare, provenance).error().kind == vitrine::util::ErrorKind::unsupported);
  CHECK_FALSE(says_srgb(written(ramp(40, 30, false).bgr, nothing)));
}

TEST_CASE("an AVIF cut short anywhere is an error", "[imaging]") {
  const std::string whole = encode_avif(ramp(96, 96, true), 80, false);
  for (std::size_t size = 0; size < whole.size() - 1; size += 1 + whole.size() / 60)
    CHECK_FALSE(decode(std::string_view(whole).substr(0, size)).has_value());
}

TEST_CASE("a turned and mirrored AVIF is shown upright", "[imaging]") {
  const cv::Mat stored = corner_marked(64, 32);  // red at the top left
  struct Turn {
    int angle, mirror;  ///< -1: none; 0: top and bottom; 1: left and right
    cv::Point red;
  };
  for (const Turn& turn :
       {Turn{0, -1, {4, 4}}, Turn{1, -1, {4, 59}}, Turn{2, -1, {59, 27}}, Turn{3, -1, {27, 4}},
        Turn{0, 0, {4, 27}}, Turn{0, 1, {59, 4}}, Turn{1, 0, {4, 4}}, Turn{1, 1, {27, 59}},
        Turn{2, 0, {59, 4}}, Turn{2, 1, {4, 27}}, Turn{3, 0, {27, 59}}, Turn{3, 1, {4, 4}}}) {
    const std::string bytes = written(stored, [&](avifImage& image) {
      image.transformFlags = AVIF_TRANSFORM_IROT;
      image.irot.angle = static_cast<std::uint8_t>(turn.angle);
      if (turn.mirror < 0) return;
      image.transformFlags |= AVIF_TRANSFORM_IMIR;
      image.imir.mode = static_cast<std::uint8_t>(turn.mirror);
    });
    const Picture picture = decode(bytes).value();
    CAPTURE(turn.angle, turn.mirror);
    CHECK(picture.bgr.at<cv::Vec3b>(turn.red)[2] > 200);
    CHECK(picture.bgr.at<cv::Vec3b>(turn.red)[1] < 60);
  }
}

TEST_CASE("deep AVIF become 8 bits, wide primaries named by number are converted", "[imaging]") {
  const cv::Mat plain(32, 32, CV_8UC3, cv::Scalar(60, 110, 200));
  CHECK(largest_difference(decode(written(plain, nothing, 10)).value().bgr, plain) <= 3);
  const std::string wide = written(plain, [](avifImage& image) {
    image.colorPrimaries = AVIF_COLOR_PRIMARIES_SMPTE432;
    image.transferCharacteristics = AVIF_TRANSFER_CHARACTERISTICS_SRGB;
  });
  const cv::Vec3b shown = decode(wide).value().bgr.at<cv::Vec3b>(9, 9);
  CHECK(shown[2] > 210);  // the same red needs more of sRGB's weaker one
  const std::string bright = written(plain, [](avifImage& image) {
    image.transferCharacteristics = AVIF_TRANSFER_CHARACTERISTICS_SMPTE2084;
  });
  CHECK(decode(bright).error().message == "the AVIF is in high dynamic range; save it as sRGB");
}

TEST_CASE("an AVIF that moves is refused", "[imaging]") {
  const std::string film = written(ramp(48, 48, false).bgr, nothing, 8, 3);
  CHECK(decode(film).error().message == "the AVIF is animated; a still picture is needed");
}

TEST_CASE("AVIF's writers are named with their versions", "[imaging]") {
  CHECK(avif_versions().find("libavif 0.") == 0);
  CHECK(avif_versions().find(", libaom 3.") != std::string::npos);
}
