#include "pipeline/emulator/errors.hpp"

#include "pipeline/util/json_writer.hpp"
#include "pipeline/util/text.hpp"

#include <utility>

namespace vitrine::emulator {
namespace {

constexpr std::string_view kTypes = "type.googleapis.com/google.rpc.";

void begin_detail(std::string_view type, util::JsonWriter& writer) {
  writer.begin_object();
  writer.member("@type", std::string(kTypes) + std::string(type));
}

std::string quota_failure(const Quota& quota, std::string_view metric, std::string_view id) {
  util::JsonWriter writer;
  begin_detail("QuotaFailure", writer);
  writer.key("violations");
  writer.begin_array();
  writer.begin_object();
  writer.member("quotaMetric", metric);
  writer.member("quotaId", id);
  writer.key("quotaDimensions");
  writer.begin_object();
  writer.member("location", "global");
  writer.member("model", quota.model);
  writer.end_object();
  writer.member("quotaValue", std::to_string(quota.limit));
  writer.end_object();
  writer.end_array();
  writer.end_object();
  return std::move(writer).take();
}

}  // namespace

std::string error_info(std::string_view reason,
                       std::string_view domain,
                       const ErrorMetadata& metadata) {
  util::JsonWriter writer;
  begin_detail("ErrorInfo", writer);
  writer.member("reason", reason);
  writer.member("domain", domain);
  writer.key("metadata");
  writer.begin_object();
  for (const auto& [name, value] : metadata) writer.member(name, value);
  writer.end_object();
  writer.end_object();
  return std::move(writer).take();
}

std::string retry_info(double seconds) {
  util::JsonWriter writer;
  begin_detail("RetryInfo", writer);
  writer.member("retryDelay", util::number_text(seconds) + "s");
  writer.end_object();
  return std::move(writer).take();
}

ApiError invalid_argument(std::string message) {
  return {400, "INVALID_ARGUMENT", std::move(message)};
}

ApiError bad_fields(const std::vector<FieldViolation>& violations) {
  ApiError error{400, "INVALID_ARGUMENT", {}};
  util::JsonWriter writer;
  begin_detail("BadRequest", writer);
  writer.key("fieldViolations");
  writer.begin_array();
  for (const FieldViolation& violation : violations) {
    if (!error.message.empty()) error.message += '\n';
    error.message += violation.description;
    writer.begin_object();
    if (!violation.field.empty()) writer.member("field", violation.field);
    writer.member("description", violation.description);
    writer.end_object();
  }
  writer.end_array();
  writer.end_object();
  error.details.push_back(std::move(writer).take());
  return error;
}

ApiError not_found(std::string message) { return {404, "NOT_FOUND", std::move(message)}; }

ApiError permission_denied(std::string message) {
  return {403, "PERMISSION_DENIED", std::move(message)};
}

ApiError unauthenticated(std::string message) {
  return {401, "UNAUTHENTICATED", std::move(message)};
}

ApiError model_not_found(std::string_view model,
                         std::string_view version,
                         std::string_view method) {
  return not_found("models/" + std::string(model) + " is not found for API version " +
                   std::string(version) + ", or is not supported for " + std::string(method) +
                   ". Call ListModels for the models there are and what each supports.");
}

ApiError api_key_invalid() {
  ApiError error = invalid_argument("API key not valid. Please pass a valid API key.");
  error.details.push_back(error_info("API_KEY_INVALID", "googleapis.com",
                                     {{"service", "generativelanguage.googleapis.com"}}));
  return error;
}

ApiError payload_too_large(std::size_t limit) {
  return {413, "INVALID_ARGUMENT",
          "Request payload size exceeds the limit: " + std::to_string(limit) + " bytes."};
}

ApiError internal_error(std::string message) { return {500, "INTERNAL", std::move(message)}; }

ApiError quota_exceeded(const Quota& quota) {
  const bool by_day = quota.period == Quota::Period::day;
  const bool none = quota.limit == 0;
  const std::string metric = std::string("generativelanguage.googleapis.com/generate_") +
                             (none     ? "content_free_tier_requests"
                              : by_day ? "requests_per_model_per_day"
                                       : "requests_per_model");
  const std::string id =
      std::string(by_day ? "GenerateRequestsPerDay" : "GenerateRequestsPerMinute") +
      "PerProjectPerModel" + (none ? "-FreeTier" : "");
  ApiError error{429, "RESOURCE_EXHAUSTED", {}};
  error.message = "You exceeded your current quota. Quota exceeded for metric: " + metric +
                  ", limit: " + std::to_string(quota.limit) + ", model: " + quota.model;
  if (quota.retry_after_seconds > 0)
    error.message += "\nPlease retry in " + util::number_text(quota.retry_after_seconds) + "s.";
  error.details.push_back(quota_failure(quota, metric, id));
  if (quota.retry_after_seconds > 0) error.details.push_back(retry_info(quota.retry_after_seconds));
  return error;
}

std::string to_json(const ApiError& error) {
  util::JsonWriter writer;
  writer.begin_object();
  writer.key("error");
  writer.begin_object();
  writer.member("code", error.code);
  writer.member("message", error.message);
  writer.member("status", error.status);
  if (!error.details.empty()) {
    writer.key("details");
    writer.begin_array();
    for (const std::string& detail : error.details) writer.raw(detail);
    writer.end_array();
  }
  writer.end_object();
  writer.end_object();
  return std::move(writer).take();
}

}  // namespace vitrine::emulator
