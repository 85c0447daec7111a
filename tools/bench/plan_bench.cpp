// Measures planning a catalog of N wanted files. Every figure is the median of several processes:
// CPU seconds above start-up (the job is read, its inputs' digests are known, the database is
// open), and the peak memory of the whole process, job and all.
//   new          a first night: every file is new; with the JSON items written to memory
//   unchanged    the next night: keys made again, one ordered scan of the database, nothing to do
//   in_place     the same with every delivered file on record and looked up in the output folder
//   ninja        in the same run, as a peer: as many targets that are all up to date
// Usage: plan_bench [--no-peer] [--runs R] [N ...]; without N: 10000 100000 1000000. Prints one
// JSON object with the targets that hold for these N. A million makes three million empty files:
// a few minutes on a tmpfs (TMPDIR), long on a disk.
#include "pipeline/plan/plan.hpp"
#include "pipeline/schedule/prior_lineage.hpp"
#include "pipeline/util/json_writer.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace {

using namespace vitrine;
namespace fs = std::filesystem;

constexpr const char* kSet = "bench";

/// What the project holds planning to, for a night of that many files.
struct Target {
  int files;
  double unchanged_cpu_s;
  std::optional<double> unchanged_mib, new_cpu_s, new_mib;
};
constexpr Target kTargets[] = {
    {10'000, 0.020, {}, {}, {}}, {100'000, 0.15, {}, {}, {}}, {1'000'000, 1.5, 200, 6, 400}};

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

struct Cost {
  double cpu_s = 0;
  double peak_mib = 0;
};

/// Runs `work` in a process of its own. `work` returns the CPU seconds that count; all that the
/// process took count if it becomes another program instead.
Cost apart(const std::function<double()>& work) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("no process");
  if (child == 0) {
    double seconds = 0;
    try {
      seconds = work();
    } catch (const std::exception& error) {
      std::fprintf(stderr, "plan_bench: %s\n", error.what());
      _exit(1);
    }
    _exit(write(ends[1], &seconds, sizeof seconds) == sizeof seconds ? 0 : 1);
  }
  close(ends[1]);
  Cost cost;
  const bool told = read(ends[0], &cost.cpu_s, sizeof cost.cpu_s) == sizeof cost.cpu_s;
  close(ends[0]);
  int status = 0;
  rusage usage{};
  if (wait4(child, &status, 0, &usage) != child || status != 0)
    throw std::runtime_error("a measurement failed");
  if (!told)
    cost.cpu_s = static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                 static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
  cost.peak_mib = static_cast<double>(usage.ru_maxrss) / 1024;
  return cost;
}

Cost median(int runs, const std::function<double()>& work) {
  std::vector<double> seconds, mib;
  for (int run = 0; run < runs; ++run) {
    const Cost cost = apart(work);
    seconds.push_back(cost.cpu_s);
    mib.push_back(cost.peak_mib);
  }
  std::sort(seconds.begin(), seconds.end());
  std::sort(mib.begin(), mib.end());
  return {seconds[seconds.size() / 2], mib[mib.size() / 2]};
}

/// Products of two colours in five scenes for two profiles: twenty files each.
struct Catalog {
  spec::Job job;
  std::map<std::string, domain::Profile> profiles;
  plan::InputDigests digests;

