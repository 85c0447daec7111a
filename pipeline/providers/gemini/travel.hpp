#pragma once

#include "pipeline/providers/gemini/surface.hpp"
#include "pipeline/providers/travel.hpp"
#include "pipeline/util/result.hpp"

#include <cstdint>
#include <vector>

namespace vitrine::providers::gemini {

/// From how many requests on an upload saves more than it costs, and from how many bytes.
struct TravelRules {
  int requests_worth_upload = 3;
  std::int64_t bytes_worth_upload = 256 * 1024;
};

/// `other_bytes`: texts and earlier answers in the body. unsupported if the request is too large
/// for this surface whatever is done; the message says what is and by how much.
util::Result<Travel> decide_travel(const Surface& surface,
                                   const std::vector<PictureUse>& pictures,
                                   std::int64_t other_bytes,
                                   const TravelRules& rules = {});

}  // namespace vitrine::providers::gemini
