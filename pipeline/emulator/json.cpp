#include "pipeline/emulator/json.hpp"

#include "pipeline/util/json_writer.hpp"

#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

namespace vitrine::emulator {
namespace {

constexpr std::size_t kDeepest = 64;

/// Builds the tree from RapidJSON's events, with a stack of its own so that depth is bounded.
class Builder {
 public:
  bool Null() { return put({}); }
  bool Bool(bool truth) {
    Json value;
    value.kind = Json::Kind::boolean;
    value.truth = truth;
    return put(std::move(value));
  }
  bool Int(int) { return false; }  // numbers arrive as text
  bool Uint(unsigned) { return false; }
  bool Int64(std::int64_t) { return false; }
  bool Uint64(std::uint64_t) { return false; }
  bool Double(double) { return false; }
  bool RawNumber(const char* text, rapidjson::SizeType size, bool) {
    return put_text(Json::Kind::number, text, size);
  }
  bool String(const char* text, rapidjson::SizeType size, bool) {
    return put_text(Json::Kind::string, text, size);
  }
  bool StartObject() { return open(Json::Kind::object); }
  bool Key(const char* text, rapidjson::SizeType size, bool) {
    open_.back().keys.emplace_back(text, size);
    return true;
  }
  bool EndObject(rapidjson::SizeType) { return close(); }
  bool StartArray() { return open(Json::Kind::array); }
  bool EndArray(rapidjson::SizeType) { return close(); }

  Json root;

 private:
  bool put_text(Json::Kind kind, const char* text, rapidjson::SizeType size) {
    Json value;
    value.kind = kind;
    value.text.assign(text, size);
    return put(std::move(value));
  }
  bool open(Json::Kind kind) {
    if (open_.size() >= kDeepest) return false;
    open_.emplace_back().kind = kind;
    return true;
  }
  bool close() {
    Json value = std::move(open_.back());
    open_.pop_back();
    return put(std::move(value));
  }
  bool put(Json value) {
    if (open_.empty())
      root = std::move(value);
    else
      open_.back().items.push_back(std::move(value));
    return true;
  }

  std::vector<Json> open_;
};

void write(const Json& value, util::JsonWriter& writer) {
  switch (value.kind) {
    case Json::Kind::null:
      return writer.null();
    case Json::Kind::boolean:
      return writer.value(value.truth);
    case Json::Kind::number:
      return writer.raw(value.text);
    case Json::Kind::string:
      return writer.value(value.text);
    case Json::Kind::array:
      writer.begin_array();
      for (const Json& item : value.items) write(item, writer);
      return writer.end_array();
    case Json::Kind::object:
      writer.begin_object();
      for (std::size_t i = 0; i < value.items.size(); ++i) {
        writer.key(value.keys[i]);
        write(value.items[i], writer);
      }
      return writer.end_object();
  }
}

}  // namespace

const Json* Json::find(std::string_view camel) const {
  if (kind != Kind::object) return nullptr;
  for (std::size_t i = 0; i < keys.size(); ++i)
    if (keys[i] == camel ||
        (keys[i].find('_') != std::string::npos && camel_case(keys[i]) == camel))
      return &items[i];
  return nullptr;
}

std::string_view Json::text_of(std::string_view camel) const {
  const Json* member = find(camel);
  return member != nullptr && member->is(Kind::string) ? std::string_view(member->text)
                                                       : std::string_view();
}

const std::vector<Json>& Json::list_of(std::string_view camel) const {
  static const std::vector<Json> kNone;
  const Json* member = find(camel);
  return member != nullptr && member->is(Kind::array) ? member->items : kNone;
}

double Json::number_or(double otherwise) const {
  if (kind != Kind::number && kind != Kind::string) return otherwise;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_number =
      error == std::errc{} && end == text.data() + text.size() && std::isfinite(value);
  return is_number ? value : otherwise;
}

std::int64_t Json::whole_or(std::int64_t otherwise) const {
  constexpr double kMost = 9007199254740992.0;
  return static_cast<std::int64_t>(
      std::clamp(number_or(static_cast<double>(otherwise)), -kMost, kMost));
}

std::optional<std::int64_t> whole_number(const Json& value) {
  std::int64_t number = 0;
  const char* end = value.text.data() + value.text.size();
  const auto [at, error] = std::from_chars(value.text.data(), end, number);
  if (!value.is(Json::Kind::number) || error != std::errc{} || at != end) return std::nullopt;
  return number;
}

ParsedJson parse_json(std::string_view text) {
  ParsedJson parsed;
  Builder builder;
  rapidjson::MemoryStream stream(text.data(), text.size());
  rapidjson::Reader reader;
  constexpr unsigned kFlags = rapidjson::kParseNumbersAsStringsFlag |
                              rapidjson::kParseIterativeFlag |
                              rapidjson::kParseValidateEncodingFlag;
  const rapidjson::ParseResult result = reader.Parse<kFlags>(stream, builder);
  if (!result)
    parsed.error = std::string(rapidjson::GetParseError_En(result.Code())) + " (at byte " +
                   std::to_string(result.Offset()) + ")";
  else
    parsed.value = std::move(builder.root);
  return parsed;
}

namespace {

/// Where the quote stands that ends a text begun at `begin`; quick over megabytes of base64.
std::size_t end_of_text(std::string_view json, std::size_t begin) {
  std::size_t at = begin;
  while ((at = json.find('"', at)) != std::string_view::npos) {
    std::size_t slashes = 0;
    while (at - slashes > begin && json[at - slashes - 1] == '\\') ++slashes;
    if (slashes % 2 == 0) return at;
    ++at;
  }
  return at;
}

}  // namespace

std::string top_level_text(std::string_view json, std::string_view name) {
  int depth = 0;
  bool is_key = false;  // the next text at depth 1 is a key
  bool wanted = false;  // the next value at depth 1 is the one
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (c == '{' || c == '[') {
      is_key = ++depth == 1 && c == '{';
      wanted = wanted && depth == 1;
    } else if (c == '}' || c == ']') {
      --depth;
    } else if (c == ',' && depth == 1) {
      is_key = true;
      wanted = false;
    } else if (c == '"') {
      const std::size_t begin = i + 1;
      i = end_of_text(json, begin);
      if (i == std::string_view::npos) return {};
      if (depth != 1) continue;
      const std::string_view text = json.substr(begin, i - begin);
      const bool escaped = text.find('\\') != std::string_view::npos;
      if (is_key)
        wanted = text == name;
      else if (wanted)
        return escaped ? std::string() : std::string(text);
      is_key = false;
    }
  }
  return {};
}

std::string snake_case(std::string_view camel) {
  std::string snake;
  for (const char c : camel) {
    const bool capital = c >= 'A' && c <= 'Z';
    if (capital) snake.push_back('_');
    snake.push_back(capital ? static_cast<char>(c - 'A' + 'a') : c);
  }
  return snake;
}

std::string camel_case(std::string_view name) {
  std::string camel;
  bool raise = false;
  for (const char c : name) {
    if (c == '_') {
      raise = true;
      continue;
    }
    camel.push_back(raise && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
    raise = false;
  }
  return camel;
}

std::string to_text(const Json& value) {
  util::JsonWriter writer;
  write(value, writer);
  return std::move(writer).take();
}

}  // namespace vitrine::emulator
