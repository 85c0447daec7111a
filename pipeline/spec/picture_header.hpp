#pragma once

#include "pipeline/domain/values.hpp"
#include "pipeline/util/result.hpp"

#include <filesystem>

namespace vitrine::spec {

/// Width and height from the header of a JPEG, PNG, WebP or AVIF file, read without decoding; EXIF
/// orientation is not applied. bad_image if the file is none of these or ends too early; the
/// message goes on after the file's name: "is a GIF picture; save it as PNG, JPEG, WebP or AVIF".
util::Result<domain::PixelSize> picture_size(const std::filesystem::path& file);

}  // namespace vitrine::spec
