#include "pipeline/providers/openai.hpp"

#include "pipeline/providers/body_writer.hpp"
#include "pipeline/providers/call_pieces.hpp"
#include "pipeline/providers/errors.hpp"
#include "pipeline/providers/form_body.hpp"
#include "pipeline/providers/http_times.hpp"
#include "pipeline/providers/json_answer.hpp"
#include "pipeline/providers/prompt.hpp"
#include "pipeline/providers/redact.hpp"
#include "pipeline/providers/registry.hpp"
#include "pipeline/util/digest.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <utility>

namespace vitrine::providers {
namespace {

using domain::Outcome;
using domain::OutcomeKind;

constexpr const char* kSeed = "seed";
constexpr std::size_t kAroundBody = 64 * 1024;
constexpr std::size_t kMostMask = 4'000'000;
constexpr std::size_t kMostWithAddress = 64 * 1024;  // a longer answer holds the picture itself
constexpr std::int64_t kSoon = std::int64_t{30} * 24 * 3600 * 1'000'000;  // µs

/// What stands beside prompt and pictures, in the order in which it is sent.
std::vector<std::pair<std::string, std::string>> fields_of(const CallToWrite& call) {
  std::vector<std::pair<std::string, std::string>> fields;
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) fields.emplace_back(name, value);
  };
  const domain::Model& model = call.model;
  add("model", model.id);
  add("prompt", call.prompt);
  if (call.asked.sends_size && call.asked.expected)
    add("size", std::to_string(call.asked.expected->width) + "x" +
                    std::to_string(call.asked.expected->height));
  add("quality", call.asked.quality);
  if (!model.formats.empty()) add("output_format", model.formats.front());
  for (const char* name : {"moderation", "complexity"}) add(name, call.option(name, ""));
  if (!call.pictures.empty()) add("input_fidelity", call.option("input_fidelity", ""));
  if (call.option("returns_url", "false") == "true") add("response_format", "b64_json");
  if (call.request.seed && model.takes_seed)
    fields.emplace_back(kSeed, std::to_string(*call.request.seed));
  return fields;
}

std::size_t room_in_form(const CallToWrite& call) {
  std::size_t room = kAroundBody + call.prompt.size();
  for (const SentPicture& picture : call.pictures) room += picture.bytes.size() + 256;
  return room + (call.mask != nullptr ? call.mask->bytes.size() : 0);
}

std::string form_seed(const CallToWrite& call) {
  std::string seed = call.prompt;
  for (const SentPicture& picture : call.pictures) seed += picture.source.digest.hex();
  if (call.mask != nullptr) seed += call.mask->source.digest.hex();
  return seed;
}

std::string file_name(const SentPicture& picture, std::size_t index) {
  const std::size_t slash = picture.media_type.find('/');
  std::string ending = picture.media_type.substr(slash == std::string::npos ? 0 : slash + 1);
  if (ending == "jpeg") ending = "jpg";
  return "image-" + std::to_string(index + 1) + "." + ending;
}

void write_form(net::Request& request, const CallToWrite& call) {
  FormBody form(form_seed(call), room_in_form(call));
  for (const auto& [name, value] : fields_of(call)) form.field(name, value);
  const std::string field = call.option("image_field", "image[]");
  for (std::size_t i = 0; i < call.pictures.size(); ++i)
    form.file(field, file_name(call.pictures[i], i), call.pictures[i].media_type,
              call.pictures[i].bytes);
  if (call.mask != nullptr) form.file("mask", "mask.png", call.mask->media_type, call.mask->bytes);
  request.headers.add("Content-Type", form.content_type());
  request.body = std::move(form).take();
}

void write_reference(BodyWriter& json, const SentPicture& picture) {
  json.begin_object();
  json.key("image_url");
  json.data_uri(picture.media_type, picture.bytes);
  json.end_object();
}

/// LocalAI's call for a change inside a mask: it knows one picture and no other field.
util::Result<net::Request> inpainting(const Place& place, const CallToWrite& call) {
  if (call.pictures.size() != 1)
    return util::Error{util::ErrorKind::unsupported,
                       call.model.id + " changes one picture inside a mask, and this call sends " +
                           std::to_string(call.pictures.size())};
  util::Result<net::Url> url = url_at(place, "/images/inpainting");
  if (!url) return url.error();
  const SentPicture& picture = call.pictures.front();
  FormBody form(form_seed(call), room_in_form(call));
  form.field("model", call.model.id);
  form.field("prompt", call.prompt);
  form.file("image", file_name(picture, 0), picture.media_type, picture.bytes);
  form.file("mask", "mask.png", call.mask->media_type, call.mask->bytes);
  net::Request request;
  request.method = "POST";
  request.url = std::move(*url);
  request.headers.add("Content-Type", form.content_type());
  request.body = std::move(form).take();
  return request;
}

