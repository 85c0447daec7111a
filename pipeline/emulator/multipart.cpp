#include "pipeline/emulator/multipart.hpp"

#include "pipeline/util/text.hpp"

#include <optional>
#include <utility>

namespace vitrine::emulator {
namespace {

/// The value of `name` in "form-data; name=\"image\"; filename=a.png".
std::optional<std::string> parameter_of(std::string_view header, std::string_view name) {
  std::size_t at = header.find(';');
  while (at != std::string_view::npos) {
    std::string_view rest = util::trim(header.substr(at + 1));
    const std::size_t equals = rest.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    const bool found = util::to_lower(util::trim(rest.substr(0, equals))) == name;
    rest = util::trim(rest.substr(equals + 1));
    std::string value;
    std::size_t end = 0;
    if (rest.starts_with('"')) {
      for (end = 1; end < rest.size() && rest[end] != '"'; ++end) {
        if (rest[end] == '\\' && end + 1 < rest.size()) ++end;
        value.push_back(rest[end]);
      }
    } else {
      end = std::min(rest.find(';'), rest.size());
      value = util::trim(rest.substr(0, end));
    }
    if (found) return value;
    const std::size_t next = rest.find(';', end);
    if (next == std::string_view::npos) return std::nullopt;
    at = static_cast<std::size_t>(rest.data() - header.data()) + next;
  }
  return std::nullopt;
}

std::optional<FormPart> part_of(std::string_view text) {
  const std::size_t blank = text.starts_with("\r\n") ? 0 : text.find("\r\n\r\n");
  if (blank == std::string_view::npos) return std::nullopt;
  FormPart part;
  part.body = text.substr(blank + (blank == 0 ? 2 : 4));
  bool named = false;
  for (const std::string_view line : util::split(text.substr(0, blank), '\n')) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string name = util::to_lower(util::trim(line.substr(0, colon)));
    const std::string_view value = util::trim(line.substr(colon + 1));
    if (name == "content-type") part.type = value;
    if (name != "content-disposition") continue;
    const std::optional<std::string> field = parameter_of(value, "name");
    const std::optional<std::string> file = parameter_of(value, "filename");
    named = field.has_value();
    part.name = field.value_or("");
    part.is_file = file.has_value();
    part.file_name = file.value_or("");
  }
  if (!named) return std::nullopt;
  return part;
}

}  // namespace

ReadForm read_form(std::string_view content_type, std::string_view body) {
  ReadForm form;
  if (!util::to_lower(content_type).starts_with("multipart/form-data")) {
    form.error = "the body is not multipart/form-data";
    return form;
  }
  const std::string boundary = parameter_of(content_type, "boundary").value_or("");
  if (boundary.empty()) {
    form.error = "the Content-Type names no boundary";
    return form;
  }
  const std::string first = "--" + boundary, delimiter = "\r\n--" + boundary;
  if (!body.starts_with(first)) {
    form.error = "the body does not begin with its boundary";
    return form;
  }
  std::size_t at = first.size();
  while (!body.substr(at).starts_with("--")) {
    const std::size_t end = body.find(delimiter, at);
    if (end == std::string_view::npos || !body.substr(at).starts_with("\r\n")) {
      form.error = "the body ends before its last boundary";
      return form;
    }
    std::optional<FormPart> part = part_of(body.substr(at + 2, end - at - 2));
    if (!part) {
      form.error = "a part has no name";
      return form;
    }
    form.parts.push_back(std::move(*part));
    at = end + delimiter.size();
  }
  return form;
}

}  // namespace vitrine::emulator
