#pragma once

#include "pipeline/domain/model.hpp"
#include "pipeline/emulator/bill.hpp"
#include "pipeline/lineage/records.hpp"
#include "pipeline/util/money.hpp"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace vitrine::cli {

/// Our ledger of one rehearsal beside the bill of its emulator, which shares no price and no
/// arithmetic with it.
struct Reckoning {
  int calls = 0;  ///< attempts that a model was asked in
  int pictures = 0;
  util::Money ledger;             ///< charged, unknown ones not counted
  util::Money unknown;            ///< at most, of calls whose answer never came whole
  util::Money bill;               ///< all of it
  util::Money billed_of_unknown;  ///< what of `unknown` was really billed
  /// What of `ledger` is an estimate, of answers that did not say what was used, and what was
  /// billed.
  util::Money estimated, billed_of_estimated;
  std::map<std::string, int> failures;  ///< failed calls by outcome
  /// One sentence for each attempt that the two book differently, and for what was billed to none.
  std::vector<std::string> differences;

  /// Wherever the ledger claims to know the price, the bill says the same.
  bool is_equal() const { return differences.empty(); }
  bool is_all_known() const { return unknown.micros == 0 && estimated.micros == 0; }
};
/// `attempts` of one run; those of the studio are not counted.
Reckoning reckon(std::span<const lineage::AttemptRecord> attempts,
                 const emulator::BillSummary& bill);

/// How long a vendor lets so many calls take at least, in one tier.
struct TimeAtLimits {
  domain::RateLimit limit;
  std::int64_t minutes = 0;  ///< 0: no limit per minute is known
  std::int64_t days = 0;     ///< 0: no limit per day is known
};
std::vector<TimeAtLimits> time_at_limits(const domain::Model& model, std::int64_t calls);

}  // namespace vitrine::cli
