#pragma once

#include "pipeline/util/clock.hpp"
#include "pipeline/util/money.hpp"
#include "pipeline/util/zone.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vitrine::schedule {

/// A point of the steady clock; a test makes its own.
using Instant = std::chrono::steady_clock::time_point;

/// How fast an API lets somebody go with one model, as its maker publishes it. Nothing: no limit
/// is known.
struct RateLimits {
  std::optional<std::int64_t> requests_per_minute, pictures_per_minute, tokens_per_minute;
  std::optional<std::int64_t> requests_per_day;  ///< of the vendor's calendar day
  std::optional<util::Money> spend_per_10_minutes;
  friend bool operator==(const RateLimits&, const RateLimits&) = default;
};

/// What one call takes of them, at most.
struct CallWeight {
  std::int64_t pictures = 1, tokens = 0;
  util::Money spend;
};

/// The share of a published limit that is aimed at: clocks differ, and others may use the key.
inline constexpr double kAimedShare = 0.9;

/// One limit as a generic cell rate algorithm: `units` in each `period`, spread evenly, after a
/// burst of a sixtieth or of the largest single call.
class Gcra {
 public:
  Gcra(double units, std::chrono::nanoseconds period);
  /// When a call of that weight may be sent; `now` or later.
  Instant earliest(Instant now, double weight) const;
  /// A call of that weight is sent now.
  void take(Instant now, double weight);

 private:
  double cost_of_one_;  ///< nanoseconds
  double burst_;        ///< units; grows to the largest call seen
  Instant tat_{};       ///< theoretical arrival time: by when all that was taken is paid off
};

/// Requests of one calendar day of the vendor's. No GCRA: that would spread a day's requests over
/// the day, and a night of four hours would be given a sixth of them.
class DayQuota {
 public:
  DayQuota(std::int64_t most, util::Zone zone) : most_(most), zone_(std::move(zone)) {}
  /// When one more is allowed: `now`, or the beginning of the next day.
  util::Timestamp earliest(util::Timestamp now) const;
  void take(util::Timestamp now);
  /// What was taken then was not sent after all.
  void give_back(util::Timestamp taken);
  /// Nothing is allowed until then, whatever was counted: the vendor said so.
  void use_up(util::Timestamp now);

  /// "2026-11-26 812": for the next run. A text of another form or of a day gone by counts nothing.
  std::string state() const;
  void restore(const std::string& state);

 private:
  std::int64_t used_on(util::Timestamp now) const;
  std::int64_t most_;
  util::Zone zone_;
  util::Date day_{};
  std::int64_t used_ = 0;
};

/// All limits of one model, taken together or not at all. Values and arithmetic, no waiting.
class Rate {
 public:
  Rate(const RateLimits& limits, util::Zone quota_zone);

  /// When all limits but that of the day allow such a call; `now` or later.
  Instant earliest(Instant now, const CallWeight& weight) const;
  /// The call is sent now: takes its share of every limit, that of the day included.
  void take(Instant now, util::Timestamp wall, const CallWeight& weight);

  /// Null: no limit of a day is known.
  DayQuota* day() { return day_ ? &*day_ : nullptr; }
  const DayQuota* day() const { return day_ ? &*day_ : nullptr; }

 private:
  struct Dimension {
    Gcra gcra;
    double (*weigh)(const CallWeight&);
  };
  std::vector<Dimension> dimensions_;
  std::optional<DayQuota> day_;
};

}  // namespace vitrine::schedule
