#include "pipeline/providers/travel.hpp"

#include "pipeline/providers/base64.hpp"
#include "pipeline/util/text.hpp"

namespace vitrine::providers {
namespace {

using util::Error;
using util::ErrorKind;

constexpr std::int64_t kAroundPicture = 200;    // names and braces
constexpr std::int64_t kTemplateBytes = 4'000;  // its sentences around what the request says

}  // namespace

std::string megabytes(std::int64_t bytes) {
  return util::fixed_text(static_cast<double>(bytes) / 1e6, 1) + " MB";
}

std::int64_t bytes_as_base64(std::int64_t bytes) {
  return static_cast<std::int64_t>(base64_size(static_cast<std::size_t>(bytes))) + kAroundPicture;
}

std::int64_t bytes_of_words(const domain::RenderRequest& request) {
  std::size_t bytes = request.prompt.size() + request.style.size() + request.system.size();
  for (const domain::EarlierTurn& turn : request.earlier) bytes += turn.prompt.size();
  return static_cast<std::int64_t>(bytes) + kTemplateBytes;
}

util::Result<Travel> travel_inside(const std::string& name,
                                   const TravelLimits& limits,
                                   const std::vector<PictureUse>& pictures,
                                   std::int64_t other_bytes) {
  Travel travel;
  travel.body_bytes = other_bytes;
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    const std::int64_t bytes = pictures[i].bytes;
    if (limits.most_picture > 0 && bytes > limits.most_picture)
      return Error{ErrorKind::unsupported, "picture " + std::to_string(i + 1) + " has " +
                                               megabytes(bytes) + "; " + name + " takes " +
                                               megabytes(limits.most_picture) + " a picture"};
    travel.ways.push_back(Way::inline_bytes);
    travel.body_bytes += limits.as_base64 ? bytes_as_base64(bytes) : bytes + kAroundPicture;
  }
  if (limits.most_request > 0 && travel.body_bytes > limits.most_request)
    return Error{ErrorKind::unsupported, "the request has " + megabytes(travel.body_bytes) + "; " +
                                             name + " takes " + megabytes(limits.most_request)};
  travel.reason = "pictures go inline";
  return travel;
}

}  // namespace vitrine::providers
