// Measures the lineage database on a local disk, in one thread, wall time:
//   put      put_deliveries of N new rows in batches of B, each batch one durable transaction
//   open     opening that database again to read
//   scan     one scan_deliveries over all of them, as "nothing changed tonight" does
//   finish   record_finished of 1000 of them, one transaction each: median and 99th percentile
// Usage: lineage_bench [N = 1000000] [B = 50000] [FOLDER = a new one below the temporary folder].
// Prints one JSON object.
#include "pipeline/lineage/lineage.hpp"
#include "pipeline/util/json_writer.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

namespace {

using namespace vitrine;
using lineage::Access;
using lineage::DeliveryRecord;
using lineage::Lineage;
namespace fs = std::filesystem;

constexpr int kFinished = 1000;

class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// A catalog of five scenes and two profiles for each product.
DeliveryRecord delivery(int number) {
  static const std::string kScenes[] = {"white", "kitchen", "tokyo", "paris", "desk"};
  static const std::string kProfiles[] = {"amazon-main", "google-lifestyle"};
  const std::string shot_number = std::to_string(number / 2);
  DeliveryRecord record;
  record.set = "bench";
  record.sku = "SKU-" + std::to_string(number / 10);
  record.colorway = "natural";
  record.scene = kScenes[number / 2 % 5];
  record.view = "front";
  record.profile = kProfiles[number % 2];
  record.shot = record.sku + "/natural/" + record.scene;
  record.path = record.profile + "/" + record.sku + "_natural_" + record.scene + ".jpg";
  record.compare_key = util::sha256(record.path);
  record.render_key = util::sha256(record.shot);
  record.parts = {{"product", util::sha256(record.sku)},
                  {"scene", util::sha256(record.scene)},
                  {"recipe", util::sha256(record.profile)}};
  return record;
}

double put_all(Lineage& lineage, int rows, int batch) {
  double seconds = 0;
  std::vector<DeliveryRecord> records;
  for (int first = 0; first < rows; first += batch) {
    records.clear();
    for (int i = first; i < std::min(first + batch, rows); ++i) records.push_back(delivery(i));
    const Stopwatch watch;
    lineage.put_deliveries(records);
    seconds += watch.seconds();
  }
  return seconds;
}

lineage::Finished finished(int number) {
  lineage::Finished done;
  done.delivery = delivery(number);
  done.delivery.state = domain::DeliveryState::accepted;
  done.asset.id = util::sha256("asset " + std::to_string(number)).hex();
  done.asset.rendering = done.delivery.render_key;
  done.asset.blob = util::sha256("bytes " + std::to_string(number));
  done.asset.size = 250'000;
  done.asset.recipe.finisher = "finish/1";
  done.asset.product_pixels = "original";
  for (int i = 0; i < 12; ++i) {
    domain::Verdict verdict;
    verdict.check = "check " + std::to_string(i);
    verdict.detail = "what was measured is within the limit";
    done.verdicts.push_back(verdict);
  }
  return done;
}

std::vector<double> finish_some(Lineage& lineage, int rows) {
  std::vector<double> milliseconds;
  for (int i = 0; i < std::min(kFinished, rows); ++i) {
    const lineage::Finished done = finished(static_cast<int>(std::int64_t{i} * 7919 % rows));
    const Stopwatch watch;
    lineage.record_finished(done);
    milliseconds.push_back(watch.seconds() * 1e3);
  }
  std::sort(milliseconds.begin(), milliseconds.end());
  return milliseconds;
}

void measure(int rows, int batch, const std::string& folder) {
  auto writer = Lineage::open(folder, Access::read_write);
  const double put = put_all(*writer, rows, batch);
  writer.reset();

  const Stopwatch opening;
  const auto reader = Lineage::open(folder, Access::read_only);
  const double open = opening.seconds();
  std::int64_t seen = 0;
  const Stopwatch scanning;
  reader->scan_deliveries("bench", [&](const lineage::DeliveryKey& key) { seen += key.row != 0; });
  const double scan = scanning.seconds();

  const auto finish = finish_some(*Lineage::open(folder, Access::read_write), rows);
  util::JsonWriter json;
  json.begin_object();
  json.member("rows", static_cast<std::int64_t>(rows));
  json.member("batch", static_cast<std::int64_t>(batch));
  json.member("put_s", put);
  json.member("open_ms", open * 1e3);
  json.member("scan_s", scan);
  json.member("scanned", seen);
  json.member("scan_rows_per_s", static_cast<double>(seen) / scan);
  json.member("finish_ms_p50", finish.at(finish.size() / 2));
  json.member("finish_ms_p99", finish.at(finish.size() * 99 / 100));
  json.member("file_bytes", static_cast<std::int64_t>(fs::file_size(folder + "/lineage.db")));
  json.end_object();
  std::puts(std::move(json).take().c_str());
}

}  // namespace

int main(int argc, char** argv) {
  const int rows = argc > 1 ? std::atoi(argv[1]) : 1'000'000;
  const int batch = argc > 2 ? std::atoi(argv[2]) : 50'000;
  if (rows < 1 || batch < 1)
    return std::fputs("usage: lineage_bench [N] [B] [FOLDER]\n", stderr), 2;
  const fs::path own = fs::temp_directory_path() / "vitrine-lineage-bench";
  fs::remove_all(own);
  measure(rows, batch, argc > 3 ? argv[3] : own.string());
  fs::remove_all(own);
  return 0;
}
