#include "pipeline/providers/json_answer.hpp"

#include <rapidjson/document.h>

#include <charconv>
#include <cmath>
#include <system_error>
#include <utility>

namespace vitrine::providers {
namespace {

const rapidjson::Value& json(const void* value) {
  return *static_cast<const rapidjson::Value*>(value);
}

const rapidjson::Value* member(const rapidjson::Value& object, std::string_view name) {
  const auto found =
      object.FindMember(rapidjson::Value(rapidjson::StringRef(name.data(), name.size())));
  return found == object.MemberEnd() || found->value.IsNull() ? nullptr : &found->value;
}

std::string snake_case(std::string_view name) {
  std::string snake;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') {
      snake += '_';
      snake += static_cast<char>(c - 'A' + 'a');
    } else {
      snake += c;
    }
  }
  return snake;
}

}  // namespace

struct JsonAnswer::Impl {
  Skeleton skeleton;
  rapidjson::Document document;
};

JsonAnswer::JsonAnswer() : impl_(std::make_unique<Impl>()) {}
JsonAnswer::~JsonAnswer() = default;
JsonAnswer::JsonAnswer(JsonAnswer&&) noexcept = default;
JsonAnswer& JsonAnswer::operator=(JsonAnswer&&) noexcept = default;

util::Result<JsonAnswer> JsonAnswer::parse(std::string_view body) {
  util::Result<Skeleton> skeleton = skeleton_of(body);
  if (!skeleton) return skeleton.error();
  JsonAnswer answer;
  answer.impl_->skeleton = std::move(*skeleton);
  const std::string& text = answer.impl_->skeleton.json;
  answer.impl_->document.Parse<rapidjson::kParseIterativeFlag>(text.data(), text.size());
  if (answer.impl_->document.HasParseError())
    return util::Error{util::ErrorKind::damaged, "it is no JSON"};
  return answer;
}

JsonValue JsonAnswer::root() const {
  const JsonValue whole(this, &impl_->document);
  return whole.is_array() ? whole[0] : whole;
}

const std::optional<Span>& JsonAnswer::first_turn() const { return impl_->skeleton.first_turn; }

bool JsonValue::is_object() const { return value_ != nullptr && json(value_).IsObject(); }
bool JsonValue::is_array() const { return value_ != nullptr && json(value_).IsArray(); }

JsonValue JsonValue::operator[](std::string_view name) const {
  if (!is_object()) return {};
  const rapidjson::Value* found = member(json(value_), name);
  if (found == nullptr) found = member(json(value_), snake_case(name));
  return found == nullptr ? JsonValue() : JsonValue(answer_, found);
}

JsonValue JsonValue::operator[](std::size_t index) const {
  if (index >= size()) return {};
  return {answer_, &json(value_)[static_cast<rapidjson::SizeType>(index)]};
}

std::size_t JsonValue::size() const { return is_array() ? json(value_).Size() : 0; }

JsonValue JsonValue::first() const {
  if (!is_object() || json(value_).ObjectEmpty()) return {};
  return {answer_, &json(value_).MemberBegin()->value};
}

std::string_view JsonValue::first_name() const {
  if (!is_object() || json(value_).ObjectEmpty()) return {};
  const rapidjson::Value& name = json(value_).MemberBegin()->name;
  return {name.GetString(), name.GetStringLength()};
}

std::string_view JsonValue::text() const {
  if (value_ == nullptr || !json(value_).IsString()) return {};
  return {json(value_).GetString(), json(value_).GetStringLength()};
}

std::optional<std::int64_t> JsonValue::whole() const {
  if (value_ == nullptr) return std::nullopt;
  const rapidjson::Value& value = json(value_);
  if (value.IsInt64()) return value.GetInt64();
  if (value.IsDouble()) {
    const double number = value.GetDouble();
    if (std::floor(number) == number && std::fabs(number) < 9e15)
      return static_cast<std::int64_t>(number);
  }
  if (value.IsString()) {
    std::int64_t number = 0;
    const std::string_view digits = text();
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error == std::errc{} && end == digits.data() + digits.size()) return number;
  }
  return std::nullopt;
}

std::optional<double> JsonValue::number() const {
  if (value_ == nullptr || !json(value_).IsNumber()) return std::nullopt;
  return json(value_).GetDouble();
}

bool JsonValue::is_true() const { return value_ != nullptr && json(value_).IsTrue(); }

std::optional<Span> JsonValue::located() const {
  const std::optional<std::int64_t> index = (*this)["$at"].whole();
  if (!index || *index < 0) return std::nullopt;
  const std::vector<Span>& strings = answer_->impl_->skeleton.strings;
  if (static_cast<std::size_t>(*index) >= strings.size()) return std::nullopt;
  return strings[static_cast<std::size_t>(*index)];
}

}  // namespace vitrine::providers
