// Measures the identity gate on the corpus of tools/bench/gate: how many honest pictures it
// rejects, how many falsified ones it finds, by kind, and what it costs. For each half of the
// products
//   kinds     pictures, found, and by which checks
//   checks    false rejects, and the area under the check's own curve
//   roc       all limits moved together: a picture's score is its worst check's value against that
//             check's limit, so 1 is the gate as it stands
//   cpu_ms    of one check, thread time; study_ms of one product's reference
// and, where both halves were measured, the limit that keeps 2 % on the tuning half, used unchanged
// on the published one. Answers for single pictures come out of the tuning half only: who looks at
// the other half's has begun to tune on it.
// Usage: gate_bench [--half tuning|published] [--product NAME]… [--items FILE.csv] CORPUS
#include "pipeline/imaging/codec.hpp"
#include "pipeline/imaging/exact.hpp"
#include "pipeline/quality/identity.hpp"
#include "pipeline/util/files.hpp"
#include "pipeline/util/json_writer.hpp"

#include <opencv2/core.hpp>

#include "gate_manifest.hpp"
#include "gate_score.hpp"
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace {

using namespace vitrine;
namespace fs = std::filesystem;

constexpr double kAllowed = 0.02;  // false rejects: what the shop promises its people

double cpu_ms() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

std::string rest_of(const std::string& check) {
  const auto dot = check.find('.');
  return dot == std::string::npos ? check : check.substr(dot + 1);
}

bench::Scale scale_of(const std::string& check) {
  const std::string name = rest_of(check);
  if (name == "tiles") return bench::Scale::likeness;
  if (name == "same" || name == "sharpness") return bench::Scale::least;
  return bench::Scale::most;
}

/// A rejection scores at least 1 and a pass at most 1, whatever two limits a check may have.
double score_of(const domain::Verdict& verdict) {
  const double score = bench::against_limit(verdict.value, verdict.limit, scale_of(verdict.check));
  if (verdict.outcome == domain::VerdictOutcome::reject) return std::max(score, 1.0);
  return std::min(score, 0.999999);
}

struct Half {
  std::vector<bench::GateAnswer> answers;
  std::vector<double> study_ms;
  std::vector<std::string> unusable;  ///< products, with the reason
};

util::Result<imaging::Picture> cutout_of(const bench::GateProduct& product) {
  const auto packshot = util::read_file(product.packshot), alpha = util::read_file(product.alpha);
  if (!packshot) return packshot.error();
  if (!alpha) return alpha.error();
  auto picture = imaging::decode(*packshot);
  if (!picture) return picture.error();
  auto mask = imaging::decode_mask(*alpha);
  if (!mask) return mask.error();
  picture->alpha = *mask;
  return picture;
}

util::Result<std::vector<quality::ColorTarget>> zones_of(const bench::GateProduct& product) {
  std::vector<quality::ColorTarget> zones;
  for (const auto& [zone, file] : product.zone_masks) {
    const auto bytes = util::read_file(file);
    if (!bytes) return bytes.error();
    auto mask = imaging::decode_mask(*bytes);
    if (!mask) return mask.error();
    zones.push_back({zone, std::nullopt, *mask});
  }
  return zones;
}

bench::GateAnswer judge(const bench::GateProduct& product,
                        const bench::GatePicture& picture,
                        const quality::IdentityReference& reference,
                        const cv::Mat& rendering) {
  bench::GateAnswer answer{picture.file, picture.kind, {}, {}, 0, false};
  const double begun = cpu_ms();
  const auto report = quality::check_identity({reference, rendering, product.pieces});
  answer.cpu_ms = cpu_ms() - begun;
  for (const auto& finding : report.findings) {
    const domain::Verdict& verdict = finding.verdict;
    if (verdict.outcome == domain::VerdictOutcome::not_measured) continue;
    answer.measured = true;
    answer.scores[verdict.check] = score_of(verdict);
    if (verdict.outcome == domain::VerdictOutcome::reject)
      answer.rejected_by.push_back(verdict.check);
  }
  return answer;
}

/// All pictures of one product; false with a word on stderr where a file is missing.
bool measure(const bench::GateProduct& product, const fs::path& corpus, Half& half) {
  const auto cutout = cutout_of(product);
  const auto zones = zones_of(product);
  if (!cutout || !zones) {
    std::fprintf(stderr, "gate_bench: %s: %s\n", product.name.c_str(),
                 (cutout ? zones.error() : cutout.error()).message.c_str());
    return false;
  }
  const double begun = cpu_ms();
  const auto reference = quality::study(*cutout, *zones);
  half.study_ms.push_back(cpu_ms() - begun);
  if (!reference.usable()) half.unusable.push_back(product.name + ": " + reference.unusable);
  for (const bench::GatePicture& picture : product.pictures) {
    const auto bytes = util::read_file(corpus / picture.file);
    const auto decoded = bytes ? imaging::decode(*bytes) : bytes.error();
    if (!decoded) {
      std::fprintf(stderr, "gate_bench: %s\n", decoded.error().message.c_str());
      return false;
    }
    half.answers.push_back(judge(product, picture, reference, decoded->bgr));
  }
  return true;
}

struct Scores {
  std::vector<double> honest, falsified;
};
Scores scores_of(const Half& half) {
  Scores scores;
  for (const auto& answer : half.answers)
    (answer.honest() ? scores.honest : scores.falsified).push_back(answer.score());
  return scores;
}

void print_kinds(util::JsonWriter& json, const Half& half, double limit) {
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

void print_checks(util::JsonWriter& json, const Half& half) {
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
    json.member("false_rejects", bench::share_from(honest, 1));
    json.member("found", bench::share_from(falsified, 1));
    json.member("auc", bench::area_under_curve(honest, falsified));
    json.end_object();
  }
  json.end_array();
}

void print_point(util::JsonWriter& json, const bench::RocPoint& point) {
  json.begin_object();
  json.member("limit", point.limit);
  json.member("false_rejects", point.false_rejects);
  json.member("found", point.found);
  json.end_object();
}

void print_half(util::JsonWriter& json, const Half& half, double tuned_limit) {
  const Scores scores = scores_of(half);
  const auto points = bench::roc(scores.honest, scores.falsified);
  json.begin_object();
  json.member("honest", scores.honest.size());
  json.member("falsified", scores.falsified.size());
  json.member("false_rejects", bench::share_from(scores.honest, 1));
  json.member("found", bench::share_from(scores.falsified, 1));
  json.member("auc", bench::area_under_curve(scores.honest, scores.falsified));
  json.key("at_tuned_limit");
  print_point(json, {tuned_limit, bench::share_from(scores.honest, tuned_limit),
                     bench::share_from(scores.falsified, tuned_limit)});
  json.key("unusable");
  json.begin_array();
  for (const std::string& product : half.unusable) json.value(product);
  json.end_array();
  std::vector<double> times;
  for (const auto& answer : half.answers) times.push_back(answer.cpu_ms);
  json.key("cpu_ms");
  json.begin_object();
  json.member("median", bench::quantile(times, 0.5));
  json.member("p95", bench::quantile(times, 0.95));
  json.end_object();
  json.member("study_ms", bench::quantile(half.study_ms, 0.5));
  print_kinds(json, half, tuned_limit);
  print_checks(json, half);
  json.key("roc");
  json.begin_array();
  for (const bench::RocPoint& point : points) print_point(json, point);
  json.end_array();
  json.end_object();
}

void write_items(const fs::path& file, const Half& half) {
  std::ofstream out(file);
  out << "file,kind,rejected,score,cpu_ms,rejected_by,scores\n";
  for (const auto& answer : half.answers) {
    out << answer.file << ',' << answer.kind << ',' << answer.rejected() << ',' << answer.score()
        << ',' << answer.cpu_ms << ',';
    for (const std::string& check : answer.rejected_by) out << rest_of(check) << ' ';
    out << ',';
    for (const auto& [check, score] : answer.scores) out << rest_of(check) << '=' << score << ' ';
    out << '\n';
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::optional<std::string> only_half;
  std::set<std::string> only_products;
  fs::path items, corpus;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--half" && i + 1 < argc)
      only_half = argv[++i];
    else if (word == "--product" && i + 1 < argc)
      only_products.insert(argv[++i]);
    else if (word == "--items" && i + 1 < argc)
      items = argv[++i];
    else
      corpus = word;
  }
  const auto products = bench::read_gate_manifest(corpus);
  if (!products) {
    std::fprintf(stderr, "gate_bench: %s\n", products.error().message.c_str());
    return 1;
  }
  imaging::exact::stay_on_calling_thread();
  std::map<std::string, Half> halves;
  bool ok = true;
  for (const bench::GateProduct& product : *products) {
    if (only_half && product.half != *only_half) continue;
    if (!only_products.empty() && !only_products.contains(product.name)) continue;
    std::fprintf(stderr, "%s\n", product.name.c_str());
    ok = measure(product, corpus, halves[product.half]) && ok;
  }
  double tuned_limit = 1;  // the gate's own, where the tuning half was not measured
  if (const auto tuning = halves.find("tuning"); tuning != halves.end()) {
    const Scores scores = scores_of(tuning->second);
    tuned_limit = bench::best_within(bench::roc(scores.honest, scores.falsified), kAllowed).limit;
    if (!items.empty()) write_items(items, tuning->second);
  }
  util::JsonWriter json;
  json.begin_object();
  json.member("measures", "identity gate");
  for (const auto& [name, half] : halves) {
    json.key(name);
    print_half(json, half, tuned_limit);
  }
  json.member("ok", ok);
  json.end_object();
  std::printf("%s\n", std::move(json).take().c_str());
  return ok ? 0 : 1;
}
