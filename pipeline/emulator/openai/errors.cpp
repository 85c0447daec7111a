#include "pipeline/emulator/openai/errors.hpp"

#include "pipeline/util/json_writer.hpp"
#include "pipeline/util/text.hpp"

#include <stdexcept>
#include <utility>

namespace vitrine::emulator::openai {
namespace {

std::string quoted_list(std::string_view words) {
  std::vector<std::string> quoted;
  for (const std::string_view word : util::split(words, ' '))
    quoted.push_back("'" + std::string(word) + "'");
  if (quoted.size() > 1) quoted.back() = "and " + quoted.back();
  return util::join(quoted, ", ");
}

Error server_error(int status, std::string message) {
  return {status, std::move(message), "server_error"};
}

Error rate_limited(const std::string& model, std::string_view what, int limit, double seconds) {
  std::string message = "Rate limit reached for " + model + " in organization org-emulated on " +
                        std::string(what) + ": Limit " + std::to_string(limit) + ", Used " +
                        std::to_string(limit) + ", Requested 1.";
  if (seconds > 0) message += " Please try again in " + util::number_text(seconds) + "s.";
  return {429, std::move(message), "requests", {}, "rate_limit_exceeded"};
}

Error other_status(int code) {
  if (code >= 500) return server_error(code, "The server had an error on purpose.");
  return {code, "The request failed on purpose."};
}

}  // namespace

void throw_exception_from_error(const Error& error, const boost::source_location& /*where*/) {
  throw std::runtime_error(error.message);
}

Error unknown_parameter(std::string_view name) {
  return bad_parameter(name, "unknown_parameter",
                       "Unknown parameter: '" + std::string(name) + "'.");
}

Error missing_parameter(std::string_view name) {
  return bad_parameter(name, "missing_required_parameter",
                       "Missing required parameter: '" + std::string(name) + "'.");
}

Error invalid_value(std::string_view name, std::string_view value, std::string_view supported) {
  return bad_parameter(name, "invalid_value",
                       "Invalid value: '" + util::one_line(value, 60) +
                           "'. Supported values are: " + quoted_list(supported) + ".");
}

Error invalid_type(std::string_view name, std::string_view expected) {
  return bad_parameter(
      name, "invalid_type",
      "Invalid type for '" + std::string(name) + "': expected " + std::string(expected) + ".");
}

Error bad_parameter(std::string_view name, std::string_view code, std::string message) {
  return {400, std::move(message), "invalid_request_error", std::string(name), std::string(code)};
}

Error model_not_found(std::string_view model) {
  return {404,
          "The model '" + util::one_line(model, 80) +
              "' does not exist or you do not have access to it.",
          "invalid_request_error", "model", "model_not_found"};
}

Error moderated(std::string_view stage) {
  return {400,
          "Your request was rejected by the safety system. If you believe this is an error, "
          "contact support and include the request ID.",
          "image_generation_user_error",
          {},
          "moderation_blocked",
          std::string(stage)};
}

Error invalid_api_key() {
  return {401, "Incorrect API key provided.", "invalid_request_error", {}, "invalid_api_key"};
}

Error no_api_key() {
  return {401,
          "You didn't provide an API key. You need to provide your API key in an Authorization "
          "header using Bearer auth."};
}

Error error_of(const Quota& quota) {
  if (quota.limit == 0)
    return {429,
            "You exceeded your current quota, please check your plan and billing details.",
            "insufficient_quota",
            {},
            "insufficient_quota"};
  const bool by_day = quota.period == Quota::Period::day;
  return rate_limited(quota.model, by_day ? "requests per day (RPD)" : "images per min",
                      quota.limit, quota.retry_after_seconds);
}

Error error_of(const Fault& fault, const std::string& model) {
  switch (fault.kind) {
    case FaultKind::rate_limited:
      return rate_limited(model, "images per min", 5, fault.retry_after_seconds);
    case FaultKind::quota_per_day:
      return rate_limited(model, "requests per day (RPD)", 500, 0);
    case FaultKind::quota_zero:
      return error_of(Quota{Quota::Period::day, model, 0, 0});
    case FaultKind::spend_cap:
      return {429,
              "Billing hard limit has been reached.",
              "billing_limit_user_error",
              {},
              "billing_hard_limit_reached"};
    case FaultKind::capacity_exhausted:
      return server_error(fault.code,
                          "The engine is currently overloaded, please try again later.");
    case FaultKind::overloaded:
    case FaultKind::error_array:
      return server_error(503, "The server is currently overloaded. Please try again later.");
    case FaultKind::deadline:
      return server_error(504, "The request timed out.");
    case FaultKind::bad_request:
      return {400, "The request is invalid.", "invalid_request_error", {}, "invalid_value"};
    case FaultKind::failed_precondition:
      return {403, "Your organization must be verified to use the model '" + model + "'."};
    case FaultKind::unauthenticated:
      return invalid_api_key();
    case FaultKind::permission_denied:
      return {403, "You have insufficient permissions for this operation."};
    case FaultKind::model_gone:
      return model_not_found(model);
    case FaultKind::too_large:
      return {413, "Maximum content size limit exceeded."};
    case FaultKind::status:
    case FaultKind::error_text:
    case FaultKind::error_detail:
    case FaultKind::error_200:
      return other_status(fault.code);
    default:
      return server_error(500, "The server had an error while processing your request.");
  }
}

Made refusal(const Error& error) {
  util::JsonWriter writer;
  writer.begin_object();
  writer.key("error");
  writer.begin_object();
  writer.member("message", error.message);
  writer.member_or_null("type", error.type);
  writer.member_or_null("param", error.param);
  writer.member_or_null("code", error.code);
  if (!error.stage.empty()) {
    writer.key("moderation_details");
    writer.begin_object();
    writer.member("moderation_stage", error.stage);
    writer.key("categories");
    writer.begin_array();
    writer.value("other");
    writer.end_array();
    writer.end_object();
  }
  writer.end_object();
  writer.end_object();
  Made made;
  made.status = error.status;
  made.body = std::move(writer).take();
  return made;
}

}  // namespace vitrine::emulator::openai
