#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vitrine::store {

/// The kind of network file system that `folder`, or its nearest parent that exists, lies on
/// ("nfs", "fuse.sshfs", …); nothing if it is a local disk or of a kind we do not know. Locks and
/// shared memory do not work there as a database needs them.
std::optional<std::string> network_file_system(const std::string& folder);

/// The name of a network file system by the number statfs gives; nothing for any other.
std::optional<std::string> network_type(std::uint64_t statfs_magic);

/// The type of the mount with this device number in the text of /proc/self/mountinfo ("ext4",
/// "fuse.sshfs"); empty if none has it.
std::string mount_type(std::string_view mountinfo, unsigned major, unsigned minor);

/// Whether a "fuse.…" type keeps its files on another machine, as far as the name tells.
bool is_remote_fuse(std::string_view mount_type);

}  // namespace vitrine::store
