// Measures the identity gate on the corpus of tools/bench/gate: how many honest pictures it
// rejects, how many falsified ones it finds, by kind, and what it costs. For each half of the
// products
//   kinds     pictures, found, and by which checks
//   checks    false rejects, and the area under the check's own curve
//   roc       all limits moved together: a picture's score is its worst check's value against that
//             check's limit, so 1 is the gate as it stands
//   …_cpu_ms  thread time: of one picture's checks, and of studying one product
// and, where both halves were measured, the limit that keeps 2 % on the tuning half, used unchanged
// on the published one. Answers for single pictures come out of the tuning half only: who looks at
// the other half's has begun to tune on it.
// Usage: gate_bench [--half tuning|published] [--product NAME]… [--items FILE.csv] [--no-text]
// CORPUS
#include "pipeline/imaging/codec.hpp"
#include "pipeline/imaging/exact.hpp"
#include "pipeline/quality/identity.hpp"
#include "pipeline/quality/reading.hpp"
#include "pipeline/util/files.hpp"
#include "pipeline/util/json_writer.hpp"

#include <opencv2/core.hpp>

#include "gate_judge.hpp"
#include "gate_manifest.hpp"
#include "gate_report.hpp"
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>

namespace {

using namespace vitrine;
namespace fs = std::filesystem;

constexpr double kAllowed = 0.02;  // false rejects that the gate may make

bool complain(const util::Error& error) {
  std::fprintf(stderr, "gate_bench: %s\n", error.message.c_str());
  return false;
}

/// All pictures of one product; false with a word on stderr where a file is missing.
bool measure(const bench::GateProduct& product,
             const fs::path& corpus,
             quality::TextReader* reader,
             bench::GateHalf& half) {
  const auto judge = bench::GateJudge::of(product, reader);
  if (!judge) return complain(judge.error());
  half.study_ms.push_back(judge->study_ms());
  half.reading_ms.push_back(judge->reading_ms());
  if (!judge->unusable().empty()) half.unusable.push_back(product.name + ": " + judge->unusable());
  for (const bench::GatePicture& picture : product.pictures) {
    const auto bytes = util::read_file(corpus / picture.file);
    if (!bytes) return complain(bytes.error());
    const auto decoded = imaging::decode(*bytes);
    if (!decoded) return complain(decoded.error());
    half.answers.push_back(judge->judge(picture, decoded->bgr));
  }
  return true;
}

struct Wanted {
  std::string half;                ///< empty: both
  std::set<std::string> products;  ///< empty: all
  fs::path items, corpus;
  bool text = true;
};

Wanted parse(int argc, char** argv) {
  Wanted wanted;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--half" && i + 1 < argc)
      wanted.half = argv[++i];
    else if (word == "--product" && i + 1 < argc)
      wanted.products.insert(argv[++i]);
    else if (word == "--items" && i + 1 < argc)
      wanted.items = argv[++i];
    else if (word == "--no-text")
      wanted.text = false;
    else
      wanted.corpus = word;
  }
  return wanted;
}

}  // namespace

int main(int argc, char** argv) {
  const Wanted wanted = parse(argc, argv);
  const auto products = bench::read_gate_manifest(wanted.corpus);
  if (!products) return complain(products.error()), 1;
  imaging::exact::stay_on_calling_thread();
  std::unique_ptr<quality::TextReader> reader;
  if (wanted.text) {
    auto made = quality::make_tesseract_reader();
    if (!made) return complain(made.error()), 1;
    reader = std::move(*made);
  }
  std::map<std::string, bench::GateHalf> halves;
  bool ok = true;
  for (const bench::GateProduct& product : *products) {
    if (!wanted.half.empty() && product.half != wanted.half) continue;
    if (!wanted.products.empty() && !wanted.products.contains(product.name)) continue;
    ok = measure(product, wanted.corpus, reader.get(), halves[product.half]) && ok;
    std::fprintf(stderr, "%s\n", product.name.c_str());
  }
  double tuned_limit = 1;  // the gate's own, where the tuning half was not measured
  if (const auto tuning = halves.find("tuning"); tuning != halves.end()) {
    tuned_limit = bench::limit_within(tuning->second, kAllowed);
    if (!wanted.items.empty()) bench::write_items(wanted.items, tuning->second);
  }
  util::JsonWriter json;
  json.begin_object();
  json.member("measures", "identity gate");
  for (const auto& [name, half] : halves) {
    json.key(name);
    bench::print_half(json, half, tuned_limit);
  }
  json.member("ok", ok);
  json.end_object();
  std::printf("%s\n", std::move(json).take().c_str());
  return ok ? 0 : 1;
}
