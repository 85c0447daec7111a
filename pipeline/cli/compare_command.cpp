// Several models, one after the other, each a run of its own over the same shots.
#include "pipeline/cli/budgets.hpp"
#include "pipeline/cli/compare.hpp"
#include "pipeline/cli/connections.hpp"
#include "pipeline/cli/exit_code.hpp"
#include "pipeline/cli/rehearsal.hpp"
#include "pipeline/cli/run_steps.hpp"
#include "pipeline/cli/sender.hpp"
#include "pipeline/report/blind_page.hpp"
#include "pipeline/util/files.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <memory>
#include <ostream>
#include <utility>

namespace vitrine::cli {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> models_of(const std::string& text) {
  std::vector<std::string> models;
  for (const std::string_view piece : util::split(text, ',')) {
    std::string model(util::trim(piece));
    if (!model.empty() && std::find(models.begin(), models.end(), model) == models.end())
      models.push_back(std::move(model));
  }
  return models;
}

/// One model's part of the comparison while it is prepared.
struct Part {
  ComparedModel row;
  std::unique_ptr<PlannedJob> planned;  ///< null where it is left out
};

class Comparison {
 public:
  Comparison(const Invocation& call, const std::string& job, const CompareFlags& flags)
      : call_(call), job_(job), flags_(flags), left_(flags.run) {
    told_.rehearsal = flags.run.rehearse.has_value();
    left_.begun = call.clock.now();
  }

  int run() {
    const std::vector<std::string> models = models_of(flags_.models);
    if (models.size() < 2)
      return failed(kBadJob, "usage", "--models names two models or more, with commas between");
    std::vector<std::unique_ptr<LoadedJob>> jobs;
    if (const auto code = load(models, jobs)) return *code;
    if (const auto code = choose_place(*jobs.front())) return *code;
    auto lock = hold_store(
        call_, folder_.string(), "vitrine compare",
        flags_.run.wait.empty() ? std::chrono::seconds(0) : parse_wait(flags_.run.wait).value());
    if (!lock) return failed(kCouldNot, "locked", lock.error().message);
    if (!told_.rehearsal) recovered_ = end_killed_runs(call_, *jobs.front(), folder_.string());
    if (const auto code = choose_shots()) return *code;
    for (std::size_t i = 0; i < models.size(); ++i) plan(std::move(jobs[i]), told_.models[i]);
    if (const auto code = ask_for_price()) return *code;
    for (Part& part : parts_) {
      if (part.planned) make(part);
      if (told_.exit_code == kInterrupted) break;
    }
    return tell();
  }

 private:
  int failed(int exit_code, const std::string& code, const std::string& message) {
    const JobOutcome outcome = failed_json(call_, exit_code, code, message);
    if (call_.console.json) call_.console.out << outcome.json << '\n';
    return exit_code;
  }

  JobFlags flags_for(const std::string& model) const {
    JobFlags flags = flags_.run.job;
    flags.model = model;
    flags.no_fallback = true;  // each is asked for its own pictures
    return flags;
  }

  /// Every mistake of the job and every model that is not known, before anything is done. A model
  /// that is refused is left out; so is one past its end.
  std::optional<int> load(const std::vector<std::string>& models,
                          std::vector<std::unique_ptr<LoadedJob>>& jobs) {
    domain::Problems mistakes;
    for (const std::string& model : models) {
      LoadResult result = load_job(job_, call_.project, flags_for(model), call_.clock);
      ComparedModel& row = told_.models.emplace_back();
      row.model = model;
      if (result.loaded) {
        const plan::ModelChoice choice = model_choice(*result.loaded);
        row.model = choice.id;
        told_.job = result.loaded->job.name;
      } else if (const auto gone = gone_of(result.problems)) {
        row.left_out = *gone;
      } else {
        for (domain::Problem& problem : result.problems) add_new(std::move(problem), mistakes);
      }
      jobs.push_back(std::move(result.loaded));
    }
    if (mistakes.empty() && std::none_of(jobs.begin(), jobs.end(), [](auto& job) { return !!job; }))
      return failed(kBadJob, "model-gone", told_.models.front().left_out);
    if (mistakes.empty()) {
      // The first that can be read stands for the job wherever models do not matter.
      const auto first = std::find_if(jobs.begin(), jobs.end(), [](auto& job) { return !!job; });
      if (first != jobs.begin()) {
        const auto at = first - jobs.begin();
        std::swap(jobs.front(), *first);
        std::swap(told_.models.front(), told_.models[static_cast<std::size_t>(at)]);
      }
      return std::nullopt;
    }
    const JobOutcome outcome = failed_json(call_, kBadJob, mistakes);
    if (call_.console.json)
      call_.console.out << outcome.json << '\n';
    else
      call_.console.err << "\nNothing was rendered or spent.\n";
    return kBadJob;
  }

