#include "pipeline/cli/set_output.hpp"

#include "pipeline/cli/compare.hpp"
#include "pipeline/cli/session.hpp"

#include <utility>

namespace vitrine::cli {

std::unique_ptr<LoadedJob> job_of_set(const Invocation& call,
                                      const Project& project,
                                      const std::string& set,
                                      const std::string& job_file) {
  if (job_file.empty()) return nullptr;
  const std::filesystem::path file = project.root / job_file;
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) return nullptr;
  JobFlags flags;
  flags.model = model_of_compared(set);
  LoadResult job = load_job(file, project.root, flags, call.clock);
  if (!job.loaded) return nullptr;
  if (!flags.model.empty()) compare_on(*job.loaded, flags.model);
  if (job.loaded->job.name != set) return nullptr;
  return std::move(job.loaded);
}

std::optional<std::filesystem::path> output_of_set(const Invocation& call,
                                                   const Project& project,
                                                   const std::string& set,
                                                   const std::string& job_file) {
  const auto job = job_of_set(call, project, set, job_file);
  if (!job) return std::nullopt;
  return job->job.output.folder;
}

}  // namespace vitrine::cli
