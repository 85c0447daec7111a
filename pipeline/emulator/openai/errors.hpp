#pragma once

#include "pipeline/emulator/answer.hpp"
#include "pipeline/emulator/fault_choice.hpp"
#include "pipeline/util/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace vitrine::emulator::openai {

/// `{"error":{"message","type","param","code"}}`; empty texts are null.
struct Error {
  int status = 400;
  std::string message;
  std::string type = "invalid_request_error";
  std::string param = {}, code = {};
  std::string stage = {};  ///< of moderation: "input" or "output"; empty: left out
};
template <class T>
using Read = boost::system::result<T, Error>;
[[noreturn]] void throw_exception_from_error(const Error& error,
                                             const boost::source_location& where);

Error unknown_parameter(std::string_view name);
Error missing_parameter(std::string_view name);
/// "Invalid value: 'x'. Supported values are: 'a', 'b', and 'c'."
Error invalid_value(std::string_view name, std::string_view value, std::string_view supported);
Error invalid_type(std::string_view name, std::string_view expected);
Error bad_parameter(std::string_view name, std::string_view code, std::string message);
Error model_not_found(std::string_view model);
Error moderated(std::string_view stage);
Error invalid_api_key();
Error no_api_key();

/// What a fault of the group `refusal` says.
Error error_of(const Fault& fault, const std::string& model);
Error error_of(const Quota& quota);

Made refusal(const Error& error);

}  // namespace vitrine::emulator::openai
