#pragma once

#include "pipeline/lineage/lineage.hpp"
#include "pipeline/store/spool.hpp"
#include "pipeline/util/clock.hpp"

namespace vitrine::schedule {

struct Recovered {
  int free = 0;      ///< attempts closed that cost nothing
  int unknown = 0;   ///< named unknown, at the most they can have cost
  int answered = 0;  ///< whose answer is here: the run that wants the picture reads it, unasked
};

/// What a killed run left under way, before anything is sent again; to be called by whoever holds
/// the sender's lock. Tasks without an answer may be asked for once more.
Recovered recover(lineage::Lineage& lineage, store::Spool& spool, util::Timestamp now);

}  // namespace vitrine::schedule
