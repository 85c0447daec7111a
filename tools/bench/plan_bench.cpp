// Measures planning a catalog of N wanted files, in one process, CPU seconds of this thread:
//   new          a first night: every file is new, with the JSON items written to memory and
//   dropped record       writing what that night made into a database (not part of planning)
//   unchanged    the next night: keys made again, one ordered scan of the database, nothing to do
// and, in the same run, as a peer: ninja told to bring N up-to-date targets up to date.
// Usage: plan_bench [N = 100000] [--no-peer].  Prints one JSON object.
#include "pipeline/plan/plan.hpp"
#include "pipeline/schedule/prior_lineage.hpp"
#include "pipeline/util/json_writer.hpp"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <string>
#include <sys/resource.h>

namespace {

using namespace vitrine;
namespace fs = std::filesystem;

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}
double children_seconds() {
  rusage usage{};
  getrusage(RUSAGE_CHILDREN, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}
double peak_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

/// Products of two colours in five scenes for two profiles: twenty files each.
struct Catalog {
  spec::Job job;
  std::map<std::string, domain::Profile> profiles;
  plan::InputDigests digests;

  explicit Catalog(int files) {
    job.file = "bench.yaml";
    job.files = {"bench.yaml"};
    job.name = "bench";
    job.output.folder = "out";
    job.colorways = {{"sage", "body", domain::Rgb{143, 165, 139}, {}}};
    for (const char* name : {"white", "kitchen", "desk", "tokyo", "paris"}) {
      domain::Scene scene;
      scene.name = name;
      if (scene.name == "white")
        scene.backdrop = domain::PackshotBackdrop{domain::Rgb{255, 255, 255}};
      else
        scene.backdrop = domain::PromptBackdrop{"a place called " + scene.name};
      job.scenes.push_back(scene);
    }
    for (const char* id : {"main", "life"}) {
      domain::Profile profile;
      profile.id = id;
      profile.target_px = {2000, 2000};
      profile.formats = {domain::ImageFormat::jpeg};
      profile.name_pattern = "{sku}_{color}_{scene}_{view}.{ext}";
      profiles[id] = profile;
      spec::DeliverLine line;
      line.profile = id;
      line.scenes = {"white", "kitchen", "desk", "tokyo", "paris"};
      job.deliver.push_back(line);
    }
    for (int i = 0; i < files / 20; ++i) {
      domain::Product product;
      product.sku = "SKU-" + std::to_string(i);
      product.title = "Product";
      const std::string file = product.sku + ".jpg";
      product.packshots = {{file, domain::View::front, std::nullopt, {}}};
      product.colorways = {{"natural", "", std::nullopt, std::nullopt, true, {}},
                           {"sage", "", std::nullopt, std::nullopt, false, {}}};
      job.products.push_back(std::move(product));
      digests[file] = util::sha256(file);
    }
  }
  plan::Input input() const {
    return {job, profiles, digests, {}, "studio/1", "finish/1", "checks/1", {}};
  }
};

/// The night's record: every delivery accepted.
void record(const plan::Plan& made, lineage::Lineage& lineage) {
  std::vector<lineage::DeliveryRecord> batch;
  const auto flush = [&] {
    lineage.put_deliveries(batch);
    batch.clear();
  };
  for (const plan::PlannedDelivery& delivery : made.deliveries()) {
    lineage::DeliveryRecord record;
    record.set = "bench";
    record.shot = made.shot(delivery);
    record.profile = made.profile(delivery).id;
    record.path = made.path(delivery);
    record.compare_key = delivery.compare_key;
    record.state = domain::DeliveryState::accepted;
    batch.push_back(std::move(record));
    if (batch.size() == 50'000) flush();
  }
  flush();
}

double write_items(const plan::Plan& made, plan::PriorWork& prior) {
  const double start = cpu_seconds();
  util::JsonWriter json;
  json.begin_array();
  for (const plan::PlannedDelivery& delivery : made.deliveries()) {
    json.begin_object();
    json.member("shot", made.shot(delivery));
    json.member("action", plan::to_text(delivery.action));
    json.member("reason", made.reason(delivery, prior));
    json.end_object();
  }
  json.end_array();
  const std::string text = std::move(json).take();
  return text.empty() ? 0 : cpu_seconds() - start;
}

/// CPU of `ninja` with nothing to do for as many targets, and of starting it with one.
double ninja_seconds(const fs::path& folder, int targets) {
  fs::create_directories(folder);
  // "generator" rules are up to date by time alone, so that no log of earlier commands is needed.
  std::ofstream build(folder / "build.ninja");
  build << "rule copy\n  command = cp $in $out\n  generator = 1\n";
  for (int i = 0; i < targets; ++i) {
    std::ofstream(folder / ("i" + std::to_string(i))).put('x');
    build << "build o" << i << ": copy i" << i << '\n';
  }
  build.close();
  for (int i = 0; i < targets; ++i) std::ofstream(folder / ("o" + std::to_string(i))).put('x');
  const std::string command = "ninja -C '" + folder.string() + "' >/dev/null";
  double best = 1e9;
  for (int run = 0; run < 3; ++run) {
    const double start = children_seconds();
    if (std::system(command.c_str()) != 0) return -1;
    best = std::min(best, children_seconds() - start);
  }
  return best;
}

}  // namespace

int main(int argc, char** argv) {
  const int files = argc > 1 ? std::atoi(argv[1]) : 100'000;
  const bool peer = !(argc > 2 && std::strcmp(argv[2], "--no-peer") == 0);
  if (files < 20) {
    std::fprintf(stderr, "usage: plan_bench [N] [--no-peer]\n");
    return 2;
  }
  std::string pattern = (fs::temp_directory_path() / "plan-bench-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) return 5;
  const fs::path folder = pattern;
  util::JsonWriter json;
  json.begin_object();
  json.member("files", files);
  {
    const Catalog catalog(files);
    const plan::Input input = catalog.input();
    const auto store = store::memory_store();
    const auto lineage =
        lineage::Lineage::open((folder / "store").string(), lineage::Access::read_write);
    double start = cpu_seconds();
    {
      plan::NoPriorWork nothing;
      const plan::Plan made = plan::make_plan(input, nothing);
      json.member("new_plan_cpu_s", cpu_seconds() - start);
      json.member("new_items_cpu_s", write_items(made, nothing));
      json.member("new_peak_mib", peak_mib());
      start = cpu_seconds();
      record(made, *lineage);
      json.member("record_cpu_s", cpu_seconds() - start);
    }
    start = cpu_seconds();
    schedule::PriorLineage prior(*lineage, *store, "bench", (folder / "out").string());
    const plan::Plan again = plan::make_plan(input, prior);
    json.member("unchanged_cpu_s", cpu_seconds() - start);
    json.member("unchanged_to_do", again.totals().render + again.totals().finish);
    json.member("peak_mib", peak_mib());
  }
  if (peer) json.member("ninja_cpu_s", ninja_seconds(folder / "ninja", files));
  json.end_object();
  std::printf("%s\n", std::move(json).take().c_str());
  fs::remove_all(folder);
}