  static std::optional<std::string> gone_of(const domain::Problems& problems) {
    std::optional<std::string> gone;
    for (const domain::Problem& problem : problems) {
      if (problem.level != domain::Problem::Level::error) continue;
      if (problem.code != "model-gone") return std::nullopt;
      gone = problem.message;
    }
    return gone;
  }

  /// What is wrong with the job is wrong with it for each model.
  static void add_new(domain::Problem problem, domain::Problems& problems) {
    for (const domain::Problem& other : problems)
      if (other.message == problem.message && other.line == problem.line &&
          other.file == problem.file)
        return;
    problems.push_back(std::move(problem));
  }

  /// The project's own store, or one of a rehearsal's.
  std::optional<int> choose_place(const LoadedJob& job) {
    folder_ = job.project.store_folder();
    told_.id = util::run_id_text(call_.clock.now());
    if (!told_.rehearsal) {
      store::open_store(folder_.string());
      return std::nullopt;
    }
    RehearsalScenario scenario = read_rehearsal_scenario(*flags_.run.rehearse);
    if (!scenario.problems.empty()) {
      const JobOutcome outcome = failed_json(call_, kBadJob, scenario.problems);
      if (call_.console.json) call_.console.out << outcome.json << '\n';
      return kBadJob;
    }
    folder_ = make_rehearsal_folder(folder_, call_.clock.now());
    told_.id = folder_.filename().string();
    rehearsal_ = std::make_unique<Rehearsal>(std::move(scenario.scenario), call_.clock);
    return std::nullopt;
  }

  /// Those that a model is asked for, by the plan of the first that is one.
  std::optional<int> choose_shots() {
    domain::Problems in_the_way;
    for (const ComparedModel& row : told_.models) {
      if (!row.left_out.empty()) continue;
      LoadResult result = load_job(job_, call_.project, flags_for(row.model), call_.clock);
      if (!result.loaded || model_choice(*result.loaded).is_studio()) continue;
      const PlannedJob planned = plan_job(std::move(result.loaded), flags_for(row.model),
                                          lineage::Access::read_only, call_.clock);
      if (domain::has_errors(planned.plan.problems())) {  // this one cannot do the job
        if (in_the_way.empty()) in_the_way = planned.plan.problems();
        continue;
      }
      told_.shots = shots_to_compare(planned.plan, flags_.shots);
      if (!told_.shots.empty()) return std::nullopt;
    }
    if (!in_the_way.empty()) {  // nobody could: what is said of the first
      const JobOutcome outcome = failed_json(call_, kBadJob, in_the_way);
      if (call_.console.json) call_.console.out << outcome.json << '\n';
      return kBadJob;
    }
    return failed(kBadJob, "nothing-to-compare",
                  "no shot of this job is asked of a model: it has no scene in words, or says "
                  "pixels: original");
  }

