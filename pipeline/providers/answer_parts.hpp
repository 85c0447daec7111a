#pragma once

#include "pipeline/providers/skeleton.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

/// An answer that came in several exchanges, as one body that stands alone in the spool: the last
/// JSON, then the picture's own bytes. A picture whose coming broke off may have been begun anew:
/// the last one counts.
namespace vitrine::providers {

/// Writes such a body. `mark` is 16 hex digits that no picture is likely to hold.
class AnswerPartsWriter {
 public:
  explicit AnswerPartsWriter(std::string mark) : mark_(std::move(mark)) {}
  std::string head(std::string_view json) const;  ///< the first thing of the body
  std::string before_picture() const;             ///< then the picture's bytes
 private:
  std::string mark_;
};

/// Where the parts of a body lie; a body that is not in parts is all JSON.
struct AnswerParts {
  Span json;
  std::optional<Span> picture;
};
AnswerParts parts_of(std::string_view body);

/// The JSON with asterisks in place of the queries of the addresses in it, which open what they
/// name to everybody; as long as before.
std::string without_queries(std::string_view json);

}  // namespace vitrine::providers
