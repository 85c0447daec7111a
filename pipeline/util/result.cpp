#include "pipeline/util/result.hpp"

#include <stdexcept>

namespace vitrine::util {

const char* to_text(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::bad_spec:
      return "bad_spec";
    case ErrorKind::not_found:
      return "not_found";
    case ErrorKind::throttled:
      return "throttled";
    case ErrorKind::refused:
      return "refused";
    case ErrorKind::timed_out:
      return "timed_out";
    case ErrorKind::unreachable:
      return "unreachable";
    case ErrorKind::bad_image:
      return "bad_image";
    case ErrorKind::over_budget:
      return "over_budget";
    case ErrorKind::cancelled:
      return "cancelled";
    case ErrorKind::damaged:
      return "damaged";
    case ErrorKind::unsupported:
      return "unsupported";
  }
  return "unknown";
}

void throw_exception_from_error(const Error& error, const boost::source_location& where) {
  throw std::runtime_error(error.message + " (unexpected at " + where.file_name() + ":" +
                           std::to_string(where.line()) + ")");
}

}  // namespace vitrine::util
