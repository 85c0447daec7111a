#include "pipeline/util/memory.hpp"

#include <malloc.h>

namespace vitrine::util {

void give_back_memory() { ::malloc_trim(0); }

void return_blocks_of(std::int64_t bytes) { ::mallopt(M_MMAP_THRESHOLD, static_cast<int>(bytes)); }

std::int64_t kept_free_memory() { return static_cast<std::int64_t>(::mallinfo2().fordblks); }

}  // namespace vitrine::util
