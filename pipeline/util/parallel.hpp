#pragma once

#include <cstddef>
#include <functional>

namespace vitrine::util {

/// Calls `work` with every number below `count`, each once and in no order, on this thread and at
/// most three more, as many as the machine has: for a phase in which nothing else is at work.
/// Returns when all have ended. The first exception ends it early and reaches the caller.
void for_each_at_once(std::size_t count, const std::function<void(std::size_t)>& work);

}  // namespace vitrine::util
