#include "pipeline/providers/body_writer.hpp"

#include "pipeline/providers/base64.hpp"

#include <rapidjson/writer.h>

namespace vitrine::providers {
namespace {

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

rapidjson::SizeType size_of(std::string_view text) {
  return static_cast<rapidjson::SizeType>(text.size());
}

/// With what RapidJSON's own cannot: values that are made while they are written.
class Writer : public rapidjson::Writer<StringStream> {
 public:
  explicit Writer(StringStream& stream) : rapidjson::Writer<StringStream>(stream) {}

  void base64(std::string_view before, std::string_view bytes) {
    Prefix(rapidjson::kStringType);
    os_->Put('"');
    os_->text().append(before);
    append_base64(os_->text(), bytes);
    os_->Put('"');
    EndValue(true);
  }
  void verbatim(std::string_view json) {
    Prefix(rapidjson::kObjectType);
    os_->text().append(json);
    EndValue(true);
  }
};

}  // namespace

struct BodyWriter::Impl {
  explicit Impl(std::string& body) : stream(body), json(stream) {}
  StringStream stream;
  Writer json;
};

BodyWriter::BodyWriter(std::string& body) : impl_(std::make_unique<Impl>(body)) {}
BodyWriter::~BodyWriter() = default;

void BodyWriter::begin_object() { impl_->json.StartObject(); }
void BodyWriter::end_object() { impl_->json.EndObject(); }
void BodyWriter::begin_array() { impl_->json.StartArray(); }
void BodyWriter::end_array() { impl_->json.EndArray(); }
void BodyWriter::key(std::string_view name) { impl_->json.Key(name.data(), size_of(name)); }
void BodyWriter::text(std::string_view value) { impl_->json.String(value.data(), size_of(value)); }
void BodyWriter::number(int value) { impl_->json.Int(value); }
void BodyWriter::truth(bool value) { impl_->json.Bool(value); }
void BodyWriter::base64(std::string_view bytes) { impl_->json.base64({}, bytes); }
void BodyWriter::data_uri(std::string_view media_type, std::string_view bytes) {
  impl_->json.base64("data:" + std::string(media_type) + ";base64,", bytes);
}
void BodyWriter::verbatim(std::string_view json) { impl_->json.verbatim(json); }

}  // namespace vitrine::providers
