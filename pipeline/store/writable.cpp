#include "pipeline/store/writable.hpp"

#include "pipeline/util/files.hpp"

#include <filesystem>
#include <system_error>

namespace vitrine::store {

std::optional<std::string> why_not_writable(const std::string& folder) {
  namespace fs = std::filesystem;
  try {
    fs::path place = fs::absolute(folder);
    while (place.has_relative_path() && !fs::exists(fs::symlink_status(place)))
      place = place.parent_path();
    if (!fs::is_directory(place)) return place.string() + " is no folder";
    util::GrowingFile(place).write("x");
    return std::nullopt;
  } catch (const std::system_error& error) {
    return std::string(error.what());
  }
}

}  // namespace vitrine::store
