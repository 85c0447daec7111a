#include "pipeline/emulator/openai/request.hpp"

#include "pipeline/emulator/faults.hpp"
#include "pipeline/emulator/mask.hpp"
#include "pipeline/emulator/pictures.hpp"
#include "pipeline/util/digest.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace vitrine::emulator::openai {
namespace {

constexpr std::size_t kMostPrompt = 32'000;
constexpr std::array<std::string_view, 13> kFields{"model",
                                                   "prompt",
                                                   "n",
                                                   "size",
                                                   "quality",
                                                   "background",
                                                   "output_format",
                                                   "output_compression",
                                                   "moderation",
                                                   "stream",
                                                   "partial_images",
                                                   "user",
                                                   "complexity"};
constexpr std::array<Pixels, 3> kFixedSizes{{{1024, 1024}, {1536, 1024}, {1024, 1536}}};

/// A text within a list; `chosen` stays as it is if the field is absent.
std::optional<Error> read_word(const Sent& sent,
                               std::string_view name,
                               std::string_view words,
                               std::string& chosen) {
  const Json* value = sent.find(name);
  if (value == nullptr || value->is(Json::Kind::null)) return std::nullopt;
  if (!value->is(Json::Kind::string)) return invalid_type(name, "a string");
  if (!lists(words, value->text)) return invalid_value(name, value->text, words);
  chosen = value->text;
  return std::nullopt;
}

std::optional<Error> read_number(
    const Sent& sent, std::string_view name, int least, int most, int& number) {
  const Json* value = sent.find(name);
  if (value == nullptr || value->is(Json::Kind::null)) return std::nullopt;
  if (!value->is(Json::Kind::number) && !(sent.is_form && value->is(Json::Kind::string)))
    return invalid_type(name, "an integer");
  int read = 0;
  const char* end = value->text.data() + value->text.size();
  const auto [at, error] = std::from_chars(value->text.data(), end, read);
  if (error != std::errc{} || at != end) return invalid_type(name, "an integer");
  if (read < least)
    return bad_parameter(name, "integer_below_min_value",
                         "Invalid '" + std::string(name) + "': integer below minimum value.");
  if (read > most)
    return bad_parameter(name, "integer_above_max_value",
                         "Invalid '" + std::string(name) + "': integer above maximum value.");
  number = read;
  return std::nullopt;
}

std::optional<Error> read_truth(const Sent& sent, std::string_view name, bool& truth) {
  const Json* value = sent.find(name);
  if (value == nullptr || value->is(Json::Kind::null)) return std::nullopt;
  const bool is_text =
      sent.is_form && value->is(Json::Kind::string) && lists("true false", value->text);
  if (!value->is(Json::Kind::boolean) && !is_text) return invalid_type(name, "a boolean");
  truth = value->is(Json::Kind::boolean) ? value->truth : value->text == "true";
  return std::nullopt;
}

Error bad_size(std::string_view size, std::string_view why) {
  return bad_parameter("size", "invalid_size",
                       "Invalid size '" + util::one_line(size, 40) + "'. " + std::string(why));
}

std::optional<Pixels> parse_size(std::string_view text) {
  const std::size_t x = text.find('x');
  if (x == std::string_view::npos) return std::nullopt;
  Pixels size;
  const auto whole = [](std::string_view digits, int& value) {
    const char* end = digits.data() + digits.size();
    const auto [at, error] = std::from_chars(digits.data(), end, value);
    return error == std::errc{} && at == end && value > 0;
  };
  if (!whole(text.substr(0, x), size.width) || !whole(text.substr(x + 1), size.height))
    return std::nullopt;
  return size;
}

Pixels nearest_size(Pixels shape) {
  const auto distance = [&](Pixels one) {
    return std::abs(std::log(static_cast<double>(one.width) * shape.height /
                             (static_cast<double>(one.height) * shape.width)));
  };
  return *std::min_element(kFixedSizes.begin(), kFixedSizes.end(),
                           [&](Pixels a, Pixels b) { return distance(a) < distance(b); });
}

std::optional<Error> read_size(const Sent& sent, const Model& model, Pixels& chosen) {
  if (!sent.pictures.empty())
    chosen = nearest_size(shape_of(sent.pictures.front()).value_or(Pixels{1, 1}));
  const Json* value = sent.find("size");
  if (value == nullptr || value->is(Json::Kind::null) || value->text == "auto") return std::nullopt;
  if (!value->is(Json::Kind::string)) return invalid_type("size", "a string");
  const std::optional<Pixels> size = parse_size(value->text);
  if (!model.free_sizes) {
    if (!size || std::find(kFixedSizes.begin(), kFixedSizes.end(), *size) == kFixedSizes.end())
      return invalid_value("size", value->text, "1024x1024 1024x1536 1536x1024 auto");
    chosen = *size;
    return std::nullopt;
  }
  if (!size) return bad_size(value->text, "A size is WIDTHxHEIGHT in pixels, or auto.");
  const auto [width, height] = *size;
  if (width % 16 != 0 || height % 16 != 0)
    return bad_size(value->text, "Width and height must both be divisible by 16.");
  if (std::max(width, height) > 3840)
    return bad_size(value->text, "The longest edge must not exceed 3840 pixels.");
  if (std::max(width, height) > 3 * std::min(width, height))
    return bad_size(value->text, "The aspect ratio must lie between 1:3 and 3:1.");
  const std::int64_t area = static_cast<std::int64_t>(width) * height;
  if (area < 655'360 || area > 8'294'400)
    return bad_size(value->text, "The area must lie between 655360 and 8294400 pixels.");
  chosen = *size;
  return std::nullopt;
}

std::optional<Error> read_background(const Sent& sent, const Model& model, ImageRequest& request) {
  std::string background = "auto";
  if (auto error = read_word(sent, "background", "auto opaque transparent", background))
    return error;
  if (background != "transparent") return std::nullopt;
  if (!model.transparent)
    return bad_parameter("background", "invalid_value",
                         "Transparent background is not supported for this model.");
  if (request.format == "jpeg")
    return bad_parameter("background", "invalid_value",
                         "Transparent background is not supported for the 'jpeg' format.");
  request.background = background;
  return std::nullopt;
}

std::optional<Error> read_format(const Sent& sent, const Model& model, ImageRequest& request) {
  if (auto error = read_word(sent, "output_format", model.formats, request.format)) return error;
  if (request.format == "gif" || request.format == "svg")
    return bad_parameter("output_format", "invalid_value",
                         "The emulator draws png, jpeg and webp only.");
  const bool compressible = request.format == "jpeg" || request.format == "webp";
  if (auto error = read_number(sent, "output_compression", 0, 100, request.compression))
    return error;
  if (sent.find("output_compression") != nullptr && request.compression != 100 && !compressible)
    return bad_parameter("output_compression", "invalid_value",
                         "Compression less than 100 is not supported for PNG output format.");
  return std::nullopt;
}

/// Fields that exist, but not for every call or model.
std::optional<Error> read_extras(const Sent& sent,
                                 const Model& model,
                                 bool edit,
                                 ImageRequest& request) {
  std::string word;
  if (auto error = read_word(sent, "moderation", "auto low", word)) return error;
  if (sent.find("complexity") != nullptr) {
    if (!model.complexity) return unknown_parameter("complexity");
    if (auto error = read_word(sent, "complexity", "low medium high", word)) return error;
  }
  if (sent.find("input_fidelity") != nullptr) {
    if (!edit) return unknown_parameter("input_fidelity");
    if (!model.fidelity)
      return bad_parameter("input_fidelity", "invalid_input_fidelity_model",
                           "The model '" + std::string(model.id) +
                               "' does not support the 'input_fidelity' parameter.");
    word = "low";
    if (auto error = read_word(sent, "input_fidelity", "high low", word)) return error;
    request.high_fidelity = word == "high";
  }
  if (const Json* user = sent.find("user"); user && !user->is(Json::Kind::string))
    return invalid_type("user", "a string");
  if (auto error = read_truth(sent, "stream", request.stream)) return error;
  return read_number(sent, "partial_images", 0, 3, request.partial_images);
}

std::optional<Error> unknown_field(const Sent& sent, bool edit) {
  for (const Sent::Field& field : sent.fields)
    if (std::find(kFields.begin(), kFields.end(), field.name) == kFields.end() &&
        !(edit && field.name == "input_fidelity"))
      return unknown_parameter(field.name);
  return std::nullopt;
}

std::uint64_t seed_of(const Sent& sent) {
  std::vector<std::string> lines;
  for (const Sent::Field& field : sent.fields)
    lines.push_back(field.name + "=" +
                    (field.value.is(Json::Kind::string) ? field.value.text : to_text(field.value)));
  std::sort(lines.begin(), lines.end());  // a form's fields come in no fixed order
  for (const std::string& picture : sent.pictures) lines.push_back(util::sha256(picture).hex());
  if (sent.mask) lines.push_back("mask " + util::sha256(*sent.mask).hex());
  return mixed(0, util::sha256(util::join(lines, "\n")).hex(), 0);
}

}  // namespace

Read<ImageRequest> read_image_request(const Sent& sent, const Model& model, bool edit) {
  if (auto error = unknown_field(sent, edit)) return *error;
  if (edit)
    if (auto error = wrong_pictures(sent)) return *error;
  ImageRequest request;
  request.model = &model;
  const Json* prompt = sent.find("prompt");
  if (prompt == nullptr) return missing_parameter("prompt");
  if (!prompt->is(Json::Kind::string)) return invalid_type("prompt", "a string");
  if (util::trim(prompt->text).empty())
    return bad_parameter("prompt", "empty_string", "Invalid 'prompt': empty string.");
  if (prompt->text.size() > kMostPrompt)
    return bad_parameter("prompt", "string_above_max_length",
                         "Invalid 'prompt': string too long. Expected a string with maximum length "
                         "32000.");
  request.prompt = prompt->text;
  request.pictures = sent.pictures;
  if (sent.mask) request.mask = mask_in(*sent.mask, MaskBy::alpha).value_or(std::string());
  if (auto error = read_number(sent, "n", 1, 10, request.count)) return *error;
  if (auto error = read_size(sent, model, request.size)) return *error;
  std::string quality = "auto";
  if (auto error = read_word(sent, "quality", "auto " + std::string(model.qualities), quality))
    return *error;
  if (quality != "auto") request.quality = quality;
  if (auto error = read_format(sent, model, request)) return *error;
  if (auto error = read_background(sent, model, request)) return *error;
  if (auto error = read_extras(sent, model, edit, request)) return *error;
  request.seed = seed_of(sent);
  return request;
}

}  // namespace vitrine::emulator::openai
