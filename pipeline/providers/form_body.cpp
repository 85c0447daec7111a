#include "pipeline/providers/form_body.hpp"

#include "pipeline/util/digest.hpp"

#include <utility>

namespace vitrine::providers {

FormBody::FormBody(std::string_view seed, std::size_t room)
    : boundary_("vitrine-" + util::sha256(seed).hex().substr(0, 32)) {
  body_.reserve(room);
}

void FormBody::begin(std::string_view name) {
  body_.append("--").append(boundary_).append("\r\nContent-Disposition: form-data; name=\"");
  body_.append(name).append("\"");
}

void FormBody::field(std::string_view name, std::string_view value) {
  begin(name);
  body_.append("\r\n\r\n").append(value).append("\r\n");
}

void FormBody::file(std::string_view name,
                    std::string_view file_name,
                    std::string_view media_type,
                    std::string_view bytes) {
  begin(name);
  body_.append("; filename=\"").append(file_name).append("\"\r\nContent-Type: ");
  body_.append(media_type).append("\r\n\r\n").append(bytes).append("\r\n");
}

std::string FormBody::content_type() const { return "multipart/form-data; boundary=" + boundary_; }

std::string FormBody::take() && {
  body_.append("--").append(boundary_).append("--\r\n");
  return std::move(body_);
}

}  // namespace vitrine::providers
