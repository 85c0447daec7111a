#pragma once

#include "pipeline/domain/values.hpp"

#include <filesystem>
#include <optional>

namespace vitrine::spec {

/// Width and height from the header of a JPEG, PNG or WebP file, read without decoding; EXIF
/// orientation is not applied. Nothing if the file is none of these or ends too early.
std::optional<domain::PixelSize> picture_size(const std::filesystem::path& file);

}  // namespace vitrine::spec
