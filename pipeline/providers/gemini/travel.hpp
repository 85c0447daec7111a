#pragma once

#include "pipeline/domain/request.hpp"
#include "pipeline/providers/gemini/surface.hpp"
#include "pipeline/util/result.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace vitrine::providers::gemini {

/// What decides how one picture travels.
struct PictureUse {
  std::int64_t bytes = 0;
  int requests = 1;       ///< of this run that send it, this one included
  bool uploaded = false;  ///< lies there already and will for a while
};

enum class Way {
  inline_bytes,  ///< in the body, as base64
  upload,        ///< put there first, then named
  uploaded,      ///< named
};

struct Travel {
  std::vector<Way> ways;        ///< as the pictures were given
  std::int64_t body_bytes = 0;  ///< of pictures that go inline, as base64, and of all the rest
  std::string reason;           ///< one sentence
};

/// From how many requests on an upload saves more than it costs, and from how many bytes.
struct TravelRules {
  int requests_worth_upload = 3;
  std::int64_t bytes_worth_upload = 256 * 1024;
};

/// The texts of a request in a body, what a template says around them included: an estimate from
/// above, the same for a plan and for the run.
std::int64_t bytes_of_words(const domain::RenderRequest& request);

/// `other_bytes`: texts and earlier answers in the body. unsupported if the request is too large
/// for this surface whatever is done; the message says what is and by how much.
util::Result<Travel> decide_travel(const Surface& surface,
                                   const std::vector<PictureUse>& pictures,
                                   std::int64_t other_bytes,
                                   const TravelRules& rules = {});

}  // namespace vitrine::providers::gemini
