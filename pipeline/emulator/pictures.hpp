#pragma once

#include "pipeline/emulator/errors.hpp"
#include "pipeline/emulator/models.hpp"

#include <optional>
#include <string_view>

namespace vitrine::emulator {

/// "image/png" by the first bytes; empty for what the service takes for no picture.
std::string_view sniffed_type(std::string_view bytes);

/// Why the service refuses a picture sent under this label; nothing if it takes it.
std::optional<ApiError> wrong_picture(std::string_view mime_type, std::string_view bytes);

/// Width and height by the header; nothing if this machine cannot read the format.
std::optional<Pixels> shape_of(std::string_view bytes);

}  // namespace vitrine::emulator
