#pragma once

#include "pipeline/util/clock.hpp"
#include "pipeline/util/money.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What the money side of the record keeps, as plain values.
namespace vitrine::lineage {

/// Every attempt counts in four budgets at once: of its run, of its day and month in the project's
/// time zone, and of the project. They are kept whether or not anybody set a limit.
enum class BudgetScope { run, day, month, project };
const char* to_text(BudgetScope scope);

/// What the caller's job allows; nothing: no limit.
struct BudgetLimits {
  std::optional<util::Money> run, day, month, project;
  const std::optional<util::Money>& of(BudgetScope scope) const;
};

/// How one budget stands.
struct BudgetStanding {
  BudgetScope scope = BudgetScope::run;
  std::string name;  ///< the run's id, "2026-11-26", "2026-11", or empty for the project
  std::optional<util::Money> limit;
  util::Money spent;
  util::Money reserved;  ///< by calls under way
  util::Money unknown;   ///< at most, of calls that may have been billed
  util::Money doubt;     ///< what estimates among `spent` may have left out, at most

  util::Money gone() const { return spent + reserved + unknown + doubt; }
  util::Money room() const { return limit ? *limit - gone() : util::Money{INT64_MAX}; }
};
/// "the month's budget of 120.00 USD (2026-11): 118.40 spent, 0.90 reserved, …"
std::string to_text(const BudgetStanding& standing);

/// Why a call was not begun: this budget has no room for the most it can cost.
struct Shortage {
  BudgetStanding budget;
  util::Money worst;
};
/// One sentence with scope and figures.
std::string to_text(const Shortage& shortage);

/// What became of an intent to make a call.
struct Intent {
  bool leased = false;               ///< the call may be made
  std::optional<Shortage> shortage;  ///< else, where money was the reason
  explicit operator bool() const { return leased; }
};

/// One model's row of a dated price book: what a call was reserved and charged by.
struct BookRow {
  std::string seller;   ///< a gateway's id; "maker": the maker's own list
  std::string version;  ///< the book's name: "2026-11-01"
  std::string model;
  std::string source;
  util::Date from = {};
  struct Price {
    std::string
        unit;  ///< input, text, picture (millionths per million), flat, call (millionths), …
    std::string tier;  ///< size class, or empty
    std::int64_t amount = 0;
  };
  std::vector<Price> prices;
};

/// What the books say of one attempt that cost money, or may have.
struct Booked {
  std::string attempt;
  std::string state;
  std::string provider_request;  ///< its name in the provider's books; empty: not told
  std::string day;               ///< it counts for
  util::Money charged;           ///< what is known
  util::Money unknown;           ///< at most, where nobody knows
  bool estimated = false;        ///< a doubt is held back
};

/// Whose word it was, and when.
struct Correction {
  std::string attempt;
  util::Money billed;  ///< all of what it cost
  std::string note;    ///< the invoice's name
  util::Timestamp at;
};

/// The whole store's money, added up anew and held against itself.
struct LedgerCheck {
  util::Money charged;  ///< of every attempt, corrections included
  util::Money unknown;
  std::int64_t open = 0;  ///< attempts under way
  std::int64_t settled = 0, unknowns = 0, billed_failures = 0, free_failures = 0;
  std::int64_t reconciled = 0, written_off = 0;
  std::int64_t recomputed = 0;        ///< charges multiplied anew from usage and price book
  std::int64_t not_recomputed = 0;    ///< charges without usage or price book on record
  std::vector<std::string> problems;  ///< one sentence each; empty: all agrees
};

}  // namespace vitrine::lineage
