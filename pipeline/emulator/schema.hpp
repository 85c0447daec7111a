#pragma once

#include "pipeline/emulator/errors.hpp"
#include "pipeline/emulator/json.hpp"

#include <optional>
#include <string_view>

namespace vitrine::emulator {

/// The messages of the wire whose fields are known by name.
enum class Message {
  generate_request,
  count_request,
  predict_request,
  batch_request,
  file_request,
};

/// Compares every name in `body` with the fields of the message, in camelCase or snake_case, and
/// values with the fields' types. All that is wrong comes back as one 400; fields of the other
/// surface are unknown here.
std::optional<ApiError> check_fields(const Json& body, Message message, bool vertex);

}  // namespace vitrine::emulator
