#include "pipeline/imaging/icc.hpp"

#include "pipeline/imaging/codec.hpp"
#include "tests/imaging/made_files.hpp"
#include "tests/support/drawn.hpp"

#include <catch2/catch.hpp>
#include <lcms2.h>

#include <algorithm>
#include <array>
#include <cmath>

using namespace vitrine::imaging;
using namespace vitrine::test;

namespace {

using Triple = std::array<double, 3>;  // r, g, b
constexpr cmsCIExyY kD65{0.3127, 0.3290, 1};

std::string saved(cmsHPROFILE profile) {
  cmsUInt32Number size = 0;
  cmsSaveProfileToMem(profile, nullptr, &size);
  std::string bytes(size, '\0');
  cmsSaveProfileToMem(profile, bytes.data(), &size);
  cmsCloseProfile(profile);
  return bytes;
}

std::string rgb_profile(const cmsCIExyYTRIPLE& primaries, double gamma) {
  cmsToneCurve* curve = cmsBuildGamma(nullptr, gamma);
  std::array<cmsToneCurve*, 3> curves{curve, curve, curve};
  const std::string bytes = saved(cmsCreateRGBProfile(&kD65, &primaries, curves.data()));
  cmsFreeToneCurve(curve);
  return bytes;
}

double srgb_level(double linear) {
  linear = std::clamp(linear, 0.0, 1.0);
  return 255 * (linear <= 0.0031308 ? 12.92 * linear : 1.055 * std::pow(linear, 1 / 2.4) - 0.055);
}

/// Linear light in XYZ (D65) as sRGB levels; IEC 61966-2-1.
Triple srgb_of(double x, double y, double z) {
  return {srgb_level(3.2406 * x - 1.5372 * y - 0.4986 * z),
          srgb_level(-0.9689 * x + 1.8758 * y + 0.0415 * z),
          srgb_level(0.0557 * x - 0.2040 * y + 1.0570 * z)};
}

bool is_near(const cv::Vec3b& bgr, const Triple& rgb, double tolerance) {
  return std::abs(bgr[2] - rgb[0]) <= tolerance && std::abs(bgr[1] - rgb[1]) <= tolerance &&
         std::abs(bgr[0] - rgb[2]) <= tolerance;
}

cv::Mat plain(const cv::Vec3b& bgr) {
  return {16, 16, CV_8UC3, cv::Scalar(bgr[0], bgr[1], bgr[2])};
}

std::string grey_profile(double gamma) {
  cmsToneCurve* curve = cmsBuildGamma(nullptr, gamma);
  const std::string bytes = saved(cmsCreateGrayProfile(&kD65, curve));
  cmsFreeToneCurve(curve);
  return bytes;
}

/// Inks that filter light: red is what cyan and black leave of it.
cmsInt32Number inks_to_lab(const cmsUInt16Number in[], cmsUInt16Number out[], void*) {
  const auto left = [&](int ink) { return (1 - in[ink] / 65535.0) * (1 - in[3] / 65535.0); };
  const auto linear = [](double level) {
    return level <= 0.04045 ? level / 12.92 : std::pow((level + 0.055) / 1.055, 2.4);
  };
  const double r = linear(left(0)), g = linear(left(1)), b = linear(left(2));
  // sRGB to XYZ adapted to D50 (Bradford).
  const cmsCIEXYZ xyz{0.4360747 * r + 0.3850649 * g + 0.1430804 * b,
                      0.2225045 * r + 0.7168786 * g + 0.0606169 * b,
                      0.0139322 * r + 0.0971045 * g + 0.7141733 * b};
  cmsCIELab lab;
  cmsXYZ2Lab(nullptr, &lab, &xyz);
  cmsFloat2LabEncodedV2(out, &lab);
  return 1;
}

std::string cmyk_profile() {
  cmsHPROFILE profile = cmsCreateProfilePlaceholder(nullptr);
  cmsSetProfileVersion(profile, 2.1);
  cmsSetDeviceClass(profile, cmsSigOutputClass);
  cmsSetColorSpace(profile, cmsSigCmykData);
  cmsSetPCS(profile, cmsSigLabData);
  cmsPipeline* pipeline = cmsPipelineAlloc(nullptr, 4, 3);
  cmsStage* table = cmsStageAllocCLut16bit(nullptr, 17, 4, 3, nullptr);
  cmsStageSampleCLut16bit(table, inks_to_lab, nullptr, 0);
  cmsPipelineInsertStage(pipeline, cmsAT_BEGIN, table);
  cmsWriteTag(profile, cmsSigAToB0Tag, pipeline);
  const std::string bytes = saved(profile);
  cmsPipelineFree(pipeline);
  return bytes;
}

}  // namespace

