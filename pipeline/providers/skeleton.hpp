#pragma once

#include "pipeline/util/result.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::providers {

/// A piece of an answer's body: of a string what stands between its quotes, escapes unresolved.
struct Span {
  std::size_t offset = 0, length = 0;
  std::string_view of(std::string_view body) const { return body.substr(offset, length); }
  friend bool operator==(const Span&, const Span&) = default;
};

/// An answer without its pictures: small enough to be parsed as a whole, however large the body is.
struct Skeleton {
  std::string json;           ///< the body with `{"$at": N}` in place of the Nth string taken out
  std::vector<Span> strings;  ///< where those stand
  std::optional<Span> first_turn;  ///< `candidates[0].content`, braces included
};

/// Strings of more than 32 KiB, and those under the keys that hold pictures or signatures, are
/// taken out. One pass, the body is not copied. damaged, with the reason as message, for a body
/// that is empty, is no JSON, ends early, nests deeper than 64 or has a skeleton above 8 MiB.
util::Result<Skeleton> skeleton_of(std::string_view body);

}  // namespace vitrine::providers
