#include "pipeline/schedule/rate.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>
#include <utility>

namespace vitrine::schedule {
namespace {

using std::chrono::minutes;
using std::chrono::nanoseconds;

nanoseconds whole(double nanos) { return nanoseconds(static_cast<std::int64_t>(std::ceil(nanos))); }

std::int64_t aimed(std::int64_t limit) {
  // One a day is one, not none.
  return limit <= 0 ? 0
                    : std::max<std::int64_t>(
                          1, static_cast<std::int64_t>(static_cast<double>(limit) * kAimedShare));
}

}  // namespace

Gcra::Gcra(double units, nanoseconds period)
    : cost_of_one_(static_cast<double>(period.count()) / units), burst_(units / 60) {}

Instant Gcra::earliest(Instant now, double weight) const {
  // A call larger than any before it is a burst of its own.
  const double burst = std::max(burst_, weight);
  return std::max(now, tat_ - whole((burst - weight) * cost_of_one_));
}

void Gcra::take(Instant now, double weight) {
  burst_ = std::max(burst_, weight);
  tat_ = std::max(now, tat_) + whole(weight * cost_of_one_);
}

std::int64_t DayQuota::used_on(util::Timestamp now) const {
  return zone_.date_of(now) == day_ ? used_ : 0;
}

util::Timestamp DayQuota::earliest(util::Timestamp now) const {
  return used_on(now) < most_ ? now : zone_.next_day(now);
}

void DayQuota::take(util::Timestamp now) {
  used_ = used_on(now) + 1;
  day_ = zone_.date_of(now);
}

void DayQuota::give_back(util::Timestamp taken) {
  if (used_on(taken) > 0) --used_;
}

void DayQuota::use_up(util::Timestamp now) {
  // Beyond the limit: what is given back later does not open the day again.
  used_ = used_on(now) + most_;
  day_ = zone_.date_of(now);
}

std::string DayQuota::state() const {
  return used_ == 0 ? std::string() : util::to_text(day_) + " " + std::to_string(used_);
}

void DayQuota::restore(const std::string& state) {
  const std::string_view text = state;
  const std::optional<util::Date> day = util::parse_date(text.substr(0, text.find(' ')));
  if (!day || text.size() < 12) return;
  std::int64_t used = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + 11, end, used);
  if (error != std::errc{} || stop != end || used < 0) return;
  day_ = *day;
  used_ = used;
}

Rate::Rate(const RateLimits& limits, util::Zone quota_zone) {
  const auto add = [&](double limit, minutes period, double (*weigh)(const CallWeight&)) {
    dimensions_.push_back({Gcra(limit * kAimedShare, period), weigh});
  };
  const auto add_count = [&](const std::optional<std::int64_t>& limit,
                             double (*weigh)(const CallWeight&)) {
    if (limit) add(static_cast<double>(*limit), minutes(1), weigh);
  };
  add_count(limits.requests_per_minute, [](const CallWeight&) { return 1.0; });
  add_count(limits.pictures_per_minute,
            [](const CallWeight& call) { return static_cast<double>(call.pictures); });
  add_count(limits.tokens_per_minute,
            [](const CallWeight& call) { return static_cast<double>(call.tokens); });
  if (limits.spend_per_10_minutes)
    add(static_cast<double>(limits.spend_per_10_minutes->micros), minutes(10),
        [](const CallWeight& call) { return static_cast<double>(call.spend.micros); });
  if (limits.requests_per_day) day_.emplace(aimed(*limits.requests_per_day), std::move(quota_zone));
}

Instant Rate::earliest(Instant now, const CallWeight& weight) const {
  Instant start = now;
  for (const Dimension& one : dimensions_)
    start = std::max(start, one.gcra.earliest(now, one.weigh(weight)));
  return start;
}

void Rate::take(Instant now, util::Timestamp wall, const CallWeight& weight) {
  for (Dimension& one : dimensions_) one.gcra.take(now, one.weigh(weight));
  if (day_) day_->take(wall);
}

}  // namespace vitrine::schedule
