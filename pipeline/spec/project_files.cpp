#include "pipeline/spec/project_files.hpp"

#include "pipeline/spec/picture_header.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

namespace vitrine::spec {
namespace {

namespace fs = std::filesystem;

constexpr int kLongestSide = 30'000;
constexpr long long kMostPixels = 100'000'000;  // as many as imaging::DecodeLimits reads

bool is_below(const fs::path& path, const fs::path& root) {
  return std::mismatch(root.begin(), root.end(), path.begin(), path.end()).first == root.end();
}

bool is_web_address(std::string_view named) {
  return named.starts_with("http://") || named.starts_with("https://");
}

std::optional<Complaint> wrong_picture(FoundFile& found, std::string_view named) {
  const util::Result<domain::PixelSize> size = picture_size(found.path);
  if (!size) return Complaint{"not-a-picture", quote(named) + " " + size.error().message};
  found.size = *size;
  if (std::max(size->width, size->height) > kLongestSide ||
      static_cast<long long>(size->width) * size->height > kMostPixels)
    return Complaint{"picture-too-large",
                     quote(named) + " claims " + std::to_string(size->width) + " x " +
                         std::to_string(size->height) +
                         " pixels; at most 100 megapixels and 30000 a side are read"};
  return std::nullopt;
}

}  // namespace

ProjectFiles::ProjectFiles(fs::path project, std::vector<fs::path> allowed) {
  if (project.empty()) return;
  allowed.insert(allowed.begin(), std::move(project));
  std::error_code ignored;
  for (const fs::path& root : allowed) {
    // A trailing slash would be an empty last component, which no path has.
    const fs::path canonical = fs::weakly_canonical(fs::absolute(root), ignored);
    roots_.push_back(canonical.has_filename() ? canonical : canonical.parent_path());
  }
}

FoundFile ProjectFiles::file(const fs::path& folder, std::string_view named) {
  return look_up(folder, named, false);
}

FoundFile ProjectFiles::picture(const fs::path& folder, std::string_view named) {
  return look_up(folder, named, true);
}

std::optional<Complaint> ProjectFiles::outside(const fs::path& path, std::string_view named) const {
  std::error_code error;
  const fs::path canonical = fs::weakly_canonical(fs::absolute(path), error);
  const bool inside =
      roots_.empty() ||
      (!error && std::any_of(roots_.begin(), roots_.end(),
                             [&](const fs::path& root) { return is_below(canonical, root); }));
  if (inside) return std::nullopt;
  return Complaint{"path-outside", quote(named) +
                                       " leaves the project; name its folder in vitrine.yaml "
                                       "to allow it"};
}

FoundFile ProjectFiles::look_up(const fs::path& folder, std::string_view named, bool as_picture) {
  const std::string key = (as_picture ? "picture " : "file ") + (folder / named).string();
  if (const auto seen = seen_.find(key); seen != seen_.end()) return seen->second;
  FoundFile found{(folder / named).lexically_normal(), std::nullopt, {}};
  std::error_code ignored;
  if (named.empty() || named.find('\0') != std::string_view::npos)
    found.complaint = Complaint{"no-file", "no file is named here"};
  else if (is_web_address(named))
    found.complaint = Complaint{
        "web-address", quote(named) + " is a web address; only files are read, download it first"};
  else if (std::optional<Complaint> leaves = outside(found.path, named))
    found.complaint = std::move(leaves);
  else if (!fs::is_regular_file(found.path, ignored))
    found.complaint = missing(folder, named);
  else if (as_picture)
    found.complaint = wrong_picture(found, named);
  return seen_.emplace(key, found).first->second;
}

Complaint ProjectFiles::missing(const fs::path& folder, std::string_view named) {
  const fs::path path = (folder / named).lexically_normal();
  Complaint complaint{"no-file", "no file " + util::one_line(path.string())};
  // A feed whose photographs are all gone needs no hint for each of them.
  constexpr int kMostSearches = 500;
  if (++searches_ > kMostSearches) return complaint;
  const std::optional<std::string> near = nearest_existing(folder, named);
  if (!near) return complaint;
  complaint.suggestion = *near;
  if (util::to_lower(*near) == util::to_lower(named)) {
    complaint.code = "case-differs";
    complaint.message +=
        ", but there is " + util::one_line(fs::path(*near).filename().string()) + " (case differs)";
  } else {
    complaint.message += "; did you mean " + quote(*near) + "?";
  }
  return complaint;
}

bool ProjectFiles::is_file(const fs::path& path) const {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored) && !outside(path, path.string());
}

/// Replaces each part of the path that does not exist by the nearest name there, so that a slip
/// in a folder's name is found as well.
std::optional<std::string> ProjectFiles::nearest_existing(const fs::path& folder,
                                                          std::string_view named) {
  if (std::optional<std::string> path = with_other_start(folder, named)) return path;
  const fs::path written(named);
  fs::path corrected;
  std::error_code ignored;
  for (auto part = written.begin(); part != written.end(); ++part) {
    const fs::path parent = (folder / corrected).lexically_normal();
    if (*part == "." || *part == ".." || fs::exists(parent / *part, ignored)) {
      corrected /= *part;
      continue;
    }
    std::optional<std::string> near = util::nearest(part->string(), names_in(parent));
    if (!near) {  // a slash may be lost, or one too many
      fs::path rest;
      for (; part != written.end(); ++part) rest /= *part;
      near = util::nearest(rest.string(), names_below(parent));
      if (!near) return std::nullopt;
      corrected /= *near;
      break;
    }
    corrected /= *near;
  }
  if (!is_file((folder / corrected).lexically_normal())) return std::nullopt;
  return corrected.string();
}

/// A slip among the dots that a relative path begins with.
std::optional<std::string> ProjectFiles::with_other_start(const fs::path& folder,
                                                          std::string_view named) const {
  const std::size_t name_at = named.find_first_not_of("./");
  if (name_at == std::string_view::npos) return std::nullopt;
  for (const char* start : {"", "./", "../", "../../", "../../../"}) {
    std::string path = start + std::string(named.substr(name_at));
    constexpr int kFarthest = 2;
    if (path != named && util::edit_distance(path, named, kFarthest) <= kFarthest &&
        is_file((folder / path).lexically_normal()))
      return path;
  }
  return std::nullopt;
}

/// The names in a folder and, with their folder in front, in the folders there.
std::vector<std::string> ProjectFiles::names_below(const fs::path& folder) {
  std::vector<std::string> names = names_in(folder);
  const std::vector<std::string> first = names;
  std::error_code ignored;
  for (const std::string& name : first)
    if (fs::is_directory(folder / name, ignored))
      for (const std::string& inner : names_in(folder / name)) names.push_back(name + "/" + inner);
  return names;
}

const std::vector<std::string>& ProjectFiles::names_in(const fs::path& folder) {
  const auto [listing, is_new] = listings_.try_emplace(folder.string());
  if (!is_new || outside(folder, folder.string())) return listing->second;
  // Comparing each missing file with more names than this would take longer than the job.
  constexpr std::size_t kMost = 5000;
  std::error_code error;
  for (fs::directory_iterator entry(folder.empty() ? "." : folder, error), end;
       !error && entry != end && listing->second.size() < kMost; entry.increment(error))
    listing->second.push_back(entry->path().filename().string());
  std::sort(listing->second.begin(), listing->second.end());
  return listing->second;
}

}  // namespace vitrine::spec
