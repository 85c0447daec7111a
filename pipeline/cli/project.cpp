#include "pipeline/cli/project.hpp"

#include "pipeline/util/files.hpp"

#include <stdexcept>
#include <sys/stat.h>
#include <unordered_map>

namespace vitrine::cli {
namespace fs = std::filesystem;
namespace {

bool is_project(const fs::path& folder) {
  std::error_code ignored;
  return fs::is_regular_file(folder / "vitrine.yaml", ignored) ||
         fs::is_directory(folder / ".vitrine", ignored) || fs::exists(folder / ".git", ignored);
}

std::optional<lineage::FileStamp> stamp_of(const fs::path& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return std::nullopt;
  return lineage::FileStamp{static_cast<std::int64_t>(info.st_size),
                            info.st_mtim.tv_sec * 1'000'000'000LL + info.st_mtim.tv_nsec,
                            static_cast<std::int64_t>(info.st_ino)};
}

bool is_trustworthy(const lineage::InputFile& known, const lineage::FileStamp& stamp) {
  constexpr std::int64_t kTwoSeconds = 2'000'000;
  return known.stamp == stamp && known.hashed_at.micros - stamp.mtime_ns / 1000 > kTwoSeconds;
}

}  // namespace

std::optional<fs::path> Project::settings() const {
  std::error_code ignored;
  const fs::path file = root / "vitrine.yaml";
  if (fs::is_regular_file(file, ignored)) return file;
  return std::nullopt;
}

Project find_project(const fs::path& start) {
  std::error_code ignored;
  fs::path folder = fs::weakly_canonical(fs::absolute(start), ignored);
  if (!fs::is_directory(folder, ignored)) folder = folder.parent_path();
  for (fs::path here = folder;; here = here.parent_path()) {
    if (is_project(here)) return {here};
    if (here == here.parent_path()) return {folder};
  }
}

plan::InputDigests digest_inputs(const Project& project,
                                 const std::vector<fs::path>& files,
                                 lineage::Lineage* reader,
                                 lineage::Lineage* writer,
                                 util::Timestamp now) {
  std::unordered_map<std::string, lineage::InputFile> known;
  if (reader != nullptr)
    for (lineage::InputFile& file : reader->input_files()) known[file.path] = std::move(file);
  plan::InputDigests digests;
  std::vector<lineage::InputFile> fresh;
  for (const fs::path& file : files) {
    const std::string name = path_in(project, file);
    const std::optional<lineage::FileStamp> stamp = stamp_of(file);
    const auto found = known.find(name);
    if (stamp && found != known.end() && is_trustworthy(found->second, *stamp)) {
      digests[file.string()] = found->second.digest;
      continue;
    }
    const util::Result<std::string> bytes = util::read_file(file);
    if (!stamp || !bytes)
      throw std::runtime_error("cannot read " + file.string() + ", which the job names");
    const util::Digest digest = util::sha256(*bytes);
    digests[file.string()] = digest;
    fresh.push_back({name, *stamp, digest, now});
  }
  if (writer != nullptr && !fresh.empty()) writer->remember_inputs(fresh);
  return digests;
}

std::string path_in(const Project& project, const fs::path& path) {
  // By its letters alone: a hundred thousand inputs must not cost a walk up the disk each.
  const fs::path full = fs::absolute(path).lexically_normal();
  const fs::path relative = full.lexically_relative(project.root);
  return relative.empty() || *relative.begin() == ".." ? full.string() : relative.string();
}

std::string shown_path(const fs::path& path) {
  std::error_code failed;
  const fs::path relative = fs::relative(path, failed);
  if (failed || relative.empty()) return path.string();
  return relative.string().size() < path.string().size() ? relative.string() : path.string();
}

}  // namespace vitrine::cli
