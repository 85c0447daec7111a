// Measures the lineage database on a local disk, in one thread, wall time:
//   put      put_deliveries of N new rows in batches of B, each batch one durable transaction
//   open     opening that database again to read
//   scan     one scan_deliveries over all of them, as "nothing changed tonight" does
//   finish   record_finished of 1000 of them, one transaction each: median and 99th percentile
//   begin    begin_attempt of 1000 paid calls, each with its task and four budgets, likewise
//   settle   settle of their answers with picture, usage and charge, likewise; CPU of this thread
// Usage: lineage_bench [N = 1000000] [B = 50000] [FOLDER = a new one below the temporary folder].
// Prints one JSON object.
#include "pipeline/lineage/lineage.hpp"
#include "pipeline/util/json_writer.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <time.h>
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

double cpu_milliseconds() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

/// What many calls of the same thing took, each by itself, in milliseconds.
struct Timings {
  std::vector<double> wall, cpu;

  void time(const std::function<void()>& work) {
    const double cpu_before = cpu_milliseconds();
    const Stopwatch watch;
    work();
    wall.push_back(watch.seconds() * 1e3);
    cpu.push_back(cpu_milliseconds() - cpu_before);
  }
  static double at(std::vector<double> values, std::size_t percent) {
    std::sort(values.begin(), values.end());
    return values.at(values.size() * percent / 100);
  }
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

Timings finish_some(Lineage& lineage, int rows) {
  Timings timings;
  for (int i = 0; i < std::min(kFinished, rows); ++i) {
    const lineage::Finished done = finished(static_cast<int>(std::int64_t{i} * 7919 % rows));
    timings.time([&] { lineage.record_finished(done); });
  }
  return timings;
}

lineage::TaskRecord paid_task(int number) {
  lineage::TaskRecord task;
  task.base_key = util::sha256("wish " + std::to_string(number));
  task.render_key = util::sha256("call " + std::to_string(number));
  task.operation = domain::Operation::recontextualize;
  task.surface = "gemini";
  task.model = "gemini-2.5-flash-image";
  task.key_fields = {
      {"operation", "recontextualize"},
      {"prompt", "a stoneware mug on a table, arrangement " + std::to_string(number)},
      {"packshot", util::sha256("packshot").hex()}};
  return task;
}

lineage::AttemptStart intent_of(const lineage::TaskRecord& task, int number) {
  lineage::AttemptStart start;
  start.id = util::sha256("attempt " + std::to_string(number)).hex().substr(0, 32);
  start.render_key = task.render_key;
  start.run = "bench-run";
  start.provider = task.surface;
  start.model = task.model;
  start.sent = {1'795'312'807'000'000};
  start.reserved = {40'000};
  start.limits.month = util::Money{1'000'000'000};
  return start;
}

lineage::Settlement settlement_of(const lineage::AttemptStart& start, int number) {
  lineage::Settlement settlement;
  settlement.attempt = start.id;
  settlement.rendering.blob = util::sha256("picture " + std::to_string(number));
  settlement.rendering.size = 1'500'000;
  settlement.rendering.pixels = {1024, 1024};
  settlement.rendering.media_type = "image/png";
  settlement.facts = {{"image_1", "upload"}, {"finish", "STOP"}, {"milliseconds", "8123"}};
  settlement.charged = {38'792};
  settlement.usage = {{"size", "1K"}, {"input", "1310"}, {"picture", "1290"}, {"text", "0"}};
  settlement.ended = start.sent;
  return settlement;
}

void pay_for_some(Lineage& lineage, Timings& beginning, Timings& settling) {
  lineage::RunStart run;
  run.id = "bench-run";
  run.set = "bench";
  run.job_text = "vitrine: 1";
  run.job_revision = util::sha256(run.job_text);
  lineage.begin_run(run);
  for (int i = 0; i < kFinished; ++i) {
    const lineage::TaskRecord task = paid_task(i);
    const lineage::AttemptStart start = intent_of(task, i);
    const lineage::Settlement settlement = settlement_of(start, i);
    beginning.time([&] {
      lineage.together([&] {
        lineage.add_tasks({&task, 1});
        lineage.begin_attempt(start);
      });
    });
    settling.time([&] { lineage.settle(settlement); });
  }
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

  const auto again = Lineage::open(folder, Access::read_write);
  const Timings finish = finish_some(*again, rows);
  Timings beginning, settling;
  pay_for_some(*again, beginning, settling);
  util::JsonWriter json;
  json.begin_object();
  json.member("rows", static_cast<std::int64_t>(rows));
  json.member("batch", static_cast<std::int64_t>(batch));
  json.member("put_s", put);
  json.member("open_ms", open * 1e3);
  json.member("scan_s", scan);
  json.member("scanned", seen);
  json.member("scan_rows_per_s", static_cast<double>(seen) / scan);
  const auto add = [&](const std::string& what, const Timings& timings) {
    json.member(what + "_ms_p50", Timings::at(timings.wall, 50));
    json.member(what + "_ms_p99", Timings::at(timings.wall, 99));
    json.member(what + "_cpu_ms_p50", Timings::at(timings.cpu, 50));
  };
  add("finish", finish);
  add("begin", beginning);
  add("settle", settling);
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
