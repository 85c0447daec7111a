#include "gate_score.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace vitrine::bench {

double GateAnswer::score() const {
  double worst = 0;
  for (const auto& [check, score] : scores) worst = std::max(worst, score);
  return worst;
}

double against_limit(double value, double limit, Scale scale) {
  constexpr double kFar = 100;  // where a ratio would be without bounds
  if (scale == Scale::likeness) value = 1 - value, limit = 1 - limit;
  if (scale == Scale::count) limit += 1;
  if (scale == Scale::least) std::swap(value, limit);
  if (limit <= 0) return value > 0 ? kFar : 0;
  return std::clamp(value / limit, 0.0, kFar);
}

double area_under_curve(const std::vector<double>& honest, const std::vector<double>& falsified) {
  if (honest.empty() || falsified.empty()) return 0.5;
  double won = 0;
  for (const double f : falsified)
    for (const double h : honest) won += f > h ? 1 : f == h ? 0.5 : 0;
  return won / (static_cast<double>(honest.size()) * static_cast<double>(falsified.size()));
}

double share_from(const std::vector<double>& scores, double limit) {
  if (scores.empty()) return 0;
  const auto n = std::count_if(scores.begin(), scores.end(), [&](double s) { return s >= limit; });
  return static_cast<double>(n) / static_cast<double>(scores.size());
}

std::vector<RocPoint> roc(std::vector<double> honest, std::vector<double> falsified) {
  std::vector<double> limits = honest;
  limits.insert(limits.end(), falsified.begin(), falsified.end());
  std::sort(limits.begin(), limits.end());
  limits.erase(std::unique(limits.begin(), limits.end()), limits.end());
  if (!limits.empty()) limits.push_back(std::nextafter(limits.back(), 1e300));
  std::vector<RocPoint> points;
  for (const double limit : limits)
    points.push_back({limit, share_from(honest, limit), share_from(falsified, limit)});
  return points;
}

RocPoint best_within(const std::vector<RocPoint>& points, double false_rejects) {
  for (const RocPoint& point :
       points)  // by rising limit: the first found is the one that finds most
    if (point.false_rejects <= false_rejects) return point;
  return {std::numeric_limits<double>::max(), 0, 0};
}

double quantile(std::vector<double> values, double q) {
  if (values.empty()) return 0;
  const auto at = values.begin() +
                  static_cast<std::ptrdiff_t>(q * static_cast<double>(values.size() - 1) + 0.5);
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

}  // namespace vitrine::bench
