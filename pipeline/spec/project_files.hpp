#pragma once

#include "pipeline/domain/values.hpp"
#include "pipeline/spec/complaints.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::spec {

/// A file that a job names: where it is, or why it cannot be used.
struct FoundFile {
  std::filesystem::path path;
  std::optional<Complaint> complaint;
  domain::PixelSize size;  ///< of a picture
};

/// Finds what jobs and feeds name. Remembers what it looked at, so that a feed of 100 000 rows
/// with the same photograph opens it once.
class ProjectFiles {
 public:
  /// Nothing outside `project` or one of `allowed` is found; an empty `project` allows all.
  ProjectFiles(std::filesystem::path project, std::vector<std::filesystem::path> allowed);

  /// A plain file, `named` relative to `folder`, symbolic links followed.
  FoundFile file(const std::filesystem::path& folder, std::string_view named);
  /// One that is a JPEG, PNG, WebP or AVIF picture as well.
  FoundFile picture(const std::filesystem::path& folder, std::string_view named);
  /// Whether a folder to be written to is inside; it need not exist.
  std::optional<Complaint> outside(const std::filesystem::path& path, std::string_view named) const;

 private:
  FoundFile look_up(const std::filesystem::path& folder, std::string_view named, bool as_picture);
  Complaint missing(const std::filesystem::path& folder, std::string_view named);
  std::optional<std::string> nearest_existing(const std::filesystem::path& folder,
                                              std::string_view named);
  std::optional<std::string> with_other_start(const std::filesystem::path& folder,
                                              std::string_view named) const;
  bool is_file(const std::filesystem::path& path) const;
  std::vector<std::string> names_below(const std::filesystem::path& folder);
  const std::vector<std::string>& names_in(const std::filesystem::path& folder);

  std::vector<std::filesystem::path> roots_;  ///< canonical; empty: all is allowed
  std::map<std::string, FoundFile> seen_;
  int searches_ = 0;  ///< for what was meant by a name that leads nowhere
  std::map<std::string, std::vector<std::string>> listings_;
};

}  // namespace vitrine::spec
