#include "pipeline/providers/dashscope.hpp"

#include "pipeline/providers/body_writer.hpp"
#include "pipeline/providers/call_pieces.hpp"
#include "pipeline/providers/errors.hpp"
#include "pipeline/providers/json_answer.hpp"
#include "pipeline/providers/redact.hpp"
#include "pipeline/providers/registry.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace vitrine::providers {
namespace {

using domain::OutcomeKind;
using util::Error;
using util::ErrorKind;

constexpr std::chrono::milliseconds kLook{1'500};
constexpr std::int64_t kMostPicture = 10'000'000;
constexpr std::string_view kTasks = "/api/v1/tasks/";

/// A call that a model's row may name, by its option `service`.
struct Service {
  std::string_view name, path;
  bool is_task;  ///< begun, and looked at until it is done; else it answers at once
};
constexpr std::array<Service, 3> kServices{{
    {"multimodal", "/api/v1/services/aigc/multimodal-generation/generation", false},
    {"text2image", "/api/v1/services/aigc/text2image/image-synthesis", true},
    {"image2image", "/api/v1/services/aigc/image2image/image-synthesis", true},
}};

const Service& service_of(const CallToWrite& call) {
  const std::string name = call.option("service", "multimodal");
  const auto* found = std::find_if(kServices.begin(), kServices.end(),
                                   [&](const Service& service) { return service.name == name; });
  return found == kServices.end() ? kServices.front() : *found;
}

std::size_t letters_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

void write_parameters(BodyWriter& json, const CallToWrite& call) {
  json.key("parameters");
  json.begin_object();
  json.key("n");
  json.number(1);
  if (call.option("sends_pixels", "true") == "true" && call.asked.expected)
    json.member("size", std::to_string(call.asked.expected->width) + "*" +
                            std::to_string(call.asked.expected->height));
  // Its rewriting would say of the product what nobody said.
  json.key("prompt_extend");
  json.truth(call.option("prompt_extend", "false") == "true");
  json.key("watermark");
  json.truth(call.option("watermark", "false") == "true");
  if (call.request.seed && call.model.takes_seed) {
    json.key("seed");
    json.number(*call.request.seed);
  }
  json.end_object();
}

/// The pictures, then the one text.
void write_message(BodyWriter& json, const CallToWrite& call) {
  json.key("messages");
  json.begin_array();
  json.begin_object();
  json.member("role", "user");
  json.key("content");
  json.begin_array();
  for (const SentPicture& picture : call.pictures) {
    json.begin_object();
    json.key("image");
    json.data_uri(picture.media_type, picture.bytes);
    json.end_object();
  }
  json.begin_object();
  json.member("text", call.prompt);
  json.end_object();
  json.end_array();
  json.end_object();
  json.end_array();
}

/// A task's words, and its pictures beside them.
void write_plain(BodyWriter& json, const CallToWrite& call) {
  json.member("prompt", call.prompt);
  if (call.pictures.empty()) return;
  json.key("images");
  json.begin_array();
  for (const SentPicture& picture : call.pictures) json.data_uri(picture.media_type, picture.bytes);
  json.end_array();
}

std::string body_of(const CallToWrite& call, const Service& service) {
  std::string body;
  body.reserve(room_in_json(call));
  BodyWriter json(body);
  json.begin_object();
  json.member("model", call.model.id);
  json.key("input");
  json.begin_object();
  if (service.is_task)
    write_plain(json, call);
  else
    write_message(json, call);
  json.end_object();
  write_parameters(json, call);
  json.end_object();
  return body;
}

/// Where the answer's picture lies: of a message, or of a task.
std::string picture_address(JsonValue output) {
  const JsonValue content = output["choices"][0]["message"]["content"];
  for (std::size_t i = 0; i < content.size(); ++i)
    if (const std::string_view address = content[i]["image"].text(); !address.empty())
      return std::string(address);
  return std::string(output["results"][0]["url"].text());
}

/// A task that ended without a word of its own, or that nobody knows any more.
bool is_lost(std::string_view status) {
  return status == "UNKNOWN" || status == "CANCELED" || status == "FAILED";
}

/// The vendor's words for what went wrong, by how they begin.
std::optional<OutcomeKind> kind_of(std::string_view code) {
  struct Row {
    std::string_view begins;
    OutcomeKind kind;
  };
  static constexpr std::array<Row, 11> kRows{{
      {"DataInspectionFailed", OutcomeKind::policy_hard},
      {"Throttling", OutcomeKind::rate_limited},
      {"Arrearage", OutcomeKind::auth_or_billing},
      {"AccessDenied", OutcomeKind::auth_or_billing},
      {"Model.AccessDenied", OutcomeKind::auth_or_billing},
      {"InvalidApiKey", OutcomeKind::auth_or_billing},
      {"ModelNotFound", OutcomeKind::model_gone},
      {"ModelUnavailable", OutcomeKind::overloaded},
      {"InternalError", OutcomeKind::transient},
      {"InvalidParameter", OutcomeKind::invalid_request},
      {"InvalidURL", OutcomeKind::invalid_request},
  }};
  for (const Row& row : kRows)
    if (code.starts_with(row.begins)) return row.kind;
  return std::nullopt;
}

domain::Outcome refusal_of(const ErrorContext& context,
                           const net::ResponseHead& head,
                           std::string_view body,
                           JsonValue error) {
  domain::Outcome outcome = head.status / 100 == 2 ? read_error_object(context, head, error)
                                                   : read_error(context, head, body);
  const std::string code(error["code"].text());
  if (const auto kind = kind_of(code))
    reinterpret(outcome, *kind, context, head, code, error["message"].text());
  return outcome;
}

class Dashscope final : public Protocol {
 public:
  TravelLimits limits() const override { return {0, kMostPicture, true}; }

  util::Result<net::Url> call_url(const Place& place, std::string_view /*model*/) const override {
    return url_at(place, kServices.front().path);
  }

  util::Result<net::Request> write(const Place& place, const CallToWrite& call) const override {
    const std::string limit = call.option("prompt_limit", "");
    if (!limit.empty() && letters_of(call.prompt) > static_cast<std::size_t>(std::stoi(limit)))
      return Error{ErrorKind::unsupported, call.model.id + " takes " + limit +
                                               " characters of text, not " +
                                               std::to_string(letters_of(call.prompt)) +
                                               "; what is longer would be cut without a word"};
    const Service& service = service_of(call);
    util::Result<net::Url> url = url_at(place, service.path);
    if (!url) return url.error();
    net::Request request = json_post(std::move(*url), body_of(call, service));
    if (service.is_task) request.headers.add("X-DashScope-Async", "enable");
    return request;
  }

  bool has_steps() const override { return true; }

  util::Result<std::optional<Step>> next(const Place& place,
                                         const net::Request& last,
                                         std::string_view body) const override {
    const util::Result<JsonAnswer> answer = JsonAnswer::parse(body);
    const JsonValue output = answer ? answer->root()["output"] : JsonValue();
    if (const std::string address = picture_address(output); !address.empty()) {
      util::Result<net::Url> url = net::parse_url(address);
      if (!url) return std::optional<Step>();
      return std::optional(picture_at(std::move(*url)));
    }
    const std::string_view status = output["task_status"].text();
    if (status != "PENDING" && status != "RUNNING") return std::optional<Step>();
    if (last.method == "GET") return std::optional(look_at(last.url, kLook));
    const std::string id(output["task_id"].text());
    if (!is_path_step(id))
      return Error{ErrorKind::damaged, place.name + " began a task without a name"};
    util::Result<net::Url> look = url_at(place, std::string(kTasks) + id);
    if (!look) return look.error();
    return std::optional(look_at(std::move(*look), kLook));
  }

  Said read(const ErrorContext& context,
            const Asked& /*asked*/,
            const net::ResponseHead& head,
            std::string_view body) const override {
    Said said;
    const util::Result<JsonAnswer> answer = JsonAnswer::parse(body);
    const JsonValue root = answer ? answer->root() : JsonValue(), output = root["output"];
    const JsonValue failed = output["results"][0]["code"] ? output["results"][0]
                             : output["code"]             ? output
                                                          : root;
    if (head.status / 100 != 2 || failed["code"]) {
      said.outcome = refusal_of(context, head, body, failed);
      add_fact(said.outcome, "response_id", redacted(root["requestId"].text(), 80));
      return said;
    }
    domain::Outcome& outcome = said.outcome;
    outcome.facts.push_back({"http_status", std::to_string(head.status)});
    add_fact(outcome, "response_id", redacted(root["requestId"].text(), 80));
    const std::string code(output["choices"][0]["finishReason"].text());
    add_fact(outcome, "code", redacted(code.empty() ? output["taskStatus"].text() : code, 40));
    if (!picture_address(output).empty()) {
      outcome.kind = OutcomeKind::image;
      return said;
    }
    if (!answer) {
      make_unreadable(outcome, context, answer.error().message);
      return said;
    }
    const std::string status(output["taskStatus"].text());
    outcome.kind = is_lost(status) ? OutcomeKind::transient : OutcomeKind::no_image;
    outcome.may_be_billed = status == "UNKNOWN";  // it was begun, and may have been made
    outcome.message = context.surface + " made no picture (" +
                      (status.empty() ? "" : redacted(status, 40) + ", ") + context.model + ")";
    return said;
  }
};

}  // namespace

std::shared_ptr<const Protocol> dashscope_protocol() { return std::make_shared<const Dashscope>(); }

util::Result<std::shared_ptr<const Access>> dashscope_access(const Reach& reach) {
  Place place;
  place.name = place.seller = "dashscope";
  // Official clients have the version in their base address.
  std::string base = reach.base;
  while (base.ends_with('/')) base.pop_back();
  if (base.ends_with("/api/v1")) base.resize(base.size() - std::string_view("/api/v1").size());
  util::Result<Place> there = at_base(std::move(place), std::move(base), kDashscopeBase);
  if (!there) return there.error();
  return access_by(named(std::move(*there), reach.name), dashscope_protocol());
}

}  // namespace vitrine::providers
