#pragma once

#include <cstdint>

namespace vitrine::util {

/// Gives back to the system what was freed and the allocator keeps for later: worth its
/// milliseconds between two phases of which the second needs other memory than the first.
void give_back_memory();

/// Bytes that were freed and the allocator keeps, whether they were given back or not.
std::int64_t kept_free_memory();

}  // namespace vitrine::util
