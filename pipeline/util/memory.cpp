#include "pipeline/util/memory.hpp"

#include <malloc.h>

namespace vitrine::util {

void give_back_memory() { ::malloc_trim(0); }

}  // namespace vitrine::util
