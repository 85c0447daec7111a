#pragma once

#include <functional>
#include <optional>
#include <string>

namespace vitrine::cli {

/// Environment variables by name: the one way in which commands see them. An empty variable counts
/// as none. A value may be a key, so it is shown to nobody.
using Variables = std::function<std::optional<std::string>(const std::string&)>;

Variables process_variables();  ///< those of this process
Variables no_variables();       ///< none is set

}  // namespace vitrine::cli
