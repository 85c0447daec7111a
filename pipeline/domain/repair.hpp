#pragma once

#include "pipeline/domain/words.hpp"
#include "pipeline/util/digest.hpp"
#include "pipeline/util/result.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vitrine::domain {

/// Where a rectangle of the packshot is seen in the rendering: the corners of a grid of cells, row
/// by row, in sixteenths of a pixel. Whole numbers, so that the record rebuilds the same bytes.
struct MeshPlace {
  int x = 0, y = 0, width = 0, height = 0;  ///< in the packshot, pixels
  int columns = 1, rows = 1;
  std::vector<std::pair<std::int32_t, std::int32_t>> points;
  friend bool operator==(const MeshPlace&, const MeshPlace&) = default;
};

/// One step of mending a rendering, with all that it needs to be done again.
struct Repair {
  RepairKind kind = RepairKind::white_snap;
  /// The picture whose pixels (restore_label) or whose alpha (match_color, clean_halo) are carried
  /// through `place`; of match_color it may be a zone's mask.
  util::Digest source;
  MeshPlace place;
  /// match_color: what is added to L*, a* and b*, in hundredths.
  std::array<int, 3> shift{0, 0, 0};
  friend bool operator==(const Repair&, const Repair&) = default;
};

/// Inverse of each other: one line of words. `damaged` for anything else.
std::string to_text(const Repair& repair);
util::Result<Repair> repair_from_text(std::string_view text);

/// "restore_label, white_snap"
std::string names_of(const std::vector<Repair>& repairs);

}  // namespace vitrine::domain
