#include "pipeline/emulator/dashscope/request.hpp"

#include "pipeline/emulator/base64.hpp"
#include "pipeline/emulator/json.hpp"
#include "pipeline/emulator/pictures.hpp"
#include "pipeline/util/json_writer.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace vitrine::emulator::dashscope {
namespace {

using Sizes = Model::Sizes;

/// The prices of 2.1 and 3.0 were not found: as those of 2.0.
constexpr Model kModels[] = {
    {"qwen-image-edit", false, 1, 3, Sizes::none, 1, 45'000},
    {"qwen-image-edit-plus", false, 1, 3, Sizes::by_side, 6, 30'000},
    {"qwen-image-edit-max", false, 1, 3, Sizes::by_side, 6, 75'000},
    {"qwen-image-2.0", false, 0, 3, Sizes::by_area, 6, 35'000},
    {"qwen-image-2.0-pro", false, 0, 3, Sizes::by_area, 6, 75'000},
    {"qwen-image-2.1-pro", false, 0, 10, Sizes::by_area, 6, 75'000},
    {"qwen-image-3.0", false, 0, 3, Sizes::by_area, 6, 35'000},
    {"qwen-image-3.0-pro", false, 0, 3, Sizes::by_area, 6, 75'000},
    {"qwen-image", true, 0, 3, Sizes::by_side, 4, 35'000},
    {"qwen-image-plus", true, 0, 3, Sizes::by_side, 4, 30'000},
};

constexpr std::size_t kMostPictureBytes = std::size_t{10} << 20;
constexpr int kLeastSide = 384, kMostSide = 3072;

Error bad(std::string message) { return {400, "InvalidParameter", std::move(message)}; }

Read<std::string> picture_in(const Json& value) {
  if (!value.is(Json::Kind::string)) return bad("An image must be a URL or data in base64.");
  constexpr std::string_view kScheme = "data:image/";
  const std::string_view text = value.text;
  const std::size_t comma = text.find(',');
  if (!text.starts_with(kScheme) || comma == std::string_view::npos ||
      !text.substr(0, comma).ends_with(";base64"))
    return Error{400, "InvalidURL", "The URL leads nowhere from here; send data:image/…;base64."};
  std::optional<std::string> bytes = from_base64(text.substr(comma + 1));
  if (!bytes) return bad("The image's base64 cannot be read.");
  if (bytes->size() > kMostPictureBytes) return bad("The image exceeds 10 MB.");
  const std::optional<Pixels> shape = shape_of(*bytes);
  if (!shape) return bad("The image's format is illegal and cannot be opened.");
  if (std::min(shape->width, shape->height) < kLeastSide ||
      std::max(shape->width, shape->height) > kMostSide)
    return bad("The image's sides must lie between 384 and 3072 pixels.");
  return std::move(*bytes);
}

std::optional<Pixels> size_in(std::string_view text) {
  const std::size_t star = text.find('*');
  if (star == std::string_view::npos) return std::nullopt;
  Pixels size;
  const auto read = [](std::string_view digits, int& side) {
    const char* end = digits.data() + digits.size();
    const auto [at, error] = std::from_chars(digits.data(), end, side);
    return error == std::errc{} && at == end && side > 0;
  };
  if (!read(text.substr(0, star), size.width) || !read(text.substr(star + 1), size.height))
    return std::nullopt;
  return size;
}

std::optional<Error> take_size(const Json& value, const Model& model, Pixels& chosen) {
  if (model.sizes == Sizes::none)
    return bad("size is not supported by " + std::string(model.id) + ".");
  const std::optional<Pixels> size = size_in(value.text);
  if (!value.is(Json::Kind::string) || !size) return bad("size must be width*height.");
  const auto [width, height] = *size;
  if (model.sizes == Sizes::by_side &&
      (std::min(width, height) < 512 || std::max(width, height) > 2048))
    return bad("Both sides of size must lie between 512 and 2048.");
  const std::int64_t area = static_cast<std::int64_t>(width) * height;
  if (model.sizes == Sizes::by_area && (area < 512 * 512 || area > 2048 * 2048))
    return bad("The area of size must lie between 512*512 and 2048*2048.");
  chosen = *size;
  return std::nullopt;
}

std::optional<Error> read_parameters(const Json& parameters, const Model& model, Order& order) {
  if (!parameters.is(Json::Kind::object)) return bad("parameters must be an object.");
  for (std::size_t i = 0; i < parameters.items.size(); ++i) {
    const std::string& name = parameters.keys[i];
    const Json& value = parameters.items[i];
    const std::optional<std::int64_t> number = whole_number(value);
    if (name == "n") {
      if (!number || *number < 1 || *number > model.most_count)
        return bad("n must lie between 1 and " + std::to_string(model.most_count) + ".");
      order.count = static_cast<int>(*number);
    } else if (name == "seed") {
      if (!number || *number < 0 || *number > 2'147'483'647)
        return bad("seed must lie between 0 and 2147483647.");
      order.seed = number;
    } else if (name == "size") {
      if (auto error = take_size(value, model, order.size)) return error;
    } else if (name == "prompt_extend" || name == "watermark") {
      if (!value.is(Json::Kind::boolean)) return bad(name + " must be a boolean.");
    } else if (name == "negative_prompt") {
      if (!value.is(Json::Kind::string)) return bad(name + " must be a string.");
    } else {
      return bad("There is no parameter " + util::one_line(name, 60) + ".");
    }
  }
  return std::nullopt;
}

/// One user message: pictures, then exactly one text.
std::optional<Error> read_messages(const Json& input, Order& order) {
  const std::vector<Json>& messages = input.list_of("messages");
  if (messages.size() != 1 || messages[0].text_of("role") != "user")
    return bad("input.messages must hold exactly one message of the user.");
  const std::vector<Json>& content = messages[0].list_of("content");
  for (std::size_t i = 0; i < content.size(); ++i) {
    if (const Json* image = content[i].find("image")) {
      if (!order.prompt.empty()) return bad("The text must follow the images.");
      Read<std::string> picture = picture_in(*image);
      if (!picture) return picture.error();
      order.pictures.push_back(std::move(*picture));
    } else if (const Json* text = content[i].find("text"); text && order.prompt.empty()) {
      order.prompt = text->text;
    } else {
      return bad("content holds images and exactly one text.");
    }
  }
  return std::nullopt;
}

std::optional<Error> read_plain(const Json& input, Form form, Order& order) {
  order.prompt = input.text_of("prompt");
  if (form == Form::text_to_image) return std::nullopt;
  for (const Json& image : input.list_of("images")) {
    Read<std::string> picture = picture_in(image);
    if (!picture) return picture.error();
    order.pictures.push_back(std::move(*picture));
  }
  if (order.pictures.empty()) return bad("input.images must hold an image.");
  return std::nullopt;
}

/// The shape of the last picture at about a megapixel.
Pixels size_after(const std::string& picture) {
  const Pixels shape = *shape_of(picture);
  const double scale = 1024 / std::sqrt(static_cast<double>(shape.width) * shape.height);
  const auto side = [&](int pixels) {
    return std::max(16, static_cast<int>(std::lround(pixels * scale / 16)) * 16);
  };
  return {side(shape.width), side(shape.height)};
}

}  // namespace

std::span<const Model> models() { return kModels; }

const Model* find(std::string_view id) {
  const auto row = std::find_if(std::begin(kModels), std::end(kModels),
                                [&](const Model& model) { return model.id == id; });
  return row == std::end(kModels) ? nullptr : row;
}

void throw_exception_from_error(const Error& error, const boost::source_location& /*where*/) {
  throw std::runtime_error(error.message);
}

Made refusal(const Error& error, const std::string& request_id) {
  util::JsonWriter writer;
  writer.begin_object();
  writer.member("code", error.code);
  writer.member("message", error.message);
  writer.member("request_id", request_id);
  writer.end_object();
  Made made;
  made.status = error.status;
  made.body = std::move(writer).take();
  return made;
}

Read<Order> read_order(std::string_view body, const Model& model, Form form) {
  const ParsedJson parsed = parse_json(body);
  if (!parsed.error.empty() || !parsed.value.is(Json::Kind::object))
    return bad("Required body invalid, please check the request body format.");
  for (const std::string& name : parsed.value.keys)
    if (name != "model" && name != "input" && name != "parameters")
      return bad("There is no field " + util::one_line(name, 60) + ".");
  const Json* input = parsed.value.find("input");
  if (input == nullptr || !input->is(Json::Kind::object)) return bad("input is missing.");
  Order order;
  if (auto error =
          form == Form::messages ? read_messages(*input, order) : read_plain(*input, form, order))
    return *error;
  if (util::trim(order.prompt).empty()) return bad("The prompt is missing.");
  const int count = static_cast<int>(order.pictures.size());
  if (count < model.least_pictures || count > model.most_pictures)
    return bad(std::string(model.id) + " takes " + std::to_string(model.least_pictures) + " to " +
               std::to_string(model.most_pictures) + " images.");
  if (!order.pictures.empty()) order.size = size_after(order.pictures.back());
  if (const Json* parameters = parsed.value.find("parameters"))
    if (auto error = read_parameters(*parameters, model, order)) return *error;
  return order;
}

}  // namespace vitrine::emulator::dashscope
