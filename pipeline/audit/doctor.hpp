#pragma once

#include "pipeline/audit/finding.hpp"
#include "pipeline/util/clock.hpp"
#include "pipeline/util/result.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <string>

namespace vitrine::audit {

/// The store that is looked at, and what its own folder does not tell.
struct Patient {
  std::string folder;                  ///< the store: ".vitrine" of a project
  std::filesystem::path project = {};  ///< what remembered input paths are relative to
  /// Where each set's delivered files lie; those of other sets are not looked at.
  std::map<std::string, std::filesystem::path> outputs = {};
  /// A run works here: what is on its way is no finding.
  bool is_at_work = false;
};

struct Scope {
  bool deep = false;        ///< every stored and delivered byte is hashed, not only measured
  bool bytes_only = false;  ///< stored and delivered bytes against the record, nothing else
  int threads = 0;          ///< for hashing; 0: as many as the machine has
};

/// Holds layout, database, stored bytes, spool and delivered files against each other. Changes
/// nothing. A damaged database is a finding, not an exception; a disk that cannot be read throws.
Examination examine(const Patient& patient, const Scope& scope);

/// What a repair needs from outside this room.
struct Treatment {
  util::Timestamp now;
  /// Puts what a sealed answer came to on record and tells it in a clause.
  std::function<util::Result<std::string>(const std::string& attempt)> settle_answer;
};

/// Does what each finding's remedy says and tells in it what came of it. The caller holds the
/// sender's lock. What was moved away lies in the store's quarantine, under the day's date.
void repair(const Patient& patient, const Treatment& treatment, Examination& examination);

}  // namespace vitrine::audit
