#include "pipeline/cli/set_output.hpp"

#include "pipeline/cli/session.hpp"

namespace vitrine::cli {

std::optional<std::filesystem::path> output_of_set(const Invocation& call,
                                                   const Project& project,
                                                   const std::string& set,
                                                   const std::string& job_file) {
  if (job_file.empty()) return std::nullopt;
  const std::filesystem::path file = project.root / job_file;
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) return std::nullopt;
  const LoadResult job = load_job(file, project.root, {}, call.clock);
  if (!job.loaded || job.loaded->job.name != set) return std::nullopt;
  return job.loaded->job.output.folder;
}

}  // namespace vitrine::cli
