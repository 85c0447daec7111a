#pragma once

#include "pipeline/domain/outcome.hpp"
#include "pipeline/domain/values.hpp"
#include "pipeline/providers/base64.hpp"
#include "pipeline/providers/skeleton.hpp"
#include "pipeline/util/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// A picture that stands in an answer's body, as base64 or as its own bytes. It is never held as a
/// whole.
namespace vitrine::providers {

enum class PictureForm { base64, bytes };

struct PictureFacts {
  std::string media_type;  ///< by its first bytes
  domain::PixelSize size;  ///< as stored
  std::int64_t bytes = 0;
  bool c2pa = false, xmp = false;  ///< the file holds Content Credentials, an XMP packet
};

/// One pass over it. bad_image, with the reason as message, if what should be base64 is not, if it
/// is no JPEG, PNG or WebP, or ends before the picture does. `also`, if it is given, sees each
/// piece, so that a digest needs no pass of its own.
util::Result<PictureFacts> examine_picture(std::string_view body,
                                           Span picture,
                                           const BytesSink& also = {},
                                           PictureForm form = PictureForm::base64);

/// The picture's bytes as they were sent, piece by piece, with whatever they say of their making.
/// False if the base64 is wrong, which `examine_picture` tells before anything is written.
bool copy_picture(std::string_view body,
                  Span picture,
                  const BytesSink& sink,
                  PictureForm form = PictureForm::base64);

/// How a picture's pixels compare with what was asked.
enum class SizeFit {
  as_asked,    ///< each side within 3 %
  other_size,  ///< the ratio within 3 %
  other_ratio,
  not_listed,  ///< nothing to compare with
};
SizeFit size_fit(std::optional<domain::PixelSize> expected, domain::PixelSize size);
const char* to_text(SizeFit fit);

/// picture.media_type, picture.said (a label that is not what the bytes are), picture.size,
/// picture.expected and picture.fit, c2pa_present and xmp_present.
void add_picture_facts(domain::Outcome& outcome,
                       const PictureFacts& facts,
                       std::optional<domain::PixelSize> expected,
                       std::string_view said = {});

}  // namespace vitrine::providers