  void plan(std::unique_ptr<LoadedJob> loaded, const ComparedModel& row) {
    Part& part = parts_.emplace_back();
    part.row = row;
    if (!loaded) return;
    compare_on(*loaded, row.model);
    PlanOptions options;
    options.shots = std::unordered_set<std::string>(told_.shots.begin(), told_.shots.end());
    options.run_budget = flags_.run.budget;
    if (told_.rehearsal) {
      loaded->project.store = folder_;
      loaded->job.output.folder = folder_ / "out" / loaded->job.output.folder.filename();
      options.surface = kRehearsalSurface;
      options.stand_in = kStandIn;
    }
    const std::string provider = model_choice(*loaded).provider;
    const JobFlags job_flags = flags_for(row.model);
    if (told_.rehearsal) {
      // In place: a plan refers to what lies beside it, and is not moved.
      part.planned.reset(
          new PlannedJob(plan_job(std::move(loaded), job_flags, lineage::Access::read_write,
                                  call_.clock, std::move(options))));
      if (is_spoken(provider)) {
        auto connection =
            rehearsal_->connection(provider, part.planned->loaded->settings.provider(provider));
        if (!connection) return leave_out(part, connection.error().message);
        part.planned->connection = std::move(*connection);
      }
    } else {
      auto connected = plan_connected(std::move(loaded), job_flags, lineage::Access::read_write,
                                      call_.variables, call_.clock, std::move(options));
      if (!connected) return leave_out(part, connected.error().message);
      part.planned = std::move(*connected);
    }
    part.row.surface = part.planned->input->model.asked_surface();
    part.row.wanted = static_cast<int>(part.planned->plan.totals().deliveries);
    if (const auto why = why_not(*part.planned, provider)) leave_out(part, *why);
  }

  std::optional<std::string> why_not(const PlannedJob& planned, const std::string& provider) {
    for (const domain::Problem& problem : planned.plan.problems())
      if (problem.level == domain::Problem::Level::error) return problem.message;
    if (const auto objection = objection_to(call_, planned, left_)) return objection->message;
    if (const auto why = no_way_out(planned)) return why;
    if (!asked_calls(planned)) return std::nullopt;
    if (!told_.rehearsal)
      if (const auto missing = missing_key(provider, planned.loaded->settings, call_.variables))
        return missing->message;
    return std::nullopt;
  }

  static void leave_out(Part& part, const std::string& why) {
    part.row.left_out = why;
    part.planned = nullptr;
  }

  /// All of them together; nothing where nothing is asked.
  std::optional<int> ask_for_price() {
    if (told_.rehearsal) return std::nullopt;
    std::string text;
    util::Money expected, worst;
    for (const Part& part : parts_) {
      const auto asked = part.planned ? asked_calls(*part.planned) : std::nullopt;
      if (!asked) continue;
      const plan::Forecast& forecast = part.planned->plan.forecast();
      expected += forecast.expected;
      worst += forecast.worst;
      text += "  " + asked_text(*asked) + "\n";
    }
    if (text.empty()) return std::nullopt;
    text = "This comparison asks models for pictures, and they cost money.\n" + text +
           "  in all, expected " + to_text(expected) + " USD, at worst " + to_text(worst) +
           " USD while each take is asked once" +
           (left_.budget.empty() ? "" : "; no call is made that could pass " + left_.budget) + "\n";
    const bool tells = !call_.console.json && !flags_.run.quiet;
    if (flags_.run.yes) {
      if (tells) call_.console.err << text;
      return std::nullopt;
    }
    if (!can_answer(call_)) {
      if (tells) call_.console.err << text;
      return failed(kBadJob, "not-confirmed",
                    "this comparison would spend " + to_text(expected) +
                        " USD, and there is no terminal to ask at: --yes says yes. Nothing was "
                        "sent");
    }
    call_.console.err << text << "Ask them? [y/N] " << std::flush;
    if (says_yes(*call_.in)) return std::nullopt;
    return failed(kBadJob, "not-confirmed", "Nothing was sent");
  }

