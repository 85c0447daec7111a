#pragma once

#include "pipeline/lineage/lineage.hpp"
#include "pipeline/util/json_writer.hpp"

#include <iosfwd>
#include <string>
#include <vector>

/// What was bought, or tried, until a picture stood: for `vitrine show` and `explain`.
namespace vitrine::cli {

/// One take of a picture, made or not.
struct Take {
  int number = 0;
  util::Digest render_key;
  domain::TaskState state = domain::TaskState::ready;
  std::string model;
  int calls = 0;
  util::Money charged;
  util::Money unknown;                   ///< at most, for calls whose answer nobody has seen
  std::vector<std::string> renderings;   ///< digests of the pictures it gave
  bool measured = false;                 ///< held against the product, as it came
  std::vector<domain::Verdict> against;  ///< what refused it then, or warned; worst first
  bool stands = false;                   ///< the delivery stands on its picture
};

/// Every take of the picture that the task `render_key` belongs to, the first one first; `stands`
/// is said of that task's. Empty where it is not on record.
std::vector<Take> takes_of(lineage::Lineage& lineage, const util::Digest& render_key);

/// Whether people have to be told: it was bought more than once, or a person is asked about it and
/// something was measured against it.
bool are_told(const std::vector<Take>& takes, domain::DeliveryState state);

/// A line for each take, and one for each verdict against it; `indent` goes before.
void print_takes(const std::vector<Take>& takes, const std::string& indent, std::ostream& out);
/// An object.
void write_verdict(const domain::Verdict& verdict, util::JsonWriter& json);
/// The member "takes": an array.
void write_takes(const std::vector<Take>& takes, util::JsonWriter& json);

}  // namespace vitrine::cli
