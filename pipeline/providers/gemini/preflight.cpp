#include "pipeline/providers/gemini/preflight.hpp"

#include "pipeline/providers/errors.hpp"
#include "pipeline/providers/http_times.hpp"
#include "pipeline/providers/json_answer.hpp"
#include "pipeline/providers/redact.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <utility>

namespace vitrine::providers::gemini {
namespace {

using domain::OutcomeKind;

constexpr std::int64_t kSoon = std::int64_t{30} * 24 * 3600 * 1'000'000;  // µs

std::string successor_text(const ErrorContext& context) {
  return context.successor.empty() ? std::string() : "; its successor is " + context.successor;
}

Preflight refusal(OutcomeKind kind, std::string message) {
  Preflight preflight;
  preflight.refusal.kind = kind;
  preflight.refusal.message = std::move(message);
  return preflight;
}

bool has(const std::vector<std::string>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

std::string warning_for(const ErrorContext& context,
                        const ModelStanding& standing,
                        const std::string& words,
                        util::Timestamp now) {
  const bool leaving = standing.stage == "DEPRECATED" || standing.stage == "LEGACY";
  const bool soon = standing.retires && standing.retires->micros - now.micros < kSoon;
  if (!leaving && !soon) return {};
  std::string text = context.surface + " calls " + context.model + " " +
                     (leaving ? util::to_lower(standing.stage) : "retiring");
  if (standing.retires) text += ", ending on " + util::to_text(util::date_of(*standing.retires));
  text += successor_text(context);
  return words.empty() ? text : text + ": " + words;
}

}  // namespace

util::Result<net::Request> model_get(const Surface& surface, std::string_view model) {
  if (!surface.tells_models)
    return util::Error{util::ErrorKind::unsupported, surface.name + " tells nothing about models"};
  util::Result<net::Url> url = model_url(surface, model, "");
  if (!url) return url.error();
  net::Request request;
  request.url = std::move(*url);
  return request;
}

Preflight read_model(const ErrorContext& context,
                     const net::ResponseHead& head,
                     std::string_view body,
                     std::string_view method,
                     util::Timestamp now) {
  if (head.status < 200 || head.status >= 300) {
    Preflight preflight;
    preflight.refusal = read_error(context, head, body);
    return preflight;
  }
  const util::Result<JsonAnswer> answer = JsonAnswer::parse(body);
  if (!answer || !answer->root().is_object())
    return refusal(OutcomeKind::transient, context.surface + " answered unreadably about " +
                                               context.model +
                                               (answer ? "" : ": " + answer.error().message));
  const JsonValue root = answer->root(), status = root["modelStatus"],
                  methods = root["supportedGenerationMethods"];
  ModelStanding standing;
  standing.stage = redacted(status["modelStage"].text(), 40);
  standing.retires = parse_rfc3339(status["retirementTime"].text());
  for (std::size_t i = 0; i < methods.size(); ++i)
    standing.methods.push_back(redacted(methods[i].text(), 60));
  const std::string words = redacted(status["message"].text());
  const bool over = standing.retires && standing.retires->micros <= now.micros;
  if (standing.stage == "RETIRED" || over)
    return refusal(OutcomeKind::model_gone,
                   redacted(context.surface + " has retired " + context.model +
                            successor_text(context) + (words.empty() ? "" : ": " + words)));
  if (!standing.methods.empty() && !has(standing.methods, method))
    return refusal(OutcomeKind::invalid_request,
                   redacted(context.surface + " does not offer " + std::string(method) + " with " +
                            context.model + "; it offers " + util::join(standing.methods, ", ")));
  standing.warning = redacted(warning_for(context, standing, words, now));
  Preflight preflight;
  preflight.standing = std::move(standing);
  return preflight;
}

}  // namespace vitrine::providers::gemini
