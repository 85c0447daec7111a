#pragma once

#include "pipeline/report/page.hpp"
#include "pipeline/util/result.hpp"

#include <string_view>

namespace vitrine::report {

/// The picture reduced until its longer side is at most `longest` pixels, never enlarged: JPEG, or
/// WebP where it is see-through. bad_image if the bytes cannot be decoded.
util::Result<Thumbnail> thumbnail_of(std::string_view picture_bytes, int longest);

}  // namespace vitrine::report
