#include "gate_report.hpp"

#include <fstream>
#include <map>
#include <set>

namespace vitrine::bench {
namespace {

struct Scores {
  std::vector<double> honest, falsified;
};
Scores scores_of(const GateHalf& half) {
  Scores scores;
  for (const auto& answer : half.answers)
    (answer.honest() ? scores.honest : scores.falsified).push_back(answer.score());
  return scores;
}

void print_kinds(util::JsonWriter& json, const GateHalf& half, double limit) {
  std::set<std::string> kinds;
  for (const auto& answer : half.answers) kinds.insert(answer.kind);
  json.key("kinds");
  json.begin_array();
  for (const std::string& kind : kinds) {
    int pictures = 0, rejected = 0, at_limit = 0, unmeasured = 0;
    std::map<std::string, int> by;
    for (const auto& answer : half.answers) {
      if (answer.kind != kind) continue;
      ++pictures, rejected += answer.rejected(), unmeasured += !answer.measured;
      at_limit += answer.score() >= limit;
      for (const std::string& check : answer.rejected_by) ++by[check];
    }
    json.begin_object();
    json.member("kind", kind);
    json.member("pictures", pictures);
    json.member("rejected", rejected);
    json.member("rejected_at_tuned_limit", at_limit);
    json.member("not_measured", unmeasured);
    json.key("by");
    json.begin_object();
    for (const auto& [check, n] : by) json.member(check, n);
    json.end_object();
    json.end_object();
  }
  json.end_array();
}

void print_checks(util::JsonWriter& json, const GateHalf& half) {
  std::set<std::string> checks;
  for (const auto& answer : half.answers)
    for (const auto& [check, score] : answer.scores) checks.insert(check);
  json.key("checks");
  json.begin_array();
  for (const std::string& check : checks) {
    std::vector<double> honest, falsified;
    for (const auto& answer : half.answers) {
      const auto found = answer.scores.find(check);
      (answer.honest() ? honest : falsified)
          .push_back(found == answer.scores.end() ? 0 : found->second);
    }
    json.begin_object();
    json.member("check", check);
    json.member("false_rejects", share_from(honest, 1));
    json.member("found", share_from(falsified, 1));
    json.member("auc", area_under_curve(honest, falsified));
    json.end_object();
  }
  json.end_array();
}

void print_point(util::JsonWriter& json, const RocPoint& point) {
  json.begin_object();
  json.member("limit", point.limit);
  json.member("false_rejects", point.false_rejects);
  json.member("found", point.found);
  json.end_object();
}

void print_times(util::JsonWriter& json, const char* name, const std::vector<double>& times) {
  json.key(name);
  json.begin_object();
  json.member("median", quantile(times, 0.5));
  json.member("p95", quantile(times, 0.95));
  json.end_object();
}

}  // namespace

double limit_within(const GateHalf& half, double false_rejects) {
  const Scores scores = scores_of(half);
  return best_within(roc(scores.honest, scores.falsified), false_rejects).limit;
}

void print_half(util::JsonWriter& json, const GateHalf& half, double tuned_limit) {
  const Scores scores = scores_of(half);
  const auto points = roc(scores.honest, scores.falsified);
  json.begin_object();
  json.member("honest", scores.honest.size());
  json.member("falsified", scores.falsified.size());
  json.member("false_rejects", share_from(scores.honest, 1));
  json.member("found", share_from(scores.falsified, 1));
  json.member("auc", area_under_curve(scores.honest, scores.falsified));
  json.key("at_tuned_limit");
  print_point(json, {tuned_limit, share_from(scores.honest, tuned_limit),
                     share_from(scores.falsified, tuned_limit)});
  json.key("unusable");
  json.begin_array();
  for (const std::string& product : half.unusable) json.value(product);
  json.end_array();
  std::vector<double> identity, reading;
  for (const GateAnswer& answer : half.answers)
    identity.push_back(answer.cpu_ms), reading.push_back(answer.reading_ms);
  print_times(json, "identity_cpu_ms", identity);
  print_times(json, "text_cpu_ms", reading);
  print_times(json, "study_cpu_ms", half.study_ms);
  print_times(json, "reference_text_cpu_ms", half.reading_ms);
  print_kinds(json, half, tuned_limit);
  print_checks(json, half);
  json.key("roc");
  json.begin_array();
  for (const RocPoint& point : points) print_point(json, point);
  json.end_array();
  json.end_object();
}

void write_items(const std::filesystem::path& file, const GateHalf& half) {
  std::ofstream out(file);
  out << "file,kind,rejected,score,cpu_ms,reading_ms,rejected_by,scores\n";
  for (const auto& answer : half.answers) {
    out << answer.file << ',' << answer.kind << ',' << answer.rejected() << ',' << answer.score()
        << ',' << answer.cpu_ms << ',' << answer.reading_ms << ',';
    for (const std::string& check : answer.rejected_by) out << check << ' ';
    out << ',';
    for (const auto& [check, score] : answer.scores) out << check << '=' << score << ' ';
    out << '\n';
  }
}

}  // namespace vitrine::bench
