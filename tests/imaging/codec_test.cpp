#include "pipeline/imaging/codec.hpp"

#include "tests/imaging/made_files.hpp"
#include "tests/support/drawn.hpp"

#include <catch2/catch.hpp>
#include <lcms2.h>
#include <opencv2/core.hpp>
#include <png.h>

#include <array>
#include <vector>

using namespace vitrine::imaging;
using namespace vitrine::test;
using vitrine::util::ErrorKind;

namespace {

std::string exif_with_orientation(char value) {
  const std::string tiff = std::string("II\x2A\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0", 18) +
                           value + std::string(7, '\0');
  return std::string("Exif\0\0", 6) + tiff;
}

/// A profile in which what is called red shines blue and the other way round.
std::string swapped_primaries() {
  const cmsCIExyY white{0.3127, 0.3290, 1};
  const cmsCIExyYTRIPLE primaries{{0.15, 0.06, 1}, {0.30, 0.60, 1}, {0.64, 0.33, 1}};
  const std::array<double, 5> srgb{2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
  cmsToneCurve* curve = cmsBuildParametricToneCurve(nullptr, 4, srgb.data());
  cmsToneCurve* curves[3]{curve, curve, curve};
  cmsHPROFILE profile = cmsCreateRGBProfile(&white, &primaries, curves);
  cmsUInt32Number size = 0;
  cmsSaveProfileToMem(profile, nullptr, &size);
  std::string bytes(size, '\0');
  cmsSaveProfileToMem(profile, bytes.data(), &size);
  cmsCloseProfile(profile);
  cmsFreeToneCurve(curve);
  return bytes;
}

std::string png_of(png_uint_32 format, int width, int height, const void* pixels, const void* map) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(width);
  image.height = static_cast<png_uint_32>(height);
  image.format = format;
  image.colormap_entries = map != nullptr ? 4 : 0;
  png_alloc_size_t size = 0;
  png_image_write_to_memory(&image, nullptr, &size, 0, pixels, 0, map);
  std::string bytes(size, '\0');
  png_image_write_to_memory(&image, bytes.data(), &size, 0, pixels, 0, map);
  bytes.resize(size);
  return bytes;
}

std::string message_of(std::string_view bytes) { return decode(bytes).error().message; }

}  // namespace

TEST_CASE("a PNG keeps every pixel and its alpha", "[imaging]") {
  for (const bool with_alpha : {false, true}) {
    const Picture picture = ramp(61, 43, with_alpha);
    const std::string bytes = encode_png(picture);
    const FileInfo info = inspect(bytes).value();
    CHECK(info.kind == FileKind::png);
    CHECK(info.width == 61);
    CHECK(info.height == 43);
    CHECK(info.has_alpha == with_alpha);
    const Picture back = decode(bytes).value();
    CHECK(same_pixels(back.bgr, picture.bgr));
    CHECK(back.has_alpha() == with_alpha);
    if (with_alpha) CHECK(same_pixels(back.alpha, picture.alpha));
    CHECK(encode_png(picture) == bytes);
  }
}

TEST_CASE("JPEG and WebP come back close to what went in", "[imaging]") {
  const Picture picture = ramp(120, 80, true);
  const Picture jpeg = decode(encode_jpeg(picture.bgr, 95, true)).value();
  CHECK(largest_difference(jpeg.bgr, picture.bgr) <= 6);
  CHECK_FALSE(jpeg.has_alpha());
  const Picture opaque{picture.bgr, {}};
  CHECK(mean_difference(decode(encode_webp(opaque, 95)).value().bgr, picture.bgr) < 3);
  const std::string webp = encode_webp(picture, 90);
  CHECK(inspect(webp).value().has_alpha);
  CHECK(same_pixels(decode(webp).value().alpha, picture.alpha));
}

TEST_CASE("more quality makes more bytes, and 4:4:4 more still", "[imaging]") {
  const cv::Mat bgr = checkered(256, 256, 3);
  CHECK(encode_jpeg(bgr, 60, false).size() < encode_jpeg(bgr, 92, false).size());
  CHECK(encode_jpeg(bgr, 92, false).size() < encode_jpeg(bgr, 92, true).size());
}

