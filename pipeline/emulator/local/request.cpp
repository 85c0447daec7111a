#include "pipeline/emulator/local/request.hpp"

#include "pipeline/emulator/base64.hpp"
#include "pipeline/emulator/json.hpp"
#include "pipeline/emulator/mask.hpp"
#include "pipeline/emulator/multipart.hpp"
#include "pipeline/emulator/pictures.hpp"
#include "pipeline/util/json_writer.hpp"
#include "pipeline/util/text.hpp"

#include <charconv>
#include <map>
#include <stdexcept>
#include <utility>

namespace vitrine::emulator::local {
namespace {

/// A call's fields as texts, whichever form it came in, and its files.
struct Sent {
  std::map<std::string, std::string, std::less<>> fields;
  std::vector<std::string> pictures;
  std::string mask;
};

std::optional<std::int64_t> whole(std::string_view text) {
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || at != end) return std::nullopt;
  return number;
}

/// A picture in base64, bare or as a data: URL.
std::optional<std::string> picture_in(std::string_view text) {
  if (text.starts_with("data:")) text.remove_prefix(std::min(text.size(), text.find(',') + 1));
  std::optional<std::string> bytes = from_base64(text);
  if (!bytes || !shape_of(*bytes)) return std::nullopt;
  return bytes;
}

/// Fields that hold pictures in a JSON body, for servers that take them there.
bool holds_pictures(std::string_view name) {
  return name == "file" || name == "files" || name == "files[]" || name == "ref_images" ||
         name == "ref_images[]";
}

Read<Sent> read_json(std::string_view body, const LocalServer& server) {
  const ParsedJson parsed = parse_json(body);
  if (!parsed.error.empty() || !parsed.value.is(Json::Kind::object))
    return Error{400, "the body is not a JSON object", "body"};
  Sent sent;
  for (std::size_t i = 0; i < parsed.value.items.size(); ++i) {
    const std::string& name = parsed.value.keys[i];
    const Json& value = parsed.value.items[i];
    if (!server.edits && holds_pictures(name)) {
      const std::vector<Json> one{value};
      for (const Json& item : value.is(Json::Kind::array) ? value.items : one) {
        std::optional<std::string> picture = picture_in(item.text);
        if (!picture) return Error{400, name + " holds no readable image", name};
        sent.pictures.push_back(std::move(*picture));
      }
    } else if (value.is(Json::Kind::string) || value.is(Json::Kind::number)) {
      sent.fields[name] = value.text;
    }
  }
  return sent;
}

Read<Sent> read_multipart(std::string_view content_type,
                          std::string_view body,
                          const LocalServer& server) {
  const ReadForm form = read_form(content_type, body);
  if (!form.error.empty()) return Error{400, form.error, "body"};
  Sent sent;
  for (const FormPart& part : form.parts) {
    if (!part.is_file) {
      sent.fields[part.name] = part.body;
      continue;
    }
    if (part.name == "mask") {
      std::optional<std::string> mask = mask_in(std::string(part.body), MaskBy::colour);
      if (!mask) return Error{400, "the mask is no readable image", "mask"};
      sent.mask = std::move(*mask);
      continue;
    }
    const bool taken = part.name == "image" || (part.name == "image[]" && server.image_list);
    if (!taken) return Error{400, "no image in the field " + server.image_field(), part.name};
    const std::string_view type = sniffed_type(part.body);
    if ((type != "image/png" && type != "image/jpeg") || !shape_of(part.body))
      return Error{400, "the image must be a PNG or JPEG", part.name};
    sent.pictures.emplace_back(part.body);
  }
  return sent;
}

/// stable-diffusion.cpp takes more inside the prompt: `<sd_cpp_extra_args>{"seed":7}</…>`.
void take_extra(std::string& prompt, Order& order) {
  constexpr std::string_view kOpen = "<sd_cpp_extra_args>", kClose = "</sd_cpp_extra_args>";
  const std::size_t begin = prompt.find(kOpen), end = prompt.find(kClose);
  if (begin == std::string::npos || end == std::string::npos || end < begin) return;
  const std::string_view json =
      std::string_view(prompt).substr(begin + kOpen.size(), end - begin - kOpen.size());
  const ParsedJson extra = parse_json(json);
  if (const Json* seed = extra.value.find("seed")) order.seed = whole(seed->text);
  prompt.erase(begin, end + kClose.size() - begin);
}

std::optional<Pixels> size_in(std::string_view text) {
  const std::size_t x = text.find('x');
  if (x == std::string_view::npos) return std::nullopt;
  const auto width = whole(text.substr(0, x)), height = whole(text.substr(x + 1));
  if (!width || !height || *width < 64 || *height < 64 || *width > 4096 || *height > 4096)
    return std::nullopt;
  return Pixels{static_cast<int>(*width), static_cast<int>(*height)};
}

std::optional<Error> read_fields(const Sent& sent, const LocalServer& server, Order& order) {
  const auto field = [&](std::string_view name) -> const std::string* {
    const auto found = sent.fields.find(name);
    return found == sent.fields.end() ? nullptr : &found->second;
  };
  const std::string* prompt = field("prompt");
  if (prompt == nullptr || util::trim(*prompt).empty())
    return Error{400, "prompt required", "prompt"};
  order.prompt = *prompt;
  if (server.extra_in_prompt) take_extra(order.prompt, order);
  if (const std::string* size = field("size"); size != nullptr && *size != "auto") {
    const std::optional<Pixels> read = size_in(*size);
    if (!read) return Error{400, "size must be WIDTHxHEIGHT", "size"};
    order.size = *read;
  }
  if (const std::string* count = field("n")) {
    const std::optional<std::int64_t> number = whole(*count);
    if (!number || *number < 1 || *number > 8) return Error{400, "n must be from 1 to 8", "n"};
    order.count = static_cast<int>(*number);
  }
  if (const std::string* format = field("output_format")) {
    if (*format != "png" && *format != "jpeg" && *format != "webp")
      return Error{400, "output_format must be png, jpeg or webp", "output_format"};
    order.format = *format;
  }
  if (const std::string* seed = field("seed"); seed != nullptr && server.takes_seed)
    order.seed = whole(*seed);
  const std::string* answer = field("response_format");
  order.as_url = server.answers_url && (answer == nullptr || *answer != "b64_json");
  return std::nullopt;
}

}  // namespace

