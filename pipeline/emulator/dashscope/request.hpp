#pragma once

#include "pipeline/emulator/answer.hpp"
#include "pipeline/emulator/models.hpp"
#include "pipeline/util/result.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::emulator::dashscope {

struct Model {
  enum class Sizes { none, by_side, by_area };
  std::string_view id;
  bool as_task = false;  ///< answers X-DashScope-Async alone, and nothing at once
  int least_pictures = 0, most_pictures = 3;
  Sizes sizes = Sizes::by_area;
  int most_count = 6;
  std::int64_t price = 0;  ///< of a picture, in millionths of a dollar
};
std::span<const Model> models();
const Model* find(std::string_view id);

/// `{"code","message","request_id"}`
struct Error {
  int status = 400;
  std::string code = "InvalidParameter";
  std::string message;
};
template <class T>
using Read = boost::system::result<T, Error>;
[[noreturn]] void throw_exception_from_error(const Error& error,
                                             const boost::source_location& where);
Made refusal(const Error& error, const std::string& request_id);

/// What is to be drawn, in whichever of the three forms it was asked for.
struct Order {
  std::string prompt;
  std::vector<std::string> pictures;
  Pixels size{1024, 1024};
  int count = 1;
  std::optional<std::int64_t> seed;
};
enum class Form { messages, text_to_image, image_to_image };
Read<Order> read_order(std::string_view body, const Model& model, Form form);

}  // namespace vitrine::emulator::dashscope
