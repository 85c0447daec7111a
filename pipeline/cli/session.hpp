#pragma once

#include "pipeline/catalog/catalog.hpp"
#include "pipeline/cli/connection.hpp"
#include "pipeline/cli/output.hpp"
#include "pipeline/cli/project.hpp"
#include "pipeline/cli/provider_settings.hpp"
#include "pipeline/plan/plan.hpp"
#include "pipeline/schedule/prior_lineage.hpp"
#include "pipeline/spec/job.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

namespace vitrine::cli {

/// What the flags of check, plan and run say about a job.
struct JobFlags {
  std::string model;  ///< --model: instead of the job's
  std::vector<std::string> only, except;
  std::string today;  ///< --today: plan as if it were that day
  /// --unpriced-limit: what a call to a model without a price may cost at most; empty: it is
  /// refused
  std::string unpriced_limit = {};
  bool no_fallback = false;  ///< the model alone: what the job falls back to is left out
};

/// A job read and checked against the data of its project, as it stands today.
struct LoadedJob {
  Project project;
  catalog::Catalog catalog;
  spec::Job job;
  std::map<std::string, domain::Profile> profiles;
  domain::Problems warnings;
  ProjectSettings settings = {};
};

struct LoadResult {
  std::unique_ptr<LoadedJob> loaded;  ///< nothing if any problem is an error
  domain::Problems problems;
};

/// Reads catalog, settings and job; every mistake of all three in one go. `text`: of the job, in
/// place of what its file holds.
LoadResult load_job(const std::filesystem::path& file,
                    const std::optional<std::filesystem::path>& project,
                    const JobFlags& flags,
                    const util::Clock& clock,
                    std::optional<std::string> text = {});

/// The model that a job asks for, as a plan understands it.
plan::ModelChoice model_choice(const LoadedJob& loaded);
/// The same of any model, by id or alias.
plan::ModelChoice model_choice(const LoadedJob& loaded, const std::string& name);
/// The ids that any list of the job falls back to, each once; none where the studio is asked.
std::vector<std::string> fallback_models(const LoadedJob& loaded);
void leave_out_fallbacks(spec::Job& job);

/// `sku=MUG-*`, `scene=kitchen` or `MUG-01/*/kitchen`. bad_spec says what it should look like.
util::Result<domain::Selector> parse_selector(const std::string& text);

/// A plan with everything it refers to, so that it stays where it was made.
struct PlannedJob {
  std::unique_ptr<LoadedJob> loaded;
  std::unique_ptr<lineage::Lineage>
      lineage;  ///< null: nothing was ever made and nothing is written
  std::unique_ptr<store::AssetStore> store;
  std::unique_ptr<plan::PriorWork> prior;
  plan::InputDigests digests;
  std::unique_ptr<plan::Input> input;
  plan::Plan plan;
  /// How its model is reached; nothing for the studio and for providers nobody speaks to.
  std::optional<Connection> connection = {};
  /// The same of those that the job falls back to, by model.
  std::map<std::string, Connection> fallback_connections = {};
};

/// What a plan does otherwise than a job's files say.
struct PlanOptions {
  std::string surface = {};                                   ///< of the model, as ModelChoice says
  std::map<std::string, std::string> fallback_surfaces = {};  ///< the same, by model
  std::string stand_in = {};                                  ///< as plan::Input says
  std::optional<std::unordered_set<std::string>> shots = {};  ///< only these, of what flags leave
  std::string run_budget = {};  ///< --budget: may lower the job's, not raise it
};

/// `access` read_write makes the store if there is none; read_only leaves no trace.
PlannedJob plan_job(std::unique_ptr<LoadedJob> loaded,
                    const JobFlags& flags,
                    lineage::Access access,
                    const util::Clock& clock,
                    PlanOptions options = {});

}  // namespace vitrine::cli
