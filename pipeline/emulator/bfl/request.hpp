#pragma once

#include "pipeline/emulator/bfl/models.hpp"
#include "pipeline/util/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::emulator::bfl {

/// What is wrong with a field: one entry of the list under "detail".
struct FieldError {
  std::string field, message, type;
};
template <class T>
using Read = boost::system::result<T, FieldError>;
[[noreturn]] void throw_exception_from_error(const FieldError& error,
                                             const boost::source_location& where);

/// A task as it was submitted, read and found in order.
struct Order {
  std::string prompt;
  std::vector<std::string> pictures;
  Pixels size{1024, 1024};
  std::int64_t input_mp = 0;
  std::string format;  ///< "jpeg", "png"; empty: not asked
  std::optional<std::int64_t> seed;
};
Read<Order> read_order(std::string_view body, const Model& model);

}  // namespace vitrine::emulator::bfl
