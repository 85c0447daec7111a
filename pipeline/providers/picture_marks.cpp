#include "pipeline/providers/picture_marks.hpp"

#include <algorithm>

namespace vitrine::providers {
namespace {

constexpr std::string_view kPng{"\x89PNG\r\n\x1a\n", 8};
constexpr std::string_view kJpegXmp{"http://ns.adobe.com/xap/1.0/\0", 29};
constexpr std::string_view kPngXmp{"XML:com.adobe.xmp\0", 18};
constexpr std::size_t kStart = 12;       // tells the three kinds apart
constexpr std::size_t kBlockHead = 8;    // length and name, of PNG and WebP
constexpr std::size_t kSegmentHead = 4;  // marker and length, of JPEG
constexpr std::size_t kBodyHead = 32;    // what a block's own name may take

std::uint64_t number(std::string_view text, std::size_t at, std::size_t bytes, bool big) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes; ++i)
    value = value << 8 | static_cast<unsigned char>(text[at + (big ? i : bytes - 1 - i)]);
  return value;
}

/// A box inside APP11: "JP", instance, sequence, length, type.
bool is_jumbf(std::string_view body) {
  return body.starts_with("JP") && body.size() >= 16 && body.substr(12, 4) == "jumb";
}

}  // namespace

void PictureMarks::take(std::string_view piece) {
  while (!piece.empty() && kind_ != Kind::done) {
    if (skip_ > 0) {
      const std::size_t over = std::min<std::uint64_t>(skip_, piece.size());
      piece.remove_prefix(over);
      skip_ -= over;
      continue;
    }
    const std::size_t taken = std::min(piece.size(), wanted() - head_.size());
    head_ += piece.substr(0, taken);
    piece.remove_prefix(taken);
    if (head_.size() == wanted()) look();
  }
}

/// Bytes of the block at hand that decide what it is: its head, and of what follows no more than
/// there is.
std::size_t PictureMarks::wanted() const {
  switch (kind_) {
    case Kind::unknown:
      return kStart;
    case Kind::jpeg:
      if (head_.size() < kSegmentHead) return kSegmentHead;
      return kSegmentHead +
             std::min<std::size_t>(kBodyHead,
                                   std::max<std::uint64_t>(number(head_, 2, 2, true), 2) - 2);
    default:
      if (head_.size() < kBlockHead) return kBlockHead;
      return kBlockHead + std::min<std::size_t>(kBodyHead, kind_ == Kind::png
                                                               ? number(head_, 0, 4, true)
                                                               : number(head_, 4, 4, false));
  }
}

void PictureMarks::look() {
  switch (kind_) {
    case Kind::unknown:
      return look_at_start();
    case Kind::png:
      return look_at_png();
    case Kind::jpeg:
      return look_at_jpeg();
    case Kind::webp:
      return look_at_webp();
    case Kind::done:
      return;
  }
}

void PictureMarks::look_at_start() {
  std::size_t start = 0;
  if (head_.starts_with(kPng)) {
    kind_ = Kind::png;
    start = kPng.size();
  } else if (head_.starts_with("\xFF\xD8\xFF")) {
    kind_ = Kind::jpeg;
    start = 2;
  } else if (head_.starts_with("RIFF") && head_.ends_with("WEBP")) {
    kind_ = Kind::webp;
    start = kStart;
  } else {
    kind_ = Kind::done;
  }
  const std::string rest = head_.substr(start);
  head_.clear();
  take(rest);
}

void PictureMarks::look_at_png() {
  const std::uint64_t length = number(head_, 0, 4, true);
  const std::string_view name = std::string_view(head_).substr(4, 4);
  const std::string_view body = std::string_view(head_).substr(kBlockHead);
  c2pa_ = c2pa_ || name == "caBX";
  xmp_ = xmp_ || (name == "iTXt" && body.starts_with(kPngXmp));
  constexpr std::uint64_t kChecksum = 4;
  go_on(kBlockHead + length + kChecksum);
}

void PictureMarks::look_at_jpeg() {
  const auto marker = static_cast<unsigned char>(head_[1]);
  if (head_[0] != '\xFF' || marker == 0xDA || marker == 0xD9) {
    kind_ = Kind::done;  // where pixels begin, nothing more is said
    return;
  }
  if (marker == 0xFF) {  // fill bytes may stand before a marker
    const std::string rest = head_.substr(1);
    head_.clear();
    take(rest);
    return;
  }
  const std::uint64_t length = std::max<std::uint64_t>(number(head_, 2, 2, true), 2);
  const std::string_view body = std::string_view(head_).substr(kSegmentHead);
  c2pa_ = c2pa_ || (marker == 0xEB && is_jumbf(body));
  xmp_ = xmp_ || (marker == 0xE1 && body.starts_with(kJpegXmp));
  go_on(2 + length);
}

void PictureMarks::look_at_webp() {
  const std::uint64_t length = number(head_, 4, 4, false);
  const std::string_view name = std::string_view(head_).substr(0, 4);
  c2pa_ = c2pa_ || name == "C2PA";
  xmp_ = xmp_ || name == "XMP ";
  go_on(kBlockHead + length + length % 2);
}

/// To the next block, of one that takes so many bytes in all.
void PictureMarks::go_on(std::uint64_t block) {
  skip_ = block - head_.size();
  head_.clear();
}

}  // namespace vitrine::providers
