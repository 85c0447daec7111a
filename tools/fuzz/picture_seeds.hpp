#pragma once

#include <string>
#include <vector>

namespace vitrine::fuzz {

/// Small files of every kind that is read, with and without alpha, profile, turn and XMP.
std::vector<std::string> picture_seeds();

}  // namespace vitrine::fuzz