void write_json(net::Request& request, const CallToWrite& call, bool is_edit) {
  request.headers.add("Content-Type", "application/json");
  request.body.reserve(room_in_json(call));
  BodyWriter json(request.body);
  json.begin_object();
  for (const auto& [name, value] : fields_of(call)) {
    json.key(name);
    if (name == kSeed)
      json.number(*call.request.seed);
    else
      json.text(value);
  }
  if (!call.pictures.empty()) {
    json.key(is_edit ? "images" : "ref_images");
    json.begin_array();
    for (const SentPicture& picture : call.pictures) {
      if (!is_edit) {
        json.base64(picture.bytes);
        continue;
      }
      write_reference(json, picture);
    }
    json.end_array();
  }
  if (call.mask != nullptr) {
    json.key("mask");
    write_reference(json, *call.mask);
  }
  json.end_object();
}

/// What a 429 asks for beyond what every server may: milliseconds, or when the count begins anew.
std::optional<std::chrono::milliseconds> wait_of(const net::Headers& headers) {
  if (const auto value = headers.find("retry-after-ms"))
    if (const auto wait = parse_duration(std::string(*value) + "s")) return *wait / 1000;
  if (const auto wait = retry_after(headers)) return wait;
  for (const char* kind : {"requests", "tokens"}) {
    const std::string name = kind;
    if (headers.find("x-ratelimit-remaining-" + name) != "0") continue;
    if (const auto reset = headers.find("x-ratelimit-reset-" + name))
      if (const auto wait = parse_go_duration(*reset)) return wait;
  }
  return std::nullopt;
}

/// Of a prompt or picture that was refused, the same is refused again; of what was made and then
/// withheld, not always.
void read_moderation(Outcome& outcome, const ErrorContext& context, JsonValue error, int status) {
  const std::string code(error["code"].text());
  const bool is_moderation = code == "moderation_blocked" || code == "content_policy_violation";
  if (!is_moderation) return;
  std::string stage(error["moderationDetails"]["stage"].text());
  if (stage.empty()) stage = error["stage"].text();
  const bool is_output = stage == "output";
  outcome.kind = is_output ? OutcomeKind::policy_soft : OutcomeKind::policy_hard;
  add_fact(outcome, "stage", redacted(stage, 40));
  outcome.message = error_sentence(context, outcome.kind, status, code, error["message"].text());
}

class OpenAi final : public Protocol {
 public:
  /// `own_origin`: where an answer names an address there, the picture is fetched; empty: never.
  explicit OpenAi(std::string own_origin) : own_origin_(std::move(own_origin)) {}

  TravelLimits limits() const override { return {0, 50'000'000, false}; }

  util::Result<net::Url> call_url(const Place& place, std::string_view /*model*/) const override {
    return url_at(place, "/images/edits");
  }

  /// A server without edits may have a call for one picture and its mask; with more pictures the
  /// mask is one of them.
  domain::MaskWay mask_way(const domain::Model& model,
                           const domain::RenderRequest& request) const override {
    const auto endpoint = model.options.find("edit_endpoint");
    const bool has_edits = endpoint == model.options.end() || endpoint->second != "none";
    const bool inpaints = model.options.contains("mask_endpoint");
    const std::size_t most = inpaints ? 2 : 0;
    const bool has_field = has_edits || sent_sources(request.sources).size() <= most;
    return has_field ? model.mask : without_field(model);
  }

  util::Result<net::Request> write(const Place& place, const CallToWrite& call) const override {
    if (call.mask != nullptr && call.mask->bytes.size() > kMostMask)
      return util::Error{util::ErrorKind::unsupported,
                         "the mask is larger than the 4 MB that " + place.name +
                             " takes; draw it with fewer, smoother edges"};
    if (call.mask != nullptr && call.option("mask_endpoint", "edits") == "inpainting")
      return inpainting(place, call);
    const std::string endpoint = call.option("edit_endpoint", "multipart");
    const bool is_edit = !call.pictures.empty() && endpoint != "none";
    util::Result<net::Url> url = url_at(place, is_edit ? "/images/edits" : "/images/generations");
    if (!url) return url.error();
    net::Request request;
    request.method = "POST";
    request.url = std::move(*url);
    if (is_edit && endpoint == "multipart")
      write_form(request, call);
    else
      write_json(request, call, is_edit);
    return request;
  }

