#include "pipeline/providers/call_pieces.hpp"

#include "pipeline/providers/base64.hpp"

#include <utility>

namespace vitrine::providers {
namespace {

constexpr std::size_t kAroundBody = 64 * 1024, kAroundPicture = 64;

}  // namespace

std::size_t room_in_json(const CallToWrite& call) {
  std::size_t room = kAroundBody + call.prompt.size();
  const auto add = [&](const SentPicture& picture) {
    room += base64_size(picture.bytes.size()) + kAroundPicture;
  };
  for (const SentPicture& picture : call.pictures) add(picture);
  if (call.mask != nullptr) add(*call.mask);
  return room;
}

net::Request json_post(net::Url url, std::string body) {
  net::Request request;
  request.method = "POST";
  request.url = std::move(url);
  request.headers.add("Content-Type", "application/json");
  request.body = std::move(body);
  return request;
}

Step look_at(net::Url url, std::chrono::milliseconds wait) {
  Step step;
  step.request.url = std::move(url);
  step.wait = wait;
  return step;
}

Step picture_at(net::Url url) {
  Step step;
  step.request.url = std::move(url);
  step.is_picture = true;
  return step;
}

domain::Outcome& make_unreadable(domain::Outcome& outcome,
                                 const ErrorContext& context,
                                 const std::string& why) {
  outcome.kind = domain::OutcomeKind::corrupt_payload;
  add_fact(outcome, "body", why);
  outcome.message =
      "the answer of " + context.surface + " for " + context.model + " is not readable: " + why;
  return outcome;
}

}  // namespace vitrine::providers
