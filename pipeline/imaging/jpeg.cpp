#include "pipeline/imaging/byte_order.hpp"
#include "pipeline/imaging/exif.hpp"
#include "pipeline/imaging/file_codec.hpp"

#include <opencv2/core.hpp>
#include <turbojpeg.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace vitrine::imaging {
namespace {

struct Destroy {
  void operator()(void* handle) const { tjDestroy(handle); }
};
using Handle = std::unique_ptr<void, Destroy>;

struct Free {
  void operator()(unsigned char* buffer) const { tjFree(buffer); }
};

/// SOF0..SOF15 without the tables and codes that share the range.
bool starts_frame(const Part& part) {
  return part.name.size() == 2 && part.name[0] == 'C' && part.name != "C4" && part.name != "C8" &&
         part.name != "CC";
}

/// Adobe stores inks upside down (255 = none) and marks the file; so do those that learnt from it.
bool is_written_by_adobe(const std::vector<Part>& parts) {
  return std::ranges::any_of(
      parts, [](const Part& part) { return part.name == "EE" && part.body.starts_with("Adobe"); });
}

const unsigned char* as_bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

util::Result<FileInfo> inspect_jpeg(std::string_view bytes) {
  for (const Part& part : jpeg_parts(bytes)) {
    if (!starts_frame(part)) continue;
    if (part.body.size() < 6) break;
    const auto height = static_cast<int>(big_endian_16(part.body, 1));
    const auto width = static_cast<int>(big_endian_16(part.body, 3));
    if (width == 0 || height == 0) return bad_image("the JPEG header says 0 pixels");
    return FileInfo{FileKind::jpeg, width, height, false};
  }
  return bad_image("the JPEG header is cut short");
}

util::Result<Stored> decode_jpeg(std::string_view bytes, const FileInfo& info) {
  const Handle handle{tjInitDecompress()};
  int width = 0, height = 0, subsampling = 0, space = 0;
  if (tjDecompressHeader3(handle.get(), as_bytes(bytes), bytes.size(), &width, &height,
                          &subsampling, &space) != 0)
    return bad_image(std::string("the JPEG header is broken: ") + tjGetErrorStr2(handle.get()));
  const bool inks = space == TJCS_CMYK || space == TJCS_YCCK;
  if (width != info.width || height != info.height)
    return bad_image("the JPEG holds two headers that disagree");
  Stored stored;
  cv::Mat pixels(height, width, inks ? CV_8UC4 : CV_8UC3);
  // A warning is an error here: a cut-short file otherwise decodes with a grey tail. A hundred
  // scans or more are refused: a small file of that kind can keep a core busy for minutes.
  constexpr int flags = TJFLAG_ACCURATEDCT | TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS;
  if (tjDecompress2(handle.get(), as_bytes(bytes), bytes.size(), pixels.data, width,
                    static_cast<int>(pixels.step), height, inks ? TJPF_CMYK : TJPF_BGR, flags) != 0)
    return bad_image(std::string("the JPEG is broken or cut short: ") +
                     tjGetErrorStr2(handle.get()));
  const std::vector<Part> parts = jpeg_parts(bytes);
  if (!inks)
    stored.picture.bgr = pixels;
  else if (is_written_by_adobe(parts))
    cv::bitwise_not(pixels, stored.inks);
  else
    stored.inks = pixels;
  stored.icc_profile = jpeg_icc(parts);
  stored.orientation = exif_orientation(jpeg_exif(parts));
  return stored;
}

std::string encode_jpeg(const cv::Mat& bgr, int quality, bool chroma_444) {
  const Handle handle{tjInitCompress()};
  unsigned char* raw = nullptr;
  unsigned long size = 0;
  const int failed =
      tjCompress2(handle.get(), bgr.data, bgr.cols, static_cast<int>(bgr.step), bgr.rows, TJPF_BGR,
                  &raw, &size, chroma_444 ? TJSAMP_444 : TJSAMP_420, quality, TJFLAG_ACCURATEDCT);
  const std::unique_ptr<unsigned char, Free> buffer{raw};
  if (failed != 0)
    throw std::invalid_argument(std::string("cannot write a JPEG: ") +
                                tjGetErrorStr2(handle.get()));
  return {reinterpret_cast<const char*>(buffer.get()), size};
}

}  // namespace vitrine::imaging
