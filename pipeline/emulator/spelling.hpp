#pragma once

#include <string>
#include <string_view>

/// The same JSON in other letters. Both take several values after each other too, as a stream has
/// them, and leave what stands between them alone.
namespace vitrine::emulator {

/// Every member's name in snake_case.
std::string with_snake_names(std::string_view json);

/// `\/` for `/` in every name and text.
std::string with_escaped_slashes(std::string_view json);

}  // namespace vitrine::emulator
