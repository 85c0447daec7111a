#pragma once

#include "pipeline/util/digest.hpp"
#include "pipeline/util/result.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::util {

/// A named part of a key. The same lists are hashed, stored and compared, so that an explanation
/// can never disagree with the decision.
struct Field {
  std::string name;
  std::string value;
  friend bool operator==(const Field&, const Field&) = default;
};
using Fields = std::vector<Field>;

/// SHA-256 over the version and each field, every name and value with its length in front:
/// `ab`+`c` and `a`+`bc` differ. The version comes first: a new rule makes new keys.
Digest key_of(std::string_view version, const Fields& fields);

struct FieldChange {
  std::string name;
  std::optional<std::string> before;  ///< nothing: the field is new
  std::optional<std::string> after;   ///< nothing: the field is gone
  friend bool operator==(const FieldChange&, const FieldChange&) = default;
};
/// What differs, in the order of `after`, then what is gone. Repeated names are compared by turn.
std::vector<FieldChange> changes(const Fields& before, const Fields& after);

/// `[["name","value"],…]`, as stored in the database.
std::string to_json(const Fields& fields);
Result<Fields> fields_from_json(std::string_view json);  ///< damaged if it is anything else

/// The value of the first field of that name.
std::optional<std::string_view> find(const Fields& fields, std::string_view name);

}  // namespace vitrine::util
