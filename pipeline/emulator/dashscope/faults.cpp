#include "pipeline/emulator/dashscope/faults.hpp"

#include "pipeline/emulator/dashscope/dashscope.hpp"

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
  const bool picture = route == RouteKind::dashscope_picture;
  // The address of a picture has neither JSON nor letters to change.
  if (picture && (kind == FaultKind::escaped_slashes || kind == FaultKind::truncated_json))
    return false;
  if (kind == FaultKind::snake_case) return false;  // as it always speaks
  const FaultGroup group = row_of(kind).group;
  if (group != FaultGroup::no_picture && group != FaultGroup::picture) return true;
  switch (kind) {
    case FaultKind::text_only:
    case FaultKind::picture_data_uri:
    case FaultKind::picture_url:
      return route == RouteKind::dashscope_generate;
    case FaultKind::no_image:
    case FaultKind::empty_stop:
    case FaultKind::image_safety:
    case FaultKind::prohibited_content:
    case FaultKind::blocked:
    case FaultKind::wrong_mime:
    case FaultKind::jpeg:
    case FaultKind::wrong_size:
    case FaultKind::wrong_ratio:
    case FaultKind::missing_usage:
    case FaultKind::garbage_picture:
      return makes_pictures(route);
    default:
      return false;
  }
}

}  // namespace vitrine::emulator::dashscope
