#include "pipeline/net/failure.hpp"

namespace vitrine::net {
using util::Error;
using util::ErrorKind;

namespace {

/// "https://host: what happened": one sentence.
Error error(ErrorKind kind, const std::string& origin, const std::string& what) {
  return {kind, origin + ": " + what};
}

std::string with_reason(const std::string& what, const std::string& why) {
  return why.empty() ? what : what + ": " + why;
}

Error complaint_error(Complaint complaint, const std::string& origin) {
  switch (complaint) {
    case Complaint::head_too_large:
      return error(ErrorKind::refused, origin, "the answer's header is larger than allowed");
    case Complaint::body_too_large:
      return error(ErrorKind::refused, origin, "the answer's body is larger than allowed");
    case Complaint::cut_short:
      return error(ErrorKind::unreachable, origin, "the answer broke off before its end");
    case Complaint::none:
    case Complaint::not_http:
      break;
  }
  return error(ErrorKind::unreachable, origin, "what came back is not HTTP");
}

std::string broke_at(Step step) {
  switch (step) {
    case Step::turn:
    case Step::name:
      return "the name has no address";
    case Step::connect:
      return "no connection";
    case Step::proxy:
      return "no way through the proxy";
    case Step::handshake:
      return "TLS could not be agreed";
    case Step::request:
      return "the connection broke while the request was being sent";
    case Step::head:
      return "the connection ended before an answer came";
    case Step::body:
      return "the answer broke off before its end";
  }
  return "the connection broke";
}

}  // namespace

Progress progress_of(const Course& course) {
  if (course.head_is_done) return Progress::answered;
  if (!course.last_piece_begun || course.write_failed || course.peer_read_nothing)
    return Progress::not_sent;
  return Progress::maybe_sent;
}

Error error_of(const Trouble& trouble, Step step, const std::string& origin) {
  if (trouble.complaint != Complaint::none) return complaint_error(trouble.complaint, origin);
  if (trouble.cut == Cut::untrusted)
    return error(ErrorKind::refused, origin, with_reason("refused", trouble.why));
  return error(ErrorKind::unreachable, origin, with_reason(broke_at(step), trouble.why));
}

Error late_error(Step step, const std::string& origin) {
  const auto late = [&](const char* what) {
    return error(ErrorKind::timed_out, origin, std::string(what) + " within the time allowed");
  };
  switch (step) {
    case Step::turn:
      return late("other calls left it no turn");
    case Step::name:
      return late("its name was not resolved");
    case Step::connect:
      return late("no connection came about");
    case Step::proxy:
      return late("the proxy gave no way through");
    case Step::handshake:
      return late("TLS was not agreed");
    case Step::request:
      return late("the request was not taken");
    case Step::head:
      return late("no answer came");
    case Step::body:
      break;
  }
  return late("the answer did not end");
}

Error cancelled_error(Step step, const std::string& origin) {
  const char* when = step < Step::request    ? "before the request was sent"
                     : step == Step::request ? "while the request was being sent"
                     : step == Step::head    ? "while it was waiting for the answer"
                                             : "in the middle of the answer";
  return error(ErrorKind::cancelled, origin, std::string("the call was cancelled ") + when);
}

bool peer_read_nothing(Cut cut,
                       std::optional<std::uint64_t> confirmed_before,
                       std::optional<std::uint64_t> confirmed_now) {
  const bool has_closed = cut == Cut::closed || cut == Cut::truncated || cut == Cut::pipe;
  return has_closed && confirmed_before && confirmed_now && *confirmed_before == *confirmed_now;
}

bool may_be_kept(const Leftovers& leftovers) {
  return leftovers.peer_keeps_alive && leftovers.request_was_sent && leftovers.unread_bytes == 0;
}

}  // namespace vitrine::net
