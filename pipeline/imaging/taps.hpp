#pragma once

#include "pipeline/imaging/resample.hpp"
#include "pipeline/imaging/squeeze.hpp"

namespace vitrine::imaging {

/// The Catmull-Rom taps of one axis: `size` result pixels over the stretch of a picture of `length`
/// pixels that begins at `begin`. The weights of each sum to exactly one, but for what lies over an
/// edge beyond which is nothing.
Taps make_taps(double begin, double extent, int size, int length, Outside outside);

}  // namespace vitrine::imaging
