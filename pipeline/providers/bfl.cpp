#include "pipeline/providers/bfl.hpp"

#include "pipeline/providers/body_writer.hpp"
#include "pipeline/providers/call_pieces.hpp"
#include "pipeline/providers/errors.hpp"
#include "pipeline/providers/json_answer.hpp"
#include "pipeline/providers/redact.hpp"
#include "pipeline/providers/registry.hpp"

#include <cmath>
#include <utility>

namespace vitrine::providers {
namespace {

using domain::OutcomeKind;
using util::Error;
using util::ErrorKind;

constexpr std::chrono::milliseconds kFirstLook{700};
constexpr double kMicrosPerCredit = 10'000;  // a credit is a cent

void write_frame(BodyWriter& json, const CallToWrite& call) {
  if (call.option("frame", "aspect_ratio") == "aspect_ratio") {
    if (!call.asked.aspect.empty()) json.member("aspect_ratio", call.asked.aspect);
    return;
  }
  if (!call.asked.expected) return;
  json.key("width");
  json.number(call.asked.expected->width);
  json.key("height");
  json.number(call.asked.expected->height);
}

std::string body_of(const CallToWrite& call) {
  std::string body;
  body.reserve(room_in_json(call));
  BodyWriter json(body);
  json.begin_object();
  json.member("prompt", call.prompt);
  for (std::size_t i = 0; i < call.pictures.size(); ++i) {
    json.key("input_image" + (i == 0 ? std::string() : "_" + std::to_string(i + 1)));
    json.base64(call.pictures[i].bytes);
  }
  write_frame(json, call);
  if (call.request.seed && call.model.takes_seed) {
    json.key("seed");
    json.number(*call.request.seed);
  }
  json.key("prompt_upsampling");
  json.truth(call.option("prompt_upsampling", "false") == "true");
  if (const std::string level = call.option("safety_tolerance", ""); !level.empty()) {
    json.key("safety_tolerance");
    json.number(std::stoi(level));
  }
  // Which one comes unless it is said differs by page of the vendor's.
  json.member("output_format", call.model.formats.empty() ? "png" : call.model.formats.front());
  json.end_object();
  return body;
}

/// Of a status that ends a task without a picture.
OutcomeKind kind_of(std::string_view status) {
  if (status == "Request Moderated") return OutcomeKind::policy_hard;
  if (status == "Content Moderated") return OutcomeKind::policy_soft;
  return OutcomeKind::transient;
}

bool is_terminal(std::string_view status) {
  for (const char* end :
       {"Ready", "Request Moderated", "Content Moderated", "Error", "Failed", "Task not found"})
    if (status == end) return true;
  return false;
}

class Bfl final : public Protocol {
 public:
  util::Result<net::Url> call_url(const Place& place, std::string_view model) const override {
    if (!is_path_step(model))
      return Error{ErrorKind::bad_spec, "\"" + std::string(model) + "\" is no model id"};
    return url_at(place, "/v1/" + std::string(model));
  }

  util::Result<net::Request> write(const Place& place, const CallToWrite& call) const override {
    util::Result<net::Url> url = call_url(place, call.model.id);
    if (!url) return url.error();
    return json_post(std::move(*url), body_of(call));
  }

  bool has_steps() const override { return true; }

  util::Result<std::optional<Step>> next(const Place& place,
                                         const net::Request& last,
                                         std::string_view body) const override {
    const util::Result<JsonAnswer> answer = JsonAnswer::parse(body);
    const JsonValue root = answer ? answer->root() : JsonValue();
    const std::string_view status = root["status"].text();
    if (status == "Ready") {
      util::Result<net::Url> sample = net::parse_url(root["result"]["sample"].text());
      if (!sample) return std::optional<Step>();
      return std::optional(picture_at(std::move(*sample)));
    }
    if (is_terminal(status)) return std::optional<Step>();
    // An unknown word is no end.
    if (last.method == "GET") return std::optional(look_at(last.url, kFirstLook));
    // As it was given: the region is in it.
    util::Result<net::Url> look = net::parse_url(root["polling_url"].text());
    if (!look)
      return Error{ErrorKind::damaged, place.name + " began a task without saying where to look"};
    return std::optional(look_at(std::move(*look), kFirstLook));
  }

  Said read(const ErrorContext& context,
            const Asked& /*asked*/,
            const net::ResponseHead& head,
            std::string_view body) const override {
    Said said;
    if (head.status / 100 != 2) {
      said.outcome = read_error(context, head, body);
      return said;
    }
    said.outcome.facts.push_back({"http_status", std::to_string(head.status)});
    const util::Result<JsonAnswer> answer = JsonAnswer::parse(body);
    const JsonValue root = answer ? answer->root() : JsonValue();
    const std::string status(root["status"].text());
    add_fact(said.outcome, "response_id", redacted(root["id"].text(), 80));
    add_fact(said.outcome, "code", redacted(status, 60));
    if (const auto seed = root["result"]["seed"].whole())
      said.outcome.facts.push_back({"seed", std::to_string(*seed)});
    if (const auto cost = root["cost"].number(); cost && *cost >= 0)
      said.cost = util::Money{std::llround(*cost * kMicrosPerCredit)};
    if (status == "Ready") {
      said.outcome.kind = OutcomeKind::image;
      return said;
    }
    if (status.empty()) {
      make_unreadable(said.outcome, context, answer ? "it has no status" : answer.error().message);
      return said;
    }
    said.outcome.kind = kind_of(status);
    said.outcome.may_be_billed = status == "Task not found";  // it was begun, and may be made
    const std::string words = redacted(root["details"].text());
    said.outcome.message = redacted(context.surface + " made no picture (" + status + ", " +
                                    context.model + ")" + (words.empty() ? "" : ": " + words));
    return said;
  }
};

}  // namespace

std::shared_ptr<const Protocol> bfl_protocol() { return std::make_shared<const Bfl>(); }

util::Result<std::shared_ptr<const Access>> bfl_access(const Reach& reach) {
  Place place;
  place.name = place.seller = "bfl";
  place.key = {"x-key", ""};
  place.also = {"https://api.eu.bfl.ai", "https://api.us.bfl.ai"};
  util::Result<Place> there = at_base(std::move(place), reach.base, kBflBase);
  if (!there) return there.error();
  return access_by(named(std::move(*there), reach.name), bfl_protocol());
}

}  // namespace vitrine::providers
