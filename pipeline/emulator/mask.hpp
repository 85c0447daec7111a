#pragma once

#include <optional>
#include <string>

namespace vitrine::emulator {

/// Where a vendor's mask says that a picture may change: where it is transparent, or white.
enum class MaskBy { alpha, colour };

/// The mask as `DrawOrder` takes it: a grey PNG, white where the picture may change. Nothing for a
/// file that cannot be read, or that should be transparent somewhere and is not.
std::optional<std::string> mask_in(const std::string& file, MaskBy by);

}  // namespace vitrine::emulator
