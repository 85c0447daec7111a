#pragma once

#include "pipeline/domain/vote.hpp"
#include "pipeline/util/result.hpp"

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// The two files of a blind comparison: its key, which the project keeps, and the votes that a page
/// hands out, which know pairs by their ids only.
namespace vitrine::report {

struct ComparisonKey {
  std::string id, job;
  /// By pair id. Without a winner, voter or time.
  std::map<std::string, domain::Vote> pairs;
};

struct VoteFile {
  std::string comparison;
  std::vector<std::pair<std::string, domain::Winner>> votes;  ///< by pair id, in the file's order
};

/// Whether a comparison may be called so: its files bear the name.
bool is_comparison_id(std::string_view id);

std::string write_key(const ComparisonKey& key);
/// bad_spec: it is no such file.
util::Result<ComparisonKey> read_key(std::string_view json);

struct VoteReading {
  VoteFile file;
  std::vector<std::string> problems;  ///< every mistake, a sentence each; none: `file` is whole
};
VoteReading read_votes(std::string_view json);

/// What the votes say about whose pictures; a sentence for each that names no pair of the key.
struct Unblinded {
  std::vector<domain::Vote> votes;  ///< without voter and time
  std::vector<std::string> problems;
};
Unblinded unblind(const VoteFile& file, const ComparisonKey& key);

}  // namespace vitrine::report
