#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::emulator {

/// A JSON value as it was sent. Members keep their order.
struct Json {
  enum class Kind { null, boolean, number, string, array, object };

  Kind kind = Kind::null;
  bool truth = false;
  std::string text;               ///< of a string; of a number as it was written
  std::vector<std::string> keys;  ///< of an object, beside `items`
  std::vector<Json> items;        ///< of an array or an object

  bool is(Kind wanted) const { return kind == wanted; }
  /// The member of that name, in camelCase as asked or in snake_case; nullptr if this is no object
  /// or has none.
  const Json* find(std::string_view camel) const;
  /// The text of a member that is a string, else empty.
  std::string_view text_of(std::string_view camel) const;
  /// The items of a member that is an array, else none.
  const std::vector<Json>& list_of(std::string_view camel) const;
  /// The number, also where it was sent as text (int64 travels so); `otherwise` if it is none.
  double number_or(double otherwise) const;
  /// The same for whole numbers, cut to what int64 holds exactly as a double.
  std::int64_t whole_or(std::int64_t otherwise) const;
};

/// The number, if it is one without a fraction and was sent as one.
std::optional<std::int64_t> whole_number(const Json& value);

/// Which value a text holds, or where it stops being JSON.
struct ParsedJson {
  Json value;
  std::string error;  ///< empty if all is well
};
ParsedJson parse_json(std::string_view text);

/// The text of an object's own member, found without reading the rest: what a body of megabytes is
/// about. Empty if there is none, or it is no text without escapes.
std::string top_level_text(std::string_view json, std::string_view name);

std::string snake_case(std::string_view camel);
std::string camel_case(std::string_view name);

/// The value as compact JSON again.
std::string to_text(const Json& value);

}  // namespace vitrine::emulator
