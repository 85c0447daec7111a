#pragma once

#include "pipeline/imaging/picture.hpp"

namespace vitrine::imaging {

/// An unsharp mask over what was reduced: `percent` of the difference of luma to its 3 x 3 binomial
/// mean is added to all three channels. Made to leave no halo:
/// - where there is alpha only the product's own colours count and change, its outline does not;
/// - no luma goes more than 2 levels beyond the darkest and brightest of its 3 x 3 neighbourhood;
/// - differences of 2 levels or less, which are noise, stay.
/// Fixed point: the same bytes on every machine. 0 percent: the picture as it is.
/// Source: the classical unsharp mask; the limit follows its usual overshoot control.
Picture sharpened(const Picture& picture, int percent);

}  // namespace vitrine::imaging
