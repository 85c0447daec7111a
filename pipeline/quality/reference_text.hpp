#pragma once

#include "pipeline/quality/reading.hpp"

#include <string>
#include <string_view>
#include <vector>

/// The lettering of a product as its packshot shows it: what may be held against a rendering.
namespace vitrine::quality {

struct ReferenceWord {
  std::string text;
  cv::Rect2d box;         ///< in the line's own frame: pixels of the packshot, from its corner
  double confidence = 0;  ///< 0..1
  friend bool operator==(const ReferenceWord&, const ReferenceWord&) = default;
};

/// A line, or a part of one without wide gaps. Its own frame begins at `corner` and is turned.
struct ReferenceLine {
  cv::Point2d corner;                ///< top left of the line in the packshot
  double angle = 0;                  ///< degrees, from the packshot's right towards its bottom
  cv::Size2d size;                   ///< along and across the line, in pixels of the packshot
  double x_height = 0;               ///< of its letters, in pixels of the packshot
  std::vector<ReferenceWord> words;  ///< from the left to the right, at least one
  friend bool operator==(const ReferenceLine&, const ReferenceLine&) = default;
};

struct ReferenceText {
  std::vector<ReferenceLine> lines;  ///< largest letters first
  friend bool operator==(const ReferenceText&, const ReferenceText&) = default;
};

/// Reads a packshot's lettering: in `areas` (label boxes), or in the whole picture if there are
/// none. Read at two sizes and five angles (±16°), so that a carton seen from the side is read too,
/// and with even contrast, so that a pale product on white and the shaded side of a bottle are;
/// kept is what a second and a third reading of the line alone, at other sizes, find again. Made
/// once for a packshot: some seconds of CPU. Shape: CV_8UC3.
ReferenceText read_reference(TextReader& reader,
                             const cv::Mat& packshot,
                             const std::vector<cv::Rect>& areas);

/// One line of text for each line and word, for the record. `damaged` if it is anything else.
std::string to_text(const ReferenceText& text);
util::Result<ReferenceText> reference_text_from(std::string_view text);

/// The words as texts, as text_match.hpp takes them.
std::vector<std::string> texts(const ReferenceLine& line);

}  // namespace vitrine::quality
