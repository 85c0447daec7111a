#pragma once

#include <cstdint>

namespace vitrine::util {

/// Gives back to the system what was freed and the allocator keeps for later: worth its
/// milliseconds between two phases of which the second needs other memory than the first.
void give_back_memory();

/// For the whole process: blocks of this many bytes and more come from the system one by one and go
/// back to it when they are freed. Left alone, the allocator raises the size above which it does so
/// with each large block that is freed, and keeps the smaller ones apart for each thread.
void return_blocks_of(std::int64_t bytes);

/// Bytes that were freed and the allocator keeps, whether they were given back or not.
std::int64_t kept_free_memory();

}  // namespace vitrine::util
