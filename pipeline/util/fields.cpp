#include "pipeline/util/fields.hpp"

#include "pipeline/util/json_writer.hpp"

#include <rapidjson/document.h>

#include <map>

namespace vitrine::util {
namespace {

void append_piece(std::string& out, std::string_view piece) {
  const std::uint64_t size = piece.size();
  char length[8];
  for (int i = 0; i < 8; ++i) length[i] = static_cast<char>(size >> 8 * i);
  out.append(length, sizeof length);
  out.append(piece);
}

}  // namespace

Digest key_of(std::string_view version, const Fields& fields) {
  std::size_t size = 8 + version.size();
  for (const Field& field : fields) size += 16 + field.name.size() + field.value.size();
  std::string bytes;
  bytes.reserve(size);
  append_piece(bytes, version);
  for (const Field& field : fields) {
    append_piece(bytes, field.name);
    append_piece(bytes, field.value);
  }
  return sha256(bytes);
}

std::vector<FieldChange> changes(const Fields& before, const Fields& after) {
  std::map<std::string_view, std::vector<std::size_t>> places;
  for (std::size_t i = 0; i < before.size(); ++i) places[before[i].name].push_back(i);
  std::vector<bool> seen(before.size(), false);
  std::map<std::string_view, std::size_t> turn;
  std::vector<FieldChange> result;
  for (const Field& field : after) {
    const auto& same_name = places[field.name];
    const std::size_t n = turn[field.name]++;
    if (n >= same_name.size()) {
      result.push_back({field.name, std::nullopt, field.value});
      continue;
    }
    seen[same_name[n]] = true;
    const std::string& old = before[same_name[n]].value;
    if (old != field.value) result.push_back({field.name, old, field.value});
  }
  for (std::size_t i = 0; i < before.size(); ++i)
    if (!seen[i]) result.push_back({before[i].name, before[i].value, std::nullopt});
  return result;
}

std::string to_json(const Fields& fields) {
  JsonWriter json;
  json.begin_array();
  for (const Field& field : fields) {
    json.begin_array();
    json.value(field.name);
    json.value(field.value);
    json.end_array();
  }
  json.end_array();
  return std::move(json).take();
}

Result<Fields> fields_from_json(std::string_view json) {
  const Error damaged{ErrorKind::damaged, "a stored list of key fields is not readable"};
  rapidjson::Document document;
  document.Parse(json.data(), json.size());
  if (document.HasParseError() || !document.IsArray()) return damaged;
  Fields fields;
  for (const auto& pair : document.GetArray()) {
    if (!pair.IsArray() || pair.Size() != 2 || !pair[0].IsString() || !pair[1].IsString())
      return damaged;
    fields.push_back({pair[0].GetString(), {pair[1].GetString(), pair[1].GetStringLength()}});
  }
  return fields;
}

std::optional<std::string_view> find(const Fields& fields, std::string_view name) {
  for (const Field& field : fields)
    if (field.name == name) return field.value;
  return std::nullopt;
}

}  // namespace vitrine::util
