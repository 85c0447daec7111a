#pragma once

#include "pipeline/domain/values.hpp"
#include "pipeline/providers/base64.hpp"
#include "pipeline/providers/skeleton.hpp"
#include "pipeline/util/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// A picture that stands as base64 in an answer's body. It is never held as a whole.
namespace vitrine::providers {

struct PictureFacts {
  std::string media_type;  ///< by its first bytes
  domain::PixelSize size;  ///< as stored
  std::int64_t bytes = 0;
  bool c2pa = false, xmp = false;  ///< the file holds Content Credentials, an XMP packet
};

/// One pass over the base64. bad_image, with the reason as message, if it is not base64, is no
/// JPEG, PNG or WebP, or ends before the picture does. `also`, if it is given, sees each piece, so
/// that a digest needs no pass of its own.
util::Result<PictureFacts> examine_picture(std::string_view body,
                                           Span base64,
                                           const BytesSink& also = {});

/// The picture's bytes as they were sent, piece by piece, with whatever they say of their making.
/// False if the base64 is wrong, which `examine_picture` tells before anything is written.
bool copy_picture(std::string_view body, Span base64, const BytesSink& sink);

/// How a picture's pixels compare with what was asked.
enum class SizeFit {
  as_asked,    ///< each side within 3 %
  other_size,  ///< the ratio within 3 %
  other_ratio,
  not_listed,  ///< nothing to compare with
};
SizeFit size_fit(std::optional<domain::PixelSize> expected, domain::PixelSize size);
const char* to_text(SizeFit fit);

}  // namespace vitrine::providers
