#pragma once

#include "pipeline/providers/base64.hpp"

#include <rapidjson/writer.h>

#include <string>
#include <string_view>

/// JSON bodies with pictures in them, written once into a string that has room for all of it.
namespace vitrine::providers {

/// RapidJSON writes straight into a string that has room already.
class StringStream {
 public:
  using Ch = char;
  explicit StringStream(std::string& text) : text_(text) {}
  void Put(char c) { text_.push_back(c); }
  void Flush() {}
  std::string& text() { return text_; }

 private:
  std::string& text_;
};

class BodyWriter : public rapidjson::Writer<StringStream> {
 public:
  explicit BodyWriter(StringStream& stream) : Writer(stream) {}

  void key(std::string_view name) {
    Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
  }
  void text(std::string_view value) {
    String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
  }
  void member(std::string_view name, std::string_view value) {
    key(name);
    text(value);
  }
  /// A string value that needs no escaping, made as it is written.
  void base64(std::string_view bytes) {
    Prefix(rapidjson::kStringType);
    os_->Put('"');
    append_base64(os_->text(), bytes);
    os_->Put('"');
    EndValue(true);
  }
  /// The same as an address that holds what it names: "data:image/png;base64,…".
  void data_uri(std::string_view media_type, std::string_view bytes) {
    Prefix(rapidjson::kStringType);
    os_->Put('"');
    os_->text().append("data:").append(media_type).append(";base64,");
    append_base64(os_->text(), bytes);
    os_->Put('"');
    EndValue(true);
  }
  /// A finished value, byte for byte.
  void verbatim(std::string_view json) {
    Prefix(rapidjson::kObjectType);
    os_->text().append(json);
    EndValue(true);
  }
};

}  // namespace vitrine::providers
