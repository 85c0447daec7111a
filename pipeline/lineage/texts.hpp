#pragma once

#include "pipeline/lineage/database.hpp"
#include "pipeline/util/fields.hpp"

#include <string>
#include <string_view>

/// Long texts are kept once, by digest, and referred to.
namespace vitrine::lineage {

void keep_text(Database& database, const util::Digest& digest, std::string_view content);
std::optional<std::string> kept_text(Database& database, const util::Digest& digest);

/// Fields as one text column. A long value is kept apart and its field written as "@name", digest.
std::string pack_fields(Database& database, const util::Fields& fields);
util::Fields unpack_fields(Database& database, std::string_view packed);

/// Fields that were stored whole. Throws Failure if they are damaged.
util::Fields read_fields(std::string_view json);

}  // namespace vitrine::lineage
