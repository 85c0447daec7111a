#pragma once

namespace vitrine::util {

/// Gives back to the system what was freed and the allocator keeps for later: worth its
/// milliseconds between two phases of which the second needs other memory than the first.
void give_back_memory();

}  // namespace vitrine::util
