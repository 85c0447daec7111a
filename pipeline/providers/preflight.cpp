#include "pipeline/providers/preflight.hpp"

#include <algorithm>

namespace vitrine::providers {

bool ModelStanding::takes_batches() const {
  return std::find(methods.begin(), methods.end(), "batchGenerateContent") != methods.end();
}

}  // namespace vitrine::providers
