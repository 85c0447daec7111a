#pragma once

#include <string>
#include <string_view>

namespace vitrine::providers {

/// A body of multipart/form-data (RFC 7578), each field once, in order. The boundary is made from
/// `seed`, so that the same call has the same bytes; it must be one that no field holds, such as a
/// digest of what is sent.
class FormBody {
 public:
  explicit FormBody(std::string_view seed, std::size_t room = 0);

  void field(std::string_view name, std::string_view value);
  void file(std::string_view name,
            std::string_view file_name,
            std::string_view media_type,
            std::string_view bytes);

  std::string content_type() const;
  std::string take() &&;  ///< closed; nothing is added any more

 private:
  void begin(std::string_view name);
  std::string boundary_, body_;
};

}  // namespace vitrine::providers
