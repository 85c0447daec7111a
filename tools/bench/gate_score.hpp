#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

/// From the gate's answers to rates: one number for each picture and check, so that limits can be
/// moved together.
namespace vitrine::bench {

/// What the gate said of one picture.
struct GateAnswer {
  std::string file, kind;
  std::map<std::string, double> scores;  ///< by check; 1 = at its limit, more is worse
  std::vector<std::string> rejected_by;
  double cpu_ms = 0;      ///< of the identity checks
  double reading_ms = 0;  ///< of the text checks
  bool measured = true;   ///< false: the gate could not judge (such a picture goes to a person)
  bool honest() const { return kind == "honest"; }
  bool rejected() const { return !rejected_by.empty(); }
  double score() const;  ///< of its worst check
};

/// How far a check's value is from its limit, 1 = at it and more is worse. `likeness`: of 1 at
/// best, so that its distance from 1 counts; `least`: the limit is a lowest one.
/// `count`: whole numbers, of which the next one is over.
enum class Scale { most, least, likeness, count };
double against_limit(double value, double limit, Scale scale);

/// Share of pairs (falsified, honest) in which the falsified one scores higher; ties count half
/// (Mann-Whitney). 0.5 if there are none of either.
double area_under_curve(const std::vector<double>& honest, const std::vector<double>& falsified);

struct RocPoint {
  double limit = 0;                     ///< rejected from this score on
  double false_rejects = 0, found = 0;  ///< shares
};
/// All points where a rate changes, by rising limit.
std::vector<RocPoint> roc(std::vector<double> honest, std::vector<double> falsified);
/// The point that finds most at no more than this share of false rejects.
RocPoint best_within(const std::vector<RocPoint>& points, double false_rejects);

double share_from(const std::vector<double>& scores, double limit);
double quantile(std::vector<double> values, double q);

}  // namespace vitrine::bench