  explicit Catalog(int files) {
    job.file = "bench.yaml";
    job.files = {"bench.yaml"};
    job.name = kSet;
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

/// The night's record: every delivery accepted, and with `files` its file published.
void record(const Catalog& catalog, const fs::path& store, const std::optional<fs::path>& files) {
  const auto lineage = lineage::Lineage::open(store.string(), lineage::Access::read_write);
  plan::NoPriorWork nothing;
  const plan::Input input = catalog.input();
  const plan::Plan made = plan::make_plan(input, nothing);
  std::vector<lineage::DeliveryRecord> batch;
  std::vector<lineage::Published> published;
  const auto flush = [&] {
    lineage->put_deliveries(batch);
    lineage->record_published(published);
    batch.clear();
    published.clear();
  };
  for (const plan::PlannedDelivery& delivery : made.deliveries()) {
    lineage::DeliveryRecord record;
    record.set = kSet;
    record.shot = made.shot(delivery);
    record.profile = made.profile(delivery).id;
    record.path = made.path(delivery);
    record.compare_key = delivery.compare_key;
    record.state = domain::DeliveryState::accepted;
    if (files) {
      const fs::path file = *files / record.path;
      fs::create_directories(file.parent_path());
      std::ofstream{file};
      struct stat info {};
      if (stat(file.c_str(), &info) != 0) throw std::runtime_error("cannot write " + file.string());
      const std::int64_t seconds = info.st_mtim.tv_sec;
      published.push_back({kSet,
                           record.path,
                           {},
                           {info.st_size, seconds * 1'000'000'000 + info.st_mtim.tv_nsec,
                            static_cast<std::int64_t>(info.st_ino)},
                           {},
                           "gate"});
    }
    batch.push_back(std::move(record));
    if (batch.size() == 50'000) flush();
  }
  flush();
}

/// Plans the first night and writes its items as `plan --json` does.
double plan_new(int files) {
  const Catalog catalog(files);
  const plan::Input input = catalog.input();
  const double start = cpu_seconds();
  plan::NoPriorWork prior;
  const plan::Plan made = plan::make_plan(input, prior);
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
  if (text.empty() || made.totals().finish != files) throw std::runtime_error("not all is new");
  return cpu_seconds() - start;
}

double plan_unchanged(int files, const fs::path& store, const fs::path& output) {
  const Catalog catalog(files);
  const plan::Input input = catalog.input();
  const auto blobs = store::memory_store();
  const auto lineage = lineage::Lineage::open(store.string(), lineage::Access::read_only);
  const double start = cpu_seconds();
  schedule::PriorLineage prior(*lineage, *blobs, kSet, output.string());
  const plan::Plan made = plan::make_plan(input, prior);
  const double seconds = cpu_seconds() - start;
  const plan::Totals& totals = made.totals();
  if (totals.deliveries != files || totals.render + totals.finish + totals.restore != 0)
    throw std::runtime_error("something is to be done");
  return seconds;
}

/// As many targets that are up to date as `ninja` could wish for.
void write_ninja(const fs::path& folder, int targets) {
  fs::create_directories(folder);
  // "generator" rules are up to date by time alone, so that no log of earlier commands is needed.
  std::ofstream build(folder / "build.ninja");
  build << "rule copy\n  command = cp $in $out\n  generator = 1\n";
  for (int i = 0; i < targets; ++i) {
    std::ofstream{folder / ("i" + std::to_string(i))};
    build << "build o" << i << ": copy i" << i << '\n';
  }
  for (int i = 0; i < targets; ++i) std::ofstream{folder / ("o" + std::to_string(i))};
}

double become_ninja(const fs::path& folder) {
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  dup2(nowhere, STDOUT_FILENO);
  execlp("ninja", "ninja", "-C", folder.c_str(), nullptr);
  throw std::runtime_error("there is no ninja; use --no-peer");
}

void write_cost(util::JsonWriter& json,
                const char* name,
                const Cost& cost,
                std::optional<double> target_s = {},
                std::optional<double> target_mib = {},
                const std::optional<Cost>& ninja = {}) {
  json.key(name);
  json.begin_object();
  json.member("cpu_s", cost.cpu_s);
  if (target_s) json.member("target_cpu_s", *target_s);
  json.member("peak_mib", cost.peak_mib);
  if (target_mib) json.member("target_mib", *target_mib);
  if (ninja) json.member("of_ninja_cpu", cost.cpu_s / ninja->cpu_s);
  json.end_object();
}

void measure(util::JsonWriter& json, int files, int runs, bool peer, const fs::path& folder) {
  const fs::path output = folder / "out", bare = folder / "bare", full = folder / "full";
  Target target{files, 0, {}, {}, {}};
  for (const Target& known : kTargets)
    if (known.files == files) target = known;
  const std::optional<double> unchanged_s =
      target.unchanged_cpu_s > 0 ? std::optional(target.unchanged_cpu_s) : std::nullopt;
  std::optional<Cost> ninja;
  if (peer) {
    const fs::path build = folder / "ninja";
    write_ninja(build, files);
    ninja = median(runs, [&] { return become_ninja(build); });
    fs::remove_all(build);
  }
  apart([&] { return record(Catalog(files), bare, std::nullopt), 0; });
  apart([&] { return record(Catalog(files), full, output), 0; });
  json.begin_object();
  json.member("files", files);
  write_cost(json, "new", median(runs, [&] { return plan_new(files); }), target.new_cpu_s,
             target.new_mib);
  write_cost(json, "unchanged",
             median(runs, [&] { return plan_unchanged(files, bare, folder / "none"); }),
             unchanged_s, target.unchanged_mib, ninja);
  write_cost(json, "in_place", median(runs, [&] { return plan_unchanged(files, full, output); }),
             {}, {}, ninja);
  if (ninja) write_cost(json, "ninja", *ninja);
  json.end_object();
}

}  // namespace

int main(int argc, char** argv) {
  bool peer = true;
  int runs = 5;
  std::vector<int> sizes;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--no-peer") == 0)
      peer = false;
    else if (std::strcmp(argv[i], "--runs") == 0 && i + 1 < argc)
      runs = std::atoi(argv[++i]);
    else
      sizes.push_back(std::atoi(argv[i]));
  }
  if (sizes.empty()) sizes = {10'000, 100'000, 1'000'000};
  const bool sound = std::all_of(sizes.begin(), sizes.end(),
                                 [](int size) { return size >= 20 && size % 20 == 0; });
  if (runs < 1 || !sound) {
    std::fprintf(stderr, "usage: plan_bench [--no-peer] [--runs R] [N ...], N a multiple of 20\n");
    return 2;
  }
  std::string folder = (fs::temp_directory_path() / "plan-bench-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) return 5;
  util::JsonWriter json;
  json.begin_object();
  json.member("measures",
              "CPU seconds of planning above start-up and peak memory of the process, medians; "
              "in_place: with every delivered file looked up in the output folder");
  json.member("runs", runs);
  json.key("nights");
  json.begin_array();
  try {
    for (const int files : sizes) {
      const fs::path own = fs::path(folder) / std::to_string(files);
      measure(json, files, runs, peer, own);
      fs::remove_all(own);
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "plan_bench: %s\n", error.what());
    fs::remove_all(folder);
    return 1;
  }
  json.end_array();
  json.end_object();
  std::printf("%s\n", std::move(json).take().c_str());
  fs::remove_all(folder);
}
