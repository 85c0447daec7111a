// Measures what one picture costs in CPU time (user and system, the whole process) from a model's
// answer of 2.1 MB with a PNG of 1024 x 1024 to a delivered JPEG of 2000 x 2000 and its preview:
//   floor       the pixels alone: JSON and base64, decode, crop, twice as large, JPEG q90 4:2:0,
//               preview of 512 as WebP q80 (libwebp's method 4), a simple look, SHA-256, files
//               under another name and renamed, four rows of SQLite without fsync
//   floor_m2    the same with WebP method 2
//   ship        what a run does: TLS, spool, ledger, blobs, finish with ICC and XMP, each durable;
//               and the same preview, which a run makes for its report
// each by its parts, medians of N pictures, and how finishing scales:
//   scaling     time of finishing the same pictures by one thread, divided by that of two, without
//               the time in which other programs had their core; medians of five rounds
// Usage: picture_bench ANSWER [N = 40] [floor|floor_m2|ship|scaling|all].  Prints one JSON object.
#include "pipeline/finish/finish.hpp"
#include "pipeline/imaging/exact.hpp"
#include "pipeline/providers/base64.hpp"
#include "pipeline/providers/skeleton.hpp"
#include "pipeline/util/files.hpp"
#include "tools/bench/picture_work.hpp"

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <functional>
#include <numeric>
#include <string>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

namespace {

using namespace vitrine;
using namespace vitrine::bench;
namespace fs = std::filesystem;

template <class Work>
void measure(Work& work, int pictures, const char* name, util::JsonWriter& json) {
  StageTimes warming, times;
  for (int i = 0; i < 3; ++i) work.make_one(warming);
  for (int i = 0; i < pictures; ++i) work.make_one(times);
  json.key(name);
  times.write(json);
}

/// Of the calling thread since it began: how long it waited for a core that others had.
double waited_for_core_s() {
  std::ifstream file("/proc/thread-self/schedstat");
  double on_core_ns = 0, waited_ns = 0;
  file >> on_core_ns >> waited_ns;
  return waited_ns / 1e9;
}

/// Seconds in which `threads` threads finish `pictures`, less what other programs' threads took:
/// what is waited for a lock of ours, or lost to each other's memory, stays in.
double finish_all(int threads, int pictures, const std::string& rendering) {
  domain::Recipe recipe;
  recipe.finisher = finish::kFinisher;
  recipe.size = {kDelivered, kDelivered};
  recipe.background = domain::Rgb{255, 255, 255};
  recipe.source_type = "trainedAlgorithmicMedia";
  std::atomic<int> next = 0;
  std::vector<double> seconds(static_cast<std::size_t>(threads));
  const auto work = [&](double& took) {
    const auto begun = std::chrono::steady_clock::now();
    for (int i = next++; i < pictures; i = next++)
      if (!finish::apply(recipe, rendering, {}, std::to_string(i))) std::abort();
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begun;
    took = wall.count() - waited_for_core_s();
  };
  std::vector<std::thread> pool;
  for (double& took : seconds) pool.emplace_back(work, std::ref(took));
  for (std::thread& thread : pool) thread.join();
  return std::accumulate(seconds.begin(), seconds.end(), 0.0) / threads;
}

void measure_scaling(const fs::path& answer, int pictures, util::JsonWriter& json) {
  const std::string body = util::read_file(answer).value();
  std::string rendering;
  providers::decode_base64(providers::skeleton_of(body).value().strings.at(0).of(body),
                           [&](std::string_view piece) { rendering += piece; });
  finish_all(2, 4, rendering);
  std::vector<double> one, two;
  for (int round = 0; round < 5; ++round) {
    one.push_back(finish_all(1, pictures, rendering));
    two.push_back(finish_all(2, pictures, rendering));
  }
  json.key("scaling");
  json.begin_object();
  json.member("one_thread_ms_per_picture", median(one) * 1e3 / pictures);
  json.member("two_threads_ms_per_picture", median(two) * 1e3 / pictures);
  json.member("speedup", median(one) / median(two));
  json.end_object();
}

}  // namespace

int main(int argc, char** argv) {
  const fs::path answer = argc > 1 ? argv[1] : "";
  const int pictures = argc > 2 ? std::atoi(argv[2]) : 40;
  const std::string what = argc > 3 ? argv[3] : "all";
  if (answer.empty() || pictures < 1)
    return std::fputs("usage: picture_bench ANSWER [N] [floor|floor_m2|ship|scaling]\n", stderr), 2;
  imaging::exact::stay_on_calling_thread();
  std::string pattern = (fs::temp_directory_path() / "picture-bench-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) return 5;
  const fs::path folder = pattern;
  int exit_code = 0;
  const auto wanted = [&what](const char* name) { return what == "all" || what == name; };
  util::JsonWriter json;
  try {
    json.begin_object();
    json.member("pictures", pictures);
    for (const auto& [name, method] : {std::pair{"floor", 4}, {"floor_m2", 2}}) {
      if (!wanted(name)) continue;
      fs::create_directory(folder / name);
      FloorWork work(answer, folder / name, method);
      measure(work, pictures, name, json);
    }
    if (wanted("ship")) {
      fs::create_directory(folder / "ship");
      ShipWork work(answer, folder / "ship");
      measure(work, pictures, "ship", json);
    }
    if (wanted("scaling")) measure_scaling(answer, pictures, json);
    json.end_object();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "picture_bench: %s\n", error.what());
    exit_code = 1;
  }
  fs::remove_all(folder);
  if (exit_code == 0) std::puts(std::move(json).take().c_str());
  return exit_code;
}
