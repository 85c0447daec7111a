#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace vitrine::providers {

/// What a picture's file says of its own making, found while it passes in pieces: no pixel is
/// decoded and no more than a block's head is held. Total: of a broken file, what stands before the
/// break.
class PictureMarks {
 public:
  void take(std::string_view piece);

  /// Content Credentials: PNG chunk caBX, JPEG APP11 with JUMBF, WebP chunk C2PA.
  bool c2pa() const { return c2pa_; }
  /// An XMP packet: PNG iTXt XML:com.adobe.xmp, JPEG APP1, WebP chunk "XMP ".
  bool xmp() const { return xmp_; }

 private:
  enum class Kind { unknown, png, jpeg, webp, done };

  std::size_t wanted() const;
  void look();
  void look_at_start();
  void look_at_png();
  void look_at_jpeg();
  void look_at_webp();
  void go_on(std::uint64_t block);

  Kind kind_ = Kind::unknown;
  std::string head_;        ///< of the block at hand
  std::uint64_t skip_ = 0;  ///< bytes to the next block
  bool c2pa_ = false, xmp_ = false;
};

}  // namespace vitrine::providers
