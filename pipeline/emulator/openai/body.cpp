// The two forms of a body: JSON, and multipart for edits.
#include "pipeline/emulator/base64.hpp"
#include "pipeline/emulator/mask.hpp"
#include "pipeline/emulator/multipart.hpp"
#include "pipeline/emulator/openai/request.hpp"
#include "pipeline/emulator/pictures.hpp"
#include "pipeline/util/text.hpp"

#include <utility>

namespace vitrine::emulator::openai {
namespace {

constexpr std::size_t kMostUrl = 20'971'520;
constexpr std::size_t kMostFile = std::size_t{50} << 20, kMostMask = std::size_t{4} << 20;
constexpr std::size_t kMostPictures = 16;

bool is_form(std::string_view content_type) {
  return util::to_lower(content_type).starts_with("multipart/form-data");
}

Error bad_json(const std::string& why) {
  return {400, "We could not parse the JSON body of your request. (" + why + ")"};
}

/// `{"image_url":"data:…"}`; file ids and addresses are not kept here.
Read<std::string> referred_picture(const Json& reference, const std::string& name) {
  if (!reference.is(Json::Kind::object)) return invalid_type(name, "an object");
  if (reference.items.size() != 1)
    return bad_parameter(name, "invalid_value",
                         "'" + name + "' needs exactly one of 'image_url' and 'file_id'.");
  if (reference.keys[0] == "file_id")
    return bad_parameter(name, "invalid_value",
                         "No such File object: the emulator keeps no files of this vendor.");
  if (reference.keys[0] != "image_url") return unknown_parameter(name + "." + reference.keys[0]);
  const std::string_view url = reference.text_of("image_url");
  if (url.size() > kMostUrl)
    return bad_parameter(name, "string_above_max_length",
                         "Invalid '" + name + ".image_url': string too long.");
  constexpr std::string_view kScheme = "data:";
  const std::size_t comma = url.find(',');
  if (!url.starts_with(kScheme) || comma == std::string_view::npos ||
      !url.substr(0, comma).ends_with(";base64"))
    return bad_parameter(name, "invalid_value",
                         "Error while downloading the image: only data: URLs in base64 lead "
                         "anywhere from here.");
  std::optional<std::string> bytes = from_base64(url.substr(comma + 1));
  if (!bytes) return bad_parameter(name, "invalid_base64", "Invalid base64 image_url.");
  return std::move(*bytes);
}

Read<Sent> read_json(std::string_view body, bool edit) {
  ParsedJson parsed = parse_json(body);
  if (!parsed.error.empty()) return bad_json(parsed.error);
  if (!parsed.value.is(Json::Kind::object)) return bad_json("no object");
  Sent sent;
  for (std::size_t i = 0; i < parsed.value.items.size(); ++i) {
    const std::string& name = parsed.value.keys[i];
    Json& value = parsed.value.items[i];
    if (edit && name == "images") {
      if (!value.is(Json::Kind::array)) return invalid_type(name, "an array");
      for (std::size_t k = 0; k < value.items.size(); ++k) {
        Read<std::string> picture =
            referred_picture(value.items[k], "images[" + std::to_string(k) + "]");
        if (!picture) return picture.error();
        sent.pictures.push_back(std::move(*picture));
      }
    } else if (edit && name == "mask") {
      Read<std::string> mask = referred_picture(value, name);
      if (!mask) return mask.error();
      sent.mask = std::move(*mask);
    } else {
      sent.fields.push_back({name, std::move(value)});
    }
  }
  return sent;
}

std::optional<Error> wrong_file(const FormPart& part, std::size_t most) {
  if (!part.is_file) return invalid_type(part.name, "a file");
  if (part.body.size() > most)
    return bad_parameter(part.name, "invalid_value",
                         "Invalid file '" + part.name + "': the file is too large.");
  const std::string_view found = sniffed_type(part.body);
  if (part.type == "application/octet-stream" || (!part.type.empty() && part.type != found))
    return bad_parameter(part.name, "unsupported_file_mimetype",
                         "Invalid file '" + part.name + "': unsupported mimetype ('" +
                             util::one_line(part.type, 60) +
                             "'). Supported file formats are 'image/jpeg', 'image/png', and "
                             "'image/webp'.");
  return std::nullopt;
}

Read<Sent> read_multipart(std::string_view content_type, std::string_view body) {
  const ReadForm form = read_form(content_type, body);
  if (!form.error.empty()) return Error{400, "Could not parse multipart form: " + form.error + "."};
  Sent sent;
  sent.is_form = true;
  for (const FormPart& part : form.parts) {
    const bool is_mask = part.name == "mask";
    if (part.name == "image" || part.name == "image[]" || is_mask) {
      if (auto error = wrong_file(part, is_mask ? kMostMask : kMostFile)) return *error;
      if (is_mask)
        sent.mask = std::string(part.body);
      else
        sent.pictures.emplace_back(part.body);
      continue;
    }
    if (part.is_file) return unknown_parameter(part.name);
    Json value;
    value.kind = Json::Kind::string;
    value.text = part.body;
    sent.fields.push_back({part.name, std::move(value)});
  }
  return sent;
}

}  // namespace

const Json* Sent::find(std::string_view name) const {
  for (const Field& field : fields)
    if (field.name == name) return &field.value;
  return nullptr;
}

Read<Sent> read_generation(std::string_view body) { return read_json(body, false); }

Read<Sent> read_edit(std::string_view content_type, std::string_view body) {
  return is_form(content_type) ? read_multipart(content_type, body) : read_json(body, true);
}

std::optional<Error> wrong_pictures(const Sent& sent) {
  const std::string name = sent.is_form ? "image" : "images";
  if (sent.pictures.empty()) return missing_parameter(name);
  if (sent.pictures.size() > kMostPictures)
    return bad_parameter(name, "array_above_max_length",
                         "Invalid '" + name + "': at most 16 images can be sent.");
  for (const std::string& picture : sent.pictures)
    if (!shape_of(picture))
      return bad_parameter(name, "invalid_image_file",
                           "Invalid image file or mode for '" + name + "'.");
  if (!sent.mask) return std::nullopt;
  const auto mask = shape_of(*sent.mask);
  if (!mask || sniffed_type(*sent.mask) != "image/png" || sent.mask->size() > kMostMask)
    return bad_parameter("mask", "invalid_image_file", "The mask must be a PNG below 4 MB.");
  if (*mask != *shape_of(sent.pictures.front()))
    return bad_parameter("mask", "invalid_value",
                         "Invalid mask image: it must have the size of the first image.");
  if (!mask_in(*sent.mask, MaskBy::alpha))
    return bad_parameter("mask", "invalid_image_file",
                         "Invalid mask image: it must have an alpha channel that is transparent "
                         "where the image is to be edited.");
  return std::nullopt;
}

std::string model_in(std::string_view content_type, std::string_view body) {
  if (!is_form(content_type)) return top_level_text(body, "model");
  for (const FormPart& part : read_form(content_type, body).parts)
    if (part.name == "model" && !part.is_file) return std::string(part.body);
  return {};
}

}  // namespace vitrine::emulator::openai
