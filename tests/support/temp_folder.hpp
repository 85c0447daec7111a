#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace vitrine::test {

/// A folder of its own, removed with the object.
class TempFolder {
 public:
  /// Under the system's temporary folder, or another.
  explicit TempFolder(const std::filesystem::path& parent = std::filesystem::temp_directory_path());
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }
  /// Writes `bytes` to `name` below the folder, making folders on the way; returns the full path.
  std::filesystem::path write(std::string_view name, std::string_view bytes) const;

 private:
  std::filesystem::path path_;
};

/// The whole file; throws std::runtime_error if it cannot be read.
std::string read_text(const std::filesystem::path& path);

}  // namespace vitrine::test
