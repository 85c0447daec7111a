#pragma once

#include "pipeline/domain/problem.hpp"
#include "pipeline/spec/job.hpp"

#include <string>

namespace vitrine::plan {

/// A complaint about a line of the job (or of a file it extends).
domain::Problem problem_at(const spec::Job& job,
                           const domain::Origin& origin,
                           domain::Problem::Level level,
                           std::string code,
                           std::string message);

/// "jobs/spring.yaml:14" for people; "built in" where nobody said it.
std::string place_text(const spec::Job& job, const domain::Origin& origin);

}  // namespace vitrine::plan
