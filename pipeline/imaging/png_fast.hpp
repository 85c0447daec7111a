#pragma once

#include "pipeline/imaging/container.hpp"

#include <opencv2/core/mat.hpp>

#include <optional>
#include <string_view>
#include <vector>

namespace vitrine::imaging {

/// The pixels of a plain PNG, in a third of libpng's time: 8 bits a channel, grey, RGB or RGBA, not
/// interlaced, no palette, profile, turn or transparent colour, with the usual 32 KiB window, whole
/// to the last checksum. CV_8UC3 or CV_8UC4 (B, G, R, A), byte for byte as libpng gives them.
/// Nothing for every other file: libpng reads it, or says what is wrong with it.
/// `parts` are those of `bytes`.
std::optional<cv::Mat> plain_png_pixels(std::string_view bytes, const std::vector<Part>& parts);

/// Undoes a row's filter (PNG specification, chapter 9). `row` are the filtered bytes, `above` the
/// row before, undone, or zeros; `pixel_bytes` is 1, 3 or 4. All three buffers have 4 bytes more
/// than `size`. False if there is no such filter.
bool undo_filter(int filter,
                 const unsigned char* row,
                 const unsigned char* above,
                 unsigned char* result,
                 std::size_t size,
                 int pixel_bytes);

}  // namespace vitrine::imaging
