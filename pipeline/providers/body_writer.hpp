#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace vitrine::providers {

/// Writes a JSON body with pictures in it, once, into a string that has room for all of it: nothing
/// is held twice. Calls must nest as the value does; a key comes before each member's value.
class BodyWriter {
 public:
  explicit BodyWriter(std::string& body);  ///< appends to it, and does not own it
  ~BodyWriter();
  BodyWriter(const BodyWriter&) = delete;
  BodyWriter& operator=(const BodyWriter&) = delete;

  void begin_object();
  void end_object();
  void begin_array();
  void end_array();
  void key(std::string_view name);

  void text(std::string_view value);
  void number(int value);
  void truth(bool value);
  void member(std::string_view name, std::string_view value) {
    key(name);
    text(value);
  }
  /// A string value that needs no escaping, made as it is written.
  void base64(std::string_view bytes);
  /// The same as an address that holds what it names: "data:image/png;base64,…".
  void data_uri(std::string_view media_type, std::string_view bytes);
  /// A finished value, byte for byte.
  void verbatim(std::string_view json);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace vitrine::providers
