#pragma once

#include "pipeline/lineage/lineage.hpp"
#include "pipeline/schedule/stall.hpp"
#include "pipeline/util/json_writer.hpp"

#include <iosfwd>
#include <string>
#include <utility>
#include <vector>

/// "Why is this waiting?", for `vitrine status`.
namespace vitrine::cli {

/// Calls of runs that were killed, of which nobody knows yet what came of them.
struct InDoubt {
  int calls = 0;
  util::Money most;  ///< that they can have cost
};
InDoubt in_doubt(lineage::Lineage& lineage);  ///< while nobody works there
std::string to_text(const InDoubt& doubt);

struct Waiting {
  /// Of the run that works here now, by surface and model.
  std::vector<std::pair<std::string, schedule::RecordedStall>> now;
  std::vector<lineage::ParkedTasks> parked;  ///< of every job
  InDoubt in_doubt = {};
};

/// `holder`: who works here now, or empty; `jobs`: the names of all that have a record.
Waiting waiting_in(lineage::Lineage& lineage,
                   const std::string& holder,
                   const std::vector<std::string>& jobs);

/// The members "waiting" and "parked".
void write_waiting(util::JsonWriter& json, const Waiting& waiting);
void print_waiting(const Waiting& waiting, std::ostream& out);

}  // namespace vitrine::cli
