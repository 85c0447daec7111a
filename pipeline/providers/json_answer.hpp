#pragma once

#include "pipeline/providers/skeleton.hpp"
#include "pipeline/util/result.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace vitrine::providers {

class JsonAnswer;

/// A value in a JsonAnswer, or nothing: what is not there reads as empty, so that an answer can be
/// walked without asking at each step. Valid as long as the answer.
class JsonValue {
 public:
  JsonValue() = default;

  explicit operator bool() const { return value_ != nullptr; }
  bool is_object() const;
  bool is_array() const;

  /// The member of that camelCase name, or the same in snake_case: resellers vary.
  JsonValue operator[](std::string_view name) const;
  JsonValue operator[](std::size_t index) const;
  std::size_t size() const;             ///< of an array
  JsonValue first() const;              ///< an object's first member, whatever its name
  std::string_view first_name() const;  ///< that name; empty without one

  std::string_view text() const;              ///< empty for anything but a string in the skeleton
  std::optional<std::int64_t> whole() const;  ///< a number, or one in a string as Google sends them
  std::optional<double> number() const;
  bool is_true() const;
  std::optional<Span> located() const;  ///< a string that was taken out

 private:
  friend class JsonAnswer;
  JsonValue(const JsonAnswer* answer, const void* value) : answer_(answer), value_(value) {}
  const JsonAnswer* answer_ = nullptr;
  const void* value_ = nullptr;
};

/// An answer's JSON without its pictures. Refers to nothing in the body.
class JsonAnswer {
 public:
  /// damaged, with the reason as message.
  static util::Result<JsonAnswer> parse(std::string_view body);
  ~JsonAnswer();
  JsonAnswer(JsonAnswer&&) noexcept;
  JsonAnswer& operator=(JsonAnswer&&) noexcept;

  /// The answer's object: of an array around it the first element.
  JsonValue root() const;
  const std::optional<Span>& first_turn() const;

 private:
  friend class JsonValue;
  struct Impl;
  JsonAnswer();
  std::unique_ptr<Impl> impl_;
};

}  // namespace vitrine::providers
