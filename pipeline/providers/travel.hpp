#pragma once

#include "pipeline/domain/request.hpp"
#include "pipeline/util/result.hpp"

#include <cstdint>
#include <string>
#include <vector>

/// How the pictures of a request get to an API.
namespace vitrine::providers {

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

/// The texts of a request in a body, what a template says around them included: an estimate from
/// above, the same for a plan and for the run.
std::int64_t bytes_of_words(const domain::RenderRequest& request);

/// What an API takes in one request; 0: nobody says.
struct TravelLimits {
  std::int64_t most_request = 0;  ///< bytes of a body
  std::int64_t most_picture = 0;  ///< bytes of one picture
  bool as_base64 = true;          ///< false: the bytes themselves, as in a form
};

/// All inside the request. unsupported if that is too large; the message says what is and by how
/// much.
util::Result<Travel> travel_inside(const std::string& name,
                                   const TravelLimits& limits,
                                   const std::vector<PictureUse>& pictures,
                                   std::int64_t other_bytes);

/// "12.3 MB".
std::string megabytes(std::int64_t bytes);
/// What a picture takes up in a JSON body, the braces around it counted.
std::int64_t bytes_as_base64(std::int64_t bytes);

}  // namespace vitrine::providers
