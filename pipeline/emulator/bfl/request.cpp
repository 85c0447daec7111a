#include "pipeline/emulator/bfl/request.hpp"

#include "pipeline/emulator/base64.hpp"
#include "pipeline/emulator/json.hpp"
#include "pipeline/emulator/pictures.hpp"

#include <charconv>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace vitrine::emulator::bfl {
namespace {

constexpr std::int64_t kMostArea = 4 << 20;

FieldError no_whole(const std::string& field) {
  return {field, "Input should be a valid integer", "int_type"};
}
FieldError no_text(const std::string& field) {
  return {field, "Input should be a valid string", "string_type"};
}
FieldError out_of_range(const std::string& field, std::int64_t least, std::int64_t most) {
  return {field, "Input should be from " + std::to_string(least) + " to " + std::to_string(most),
          "value_error"};
}

std::optional<FieldError> in_range(const Json& value,
                                   const std::string& field,
                                   std::int64_t least,
                                   std::int64_t most) {
  const std::optional<std::int64_t> number = whole_number(value);
  if (!number) return no_whole(field);
  if (*number < least || *number > most) return out_of_range(field, least, most);
  return std::nullopt;
}

/// "16:9" as a number; nothing outside 21:9 … 9:21.
std::optional<double> ratio_of(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  int width = 0, height = 0;
  const std::string_view first = text.substr(0, colon), second = text.substr(colon + 1);
  const auto read = [](std::string_view digits, int& number) {
    const char* end = digits.data() + digits.size();
    const auto [at, error] = std::from_chars(digits.data(), end, number);
    return error == std::errc{} && at == end && number > 0;
  };
  if (!read(first, width) || !read(second, height)) return std::nullopt;
  const double ratio = static_cast<double>(width) / height;
  if (ratio > 21.0 / 9 + 1e-9 || ratio < 9.0 / 21 - 1e-9) return std::nullopt;
  return ratio;
}

/// The place of "input_image", "input_image_2" …, from 1; 0 for other names.
int picture_place(std::string_view name) {
  constexpr std::string_view kName = "input_image";
  if (!name.starts_with(kName)) return 0;
  if (name == kName) return 1;
  int place = 0;
  const std::string_view digits = name.substr(std::min(name.size(), kName.size() + 1));
  const auto [at, error] = std::from_chars(digits.data(), digits.data() + digits.size(), place);
  return error == std::errc{} && at == digits.data() + digits.size() && place >= 2 ? place : 0;
}

class Reader {
 public:
  Reader(const Json& body, const Model& model) : body_(body), model_(model) {}

  Read<Order> read() {
    pictures_.resize(static_cast<std::size_t>(model_.most_pictures));
    for (std::size_t i = 0; i < body_.items.size(); ++i) {
      if (body_.items[i].is(Json::Kind::null)) continue;
      if (auto error = take(body_.keys[i], body_.items[i])) return *error;
    }
    if (body_.find("prompt") == nullptr) return FieldError{"prompt", "Field required", "missing"};
    for (std::string& picture : pictures_)
      if (!picture.empty()) order_.pictures.push_back(std::move(picture));
    if (auto error = settle_size()) return *error;
    for (const std::string& picture : order_.pictures)
      order_.input_mp += megapixels(*shape_of(picture));
    return std::move(order_);
  }

