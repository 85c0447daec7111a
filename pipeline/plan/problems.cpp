#include "pipeline/plan/problems.hpp"

#include <utility>

namespace vitrine::plan {
namespace {

bool known(const spec::Job& job, const domain::Origin& origin) {
  return origin.file >= 0 && static_cast<std::size_t>(origin.file) < job.files.size();
}

}  // namespace

domain::Problem problem_at(const spec::Job& job,
                           const domain::Origin& origin,
                           domain::Problem::Level level,
                           std::string code,
                           std::string message) {
  domain::Problem problem;
  problem.file =
      known(job, origin) ? job.files[static_cast<std::size_t>(origin.file)] : job.file.string();
  problem.line = origin.line;
  problem.column = origin.column;
  problem.level = level;
  problem.code = std::move(code);
  problem.message = std::move(message);
  return problem;
}

std::string place_text(const spec::Job& job, const domain::Origin& origin) {
  if (!known(job, origin)) return "built in";
  return job.files[static_cast<std::size_t>(origin.file)] + ":" + std::to_string(origin.line);
}

}  // namespace vitrine::plan