  bool has_steps() const override { return !own_origin_.empty(); }

  util::Result<std::optional<Step>> next(const Place& /*place*/,
                                         const net::Request& /*last*/,
                                         std::string_view body) const override {
    if (body.size() > kMostWithAddress) return std::optional<Step>();
    const util::Result<JsonAnswer> answer = JsonAnswer::parse(body);
    const std::string address(answer ? answer->root()["data"][0]["url"].text() : "");
    util::Result<net::Url> url = own_url(address);
    if (!url) return std::optional<Step>();
    Step step = picture_at(std::move(*url));
    step.takes_key = true;
    return std::optional(std::move(step));
  }

  Said read(const ErrorContext& context,
            const Asked& /*asked*/,
            const net::ResponseHead& head,
            std::string_view body) const override {
    Said said;
    const util::Result<JsonAnswer> answer = JsonAnswer::parse(body);
    const JsonValue root = answer ? answer->root() : JsonValue();
    if (head.status / 100 != 2 || root["error"]) {
      read_refusal(said, context, head, body, root["error"]);
      return said;
    }
    Outcome& outcome = said.outcome;
    outcome.facts.push_back({"http_status", std::to_string(head.status)});
    if (const auto id = head.headers.find("x-request-id"))
      add_fact(outcome, "response_id", redacted(*id, 80));
    if (!root.is_object()) {
      make_unreadable(outcome, context, answer ? "it is no JSON object" : answer.error().message);
      return said;
    }
    read_usage(said, root["usage"]);
    for (const char* name : {"quality", "background", "size"})
      add_fact(outcome, name, redacted(root[name].text(), 40));
    const JsonValue first = root["data"][0];
    add_fact(outcome, "revised_prompt", redacted(first["revised_prompt"].text()));
    said.picture = first["b64_json"].located();
    if (said.picture && said.picture->length > 0) {
      outcome.kind = OutcomeKind::image;
      const std::string format(root["output_format"].text());
      if (!format.empty()) said.label = "image/" + redacted(format, 20);
      return said;
    }
    said.picture.reset();
    const std::string address(first["url"].text());
    const bool is_address = !address.empty();
    if (is_address && has_steps()) {
      if (!own_url(address)) {
        const bool is_whole = net::parse_url(address).has_value();
        said.unfetched = after_foreign_address(outcome, context, is_whole);
      }
      outcome.kind = OutcomeKind::image;
      return said;
    }
    outcome.kind = OutcomeKind::no_image;
    if (is_address) add_fact(outcome, "answered_with", "address");
    outcome.message = context.surface + " made no picture (" + context.model + ")" +
                      (is_address ? ": it answered with an address; say returns_url: true in the "
                                    "options of the model's row"
                                  : "");
    return said;
  }

  util::Result<net::Request> model_get(const Place& place, std::string_view model) const override {
    if (place.seller != "openai") return Protocol::model_get(place, model);
    if (!is_path_step(model))
      return util::Error{util::ErrorKind::bad_spec,
                         "\"" + std::string(model) + "\" is no model id"};
    util::Result<net::Url> url = url_at(place, "/models/" + std::string(model));
    if (!url) return url.error();
    net::Request request;
    request.url = std::move(*url);
    return request;
  }

  Preflight read_model(const ErrorContext& context,
                       const net::ResponseHead& head,
                       std::string_view body,
                       util::Timestamp now) const override {
    Preflight preflight;
    if (head.status / 100 != 2) {
      preflight.refusal = read_error(context, head, body);
      return preflight;
    }
    ModelStanding standing;
    const util::Result<JsonAnswer> answer = JsonAnswer::parse(body);
    const std::string day(answer ? answer->root()["shutdown_date"].text() : std::string_view());
    if (!day.empty()) standing.retires = parse_rfc3339(day + "T00:00:00Z");
    const std::string successor =
        context.successor.empty() ? "" : "; its successor is " + context.successor;
    if (standing.retires && standing.retires->micros <= now.micros) {
      preflight.refusal.kind = OutcomeKind::model_gone;
      preflight.refusal.message = context.surface + " has retired " + context.model + successor;
      return preflight;
    }
    if (standing.retires && standing.retires->micros - now.micros < kSoon)
      standing.warning = context.surface + " retires " + context.model + " on " +
                         util::to_text(util::date_of(*standing.retires)) + successor;
    preflight.standing = std::move(standing);
    return preflight;
  }