 private:
  /// One field; what no model of this service knows is an error here, so that a misspelled one is
  /// seen.
  std::optional<FieldError> take(const std::string& name, const Json& value) {
    if (name == "prompt") {
      if (!value.is(Json::Kind::string)) return no_text(name);
      order_.prompt = value.text;
      return std::nullopt;
    }
    if (const int place = picture_place(name); place >= 1 && place <= model_.most_pictures)
      return take_picture(name, value, pictures_[static_cast<std::size_t>(place - 1)]);
    if (name == "seed") {
      order_.seed = whole_number(value);
      return order_.seed ? std::nullopt : std::optional(no_whole(name));
    }
    if (name == "safety_tolerance") return in_range(value, name, 0, model_.most_tolerance);
    if (name == "output_format") {
      if (value.text != "jpeg" && value.text != "png")
        return FieldError{name, "Input should be 'jpeg' or 'png'", "enum"};
      order_.format = value.text;
      return std::nullopt;
    }
    if (name == "prompt_upsampling" && value.is(Json::Kind::boolean)) return std::nullopt;
    if (name == "webhook_url" || name == "webhook_secret")
      return FieldError{name, "Webhooks are not emulated", "value_error"};
    if (!model_.by_area && name == "aspect_ratio") {
      ratio_ = ratio_of(value.text);
      if (!ratio_)
        return FieldError{name, "aspect_ratio must lie between 21:9 and 9:21", "value_error"};
      return std::nullopt;
    }
    if (model_.by_area && (name == "width" || name == "height")) return take_side(name, value);
    if (model_.tuned && name == "steps") return in_range(value, name, 1, 50);
    if (model_.tuned && name == "guidance") {
      const double guidance = value.number_or(0);
      if (guidance < 1.5 || guidance > 10)
        return FieldError{name, "Input should be from 1.5 to 10", "value_error"};
      return std::nullopt;
    }
    return FieldError{name, "Extra inputs are not permitted", "extra_forbidden"};
  }

  static std::optional<FieldError> take_picture(const std::string& name,
                                                const Json& value,
                                                std::string& picture) {
    if (!value.is(Json::Kind::string)) return no_text(name);
    if (value.text.starts_with("http://") || value.text.starts_with("https://"))
      return FieldError{name, "This address leads nowhere from here", "value_error"};
    const std::optional<std::string> bytes = from_base64(value.text);
    if (!bytes)
      return FieldError{name, "Invalid base64: no data: prefix, no breaks", "value_error"};
    if (!shape_of(*bytes)) return FieldError{name, "Not a readable image", "value_error"};
    picture = *bytes;
    return std::nullopt;
  }

  std::optional<FieldError> take_side(const std::string& name, const Json& value) {
    const std::optional<std::int64_t> side = whole_number(value);
    if (!side) return no_whole(name);
    if (*side < 64 || *side > kMostArea / 64 || *side % 16 != 0)
      return FieldError{name, name + " must be a multiple of 16, 64 at least", "value_error"};
    (name == "width" ? width_ : height_) = static_cast<int>(*side);
    return std::nullopt;
  }

  std::optional<FieldError> settle_size() {
    double ratio = ratio_.value_or(1);
    if (!ratio_ && !order_.pictures.empty()) {
      const Pixels shape = *shape_of(order_.pictures.front());
      ratio = std::clamp(static_cast<double>(shape.width) / shape.height, 9.0 / 21, 21.0 / 9);
    }
    order_.size = megapixel_of(ratio);
    if (width_ > 0) order_.size.width = width_;
    if (height_ > 0) order_.size.height = height_;
    if (static_cast<std::int64_t>(order_.size.width) * order_.size.height > kMostArea)
      return FieldError{"width", "width x height must not exceed 4 megapixels", "value_error"};
    return std::nullopt;
  }

  const Json& body_;
  const Model& model_;
  Order order_;
  std::vector<std::string> pictures_;
  std::optional<double> ratio_;
  int width_ = 0, height_ = 0;
};

}  // namespace

void throw_exception_from_error(const FieldError& error, const boost::source_location& /*where*/) {
  throw std::runtime_error(error.field + ": " + error.message);
}

Read<Order> read_order(std::string_view body, const Model& model) {
  const ParsedJson parsed = parse_json(body);
  if (!parsed.error.empty() || !parsed.value.is(Json::Kind::object))
    return FieldError{"", "JSON decode error", "json_invalid"};
  return Reader(parsed.value, model).read();
}

}  // namespace vitrine::emulator::bfl
