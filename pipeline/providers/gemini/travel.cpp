#include "pipeline/providers/gemini/travel.hpp"

#include <algorithm>

namespace vitrine::providers::gemini {
namespace {

using util::Error;
using util::ErrorKind;

constexpr std::int64_t kAroundPicture = 200;  // names and braces
constexpr std::int64_t kAroundAll = 2'000;

std::int64_t body_bytes(const std::vector<PictureUse>& pictures,
                        const std::vector<Way>& ways,
                        std::int64_t other_bytes) {
  std::int64_t sum = other_bytes + kAroundAll;
  for (std::size_t i = 0; i < pictures.size(); ++i)
    sum += ways[i] == Way::inline_bytes ? bytes_as_base64(pictures[i].bytes) : kAroundPicture;
  return sum;
}

/// The largest picture that still goes inline; the number of pictures if none does.
std::size_t largest_inline(const std::vector<PictureUse>& pictures, const std::vector<Way>& ways) {
  std::size_t largest = pictures.size();
  for (std::size_t i = 0; i < pictures.size(); ++i)
    if (ways[i] == Way::inline_bytes &&
        (largest == pictures.size() || pictures[i].bytes > pictures[largest].bytes))
      largest = i;
  return largest;
}

}  // namespace

util::Result<Travel> decide_travel(const Surface& surface,
                                   const std::vector<PictureUse>& pictures,
                                   std::int64_t other_bytes,
                                   const TravelRules& rules) {
  Travel travel;
  int shared = 0, existing = 0, moved = 0;
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    const PictureUse& picture = pictures[i];
    Way way = Way::inline_bytes;
    if (surface.has_files && picture.uploaded) {
      way = Way::uploaded;
      ++existing;
    } else if (surface.has_files && picture.requests >= rules.requests_worth_upload &&
               picture.bytes >= rules.bytes_worth_upload) {
      way = Way::upload;
      ++shared;
    }
    if (way == Way::inline_bytes && surface.most_inline_file > 0 &&
        picture.bytes > surface.most_inline_file)
      return Error{ErrorKind::unsupported, "picture " + std::to_string(i + 1) + " has " +
                                               megabytes(picture.bytes) + "; " + surface.name +
                                               " takes " + megabytes(surface.most_inline_file) +
                                               " a picture"};
    travel.ways.push_back(way);
  }
  travel.body_bytes = body_bytes(pictures, travel.ways, other_bytes);
  while (travel.body_bytes > surface.most_request) {
    const std::size_t largest = largest_inline(pictures, travel.ways);
    if (!surface.has_files || largest == pictures.size())
      return Error{ErrorKind::unsupported, "the request has " + megabytes(travel.body_bytes) +
                                               "; " + surface.name + " takes " +
                                               megabytes(surface.most_request) +
                                               (surface.has_files ? "" : " and no uploads")};
    travel.ways[largest] = Way::upload;
    ++moved;
    travel.body_bytes = body_bytes(pictures, travel.ways, other_bytes);
  }
  travel.reason = "pictures go inline";
  if (existing > 0) travel.reason = std::to_string(existing) + " uploaded before";
  if (shared > 0)
    travel.reason = std::to_string(shared) + " uploaded, because several requests send them";
  if (moved > 0)
    travel.reason = std::to_string(moved) + " uploaded, because the request would pass " +
                    megabytes(surface.most_request);
  return travel;
}

}  // namespace vitrine::providers::gemini
