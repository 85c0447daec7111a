#include "pipeline/store/local_disk.hpp"

#include "pipeline/util/text.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

namespace vitrine::store {
namespace {

constexpr std::uint64_t kFuse = 0x65735546;

struct NetworkType {
  std::uint64_t magic;
  const char* name;
};
// From statfs(2). 9p is not here: containers and virtual machines use it for local folders.
constexpr std::array kNetworkTypes{
    NetworkType{0x6969, "nfs"},      NetworkType{0x517B, "smb"},
    NetworkType{0xFF534D42, "cifs"}, NetworkType{0xFE534D42, "smb2"},
    NetworkType{0x5346414F, "afs"},  NetworkType{0x00C36400, "ceph"},
    NetworkType{0x73757245, "coda"},
};

constexpr std::array<std::string_view, 8> kRemoteFuse{
    "fuse.sshfs",     "fuse.s3fs",      "fuse.rclone", "fuse.gcsfuse",
    "fuse.curlftpfs", "fuse.glusterfs", "fuse.davfs2", "fuse.goofys"};

std::filesystem::path nearest_existing(std::filesystem::path path) {
  std::error_code ignored;
  path = std::filesystem::absolute(path, ignored);
  while (path.has_relative_path() && !std::filesystem::exists(path, ignored))
    path = path.parent_path();
  return path;
}

std::string read_mountinfo() {
  std::ifstream in("/proc/self/mountinfo");  // has no size, so no ordinary read_file
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

std::optional<std::string> network_type(std::uint64_t statfs_magic) {
  for (const NetworkType& type : kNetworkTypes)
    if (type.magic == statfs_magic) return type.name;
  return std::nullopt;
}

std::string mount_type(std::string_view mountinfo, unsigned major, unsigned minor) {
  const std::string device = std::to_string(major) + ":" + std::to_string(minor);
  for (const std::string_view line : util::split(mountinfo, '\n')) {
    const auto words = util::split(line, ' ');
    // Optional words end with a lone '-'; the type is the next one.
    const auto dash = std::find(words.begin(), words.end(), "-");
    if (words.size() > 2 && words[2] == device && words.end() - dash > 1)
      return std::string(*(dash + 1));
  }
  return "";
}

bool is_remote_fuse(std::string_view mount_type) {
  return std::find(kRemoteFuse.begin(), kRemoteFuse.end(), mount_type) != kRemoteFuse.end();
}

std::optional<std::string> network_file_system(const std::string& folder) {
  const std::filesystem::path place = nearest_existing(folder);
  struct statfs system {};
  if (::statfs(place.c_str(), &system) != 0) return std::nullopt;
  const auto magic = static_cast<std::uint32_t>(system.f_type);
  if (magic != kFuse) return network_type(magic);
  struct stat info {};
  if (::stat(place.c_str(), &info) != 0) return std::nullopt;
  const std::string type =
      mount_type(read_mountinfo(), gnu_dev_major(info.st_dev), gnu_dev_minor(info.st_dev));
  if (is_remote_fuse(type)) return type;
  return std::nullopt;
}

}  // namespace vitrine::store
