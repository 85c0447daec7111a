#include "pipeline/emulator/dashscope/faults.hpp"

#include "pipeline/emulator/dashscope/dashscope.hpp"
#include "pipeline/emulator/picture_faults.hpp"

namespace vitrine::emulator::dashscope {

Error error_of(const Fault& fault, const std::string& model) {
  switch (fault.kind) {
    case FaultKind::rate_limited:
      return {429, "Throttling.RateQuota", "Requests rate limit exceeded, please try again later."};
    case FaultKind::quota_per_day:
      return {429, "Throttling.AllocationQuota", "Allocated quota exceeded."};
    case FaultKind::quota_zero:
      return {403, "AccessDenied", "The free quota is used up."};
    case FaultKind::spend_cap:
      return {400, "Arrearage",
              "Access denied, please make sure your account is in good standing."};
    case FaultKind::overloaded:
    case FaultKind::error_array:
      return {503, "ModelUnavailable", "Model is unavailable, please try again later."};
    case FaultKind::capacity_exhausted:
      return {fault.code, fault.code == 429 ? "Throttling" : "ModelUnavailable",
              "No capacity at the moment."};
    case FaultKind::deadline:
      return {504, "RequestTimeOut", "Request timed out, please try again later."};
    case FaultKind::bad_request:
      return {400, "InvalidParameter", "A parameter is not valid."};
    case FaultKind::failed_precondition:
      return {403, "Model.AccessDenied", "Access to " + model + " denied."};
    case FaultKind::unauthenticated:
      return {401, "InvalidApiKey", "Invalid API-key provided."};
    case FaultKind::permission_denied:
      return {403, "AccessDenied", "Access denied."};
    case FaultKind::model_gone:
      return {404, "ModelNotFound", "Model not exist: " + model + "."};
    case FaultKind::too_large:
      return {413, "InvalidParameter", "The request is too large."};
    case FaultKind::status:
    case FaultKind::error_text:
    case FaultKind::error_detail:
    case FaultKind::error_200:
      return {fault.code, fault.code >= 500 ? "InternalError" : "InvalidParameter",
              "The request failed on purpose."};
    default:
      return {500, "InternalError", "An internal error has occurred, please try again later."};
  }
}

std::optional<Error> inspection(const std::optional<Fault>& fault) {
  if (!fault) return std::nullopt;
  switch (fault->kind) {
    case FaultKind::blocked:
    case FaultKind::prohibited_content:
      return Error{400, "DataInspectionFailed", "Input data may contain inappropriate content."};
    case FaultKind::image_safety:
      return Error{400, "DataInspectionFailed", "Output data may contain inappropriate content."};
    default:
      return std::nullopt;
  }
}

bool can_befall(FaultKind kind, RouteKind route) {
  static constexpr FaultKind kOfPictures[] = {
      FaultKind::no_image,       FaultKind::empty_stop,
      FaultKind::image_safety,   FaultKind::prohibited_content,
      FaultKind::blocked,        FaultKind::wrong_mime,
      FaultKind::jpeg,           FaultKind::wrong_size,
      FaultKind::wrong_ratio,    FaultKind::missing_usage,
      FaultKind::garbage_picture};
  const bool is_message = kind == FaultKind::text_only || kind == FaultKind::picture_data_uri ||
                          kind == FaultKind::picture_url;
  if (is_message) return route == RouteKind::dashscope_generate;
  return befalls(kind, route, kOfPictures);
}

}  // namespace vitrine::emulator::dashscope
