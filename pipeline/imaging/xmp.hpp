#pragma once

#include "pipeline/imaging/metadata.hpp"

#include <string>
#include <string_view>

namespace vitrine::imaging {

/// The one writer of the packet. UTF-8, no padding: a delivered file is never edited in place.
std::string write_xmp(const Provenance& provenance);

/// The properties above, as elements or attributes, entities resolved.
Provenance read_xmp(std::string_view packet);

}  // namespace vitrine::imaging
