#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace vitrine::util {

/// Writes one JSON value in order, keeping RapidJSON out of our headers. Calls must nest as the
/// value does; a key comes before each member's value.
class JsonWriter {
 public:
  JsonWriter();
  ~JsonWriter();
  JsonWriter(JsonWriter&&) noexcept;
  JsonWriter& operator=(JsonWriter&&) noexcept;

  void begin_object();
  void end_object();
  void begin_array();
  void end_array();
  void key(std::string_view name);

  void value(std::string_view text);
  void value(const char* text) { value(std::string_view(text)); }
  void value(const std::string& text) { value(std::string_view(text)); }
  void value(bool truth);
  void value(std::int64_t number);
  void value(int number) { value(static_cast<std::int64_t>(number)); }
  void value(std::size_t number) { value(static_cast<std::int64_t>(number)); }
  void value(double number);        ///< at most six decimals
  void raw(std::string_view json);  ///< a finished JSON value, put in as it is
  void null();

  template <class T>
  void member(std::string_view name, const T& content) {
    key(name);
    value(content);
  }

  /// null where there is no text.
  void member_or_null(std::string_view name, std::string_view text) {
    key(name);
    if (text.empty())
      null();
    else
      value(text);
  }

  /// The text so far; the writer is spent.
  std::string take() &&;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace vitrine::util
