#pragma once

#include <boost/system/result.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace vitrine::util {

/// Only what code branches on. `message` is for people.
enum class ErrorKind {
  bad_spec,
  not_found,
  throttled,
  refused,
  timed_out,
  unreachable,
  bad_image,
  over_budget,
  cancelled,
  damaged,      ///< stored bytes are not what their name or record says
  unsupported,  ///< asked for something this renderer or program cannot do
};

/// An outcome its caller decides about. A broken world (disk, database) is an exception instead.
struct Error {
  ErrorKind kind;
  std::string message;  ///< one sentence: what was being done, to what, what happened; no secret
  std::optional<std::chrono::milliseconds> retry_after = {};  ///< only with `throttled`

  friend bool operator==(const Error&, const Error&) = default;
};

template <class T>
using Result = boost::system::result<T, Error>;

/// The word used in records and under --json.
const char* to_text(ErrorKind kind);

/// Called by Result::value() on an error; throws std::runtime_error with the message.
[[noreturn]] void throw_exception_from_error(const Error& error,
                                             const boost::source_location& where);

}  // namespace vitrine::util