 private:
  /// An address at the place's own origin; an error for every other.
  util::Result<net::Url> own_url(const std::string& address) const {
    util::Result<net::Url> url = net::parse_url(address);
    if (url && url->origin() != own_origin_)
      return util::Error{util::ErrorKind::refused, "an address of another host"};
    return url;
  }

  /// Its server is set up so: the next answer would be no other.
  static Outcome after_foreign_address(Outcome outcome,
                                       const ErrorContext& context,
                                       bool is_whole) {
    const std::string what = is_whole ? "an address of another host" : "no whole address";
    outcome.kind = OutcomeKind::invalid_request;
    add_fact(outcome, "answered_with", what);
    outcome.message = context.surface + " answered with " + what + " for " + context.model +
                      ", where nothing is fetched; say that host in its base_url, or have the "
                      "server name the one that it is asked at";
    return outcome;
  }

  static void read_refusal(Said& said,
                           const ErrorContext& context,
                           const net::ResponseHead& head,
                           std::string_view body,
                           JsonValue error) {
    const bool is_ok = head.status / 100 == 2;
    said.outcome =
        is_ok ? read_error_object(context, head, error) : read_error(context, head, body);
    read_moderation(said.outcome, context, error, head.status);
    if (said.outcome.kind == OutcomeKind::rate_limited && !said.outcome.retry_after)
      said.outcome.retry_after = wait_of(head.headers);
    if (const auto id = head.headers.find("x-request-id"))
      add_fact(said.outcome, "response_id", redacted(*id, 80));
  }

  static void read_usage(Said& said, JsonValue usage) {
    const auto count = [](JsonValue value) {
      return std::max<std::int64_t>(0, value.whole().value_or(0));
    };
    if (!usage["input_tokens"].whole() && !usage["output_tokens"].whole()) return;
    const JsonValue in = usage["input_tokens_details"], out = usage["output_tokens_details"];
    catalog::TokenUsage used;
    used.picture_input = count(in["image_tokens"]);
    used.input = std::max<std::int64_t>(0, count(usage["input_tokens"]) - used.picture_input);
    used.text = count(out["text_tokens"]);
    used.picture = std::max<std::int64_t>(0, count(usage["output_tokens"]) - used.text);
    said.usage = used;
    const auto tell = [&](const char* name, std::int64_t tokens) {
      said.outcome.facts.push_back({name, std::to_string(tokens)});
    };
    tell("tokens.text_in", used.input);
    tell("tokens.picture_in", used.picture_input);
    tell("tokens.picture_out", used.picture);
    tell("tokens.text_out", used.text);
  }

  std::string own_origin_;
};

}  // namespace

std::shared_ptr<const Protocol> openai_protocol() { return std::make_shared<const OpenAi>(""); }

util::Result<std::shared_ptr<const Access>> openai_access(const Reach& reach) {
  Place place;
  place.name = place.seller = "openai";
  util::Result<Place> there = at_base(std::move(place), reach.base, kOpenAiBase);
  if (!there) return there.error();
  return access_by(named(std::move(*there), reach.name), openai_protocol());
}

util::Result<std::shared_ptr<const Access>> local_access(const Reach& reach) {
  if (reach.base.empty())
    return util::Error{util::ErrorKind::bad_spec,
                       "a server of your own has no usual address: set VITRINE_LOCAL_BASE_URL, or "
                       "providers.local.base_url in vitrine.yaml, to one such as "
                       "http://127.0.0.1:1234/v1"};
  Place place;
  place.name = place.seller = "local";
  place.needs_key = false;
  util::Result<Place> there = at_base(std::move(place), reach.base, "");
  if (!there) return there.error();
  const util::Result<net::Url> own = url_at(*there, "/");
  if (!own) return own.error();
  auto protocol = std::make_shared<const OpenAi>(own->origin());
  return access_by(named(std::move(*there), reach.name), std::move(protocol));
}

}  // namespace vitrine::providers
