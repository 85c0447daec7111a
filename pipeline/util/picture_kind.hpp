#pragma once

#include <string>
#include <string_view>

/// What a file's first bytes say that it is: its name is never asked, as labels lie.
namespace vitrine::util {

enum class PictureKind { none, jpeg, png, webp, avif };

/// The kind of picture whose signature stands at the beginning of `head` (32 bytes are enough), or
/// none. Says nothing of whether the rest is whole.
PictureKind picture_kind(std::string_view head);

/// Why a file that is of no such kind cannot be read, and what to do, as the end of a sentence that
/// begins with "it" or with the file's name: "is a GIF picture; save it as PNG, JPEG, WebP or
/// AVIF". Known are GIF, TIFF, BMP, HEIC, JPEG XL, JPEG 2000, SVG, PDF, Photoshop, zip, HTML and
/// plain text; a few hundred bytes are enough.
std::string why_no_picture(std::string_view head);

}  // namespace vitrine::util
