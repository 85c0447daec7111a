#include "pipeline/imaging/icc.hpp"

#include "pipeline/imaging/byte_order.hpp"

#include <lcms2.h>
#include <opencv2/core.hpp>

#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <type_traits>

namespace vitrine::imaging {
namespace {

struct CloseProfile {
  void operator()(void* profile) const { cmsCloseProfile(profile); }
};
struct DeleteTransform {
  void operator()(void* transform) const { cmsDeleteTransform(transform); }
};
using Profile = std::unique_ptr<void, CloseProfile>;
using Transform = std::unique_ptr<void, DeleteTransform>;

Transform make_transform(cmsHPROFILE source, cmsUInt32Number source_format) {
  const Profile srgb{cmsCreate_sRGBProfile()};
  return Transform{
      cmsCreateTransform(source, source_format, srgb.get(), TYPE_BGR_8, INTENT_PERCEPTUAL, 0)};
}

cv::Mat convert(const cv::Mat& source, cmsHTRANSFORM transform) {
  cv::Mat result(source.size(), CV_8UC3);
  for (int y = 0; y < source.rows; ++y)
    cmsDoTransform(transform, source.ptr(y), result.ptr(y),
                   static_cast<cmsUInt32Number>(source.cols));
  return result;
}

/// 9 levels a channel: any other set of primaries or curve moves some of these.
cv::Mat probe_colors() {
  cv::Mat probe(1, 9 * 9 * 9, CV_8UC3);
  const auto level = [](int step) { return static_cast<uchar>(step * 255 / 8); };
  for (int i = 0; i < probe.cols; ++i)
    probe.at<cv::Vec3b>(0, i) = {level(i % 9), level(i / 9 % 9), level(i / 81)};
  return probe;
}

/// Rounding moves a colour by a level even from sRGB to sRGB; such a file is better left alone.
bool is_srgb_by_another_name(cmsHTRANSFORM transform) {
  const cv::Mat probe = probe_colors();
  const cv::Mat moved = convert(probe, transform);
  for (int i = 0; i < probe.cols * 3; ++i)
    if (std::abs(probe.ptr()[i] - moved.ptr()[i]) > 1) return false;
  return true;
}

std::string written(cmsHPROFILE profile) {
  cmsUInt32Number size = 0;
  std::string bytes;
  if (!cmsSaveProfileToMem(profile, nullptr, &size))
    throw std::runtime_error("lcms cannot write a profile that it made");
  bytes.resize(size);
  if (!cmsSaveProfileToMem(profile, bytes.data(), &size))
    throw std::runtime_error("lcms cannot write a profile that it made");
  return bytes;
}

/// From the header of a profile that lcms has read. lcms's own answer may be none of the values of
/// its type, which the language does not allow for.
std::uint32_t color_space_of(std::string_view profile) {
  constexpr std::size_t kAt = 16;
  return profile.size() < kAt + 4 ? 0 : big_endian_32(profile, kAt);
}

std::string make_srgb_profile() {
  const Profile profile{cmsCreate_sRGBProfile()};
  std::string bytes = written(profile.get());
  // The header's creation date (six 16-bit numbers at 24) would make every process write others.
  constexpr std::string_view date{"\x07\xD0\x00\x01\x00\x01\x00\x00\x00\x00\x00\x00", 12};
  bytes.replace(24, date.size(), date);
  return bytes;
}

}  // namespace

cv::Mat to_srgb(const cv::Mat& bgr, std::string_view profile) {
  // Our own files name the profile that we write; making a transform takes longer than they do.
  if (profile.empty() || profile == srgb_profile()) return bgr;
  const Profile source{
      cmsOpenProfileFromMem(profile.data(), static_cast<cmsUInt32Number>(profile.size()))};
  if (!source) return bgr;
  const std::uint32_t space = color_space_of(profile);
  if (space == cmsSigGrayData) {
    const Transform transform = make_transform(source.get(), TYPE_GRAY_8);
    cv::Mat grey;
    cv::extractChannel(bgr, grey, 1);
    return transform ? convert(grey, transform.get()) : bgr;
  }
  if (space != cmsSigRgbData) return bgr;
  const Transform transform = make_transform(source.get(), TYPE_BGR_8);
  if (!transform || is_srgb_by_another_name(transform.get())) return bgr;
  return convert(bgr, transform.get());
}

util::Result<cv::Mat> inks_to_srgb(const cv::Mat& cmyk, std::string_view profile) {
  const auto unknown = [](const char* why) {
    return util::Error{util::ErrorKind::bad_image,
                       std::string("the JPEG is CMYK (inks for print) ") + why +
                           ", so its colours are unknown; save it as RGB with an sRGB profile"};
  };
  if (profile.empty()) return unknown("without a colour profile");
  const Profile source{
      cmsOpenProfileFromMem(profile.data(), static_cast<cmsUInt32Number>(profile.size()))};
  if (!source || color_space_of(profile) != cmsSigCmykData)
    return unknown("with a colour profile that is not for CMYK");
  const Transform transform = make_transform(source.get(), TYPE_CMYK_8);
  if (!transform) return unknown("with a colour profile that cannot be used");
  return convert(cmyk, transform.get());
}

std::string profile_of_primaries(const std::array<double, 8>& xy) {
  const cmsCIExyY white{xy[6], xy[7], 1};
  const cmsCIExyYTRIPLE primaries{{xy[0], xy[1], 1}, {xy[2], xy[3], 1}, {xy[4], xy[5], 1}};
  const std::array<double, 5> srgb{2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
  cmsToneCurve* curve = cmsBuildParametricToneCurve(nullptr, 4, srgb.data());
  std::array<cmsToneCurve*, 3> curves{curve, curve, curve};
  const Profile profile{cmsCreateRGBProfile(&white, &primaries, curves.data())};
  cmsFreeToneCurve(curve);
  return profile ? written(profile.get()) : std::string();
}

const std::string& srgb_profile() {
  static const std::string profile = make_srgb_profile();
  return profile;
}

}  // namespace vitrine::imaging
