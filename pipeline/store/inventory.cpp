#include "pipeline/store/inventory.hpp"

#include "pipeline/util/files.hpp"
#include "pipeline/util/text.hpp"

#include <cerrno>
#include <charconv>
#include <csignal>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace vitrine::store {
namespace {

namespace fs = std::filesystem;

/// Nothing if it is gone.
std::optional<StoredFile> look_at(const fs::path& path) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0) {
    if (errno == ENOENT) return std::nullopt;
    throw std::system_error(errno, std::generic_category(), "looking at " + path.string());
  }
  StoredFile file;
  file.path = path;
  file.size = info.st_size;
  file.modified = {info.st_mtim.tv_sec * 1'000'000LL + info.st_mtim.tv_nsec / 1000};
  if (S_ISREG(info.st_mode)) file.digest = util::Digest::from_hex(path.filename().string());
  return file;
}

}  // namespace

void scan_blobs(const Layout& layout, const std::function<void(const StoredFile&)>& each) {
  for (int byte = 0; byte < 256; ++byte) {
    const fs::path shard = layout.shard(static_cast<std::uint8_t>(byte));
    if (!fs::exists(shard)) continue;
    for (const auto& entry : fs::directory_iterator(shard)) {
      std::optional<StoredFile> file = look_at(entry.path());
      if (!file) continue;
      if (file->digest && file->digest->bytes[0] != byte) file->digest.reset();
      each(*file);
    }
  }
}

std::vector<StoredFile> spool_files(const Layout& layout) {
  std::vector<StoredFile> files;
  if (!fs::exists(layout.spool())) return files;
  for (const auto& entry : fs::directory_iterator(layout.spool()))
    if (entry.is_regular_file() && !entry.is_symlink())
      if (std::optional<StoredFile> file = look_at(entry.path())) files.push_back(std::move(*file));
  return files;
}

std::optional<int> writer_of_temporary(const fs::path& file) {
  const std::string name = file.filename().string();
  if (!name.starts_with('.') || !name.ends_with(".tmp")) return std::nullopt;
  const auto pieces = util::split(name, '.');  // "", name…, pid, number, "tmp"
  if (pieces.size() < 5) return std::nullopt;
  const std::string_view digits = pieces[pieces.size() - 3];
  int pid = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), pid);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return pid;
}

bool is_alive(int process) { return ::kill(process, 0) == 0 || errno != ESRCH; }

fs::path move_to_quarantine(const Layout& layout, const fs::path& file, util::Date day) {
  const fs::path folder = layout.quarantine(day);
  util::make_folders_durably(folder);
  fs::path target = folder / file.filename();
  for (int n = 2; fs::exists(target); ++n)
    target = folder / (file.filename().string() + "." + std::to_string(n));
  fs::rename(file, target);
  util::sync_folder(folder, util::Safeguard::quarantined_there);
  util::sync_folder(file.parent_path(), util::Safeguard::quarantined_from);
  return target;
}

void remove_durably(const fs::path& file) {
  if (::unlink(file.c_str()) == 0)
    util::sync_folder(file.parent_path(), util::Safeguard::removed_leftover);
  else if (errno != ENOENT)
    throw std::system_error(errno, std::generic_category(), "removing " + file.string());
}

}  // namespace vitrine::store
