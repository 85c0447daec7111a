#include "pipeline/emulator/fault_choice.hpp"

#include "pipeline/emulator/vendor.hpp"

#include <algorithm>

namespace vitrine::emulator {
namespace {

constexpr std::int64_t kMinute = 60'000'000;
constexpr std::int64_t kDay = 24 * 60 * kMinute;
constexpr std::int64_t kPacific = -8 * 60 * kMinute;

std::string_view status_word(int code) {
  switch (code) {
    case 408:
    case 504:
      return "DEADLINE_EXCEEDED";
    case 401:
      return "UNAUTHENTICATED";
    case 403:
      return "PERMISSION_DENIED";
    case 404:
      return "NOT_FOUND";
    case 429:
      return "RESOURCE_EXHAUSTED";
    case 409:
      return "ABORTED";
    case 499:
      return "CANCELLED";
    case 501:
      return "UNIMPLEMENTED";
    case 502:
    case 503:
      return "UNAVAILABLE";
    default:
      return code >= 500 ? "INTERNAL" : "INVALID_ARGUMENT";
  }
}

/// Whole seconds until the minute is over.
double seconds_left(util::Timestamp now) {
  const std::int64_t left = kMinute - now.micros % kMinute;
  return static_cast<double>((left + 999'999) / 1'000'000);
}

/// Faults of a picture, or of its absence, that `:predict` can show.
bool fits_predict(FaultKind kind) {
  switch (kind) {
    case FaultKind::no_image:
    case FaultKind::empty_stop:
    case FaultKind::image_safety:
    case FaultKind::prohibited_content:
    case FaultKind::recitation:
    case FaultKind::image_other:
    case FaultKind::wrong_mime:
    case FaultKind::jpeg:
    case FaultKind::wrong_size:
    case FaultKind::wrong_ratio:
    case FaultKind::unpadded_base64:
    case FaultKind::url_safe_base64:
    case FaultKind::truncated_base64:
    case FaultKind::garbage_picture:
      return true;
    default:
      return false;
  }
}

/// Errors that are more than code and message, which is all that a batch keeps of a line's.
bool fits_no_line(FaultKind kind) {
  switch (kind) {
    case FaultKind::html_502:
    case FaultKind::error_array:
    case FaultKind::openai_error:
    case FaultKind::error_text:
    case FaultKind::error_detail:
    case FaultKind::error_200:
    case FaultKind::redirect:
      return true;
    default:
      return false;
  }
}

ApiError no_capacity(const Fault& fault, const std::string& model) {
  ApiError error{fault.code, fault.code == 429 ? "RESOURCE_EXHAUSTED" : "UNAVAILABLE",
                 "No capacity available for model " + model + " on the server."};
  error.details.push_back(
      error_info("MODEL_CAPACITY_EXHAUSTED", "googleapis.com", {{"model", model}}));
  return error;
}

}  // namespace

bool can_befall(FaultKind kind, RouteKind route) {
  if (const VendorRow* vendor = find_vendor(route)) return vendor->can_befall(kind, route);
  const bool is_line = route == RouteKind::batch_line;
  switch (row_of(kind).group) {
    case FaultGroup::refusal:
      return !is_line || !fits_no_line(kind);
    case FaultGroup::no_picture:
    case FaultGroup::picture:
      return route == RouteKind::predict ? fits_predict(kind) : makes_pictures(route) || is_line;
    case FaultGroup::body:
    case FaultGroup::connection:
      break;
  }
  return !is_line;
}

std::optional<Fault> FaultChoice::choose(const Scenario& scenario,
                                         const Route& route,
                                         std::string_view purpose,
                                         std::uint64_t ordinal,
                                         Milliseconds since_start) {
  matched_.resize(scenario.faults.size());
  const double at = chance(scenario.seed, purpose, ordinal);
  double shares = 0;  // rules with shares part one chance between them, so that shares add up
  for (std::size_t i = 0; i < scenario.faults.size(); ++i) {
    const FaultRule& rule = scenario.faults[i];
    if (!rule.filter.matches(route) || !can_befall(rule.fault.kind, route.kind) ||
        !rule.window.holds(since_start, ordinal))
      continue;
    const std::uint64_t count = ++matched_[i];
    bool hit = true;
    if (rule.share) {
      hit = at >= shares && at < shares + *rule.share;
      shares += *rule.share;
    } else if (rule.first > 0) {
      hit = count <= rule.first;
    } else if (rule.every > 0) {
      hit = count % rule.every == 0;
    }
    if (hit) return rule.fault;
  }
  return std::nullopt;
}

std::optional<Quota> RateLimits::count(const Scenario& scenario,
                                       const Route& route,
                                       util::Timestamp now) {
  std::optional<Quota> refused;
  for (std::size_t i = 0; i < scenario.limits.size(); ++i) {
    const LimitRule& rule = scenario.limits[i];
    if (!rule.filter.matches(route)) continue;
    Counted& counted = counted_[{i, route.id}];
    const std::int64_t minute = now.micros / kMinute, day = (now.micros + kPacific) / kDay;
    if (minute != counted.minute) counted.in_minute = 0;
    if (day != counted.day) counted.in_day = 0;
    counted.minute = minute;
    counted.day = day;
    ++counted.in_minute;
    ++counted.in_day;
    if (refused) continue;  // still counted: refused requests use up quota too
    if (rule.per_day >= 0 && counted.in_day > rule.per_day) {
      refused = Quota{Quota::Period::day, route.id, rule.per_day, 0};
    } else if (rule.per_minute >= 0 && counted.in_minute > rule.per_minute) {
      refused = Quota{Quota::Period::minute, route.id, rule.per_minute, seconds_left(now)};
    }
  }
  return refused;
}

std::optional<Allowance> RateLimits::left(const Scenario& scenario,
                                          const Route& route,
                                          util::Timestamp now) const {
  std::optional<Allowance> tightest;
  for (std::size_t i = 0; i < scenario.limits.size(); ++i) {
    const LimitRule& rule = scenario.limits[i];
    const auto counted = counted_.find({i, route.id});
    if (rule.per_minute < 0 || counted == counted_.end() || !rule.filter.matches(route)) continue;
    const int remaining = std::max(0, rule.per_minute - counted->second.in_minute);
    if (!tightest || remaining < tightest->remaining)
      tightest = Allowance{rule.per_minute, remaining, seconds_left(now)};
  }
  return tightest;
}

namespace {

ApiError plain_refusal(const Fault& fault, const std::string& model) {
  switch (fault.kind) {
    case FaultKind::rate_limited:
      return quota_exceeded({Quota::Period::minute, model, 10, fault.retry_after_seconds});
    case FaultKind::quota_per_day:
      return quota_exceeded({Quota::Period::day, model, 250, 0});
    case FaultKind::quota_zero:
      return quota_exceeded({Quota::Period::day, model, 0, 0});
    case FaultKind::spend_cap:
      return {429, "RESOURCE_EXHAUSTED",
              "The project has reached its monthly spend cap. Raise the billing cap to go on."};
    case FaultKind::overloaded:
    case FaultKind::error_array:
      return {503, "UNAVAILABLE", "The model is overloaded. Please try again later."};
    case FaultKind::deadline:
      return {504, "DEADLINE_EXCEEDED", "The deadline passed before the operation could finish."};
    case FaultKind::bad_request:
      return invalid_argument("Request contains an invalid argument.");
    case FaultKind::failed_precondition:
      return {400, "FAILED_PRECONDITION",
              "The service is not available in this region without billing."};
    case FaultKind::unauthenticated:
      return unauthenticated("Request had invalid authentication credentials.");
    case FaultKind::permission_denied:
      return permission_denied("The caller does not have permission.");
    case FaultKind::model_gone:
      return not_found("models/" + model + " was retired and is no longer served.");
    case FaultKind::too_large:
      return payload_too_large(20'971'520);
    case FaultKind::capacity_exhausted:
      return no_capacity(fault, model);
    case FaultKind::status:
    case FaultKind::error_text:
    case FaultKind::error_detail:
    case FaultKind::error_200:
      return {fault.code, status_word(fault.code), "The request failed on purpose."};
    default:
      return internal_error("An internal error has occurred. Please retry.");
  }
}

}  // namespace

ApiError refusal_of(const Fault& fault, const std::string& model) {
  ApiError error = plain_refusal(fault, model);
  if (fault.retry_after_seconds > 0 && fault.kind != FaultKind::rate_limited)
    error.details.push_back(retry_info(fault.retry_after_seconds));
  return error;
}

}  // namespace vitrine::emulator
