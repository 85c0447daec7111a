#include "pipeline/cli/variables.hpp"

#include <cstdlib>

namespace vitrine::cli {

Variables process_variables() {
  return [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    if (value == nullptr || *value == '\0') return std::nullopt;
    return value;
  };
}

Variables no_variables() {
  return [](const std::string&) -> std::optional<std::string> { return std::nullopt; };
}

}  // namespace vitrine::cli
