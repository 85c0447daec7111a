#include "pipeline/providers/answer_picture.hpp"

#include "pipeline/imaging/codec.hpp"
#include "pipeline/providers/error_words.hpp"
#include "pipeline/providers/picture_marks.hpp"
#include "pipeline/providers/redact.hpp"

#include <algorithm>
#include <cmath>

namespace vitrine::providers {
namespace {

constexpr std::size_t kFirstLook = 64 * 1024;
constexpr std::size_t kTail = 4 * 1024;
constexpr std::size_t kPiece = 64 * 1024;
constexpr double kTolerance = 0.03;

/// Reads the header as soon as enough has come, and keeps the end.
class Examiner {
 public:
  void take(std::string_view piece) {
    bytes_ += static_cast<std::int64_t>(piece.size());
    marks_.take(piece);
    if (!info_) {
      head_ += piece;
      if (head_.size() >= next_look_) look();
    }
    if (piece.size() >= kTail) {
      tail_ = piece.substr(piece.size() - kTail);
    } else {
      tail_ += piece;
      if (tail_.size() > 2 * kTail) tail_.erase(0, tail_.size() - kTail);
    }
  }

  util::Result<PictureFacts> finish() {
    if (!info_) look();
    if (!info_) return util::Error{util::ErrorKind::bad_image, why_};
    if (!is_whole()) return util::Error{util::ErrorKind::bad_image, "the picture ends early"};
    return PictureFacts{imaging::media_type(info_->kind),
                        {info_->width, info_->height},
                        bytes_,
                        marks_.c2pa(),
                        marks_.xmp()};
  }

 private:
  /// Headers can stand behind large blocks of metadata, so each look takes twice as much.
  void look() {
    next_look_ = head_.size() * 2;
    const util::Result<imaging::FileInfo> info = imaging::inspect(head_);
    if (!info) {
      why_ = info.error().message;
      return;
    }
    info_ = *info;
    if (head_.size() >= 8)  // RIFF says its own length
      riff_bytes_ = static_cast<unsigned char>(head_[4]) |
                    static_cast<std::int64_t>(static_cast<unsigned char>(head_[5])) << 8 |
                    static_cast<std::int64_t>(static_cast<unsigned char>(head_[6])) << 16 |
                    static_cast<std::int64_t>(static_cast<unsigned char>(head_[7])) << 24;
    head_ = {};
  }

  bool is_whole() const {
    switch (info_->kind) {
      case imaging::FileKind::png:
        // Its name and the checksum behind it.
        return tail_.size() >= 8 && tail_.rfind("IEND", tail_.size() - 8) != std::string::npos;
      case imaging::FileKind::jpeg:
        return tail_.rfind("\xFF\xD9") != std::string::npos;
      case imaging::FileKind::webp:
        return bytes_ >= riff_bytes_ + 8;
      case imaging::FileKind::avif:
        return true;  // no model answers with one; whether it is whole shows when it is decoded
    }
    return false;
  }

  std::string head_, tail_, why_;
  PictureMarks marks_;
  std::optional<imaging::FileInfo> info_;
  std::size_t next_look_ = kFirstLook;
  std::int64_t bytes_ = 0, riff_bytes_ = 0;
};

bool near(double value, double wanted) { return std::fabs(value / wanted - 1) <= kTolerance; }

}  // namespace

util::Result<PictureFacts> examine_picture(std::string_view body,
                                           Span picture,
                                           const BytesSink& also,
                                           PictureForm form) {
  Examiner examiner;
  const BytesSink look = [&](std::string_view piece) {
    examiner.take(piece);
    if (also) also(piece);
  };
  const bool decoded = copy_picture(body, picture, look, form);
  if (!decoded) return util::Error{util::ErrorKind::bad_image, "the picture is no whole base64"};
  return examiner.finish();
}

bool copy_picture(std::string_view body, Span picture, const BytesSink& sink, PictureForm form) {
  if (form == PictureForm::base64) return decode_base64(picture.of(body), sink);
  std::string_view left = picture.of(body);
  while (!left.empty()) {
    const std::string_view piece = left.substr(0, kPiece);
    sink(piece);
    left.remove_prefix(piece.size());
  }
  return true;
}

SizeFit size_fit(std::optional<domain::PixelSize> expected, domain::PixelSize size) {
  if (!expected || expected->width <= 0 || expected->height <= 0 || size.height <= 0)
    return SizeFit::not_listed;
  if (near(size.width, expected->width) && near(size.height, expected->height))
    return SizeFit::as_asked;
  const double ratio = static_cast<double>(size.width) / size.height;
  const double wanted = static_cast<double>(expected->width) / expected->height;
  return near(ratio, wanted) ? SizeFit::other_size : SizeFit::other_ratio;
}

const char* to_text(SizeFit fit) {
  switch (fit) {
    case SizeFit::as_asked:
      return "as_asked";
    case SizeFit::other_size:
      return "other_size";
    case SizeFit::other_ratio:
      return "other_ratio";
    case SizeFit::not_listed:
      return "not_listed";
  }
  return "not_listed";
}

void add_picture_facts(domain::Outcome& outcome,
                       const PictureFacts& facts,
                       std::optional<domain::PixelSize> expected,
                       std::string_view said) {
  const auto pixels = [](domain::PixelSize size) {
    return std::to_string(size.width) + "x" + std::to_string(size.height);
  };
  add_fact(outcome, "picture.media_type", facts.media_type);
  if (said != facts.media_type) add_fact(outcome, "picture.said", redacted(said, 60));
  add_fact(outcome, "picture.size", pixels(facts.size));
  if (expected) add_fact(outcome, "picture.expected", pixels(*expected));
  add_fact(outcome, "picture.fit", to_text(size_fit(expected, facts.size)));
  add_fact(outcome, "c2pa_present", facts.c2pa ? "yes" : "no");
  add_fact(outcome, "xmp_present", facts.xmp ? "yes" : "no");
}

}  // namespace vitrine::providers
