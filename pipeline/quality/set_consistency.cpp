#include "pipeline/quality/set_consistency.hpp"

#include "pipeline/util/text.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <functional>
#include <map>

namespace vitrine::quality {
namespace {

using domain::Verdict;
using util::fixed_text;
using Members = std::vector<std::size_t>;

constexpr std::size_t kFewest = 4;
constexpr int kSameOutline = 5;     // bits of 64
constexpr float kSameColor = 3.0f;  // mean Lab distance of the nine parts
constexpr double kNormal = 1.4826;  // MAD to deviation

double median_of(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

/// What is compared, and how small a difference nobody minds.
struct Trait {
  const char* check;
  const char* name;
  double floor;  ///< of the MAD, in the trait's unit
  int digits;
  std::optional<double> (*of)(const SetMeasure&);
};

std::optional<double> part_of(const std::optional<ShadowOffset>& shadow,
                              double ShadowOffset::*part) {
  if (!shadow) return std::nullopt;
  return (*shadow).*part;
}

constexpr std::array<Trait, 8> kTraits{{
    {"set.fill", "fill", 0.006, 3, [](const SetMeasure& m) { return std::optional(m.fill); }},
    {"set.center", "centre across", 0.006, 3,
     [](const SetMeasure& m) { return std::optional(m.center_x); }},
    {"set.center", "centre down", 0.006, 3,
     [](const SetMeasure& m) { return std::optional(m.center_y); }},
    {"set.background", "background lightness", 0.4, 1,
     [](const SetMeasure& m) { return std::optional(double{m.background.L}); }},
    {"set.balance", "background a*", 0.3, 1,
     [](const SetMeasure& m) { return std::optional(double{m.background.a}); }},
    {"set.balance", "background b*", 0.3, 1,
     [](const SetMeasure& m) { return std::optional(double{m.background.b}); }},
    {"set.shadow", "shadow to the side", 0.03, 2,
     [](const SetMeasure& m) { return part_of(m.shadow, &ShadowOffset::across); }},
    {"set.shadow", "shadow to the front", 0.03, 2,
     [](const SetMeasure& m) { return part_of(m.shadow, &ShadowOffset::down); }},
}};

Verdict warning(
    std::string check, double value, double limit, std::string unit, std::string detail) {
  Verdict verdict;
  verdict.check = std::move(check);
  verdict.outcome = domain::VerdictOutcome::warn;
  verdict.severity = domain::Severity::warn;
  verdict.value = value;
  verdict.limit = limit;
  verdict.unit = std::move(unit);
  verdict.detail = std::move(detail);
  return verdict;
}

/// One verdict per check: the worse one stays.
void add(std::vector<Verdict>& verdicts, Verdict verdict) {
  for (Verdict& known : verdicts) {
    if (known.check != verdict.check) continue;
    if (known.value < verdict.value) known = std::move(verdict);
    return;
  }
  verdicts.push_back(std::move(verdict));
}

using Value = std::function<std::optional<double>(const SetMember&)>;
using Detail = std::function<std::string(double value, double median)>;

/// Holds a value of some members against each other.
void compare(const std::vector<SetMember>& members,
             const Members& among,
             const char* check,
             double floor,
             const Value& value_of,
             const Detail& detail,
             std::vector<std::vector<Verdict>>& verdicts) {
  Members with;
  std::vector<double> values;
  for (const std::size_t i : among)
    if (const std::optional<double> value = value_of(members[i])) {
      with.push_back(i);
      values.push_back(*value);
    }
  const std::vector<double> scores = robust_scores(values, floor);
  for (std::size_t k = 0; k < with.size(); ++k)
    if (scores[k] > kOutlier)
      add(verdicts[with[k]],
          warning(check, scores[k], kOutlier, "z", detail(values[k], median_of(values))));
}

void compare_traits(const std::vector<SetMember>& members,
                    const Members& among,
                    const std::string& whom,
                    std::vector<std::vector<Verdict>>& verdicts) {
  for (const Trait& trait : kTraits)
    compare(
        members, among, trait.check, trait.floor,
        [&](const SetMember& member) { return trait.of(member.now); },
        [&](double value, double median) {
          return std::string(trait.name) + " is " + fixed_text(value, trait.digits) + ", in " +
                 whom + " " + fixed_text(median, trait.digits) + " is usual";
        },
        verdicts);
}

/// What was not made anew did not move: where little changed, that is the usual.
void compare_changes(const std::vector<SetMember>& members,
                     const Members& all,
                     std::vector<std::vector<Verdict>>& verdicts) {
  const bool any = std::any_of(members.begin(), members.end(),
                               [](const SetMember& member) { return member.before.has_value(); });
  if (!any) return;
  constexpr double kMoreAllowed = 1.5;  // than between pictures of one night
  for (const Trait& trait : kTraits)
    compare(
        members, all, "set.change", trait.floor * kMoreAllowed,
        [&](const SetMember& member) -> std::optional<double> {
          if (!member.before) return 0;
          const auto now = trait.of(member.now), before = trait.of(*member.before);
          if (!now || !before) return std::nullopt;
          return *now - *before;
        },
        [&](double value, double median) {
          return std::string(trait.name) + " changed by " + fixed_text(value, trait.digits) +
                 " since the last delivery, the set's by " + fixed_text(median, trait.digits);
        },
        verdicts);
}

bool look_alike(const SetMeasure& one, const SetMeasure& other) {
  if (std::popcount(one.outline ^ other.outline) > kSameOutline) return false;
  float sum = 0;
  for (std::size_t i = 0; i < one.colors.size(); ++i)
    sum += imaging::lab_distance(one.colors[i], other.colors[i]);
  return sum / static_cast<float>(one.colors.size()) <= kSameColor;
}

void find_duplicates(const std::vector<SetMember>& members,
                     std::vector<std::vector<Verdict>>& verdicts) {
  for (std::size_t i = 0; i < members.size(); ++i)
    for (std::size_t j = i + 1; j < members.size(); ++j) {
      const SetMember &one = members[i], &other = members[j];
      if (one.asset == other.asset || !look_alike(one.now, other.now)) continue;
      const int bits = std::popcount(one.now.outline ^ other.now.outline);
      // The nearer twin is the worse one, so what is told is how many of 64 bits agree.
      const auto told = [&](const SetMember& twin) {
        return warning("set.duplicate", 64 - bits, 64 - kSameOutline, "bits",
                       "looks like " + twin.shot + ": is it the right photograph or colour?");
      };
      add(verdicts[i], told(other));
      add(verdicts[j], told(one));
    }
}

}  // namespace

std::vector<double> robust_scores(const std::vector<double>& values, double floor) {
  std::vector<double> scores(values.size(), 0);
  if (values.size() < kFewest) return scores;
  const double median = median_of(values);
  for (std::size_t i = 0; i < values.size(); ++i) scores[i] = std::abs(values[i] - median);
  const double deviation = kNormal * std::max(median_of(scores), floor);
  for (double& score : scores) score /= deviation;
  return scores;
}

std::vector<std::vector<Verdict>> consistency_of(const std::vector<SetMember>& members) {
  std::vector<std::vector<Verdict>> verdicts(members.size());
  std::map<std::string, Members> groups;
  Members all, plain;
  for (std::size_t i = 0; i < members.size(); ++i) {
    groups[members[i].group].push_back(i);
    all.push_back(i);
    if (members[i].now.plain) plain.push_back(i);
  }
  for (const auto& [group, among] : groups)
    compare_traits(members, among, "the pictures of " + group, verdicts);
  compare_traits(members, plain, "the set", verdicts);
  compare_changes(members, all, verdicts);
  find_duplicates(members, verdicts);
  return verdicts;
}

}  // namespace vitrine::quality
