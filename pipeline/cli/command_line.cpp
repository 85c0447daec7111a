#include "pipeline/cli/command_line.hpp"

#include "pipeline/cli/exit_code.hpp"
#include "pipeline/cli/sender.hpp"
#include "pipeline/util/money.hpp"
#include "pipeline/util/zone.hpp"

#include <CLI/CLI.hpp>

#include <ostream>
#include <utility>

namespace vitrine::cli {
namespace {

std::vector<std::string> names_below(const CLI::App& above) {
  std::vector<std::string> all;
  for (const CLI::App* command : above.get_subcommands([](const CLI::App*) { return true; }))
    all.push_back(command->get_name());
  return all;
}

}  // namespace

Commands::Commands(CLI::App& app, Flags& flags) : app_(app), flags_(flags) {
  app_.require_subcommand(1);
  app_.fallthrough();
  app_.add_flag("--json", flags_.json, "Print exactly one JSON value, on failure too");
  app_.add_option("--project", flags_.project, "Stand in this folder instead of the job's")
      ->type_name("DIR");
  add_job_commands();
  add_record_commands();
  add_keeping_commands();
  add_data_commands();
}

CLI::App* Commands::add(const char* name, const char* about, const char* example, Command command) {
  return add_below(&app_, name, about, example, std::move(command));
}

CLI::App* Commands::add_below(
    CLI::App* above, const char* name, const char* about, const char* example, Command command) {
  CLI::App* sub = above->add_subcommand(name, about);
  sub->footer(std::string("Example:\n  ") + example);
  sub->callback([this, command = std::move(command)] { chosen_ = command; });
  return sub;
}

std::vector<std::string> Commands::names() const { return names_below(app_); }

void Commands::add_shot_flags(CLI::App* sub, JobFlags& flags) {
  sub->add_option("--model", flags.model, "Ask this model instead of the job's")->type_name("ID");
  sub->add_option("--only", flags.only, "Only these shots: field=value or SKU/COLORWAY/SCENE")
      ->type_name("SELECTOR");
  sub->add_option("--except", flags.except, "All but these shots")->type_name("SELECTOR");
  sub->add_option("--today", flags.today, "Rules and prices as on this day: 2027-01-31")
      ->type_name("DATE");
  sub->add_option("--unpriced-limit", flags.unpriced_limit,
                  "Ask a model whose price is not known; each call counts as this much: "
                  "\"0.10 USD\"")
      ->type_name("AMOUNT");
}

void Commands::add_job_commands() {
  CLI::App* sub = add("check", "Say everything that is wrong with a job, line by line",
                      "vitrine check jobs/spring-catalog.yaml", [this](const Invocation& call) {
                        return check(call, flags_.jobs, flags_.check);
                      });
  sub->add_option("job", flags_.jobs, "Job files")->required()->type_name("JOB");
  sub->add_option("--today", flags_.check.today, "Rules and prices as on this day")
      ->type_name("DATE");
  sub = add("plan", "Show what would be made, why, and what it may cost",
            "vitrine plan jobs/spring-catalog.yaml --only scene=kitchen",
            [this](const Invocation& call) { return plan_command(call, flags_.job, flags_.plan); });
  sub->add_option("job", flags_.job, "Job file")->required()->type_name("JOB");
  sub->add_flag("--all", flags_.plan.all, "List every picture");
  add_shot_flags(sub, flags_.plan.job);
  sub = add("run", "Make what the plan says: render, finish, check, deliver",
            "vitrine run jobs/spring-catalog.yaml --only 'MUG-01/*/kitchen'",
            [this](const Invocation& call) {
              // A flag without a value reads "true".
              if (!flags_.rehearse.empty())
                flags_.run.rehearse = flags_.rehearse == "true" ? "" : flags_.rehearse;
              return run_command(call, flags_.jobs, flags_.run);
            });
  sub->add_option("job", flags_.jobs, "Job files, under one lock")->required()->type_name("JOB");
  add_shot_flags(sub, flags_.run.job);
  sub->add_option("--budget", flags_.run.budget,
                  "Lower the job's budget: \"5 USD\"; no call is made that could pass it")
      ->type_name("AMOUNT");
  sub->add_option(
         "--in-flight", flags_.run.in_flight,
         "Pictures worked on at once (default: one more than cores), and calls to a paid model "
         "(default 8)")
      ->check(CLI::Range(1, 1000))
      ->type_name("N");
  sub->add_option("--gate", flags_.run.gate, "off: accept nothing, only make and record")
      ->check(CLI::IsMember({"on", "off"}));
  sub->add_option("--wait", flags_.run.wait, "Wait so long for another run to end: 2h")
      ->type_name("TIME");
  sub->add_option("--deadline", flags_.run.deadline,
                  "Begin nothing that would not be done by then: 06:00 (of vitrine.yaml's "
                  "timezone, else this machine's); the rest is parked")
      ->type_name("HH:MM");
  sub->add_flag("--rehearse", flags_.rehearse,
                "Ask an emulator instead of the model, for nothing; --rehearse=FILE: a scenario "
                "of what goes wrong (vitrine-emulator --help)");
  sub->add_flag("--yes", flags_.run.yes, "Ask a paid model without asking here first: for cron");
  sub->add_flag("--quiet", flags_.run.quiet, "Only problems and the summary");
  add_compare();
  sub = add("explain", "Say why one shot is made again, or why not",
            "vitrine explain MUG-01/glacier/kitchen", [this](const Invocation& call) {
              return explain(call, flags_.shot, flags_.job, flags_.explain);
            });
  sub->add_option("shot", flags_.shot, "SKU/COLORWAY/SCENE")->required()->type_name("SHOT");
  sub->add_option("--job", flags_.job, "The job that wants it; default: the one that last made it")
      ->type_name("JOB");
  sub->add_option("--model", flags_.explain.model, "As if the job named this model")
      ->type_name("ID");
}

void Commands::add_data_commands() {
  CLI::App* sub = add("schema", "Print the JSON Schema of job files or of vitrine.yaml",
                      "vitrine schema settings > schemas/settings.schema.json",
                      [this](const Invocation& call) { return schema(call, flags_.table); });
  sub->add_option("of", flags_.table, "job or settings; default: job")
      ->check(CLI::IsMember({"job", "settings"}));
  sub = add("models", "List models and profiles, as they stand today",
            "vitrine models --table profiles",
            [this](const Invocation& call) { return models(call, flags_.table); });
  sub->add_option("--table", flags_.table, "models or profiles")
      ->check(CLI::IsMember({"models", "profiles"}));
  sub = add("init", "Start a project: settings, a first job, its schema", "vitrine init my-shop",
            [this](const Invocation& call) { return init(call, flags_.folder); });
  sub->add_option("folder", flags_.folder, "Where; default: here")->type_name("DIR");
  sub = add("completion", "Print the completion script of a shell",
            "vitrine completion bash > /etc/bash_completion.d/vitrine",
            [this](const Invocation& call) {
              call.console.out << completion_script(flags_.shell, names(),
                                                    names_below(*app_.get_subcommand("costs")));
              return static_cast<int>(kDone);
            });
  sub->add_option("shell", flags_.shell, "bash or zsh")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh"}));
}

void Commands::add_compare() {
  CompareFlags& flags = flags_.compare;
  CLI::App* sub =
      add("compare", "Make the same shots on several models, and say what each came to",
          "vitrine compare jobs/spring-catalog.yaml --models gpt-image-2,flux-2-pro --shots 6",
          [this](const Invocation& call) {
            if (!flags_.rehearse.empty())
              flags_.compare.run.rehearse = flags_.rehearse == "true" ? "" : flags_.rehearse;
            return compare_command(call, flags_.job, flags_.compare);
          });
  sub->add_option("job", flags_.job, "Job file")->required()->type_name("JOB");
  sub->add_option("--models", flags.models, "Their ids, with commas between; studio may be one")
      ->required()
      ->type_name("A,B");
  sub->add_option("--shots", flags.shots,
                  "So many shots that a model is asked for, spread over the job (default 4)")
      ->check(CLI::Range(1, 10'000))
      ->type_name("N");
  sub->add_option("--only", flags.run.job.only, "Of these shots: field=value or SKU/COLORWAY/SCENE")
      ->type_name("SELECTOR");
  sub->add_option("--except", flags.run.job.except, "Of all but these shots")
      ->type_name("SELECTOR");
  sub->add_option("--today", flags.run.job.today, "Rules and prices as on this day: 2027-01-31")
      ->type_name("DATE");
  sub->add_option("--budget", flags.run.budget,
                  "For all of them together: \"5 USD\"; no call is made that could pass it")
      ->type_name("AMOUNT");
  sub->add_option("--in-flight", flags.run.in_flight, "Calls to a model at once (default 8)")
      ->check(CLI::Range(1, 1000))
      ->type_name("N");
  sub->add_option("--wait", flags.run.wait, "Wait so long for another run to end: 2h")
      ->type_name("TIME");
  sub->add_flag("--rehearse", flags_.rehearse,
                "Ask an emulator instead of the models, for nothing; --rehearse=FILE: a scenario");
  sub->add_flag("--yes", flags.run.yes, "Ask paid models without asking here first");
  sub->add_flag("--quiet", flags.run.quiet, "Only problems and the table");
}

std::optional<std::string> wrong_flag(const Flags& flags) {
  for (const JobFlags* job :
       {&flags.check, &flags.plan.job, &flags.run.job, &flags.compare.run.job}) {
    for (const auto* list : {&job->only, &job->except})
      for (const std::string& text : *list)
        if (const auto selector = parse_selector(text); !selector) return selector.error().message;
    if (!job->today.empty() && !util::parse_date(job->today))
      return "\"" + job->today + "\" is no day: write it as 2027-01-31";
    if (job->unpriced_limit.empty()) continue;
    const auto most = util::parse_money(job->unpriced_limit);
    if (!most) return most.error().message;
    if (most->micros == 0) return "--unpriced-limit 0 would take an unknown price for free";
  }
  for (const DecisionFlags* decision : {&flags.approve, &flags.reject})
    for (const auto* list : {&decision->pictures.only, &decision->pictures.except})
      for (const std::string& text : *list)
        if (const auto selector = parse_selector(text); !selector) return selector.error().message;
  for (const std::string* wait : {&flags.run.wait, &flags.compare.run.wait, &flags.doctor.wait,
                                  &flags.gc.wait, &flags.reconcile.wait})
    if (!wait->empty())
      if (const auto time = parse_wait(*wait); !time) return time.error().message;
  const std::string& write_off = flags.reconcile.write_off_before;
  if (!write_off.empty() && !util::parse_date(write_off))
    return "\"" + write_off + "\" is no day: write it as 2026-12-01";
  for (const RunFlags* run : {&flags.run, &flags.compare.run}) {
    if (!run->deadline.empty() && !util::parse_time_of_day(run->deadline))
      return "\"" + run->deadline + "\" is no time of day: write it as 06:00";
    if (run->budget.empty()) continue;
    if (const auto budget = util::parse_money(run->budget); !budget) return budget.error().message;
  }
  return std::nullopt;
}

}  // namespace vitrine::cli
