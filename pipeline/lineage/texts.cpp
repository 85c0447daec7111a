#include "pipeline/lineage/texts.hpp"

#include <stdexcept>

namespace vitrine::lineage {
namespace {

constexpr char kReference = '@';
constexpr std::size_t kLongestInPlace = 100;  // a digest and its role still stand in place

}  // namespace

void keep_text(Database& database, const util::Digest& digest, std::string_view content) {
  database.query("INSERT INTO text (digest, content) VALUES (?, ?) ON CONFLICT DO NOTHING")
      .bind(digest, content)
      .run();
}

std::optional<std::string> kept_text(Database& database, const util::Digest& digest) {
  Query query = database.query("SELECT content FROM text WHERE digest = ?");
  if (!query.bind(digest).step()) return std::nullopt;
  return query.text();
}

std::string pack_fields(Database& database, const util::Fields& fields) {
  util::Fields packed;
  packed.reserve(fields.size());
  for (const util::Field& field : fields) {
    if (!field.name.empty() && field.name.front() == kReference)
      throw std::logic_error("a key field may not be named " + field.name);
    if (field.value.size() <= kLongestInPlace) {
      packed.push_back(field);
      continue;
    }
    const util::Digest digest = util::sha256(field.value);
    keep_text(database, digest, field.value);
    packed.push_back({kReference + field.name, digest.hex()});
  }
  return util::to_json(packed);
}

util::Fields unpack_fields(Database& database, std::string_view packed) {
  util::Fields fields = read_fields(packed);
  for (util::Field& field : fields) {
    if (field.name.empty() || field.name.front() != kReference) continue;
    const auto digest = util::Digest::from_hex(field.value);
    auto content = digest ? kept_text(database, *digest) : std::nullopt;
    if (!content) throw Failure("the lineage database has lost the text of a field " + field.name);
    field = {field.name.substr(1), *std::move(content)};
  }
  return fields;
}

util::Fields read_fields(std::string_view json) {
  auto fields = util::fields_from_json(json);
  if (!fields) throw Failure("the lineage database: " + fields.error().message);
  return *std::move(fields);
}

}  // namespace vitrine::lineage
