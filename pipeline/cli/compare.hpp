#pragma once

#include "pipeline/cli/run_text.hpp"
#include "pipeline/cli/session.hpp"
#include "pipeline/domain/problem.hpp"
#include "pipeline/lineage/lineage.hpp"
#include "pipeline/plan/plan.hpp"
#include "pipeline/util/json_writer.hpp"
#include "pipeline/util/money.hpp"

#include <chrono>
#include <filesystem>
#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

/// The same shots on several models, and what each of them came to.
namespace vitrine::cli {

/// The set in which a model's pictures of a comparison are kept: "spring-catalog@gpt-image-2".
std::string compared_set(const std::string& job, const std::string& model);
/// The model of such a set; empty for any other.
std::string model_of_compared(const std::string& set);

/// Where a comparison's files go: beside the job's own, "out/spring-catalog-compared".
std::filesystem::path compared_folder(const spec::Job& job);

/// Makes a job that was read with this model one of a comparison: with a set and an output folder
/// of its own, so that nothing the shop delivers is touched.
void compare_on(LoadedJob& loaded, const std::string& model);

/// The shots of a plan that a model is asked for, spread evenly over them: at most `most`, in the
/// order of the plan.
std::vector<std::string> shots_to_compare(const plan::Plan& plan, int most);

/// What one model came to.
struct ComparedModel {
  std::string model, surface;
  std::string left_out;  ///< why it was not asked; then all below is empty
  std::string run;
  int wanted = 0;    ///< files
  int accepted = 0;  ///< of these, now
  int needs_person = 0, failed = 0;
  std::int64_t calls = 0;              ///< of all runs that made them
  util::Money charged, unknown;        ///< for these calls
  std::chrono::milliseconds median{};  ///< from sending to the end of a call that gave a picture
  std::chrono::milliseconds slowest{};
  std::map<std::string, int>
      failed_checks;  ///< files that a check has rejected or doubts, by check
  std::string stopped;
  int exit_code = 0;

  std::optional<util::Money> per_accepted() const;  ///< nothing without one
};

struct ComparisonTold {
  std::string id, job;
  std::vector<std::string> shots;
  std::vector<ComparedModel> models;
  std::string page;  ///< the blind page; empty: fewer than two models have pictures
  bool rehearsal = false;
  int exit_code = 0;
};

/// Reads from the record what a model's set holds now.
void read_results(lineage::Lineage& lineage, const std::string& set, ComparedModel& model);

void print_comparison(const ComparisonTold& told, std::ostream& out);
std::string comparison_json(const ComparisonTold& told);

}  // namespace vitrine::cli