TEST_CASE("Adobe RGB and Display P3 are shown as their profiles mean them", "[imaging]") {
  const std::string adobe =
      rgb_profile({{0.64, 0.33, 1}, {0.21, 0.71, 1}, {0.15, 0.06, 1}}, 2.19921875);
  for (const cv::Vec3b& color : {cv::Vec3b(100, 110, 190), cv::Vec3b(160, 140, 90)}) {
    const auto light = [](int level) { return std::pow(level / 255.0, 2.19921875); };
    const double r = light(color[2]), g = light(color[1]), b = light(color[0]);
    const Triple expected =
        srgb_of(0.57667 * r + 0.18556 * g + 0.18823 * b, 0.29734 * r + 0.62736 * g + 0.07529 * b,
                0.02703 * r + 0.07069 * g + 0.99134 * b);
    const cv::Vec3b shown = to_srgb(plain(color), adobe).at<cv::Vec3b>(4, 4);
    CHECK(is_near(shown, expected, 2));
    CHECK_FALSE(is_near(color, expected, 5));
  }
  const std::string p3 =
      profile_of_primaries({0.680, 0.320, 0.265, 0.690, 0.150, 0.060, 0.3127, 0.3290});
  const cv::Vec3b color(80, 120, 200);
  const auto light = [](int level) {
    const double v = level / 255.0;
    return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
  };
  const double r = light(color[2]), g = light(color[1]), b = light(color[0]);
  const Triple expected =
      srgb_of(0.48657 * r + 0.26567 * g + 0.19822 * b, 0.22897 * r + 0.69174 * g + 0.07929 * b,
              0.04511 * g + 1.04394 * b);
  CHECK(is_near(to_srgb(plain(color), p3).at<cv::Vec3b>(4, 4), expected, 2));
}

TEST_CASE("a grey profile bends the greys", "[imaging]") {
  const cv::Mat grey(16, 16, CV_8UC1, cv::Scalar(128));
  const std::string png = encode_png_grey(grey);
  CHECK(decode(png).value().bgr.at<cv::Vec3b>(3, 3) == cv::Vec3b::all(128));
  const cv::Vec3b shown =
      decode(with_png_profile(png, grey_profile(1.0))).value().bgr.at<cv::Vec3b>(3, 3);
  CHECK(std::abs(shown[1] - 188) <= 2);  // half the light
}

TEST_CASE("a CMYK JPEG is shown as its profile says, whoever wrote it", "[imaging]") {
  const std::string profile = cmyk_profile();
  // What Adobe stores upside down: full magenta and yellow are red.
  const std::string red = with_jpeg_profile(inks_jpeg({255, 0, 0, 255}), profile);
  CHECK(is_near(decode(red).value().bgr.at<cv::Vec3b>(8, 8), {255, 0, 0}, 8));
  const std::string dark_cyan = with_jpeg_profile(inks_jpeg({55, 255, 255, 155}), profile);
  CHECK(is_near(decode(dark_cyan).value().bgr.at<cv::Vec3b>(8, 8), {34, 155, 155}, 8));
  // Without Adobe's mark the same four numbers are inks as they stand: the codec's own Y of a grey
  // is its lightness, and both colour differences are in the middle.
  std::string plain_inks = with_jpeg_profile(inks_jpeg({155, 155, 155, 0}), profile);
  plain_inks.replace(plain_inks.find("Adobe"), 5, "adobe");
  const cv::Vec3b shown = decode(plain_inks).value().bgr.at<cv::Vec3b>(8, 8);
  CHECK(is_near(shown, {155, 127, 127}, 8));
}

TEST_CASE("inks without a profile are refused, as nobody knows their colour", "[imaging]") {
  const std::string bare = inks_jpeg({100, 100, 100, 100});
  CHECK(decode(bare).error().message ==
        "the JPEG is CMYK (inks for print) without a colour profile, so its colours are unknown; "
        "save it as RGB with an sRGB profile");
  const std::string wrong = with_jpeg_profile(bare, srgb_profile());
  CHECK(decode(wrong).error().message.find("not for CMYK") != std::string::npos);
  CHECK(decode_mask(bare).error().message.find("save it as grey") != std::string::npos);
}
