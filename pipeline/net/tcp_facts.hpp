#pragma once

#include <cstdint>
#include <optional>

namespace vitrine::net {

/// Of a TCP socket: bytes the peer's system has confirmed (the SYN counts as one). Alone in its
/// file because the kernel's header and libc's exclude each other.
std::optional<std::uint64_t> bytes_acknowledged(int socket);

}  // namespace vitrine::net
