#pragma once

#include <string>
#include <vector>

namespace vitrine::emulator {

/// One part of a form, with a file name if it is a file.
struct FormField {
  std::string name, body;
  std::string file_name = {}, type = {};
};

/// A multipart/form-data body as clients write it, and its Content-Type.
inline const std::string kFormType = "multipart/form-data; boundary=----edge-7";
inline std::string form_of(const std::vector<FormField>& fields) {
  std::string body;
  for (const FormField& field : fields) {
    body += "------edge-7\r\nContent-Disposition: form-data; name=\"" + field.name + "\"";
    if (!field.file_name.empty()) body += "; filename=\"" + field.file_name + "\"";
    if (!field.type.empty()) body += "\r\nContent-Type: " + field.type;
    body += "\r\n\r\n" + field.body + "\r\n";
  }
  return body + "------edge-7--\r\n";
}

}  // namespace vitrine::emulator
