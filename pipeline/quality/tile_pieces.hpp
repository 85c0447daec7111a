#pragma once

#include "pipeline/quality/tile_likeness.hpp"

namespace vitrine::quality {

/// A tile that shows things before each other. From another side they are shifted by different
/// amounts, and no one shift fits: a knob stands otherwise before its drawer.
struct TileInPieces {
  float likeness = 0;  ///< to the reference, of what can be put together of the picture's pieces
  float added = 0;     ///< of the picture, what cannot be put together of the reference's, levels
};

/// Each picture's tile put together of small pieces of the other, every one from its own place at
/// most `reach` pixels away. `near`: the same comparison, but with what both show beyond the mask.
/// Nothing is found in pieces that the other picture does not show close by; a letter's strokes
/// may be, so that more likeness is to be asked for than of a whole tile. Takes about 1 ms.
TileInPieces in_pieces(const TileComparison& comparison,
                       const TileComparison& near,
                       const TileLikeness& tile,
                       int reach);

}  // namespace vitrine::quality
