#pragma once

#include <optional>
#include <string>

namespace vitrine::store {

/// Why no file can be put into `folder`, tried with one that goes again at once; nothing: it can.
/// A folder that is not there yet is tried where it would be made, and not made.
std::optional<std::string> why_not_writable(const std::string& folder);

}  // namespace vitrine::store