  void make(Part& part) {
    PlannedJob& planned = *part.planned;
    // What was spent on those before may leave too little.
    if (const auto objection = objection_to(call_, planned, left_))
      return leave_out(part, objection->message);
    if (asked_calls(planned))
      if (const auto halt = look_at_model(call_, planned)) return leave_out(part, halt->message);
    if (!call_.console.json && !flags_.run.quiet)
      call_.console.err << "vitrine: " << part.row.model << '\n';
    const RunTold run =
        execute(call_, planned, left_, unique_run_id(*planned.lineage, call_.clock), recovered_);
    // Told once; what lies unread is not to be asked for by any of them.
    recovered_.settled = recovered_.unknown = recovered_.put_aside = 0;
    const schedule::Summary& summary = run.summary;
    part.row.run = summary.run;
    part.row.failed = summary.failed;
    part.row.stopped = run.stopped_why.empty() ? run.stopped : run.stopped_why;
    part.row.exit_code = run.exit_code;
    read_results(*planned.lineage, planned.loaded->job.name, part.row);
    told_.exit_code = graver(told_.exit_code, run.exit_code);
    const util::Money spent = summary.charged + summary.unknown + summary.doubt;
    if (const auto limit = limits_of(planned.loaded->job, left_.budget).run)
      left_.budget = to_text(*limit - std::min(*limit, spent)) + " USD";
  }

  /// The pictures of each shot that at least two models have made.
  report::Comparison blind_comparison(lineage::Lineage& lineage) const {
    report::Comparison comparison;
    comparison.id = told_.id;
    comparison.job = told_.job;
    std::map<std::string, report::ComparedShot> shots;
    for (const Part& part : parts_) {
      if (!part.planned) continue;
      for (const lineage::DeliveryRecord& delivery :
           lineage.deliveries(part.planned->loaded->job.name)) {
        const auto asset = delivery.asset.empty() ? std::nullopt : lineage.asset(delivery.asset);
        if (!asset || asset->product_pixels != "regenerate") continue;
        report::ComparedShot& shot = shots[delivery.shot];
        // A shot's files for several channels are one picture.
        if (!shot.contenders.empty() && shot.contenders.back().model == part.row.model) continue;
        const auto task = lineage.task(asset->render_key);
        shot.shot = delivery.shot;
        if (task) shot.operation = to_text(task->operation);
        shot.contenders.push_back(
            {part.row.model, util::Digest::from_hex(asset->id).value(), asset->blob});
      }
    }
    for (const std::string& name : told_.shots)
      if (const auto shot = shots.find(name);
          shot != shots.end() && shot->second.contenders.size() > 1)
        comparison.shots.push_back(std::move(shot->second));
    return comparison;
  }

  void write_blind_page() {
    const auto made = std::find_if(parts_.begin(), parts_.end(),
                                   [](const Part& part) { return part.planned != nullptr; });
    if (made == parts_.end() || told_.rehearsal) return;  // nobody votes on emulated pictures
    const report::Comparison comparison = blind_comparison(*made->planned->lineage);
    if (comparison.shots.empty()) return;
    const report::BlindPage page = report::blind_page(comparison, *made->planned->store);
    for (const std::string& one : page.left_out) call_.console.err << "vitrine: " << one << '\n';
    if (page.pairs == 0) return;
    const fs::path keys = folder_ / "comparisons";
    fs::create_directories(keys);
    util::write_file_durably(keys / (told_.id + ".json"), page.key_json);
    const fs::path file = made->planned->loaded->job.output.folder.parent_path() / "vote.html";
    fs::create_directories(file.parent_path());
    util::write_file_durably(file, page.html);
    told_.page = shown_path(file);
  }

  int tell() {
    if (rehearsal_) rehearsal_->end();
    write_blind_page();
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      if (!parts_[i].row.left_out.empty()) told_.exit_code = graver(told_.exit_code, kSomeFailed);
      told_.models[i] = std::move(parts_[i].row);
    }
    if (call_.console.json)
      call_.console.out << comparison_json(told_) << '\n';
    else
      print_comparison(told_, call_.console.out);
    return told_.exit_code;
  }

  const Invocation& call_;
  std::string job_;
  const CompareFlags& flags_;
  RunFlags left_;  ///< with what is left of the budget
  fs::path folder_;
  std::unique_ptr<Rehearsal> rehearsal_;
  schedule::Recovered recovered_;
  std::vector<Part> parts_;
  ComparisonTold told_;
};

}  // namespace

int compare_command(const Invocation& call, const std::string& job, const CompareFlags& flags) {
  return Comparison(call, job, flags).run();
}

}  // namespace vitrine::cli
