#pragma once

#include <cstdint>

/// Large planes (cv::Mat of 256 KiB and more) come from one pool for the whole process instead of
/// from the allocator, which keeps what was freed apart for each thread: two threads that work on
/// one large picture after the other would hold the memory of two.
namespace vitrine::imaging {

/// For the whole process, and from now on; to be called before threads begin. A plane that is freed
/// is kept for the next of about its size, whichever thread asks, as long as those in use and those
/// kept are no more than `most_bytes` together; what more is in use is only ever returned to the
/// system. Another call changes the limit.
void pool_planes(std::int64_t most_bytes);

struct PlanesPooled {
  std::int64_t in_use = 0, kept = 0;  ///< bytes
};
PlanesPooled planes_pooled();

/// Returns what is kept to the system.
void give_back_planes();

}  // namespace vitrine::imaging
