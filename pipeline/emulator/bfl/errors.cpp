#include "pipeline/emulator/bfl/errors.hpp"

#include "pipeline/util/json_writer.hpp"

#include <utility>

namespace vitrine::emulator::bfl {

Made refusal(int status, std::string_view detail) {
  util::JsonWriter writer;
  writer.begin_object();
  writer.member("detail", detail);
  writer.end_object();
  Made made;
  made.status = status;
  made.body = std::move(writer).take();
  return made;
}

Made refusal(const FieldError& error) {
  util::JsonWriter writer;
  writer.begin_object();
  writer.key("detail");
  writer.begin_array();
  writer.begin_object();
  writer.member("type", error.type);
  writer.key("loc");
  writer.begin_array();
  writer.value("body");
  if (!error.field.empty()) writer.value(error.field);
  writer.end_array();
  writer.member("msg", error.message);
  writer.end_object();
  writer.end_array();
  writer.end_object();
  Made made;
  made.status = 422;
  made.body = std::move(writer).take();
  return made;
}

Made unknown_key() { return refusal(403, "Not authenticated - Invalid Authentication"); }
Made no_such_model() { return refusal(404, "Not Found"); }
Made too_many_tasks(int most) {
  return refusal(429, "Too many active tasks: at most " + std::to_string(most) +
                          " may run at a time. Wait for one to end.");
}

Made refusal(const Fault& fault) {
  switch (fault.kind) {
    case FaultKind::rate_limited:
      return too_many_tasks(24);
    case FaultKind::quota_per_day:
      return refusal(429, "Rate limit exceeded.");
    case FaultKind::quota_zero:
    case FaultKind::spend_cap:
      return refusal(402, "Insufficient credits. Please add credits to your account.");
    case FaultKind::overloaded:
    case FaultKind::error_array:
      return refusal(503, "Service temporarily unavailable.");
    case FaultKind::capacity_exhausted:
      return refusal(fault.code, "No capacity at the moment.");
    case FaultKind::deadline:
      return refusal(504, "Gateway timeout.");
    case FaultKind::bad_request:
      return refusal(FieldError{"prompt", "Value error on purpose", "value_error"});
    case FaultKind::failed_precondition:
    case FaultKind::permission_denied:
      return refusal(403, "Not authorized.");
    case FaultKind::unauthenticated:
      return unknown_key();
    case FaultKind::model_gone:
      return no_such_model();
    case FaultKind::too_large:
      return refusal(413, "Request entity too large.");
    case FaultKind::status:
    case FaultKind::error_text:
    case FaultKind::error_detail:
    case FaultKind::error_200:
      return refusal(fault.code, "The request failed on purpose.");
    default:
      return refusal(500, "Internal server error.");
  }
}

}  // namespace vitrine::emulator::bfl