void throw_exception_from_error(const Error& error, const boost::source_location& /*where*/) {
  throw std::runtime_error(error.message);
}

Read<Order> read_order(std::string_view content_type,
                       std::string_view body,
                       const LocalServer& server,
                       Call call) {
  if (call == Call::edit && !server.edits) return Error{404, "Not Found", "path"};
  if (call == Call::inpaint && server.edits) return Error{404, "Not Found", "path"};
  const bool is_form = util::to_lower(content_type).starts_with("multipart/form-data");
  if (is_form != (call != Call::generate))
    return Error{400,
                 is_form ? "Content-Type must be application/json"
                         : "Content-Type must be multipart/form-data",
                 "body"};
  const Read<Sent> sent =
      is_form ? read_multipart(content_type, body, server) : read_json(body, server);
  if (!sent) return sent.error();
  if (call != Call::generate && sent->pictures.empty())
    return Error{400, "no image in the field " + server.image_field(), "image"};
  Order order;
  if (call == Call::inpaint && sent->mask.empty()) return Error{400, "missing mask file", "mask"};
  order.pictures = sent->pictures;
  order.mask = sent->mask;
  if (auto error = read_fields(*sent, server, order)) return *error;
  return order;
}

std::string error_json(const Error& error, const LocalServer& server) {
  util::JsonWriter writer;
  writer.begin_object();
  switch (server.errors) {
    case LocalServer::Errors::text:
      writer.member("error", error.message);
      break;
    case LocalServer::Errors::detail:
      writer.key("detail");
      if (error.status != 422) {
        writer.value(error.message);
        break;
      }
      writer.begin_array();
      writer.begin_object();
      writer.member("type", "value_error");
      writer.key("loc");
      writer.begin_array();
      writer.value("body");
      writer.value(error.field);
      writer.end_array();
      writer.member("msg", error.message);
      writer.end_object();
      writer.end_array();
      break;
    case LocalServer::Errors::object:
      writer.key("error");
      writer.begin_object();
      writer.member("code", error.status);
      writer.member("message", error.message);
      writer.member("type", "");
      writer.end_object();
      break;
  }
  writer.end_object();
  return std::move(writer).take();
}

}  // namespace vitrine::emulator::local
