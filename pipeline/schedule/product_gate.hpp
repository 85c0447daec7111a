#pragma once

#include "pipeline/schedule/gate.hpp"

#include <memory>

namespace vitrine::schedule {

/// The gate that runs work with: local features, tiles and colours (quality/identity.hpp) and
/// lettering (quality/text_checks.hpp), and where these refuse a picture, the repairs that may save
/// it, each measured again. Without a reader of text the lettering is told as not measured.
std::unique_ptr<Gate> make_product_gate();

}  // namespace vitrine::schedule
