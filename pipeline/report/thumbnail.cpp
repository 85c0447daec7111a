#include "pipeline/report/thumbnail.hpp"

#include "pipeline/imaging/codec.hpp"
#include "pipeline/imaging/resample.hpp"

#include <opencv2/imgproc.hpp>

#include <algorithm>

namespace vitrine::report {
namespace {

constexpr int kJpegQuality = 80, kWebpQuality = 75;

cv::Size reduced_size(const imaging::Picture& picture, int longest) {
  const int side = std::max(picture.width(), picture.height());
  if (side <= longest) return {picture.width(), picture.height()};
  const auto scaled = [&](int length) { return std::max(1, (length * longest + side / 2) / side); };
  return {scaled(picture.width()), scaled(picture.height())};
}

imaging::Picture reduced(const imaging::Picture& picture, cv::Size size) {
  if (size == picture.bgr.size()) return picture;
  // Averaging by a whole factor is quickest, but with alpha it would mix in what hides under
  // transparent pixels. It goes half of the way at least; the rest is resampled.
  if (picture.has_alpha()) return imaging::resample(picture, size);
  const int factor =
      std::max(picture.width(), picture.height()) / std::max(size.width, size.height);
  cv::Mat nearly = picture.bgr;
  if (factor > 1 && std::min(picture.width(), picture.height()) >= factor)
    cv::resize(picture.bgr, nearly, picture.bgr.size() / factor, 0, 0, cv::INTER_AREA);
  return imaging::resample({nearly, {}}, size);
}

}  // namespace

util::Result<Thumbnail> thumbnail_of(std::string_view picture_bytes, int longest) {
  const util::Result<imaging::Picture> decoded = imaging::decode(picture_bytes);
  if (!decoded) return decoded.error();
  const imaging::Picture small = reduced(*decoded, reduced_size(*decoded, longest));
  const auto thumbnail = [&](std::string bytes, imaging::FileKind kind) {
    return Thumbnail{std::move(bytes), imaging::media_type(kind), small.width(), small.height()};
  };
  if (small.has_alpha())
    return thumbnail(imaging::encode_webp(small, kWebpQuality), imaging::FileKind::webp);
  return thumbnail(imaging::encode_jpeg(small.bgr, kJpegQuality, false), imaging::FileKind::jpeg);
}

}  // namespace vitrine::report
