#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vitrine::emulator {

/// A refusal in the shape that Google's front end gives it. `details` are finished JSON values.
struct ApiError {
  int code = 500;           ///< HTTP status
  std::string_view status;  ///< "INVALID_ARGUMENT"
  std::string message;
  std::vector<std::string> details = {};
};

ApiError invalid_argument(std::string message);
/// Several fields at once: one line each, and a BadRequest detail naming them.
struct FieldViolation {
  std::string field, description;
};
ApiError bad_fields(const std::vector<FieldViolation>& violations);
ApiError not_found(std::string message);
ApiError permission_denied(std::string message);
ApiError unauthenticated(std::string message);
ApiError model_not_found(std::string_view model, std::string_view version, std::string_view method);
ApiError api_key_invalid();
ApiError payload_too_large(std::size_t limit);
ApiError internal_error(std::string message);

/// 429s. `limit` is what the quota allows.
struct Quota {
  enum class Period { minute, day };
  Period period = Period::minute;
  std::string model;
  int limit = 0;
  double retry_after_seconds = 0;  ///< 0: no RetryInfo
};
ApiError quota_exceeded(const Quota& quota);

/// Finished details: why, and how long to wait.
using ErrorMetadata = std::vector<std::pair<std::string, std::string>>;
std::string error_info(std::string_view reason,
                       std::string_view domain,
                       const ErrorMetadata& metadata);
std::string retry_info(double seconds);

/// `{"error":{…}}`
std::string to_json(const ApiError& error);

}  // namespace vitrine::emulator