TEST_CASE("a file cut short anywhere is an error, never a grey tail", "[imaging]") {
  const Picture picture{checkered(96, 96, 5), {}};
  for (const std::string& whole :
       {encode_jpeg(picture.bgr, 90, false), encode_png(picture), encode_webp(picture, 80)})
    for (std::size_t size = 0; size < whole.size() - 2; size += 1 + whole.size() / 60) {
      const auto result = decode(std::string_view(whole).substr(0, size));
      CHECK_FALSE(result.has_value());
    }
}

TEST_CASE("one wrong byte in a PNG is an error", "[imaging]") {
  std::string bytes = encode_png(ramp(40, 40, false));
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  CHECK(decode(bytes).error().kind == ErrorKind::bad_image);
}

TEST_CASE("a header that claims too many pixels is refused before memory is asked for",
          "[imaging]") {
  std::string bytes = encode_png(ramp(8, 8, false));
  for (const std::size_t at : {16, 20}) bytes.replace(at, 4, std::string("\0\0\x75\x30", 4));
  CHECK(message_of(bytes).find("30000 x 30000") != std::string::npos);
  CHECK(decode(encode_png(ramp(20, 20, false)), {399}).error().kind == ErrorKind::bad_image);
  CHECK(decode(encode_png(ramp(20, 20, false)), {400}).has_value());
}

TEST_CASE("what is no picture is named so", "[imaging]") {
  CHECK(message_of("") == "the file is empty");
  CHECK(message_of("<html>not found</html>").find("is a web page") != std::string::npos);
  CHECK(message_of("\xFF\xD8\xFF\xE0").find("cut short") != std::string::npos);
}

TEST_CASE("a picture held sideways is turned upright, its mask too", "[imaging]") {
  const cv::Mat stored = corner_marked(64, 32);  // red at the top left
  const std::string upright = encode_jpeg(stored, 95, true);
  struct Turn {
    char orientation;
    cv::Point red;  // where the stored top left corner belongs
    cv::Size size;
  };
  for (const Turn& turn :
       {Turn{1, {4, 4}, {64, 32}}, Turn{2, {59, 4}, {64, 32}}, Turn{3, {59, 27}, {64, 32}},
        Turn{4, {4, 27}, {64, 32}}, Turn{5, {4, 4}, {32, 64}}, Turn{6, {27, 4}, {32, 64}},
        Turn{7, {27, 59}, {32, 64}}, Turn{8, {4, 59}, {32, 64}}}) {
    const std::string bytes =
        with_segment(upright, '\xE1', exif_with_orientation(turn.orientation));
    const Picture picture = decode(bytes).value();
    CHECK(picture.bgr.size() == turn.size);
    CHECK(picture.bgr.at<cv::Vec3b>(turn.red)[2] > 200);
    CHECK(decode_mask(bytes).value().size() == turn.size);
  }
}

TEST_CASE("an embedded profile is obeyed, except by masks", "[imaging]") {
  const cv::Mat blue(32, 32, CV_8UC3, cv::Scalar(220, 60, 20));
  const std::string plain = encode_jpeg(blue, 98, true);
  const std::string profile = std::string("ICC_PROFILE\0\1\1", 14) + swapped_primaries();
  const std::string bytes = with_segment(plain, '\xE2', profile);
  const cv::Vec3b shown = decode(bytes).value().bgr.at<cv::Vec3b>(16, 16);
  CHECK(std::abs(shown[2] - 220) <= 4);
  CHECK(std::abs(shown[1] - 60) <= 4);
  CHECK(std::abs(shown[0] - 20) <= 4);
  CHECK(same_pixels(decode_mask(bytes).value(), decode_mask(plain).value()));
}

TEST_CASE("16 bits and palettes become 8-bit colour", "[imaging]") {
  const std::vector<std::uint16_t> deep{0x8080, 0x0101, 0xFFFF};
  const cv::Vec3b pixel = decode(png_of(PNG_FORMAT_LINEAR_RGB, 1, 1, deep.data(), nullptr))
                              .value()
                              .bgr.at<cv::Vec3b>(0, 0);
  CHECK(pixel == cv::Vec3b(255, 1, 128));

  const std::string deep_alpha("\0\xFF\xFE\x01\x02\x80\x7F\x40\x10", 9);
  const Picture translucent = decode(png_file(1, 1, 16, 6, deep_alpha)).value();
  CHECK(translucent.bgr.at<cv::Vec3b>(0, 0) == cv::Vec3b(128, 1, 255));
  REQUIRE(translucent.has_alpha());
  CHECK(translucent.alpha.at<uchar>(0, 0) == 64);

  const std::array<unsigned char, 16> map{10, 20, 30, 255, 40, 50, 60, 0,
                                          70, 80, 90, 255, 1,  2,  3,  255};
  const std::array<unsigned char, 3> indices{0, 1, 2};
  const Picture picture =
      decode(png_of(PNG_FORMAT_RGBA_COLORMAP, 3, 1, indices.data(), map.data())).value();
  CHECK(picture.bgr.at<cv::Vec3b>(0, 2) == cv::Vec3b(90, 80, 70));
  REQUIRE(picture.has_alpha());
  CHECK(picture.alpha.at<uchar>(0, 1) == 0);
}

