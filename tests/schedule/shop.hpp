#pragma once

#include "pipeline/schedule/prior_lineage.hpp"
#include "pipeline/schedule/run.hpp"
#include "pipeline/store/publish.hpp"
#include "tests/plan/job_in_code.hpp"
#include "tests/schedule/fake_provider.hpp"
#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace vitrine::test {

struct FixedClock final : util::Clock {
  util::Timestamp now() const override { return {1'795'312'927'000'000}; }
  std::chrono::steady_clock::time_point steady_now() const override { return {}; }
};

struct QuietProgress final : schedule::Progress {
  void standing(const schedule::Standing& now) override {
    most_in_flight = std::max(most_in_flight, now.in_flight);
    draining = now.draining;
    charged = now.charged;
    if (!now.waiting.empty()) waiting = now.waiting;
  }
  void remark(const std::string& shot, const std::string& text) override {
    remarks.push_back(shot + ": " + text);
  }
  int most_in_flight = 0;
  bool draining = false;
  util::Money charged;
  std::string waiting;  ///< the last that was told
  std::vector<std::string> remarks;
};

/// A project in memory, but for the folder that the shop reads.
struct Shop {
  TempFolder out;
  JobInCode job;
  std::unique_ptr<lineage::Lineage> lineage =
      lineage::Lineage::open(":memory:", lineage::Access::read_write);
  std::unique_ptr<store::AssetStore> store = store::memory_store();
  std::unique_ptr<store::Spool> spool = store::memory_spool();
  decltype(schedule::Services::make_remotes) make_remotes;
  std::set<util::Digest> unread;  ///< as of Services
  const schedule::Gate* gate = nullptr;
  FixedClock clock;
  QuietProgress progress;
  int runs = 0;

  Shop() {
    job.job.output.folder = out.path();
    // What is tested here is the order of things, not what a channel asks for.
    for (auto& [id, profile] : job.profiles) {
      profile.target_px = {300, 300};
      profile.need_source_type = false;
    }
  }

  schedule::Summary run(const std::shared_ptr<FakeProvider>& provider,
                        schedule::ScheduleOptions options = {}) {
    schedule::PriorLineage prior(*lineage, *store, job.job.name, out.path().string());
    const plan::Input input = job.input();
    const plan::Plan made = plan::make_plan(input, prior);
    REQUIRE_FALSE(domain::has_errors(made.problems()));
    const std::map<std::string, std::shared_ptr<providers::Provider>> providers{
        {"studio", provider}};
    const std::string id = "run-" + std::to_string(++runs);
    lineage::RunStart start;
    start.id = id;
    start.set = job.job.name;
    start.started = clock.now();
    lineage->begin_run(start);
    options.cpu_threads = 2;
    schedule::Services services{*lineage, *store, providers, clock, progress};
    services.spool = spool.get();
    services.make_remotes = make_remotes;
    services.unread = unread;
    services.gate = gate;
    return schedule::run_plan(made, prior, id, services, options);
  }

  std::set<std::string> delivered() const {
    std::set<std::string> files;
    for (const auto& [path, stamp] : store::listing(out.path().string())) files.insert(path);
    return files;
  }
};

}  // namespace vitrine::test
