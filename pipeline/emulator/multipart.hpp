#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vitrine::emulator {

/// One part of a multipart/form-data body; views into it.
struct FormPart {
  std::string name;
  std::string file_name;  ///< empty for a field
  std::string type;       ///< Content-Type as sent
  std::string_view body;
  bool is_file = false;  ///< had a filename, be it empty
};

/// The parts in their order, or what is wrong with the body.
struct ReadForm {
  std::vector<FormPart> parts;
  std::string error;  ///< empty if all is well
};
ReadForm read_form(std::string_view content_type, std::string_view body);

}  // namespace vitrine::emulator
