#pragma once

#include "pipeline/emulator/models.hpp"
#include "pipeline/emulator/scenario.hpp"
#include "pipeline/util/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::emulator::local {

/// What is wrong, before it has a server's shape.
struct Error {
  int status = 400;
  std::string message, field;
};
template <class T>
using Read = boost::system::result<T, Error>;
[[noreturn]] void throw_exception_from_error(const Error& error,
                                             const boost::source_location& where);

/// A call, read. Fields that a server does not know are overlooked, as these do.
struct Order {
  std::string prompt;
  std::vector<std::string> pictures;
  std::string mask;  ///< as DrawOrder takes it; empty: none was sent
  Pixels size{1024, 1024};
  int count = 1;
  std::string format = "png";
  std::optional<std::int64_t> seed;
  bool as_url = false;
};
enum class Call { generate, edit, inpaint };
Read<Order> read_order(std::string_view content_type,
                       std::string_view body,
                       const LocalServer& server,
                       Call call);

/// The error as this server words it.
std::string error_json(const Error& error, const LocalServer& server);

}  // namespace vitrine::emulator::local