TEST_CASE("greys of every depth are read, with their alpha or their transparent level",
          "[imaging]") {
  const std::string two_bits("\0\x1B", 2);  // 0 1 2 3
  const Picture grey = decode(png_file(4, 1, 2, 0, two_bits)).value();
  for (int i = 0; i < 4; ++i)
    CHECK(grey.bgr.at<cv::Vec3b>(0, i) == cv::Vec3b::all(static_cast<uchar>(85 * i)));
  CHECK_FALSE(grey.has_alpha());
  const Picture cut =
      decode(png_file(4, 1, 2, 0, two_bits, png_chunk("tRNS", std::string("\0\2", 2)))).value();
  REQUIRE(cut.has_alpha());
  CHECK(cut.alpha.at<uchar>(0, 2) == 0);
  CHECK(cut.alpha.at<uchar>(0, 1) == 255);
  const Picture with_alpha = decode(png_file(1, 1, 8, 4, std::string("\0\x50\x30", 3))).value();
  CHECK(with_alpha.bgr.at<cv::Vec3b>(0, 0) == cv::Vec3b::all(0x50));
  CHECK(with_alpha.alpha.at<uchar>(0, 0) == 0x30);
  const Picture bit = decode(png_file(8, 1, 1, 0, std::string("\0\xA0", 2))).value();
  CHECK(bit.bgr.at<cv::Vec3b>(0, 0) == cv::Vec3b::all(255));
  CHECK(bit.bgr.at<cv::Vec3b>(0, 1) == cv::Vec3b::all(0));
  const Picture keyed = decode(png_file(1, 1, 8, 2, std::string("\0\1\2\3", 4),
                                        png_chunk("tRNS", std::string("\0\1\0\2\0\3", 6))))
                            .value();
  CHECK(keyed.alpha.at<uchar>(0, 0) == 0);
}

TEST_CASE("a WebP keeps soft alpha exactly, in both of its kinds", "[imaging]") {
  const Picture picture = ramp(64, 48, true);
  for (const bool sharp : {false, true}) {
    const Picture back = decode(encode_webp(picture, 80, sharp)).value();
    CHECK(same_pixels(back.alpha, picture.alpha));
  }
  cv::Mat bars(64, 64, CV_8UC3, cv::Scalar::all(255));
  for (int x = 5; x < 60; x += 8) bars.colRange(x, x + 3).setTo(cv::Scalar(10, 10, 230));
  const auto loss = [&](bool sharp) {
    return mean_difference(decode(encode_webp({bars, {}}, 95, sharp)).value().bgr, bars);
  };
  CHECK(loss(true) < 0.9 * loss(false));
}

TEST_CASE("a mask is its alpha, or its luma where alpha says nothing", "[imaging]") {
  cv::Mat grey(20, 20, CV_8UC1, cv::Scalar(0));
  grey.colRange(0, 7).setTo(200);
  CHECK(same_pixels(decode_mask(encode_png_grey(grey)).value(), grey));
  cv::Mat bgr;
  cv::merge(std::vector<cv::Mat>{grey, grey, grey}, bgr);
  CHECK(same_pixels(decode_mask(encode_png({bgr, cv::Mat(20, 20, CV_8UC1, 255)})).value(), grey));
  CHECK(same_pixels(
      decode_mask(encode_png({cv::Mat(20, 20, CV_8UC3, cv::Scalar::all(9)), grey})).value(), grey));
}

TEST_CASE("the codecs are named with their versions", "[imaging]") {
  const std::string versions = codec_versions();
  for (const char* name :
       {"libjpeg-turbo 2.", "libpng 1.", "libwebp 1.", "zlib 1.", "lcms 2.", "opencv 4."})
    CHECK(versions.find(name) != std::string::npos);
}
