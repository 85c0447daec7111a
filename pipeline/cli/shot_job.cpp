#include "pipeline/cli/shot_job.hpp"

#include "pipeline/cli/exit_code.hpp"
#include "pipeline/util/text.hpp"

#include <vector>

namespace vitrine::cli {
namespace {

/// The job file that last made this shot, from the record; or the shot that was probably meant.
struct LastMade {
  std::string job;
  std::optional<std::string> near;
};

LastMade last_job_of(const Project& project, const std::string& shot) {
  LastMade found;
  const std::string folder = project.store_folder().string();
  if (!lineage::exists(folder)) return found;
  const auto lineage = lineage::Lineage::open(folder, lineage::Access::read_only);
  for (const lineage::DeliveryRecord& delivery : lineage->deliveries_of("", shot)) {
    const auto runs = lineage->runs(delivery.set, 1);
    if (!runs.empty()) found.job = (project.root / runs.front().start.job_file).string();
    if (!found.job.empty()) return found;
  }
  util::Nearest near(shot);
  lineage::for_each_delivery(*lineage, "",
                             [&](const auto& delivery) { near.offer(delivery.shot); });
  found.near = near.found();
  return found;
}

}  // namespace

std::optional<std::string> job_of_shot(const Invocation& call,
                                       const std::string& shot,
                                       const std::string& job_flag,
                                       int& exit_code) {
  if (!job_flag.empty()) return job_flag;
  LastMade found = last_job_of(call.here(), shot);
  if (!found.job.empty()) return std::move(found.job);
  exit_code =
      fail(call.console, kBadJob,
           "no shot \"" + shot + "\" was made in this project; " +
               (found.near ? "did you mean \"" + *found.near + "\"?" : "name its job with --job"),
           "no-such-shot");
  return std::nullopt;
}

int no_such_shot(const Invocation& call, const PlannedJob& planned, const std::string& shot) {
  std::vector<std::string> shots;
  for (const plan::PlannedDelivery& delivery : planned.plan.deliveries())
    shots.push_back(planned.plan.shot(delivery));
  const auto near = util::nearest(shot, shots);
  return fail(call.console, kBadJob,
              "no shot \"" + shot + "\" in " + shown_path(planned.loaded->job.file) +
                  (near ? "; did you mean \"" + *near + "\"?" : ""),
              "no-such-shot");
}

}  // namespace vitrine::cli
