#include "pipeline/cli/app.hpp"

#include "pipeline/cli/commands.hpp"
#include "pipeline/cli/exit_code.hpp"
#include "pipeline/cli/sender.hpp"
#include "pipeline/util/text.hpp"
#include "pipeline/util/zone.hpp"

#include <CLI/CLI.hpp>

#include <exception>
#include <functional>
#include <ostream>
#include <system_error>

namespace vitrine::cli {
namespace {

constexpr const char* kAbout =
    "Vitrine turns packshots into a whole catalog of finished, checked pictures from one YAML "
    "job.\n"
    "The embedded studio renders for free and needs no key.";
constexpr const char* kExamples =
    "Examples:\n"
    "  vitrine check jobs/spring-catalog.yaml      what is wrong with it, line by line\n"
    "  vitrine plan jobs/spring-catalog.yaml       what would be made, why, and the price\n"
    "  vitrine run jobs/spring-catalog.yaml        make it\n"
    "  vitrine explain MUG-01/glacier/kitchen      why one picture is made again\n"
    "  vitrine reproduce --all                     prove every file, byte for byte\n"
    "\n"
    "Paid models are asked with the key in GEMINI_API_KEY (or GOOGLE_API_KEY, which wins), in\n"
    "GOOGLE_APPLICATION_CREDENTIALS for Vertex AI, in COMETAPI_KEY; vitrine.yaml may name others.\n"
    "\n"
    "Exit codes: 0 done, 1 some failed or rows set aside, 2 bad job or usage, 3 budget or "
    "deadline,\n"
    "4 new questions for a person, 5 could not start or go on, 130 interrupted.";

/// All that flags write into before a command is called.
struct Flags {
  bool json = false;
  std::string project;
  std::vector<std::string> jobs;
  std::string job, shot, asset, set, by = "product", folder, shell, table = "models";
  std::vector<std::string> asset_names;
  std::string rehearse;
  bool all_assets = false, prompt = false;
  int threads = 0;
  PlanFlags plan;
  RunFlags run;
  DoctorFlags doctor;
  GcFlags gc;
  DecisionFlags approve, reject;
  RedoFlags redo;
  JobFlags check, explain, show;
  ReconcileFlags reconcile;
  bool deep_backup = false;
};

using Command = std::function<int(const Invocation&)>;

/// Declares the commands; which one was asked for is in `chosen` after parsing.
class Commands {
 public:
  Commands(CLI::App& app, Flags& flags) : app_(app), flags_(flags) {
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

  const Command& chosen() const { return chosen_; }
  std::vector<std::string> names() const { return names_below(app_); }

 private:
  static std::vector<std::string> names_below(const CLI::App& above) {
    std::vector<std::string> all;
    for (const CLI::App* command : above.get_subcommands([](const CLI::App*) { return true; }))
      all.push_back(command->get_name());
    return all;
  }

  CLI::App* add(const char* name, const char* about, const char* example, Command command) {
    return add_below(&app_, name, about, example, std::move(command));
  }
  CLI::App* add_below(
      CLI::App* above, const char* name, const char* about, const char* example, Command command) {
    CLI::App* sub = above->add_subcommand(name, about);
    sub->footer(std::string("Example:\n  ") + example);
    sub->callback([this, command = std::move(command)] { chosen_ = command; });
    return sub;
  }

  void add_shot_flags(CLI::App* sub, JobFlags& flags) {
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

  void add_job_commands() {
    CLI::App* sub = add("check", "Say everything that is wrong with a job, line by line",
                        "vitrine check jobs/spring-catalog.yaml", [this](const Invocation& call) {
                          return check(call, flags_.jobs, flags_.check);
                        });
    sub->add_option("job", flags_.jobs, "Job files")->required()->type_name("JOB");
    sub->add_option("--today", flags_.check.today, "Rules and prices as on this day")
        ->type_name("DATE");
    sub =
        add("plan", "Show what would be made, why, and what it may cost",
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
    sub = add("explain", "Say why one shot is made again, or why not",
              "vitrine explain MUG-01/glacier/kitchen", [this](const Invocation& call) {
                return explain(call, flags_.shot, flags_.job, flags_.explain);
              });
    sub->add_option("shot", flags_.shot, "SKU/COLORWAY/SCENE")->required()->type_name("SHOT");
    sub->add_option("--job", flags_.job,
                    "The job that wants it; default: the one that last made it")
        ->type_name("JOB");
    sub->add_option("--model", flags_.explain.model, "As if the job named this model")
        ->type_name("ID");
  }

  void add_record_commands() {
    add("status", "Who works here, the last runs, what waits", "vitrine status", status);
    CLI::App* sub = add("assets", "List the files made, with ids and digests",
                        "vitrine assets --set spring-catalog",
                        [this](const Invocation& call) { return assets(call, flags_.set); });
    sub->add_option("--set", flags_.set, "Only this job's")->type_name("NAME");
    sub = add("show", "The whole lineage of one asset, from inputs to the delivered file",
              "vitrine show out/spring-catalog/amazon-main/MUG-01.MAIN.jpg\n"
              "  vitrine show --prompt MUG-01/natural/marble --model nano-banana-2.1",
              [this](const Invocation& call) {
                return flags_.prompt ? show_prompt(call, flags_.asset, flags_.job, flags_.show)
                                     : show(call, flags_.asset);
              });
    sub->add_option("asset", flags_.asset, "Id, digest, shot or delivered file")->required();
    CLI::Option* prompt = sub->add_flag(
        "--prompt", flags_.prompt, "What a model is told for this shot: words, pictures, size");
    sub->add_option("--job", flags_.job,
                    "The job that wants it; default: the one that last made it")
        ->needs(prompt)
        ->type_name("JOB");
    sub->add_option("--model", flags_.show.model, "As if the job named this model")
        ->needs(prompt)
        ->type_name("ID");
    add_decisions();
    sub = add("reproduce", "Rebuild assets from their records and compare every byte",
              "vitrine reproduce --all", [this](const Invocation& call) {
                return reproduce(call, flags_.asset_names, flags_.all_assets, flags_.threads);
              });
    sub->add_option("asset", flags_.asset_names, "Ids, digests, shots or delivered files");
    sub->add_flag("--all", flags_.all_assets, "Every asset that a delivery has now");
    sub->add_option("--threads", flags_.threads, "0: as many as the machine has")
        ->check(CLI::Range(0, 256))
        ->type_name("N");
    sub = add("costs", "What was spent, from the ledger", "vitrine costs --by scene",
              [this](const Invocation& call) { return costs(call, flags_.set, flags_.by); });
    sub->add_option("--set", flags_.set, "Only this job's")->type_name("NAME");
    sub->add_option("--by", flags_.by, "product, scene, model, day or outcome")
        ->check(CLI::IsMember({"product", "scene", "model", "day", "outcome"}));
    add_costs_commands(sub);
    sub = add("report", "Write the page and the contact sheet of the last run again",
              "vitrine report --set spring-catalog",
              [this](const Invocation& call) { return report_command(call, flags_.set); });
    sub->add_option("--set", flags_.set, "This job's; default: the last run's")->type_name("NAME");
  }

  void add_decision_flags(CLI::App* sub, DecisionFlags& flags, domain::Decision decision) {
    flags.decision = decision;
    sub->add_option("asset", flags.pictures.names,
                    "Ids, digests, shots or delivered files (several: one after the other)");
    sub->add_option("--note", flags.note, "Why, for the record")->type_name("TEXT");
    sub->add_option("--profile", flags.pictures.profile, "Of a shot's pictures, this profile's")
        ->type_name("ID");
    sub->add_option("--set", flags.pictures.set, "Only this job's")->type_name("NAME");
    sub->add_option("--only", flags.pictures.only,
                    "Instead of names: all that waits for a person and is field=value or "
                    "SKU/COLORWAY/SCENE")
        ->type_name("SELECTOR");
    sub->add_option("--except", flags.pictures.except, "With --only: but not these")
        ->type_name("SELECTOR");
    sub->add_flag("--yes", flags.yes, "With --only: without asking here first");
  }

  void add_decisions() {
    CLI::App* sub =
        add("approve", "Say yes to a finished picture: it is delivered, and not asked about again",
            "vitrine approve BOX-01/sage/table --note \"the shadow is meant to be hard\"",
            [this](const Invocation& call) { return decide(call, flags_.approve); });
    add_decision_flags(sub, flags_.approve, domain::Decision::approve);
    sub = add("reject", "Say no to a finished picture: its bytes are never delivered (again)",
              "vitrine reject 7c1e09ab --note \"the handle is gone\"",
              [this](const Invocation& call) { return decide(call, flags_.reject); });
    add_decision_flags(sub, flags_.reject, domain::Decision::reject);
    sub = add("redo",
              "Ask for another picture of a shot: writes the line into the job, and prices it",
              "vitrine redo KETTLE-01/red/harbour --note \"the whole handle in the picture\"",
              [this](const Invocation& call) { return redo(call, flags_.redo); });
    sub->add_option("shot", flags_.redo.shot, "SKU/COLORWAY/SCENE")->required()->type_name("SHOT");
    sub->add_option("--note", flags_.redo.note, "Words added to the prompt")->type_name("TEXT");
    sub->add_option("--job", flags_.redo.job,
                    "The job that wants it; default: the one that last made it")
        ->type_name("JOB");
    sub->add_flag("--print", flags_.redo.print, "Only print the line for the job; write nothing");
  }

  void add_costs_commands(CLI::App* costs_command) {
    costs_command->callback([this, costs_command] {
      if (!costs_command->get_subcommands().empty()) return;  // the one below was chosen
      chosen_ = [this](const Invocation& call) { return costs(call, flags_.set, flags_.by); };
    });
    CLI::App* sub = add_below(costs_command, "verify",
                              "Add up all money of the project anew and hold it against itself",
                              "vitrine costs verify", verify_costs);
    sub = add_below(
        costs_command, "reconcile",
        "Hold a provider's invoice against the ledger; without --apply only tell",
        "vitrine costs reconcile invoice.csv --write-off-before 2026-12-01 --apply",
        [this](const Invocation& call) { return reconcile_costs(call, flags_.reconcile); });
    sub->add_option("invoice", flags_.reconcile.invoice,
                    "CSV with a column for the request or attempt and one for the amount")
        ->required()
        ->type_name("INVOICE.csv");
    sub->add_flag("--apply", flags_.reconcile.apply, "Write corrections into the ledger");
    sub->add_option("--write-off-before", flags_.reconcile.write_off_before,
                    "Unknown calls of earlier days that no row names were not billed: 2026-12-01")
        ->type_name("DATE");
    sub->add_option("--wait", flags_.reconcile.wait, "To apply, wait so long for a run to end: 2h")
        ->type_name("TIME");
  }

  void add_keeping_commands() {
    CLI::App* sub =
        add("verify", "Hash every stored and delivered file against the record", "vitrine verify",
            [this](const Invocation& call) { return verify(call, flags_.threads); });
    sub->add_option("--threads", flags_.threads, "0: as many as the machine has")
        ->check(CLI::Range(0, 256))
        ->type_name("N");
    sub = add("doctor", "Look at everything the project keeps; exit 1 if something is wrong",
              "vitrine doctor --repair --wait 2h",
              [this](const Invocation& call) { return doctor(call, flags_.doctor); });
    sub->add_flag("--repair", flags_.doctor.repair,
                  "Do what can be done; what goes is moved to .vitrine/quarantine/, and what was "
                  "paid for never goes");
    sub->add_flag("--deep", flags_.doctor.deep, "Hash every stored and delivered file");
    sub->add_option("--wait", flags_.doctor.wait, "To repair, wait so long for a run to end: 2h")
        ->type_name("TIME");
    sub->add_option("--threads", flags_.doctor.threads, "For hashing; 0: as many as there are")
        ->check(CLI::Range(0, 256))
        ->type_name("N");
    sub =
        add("gc", "Move what nothing needs to quarantine, and delete what lay there long enough",
            "vitrine gc --dry-run", [this](const Invocation& call) { return gc(call, flags_.gc); });
    sub->add_flag("--dry-run", flags_.gc.dry_run, "Only say what would be done");
    sub->add_option("--older-than", flags_.gc.older_than, "Leave what is younger (default 24h)")
        ->type_name("TIME");
    sub->add_option("--grace", flags_.gc.grace,
                    "How long quarantine and rehearsals are kept (default 7d)")
        ->type_name("TIME");
    sub->add_option("--keep-runs", flags_.gc.keep_runs,
                    "Leave what so many last runs made, although it was replaced (default 10)")
        ->check(CLI::Range(0, 100'000))
        ->type_name("N");
    sub->add_option("--wait", flags_.gc.wait, "Wait so long for a run to end: 2h")
        ->type_name("TIME");
    sub = add("backup", "Copy the record and every file it needs into a folder, what is new only",
              "vitrine backup /mnt/backup/my-shop", [this](const Invocation& call) {
                return backup(call, flags_.folder, flags_.deep_backup);
              });
    sub->add_option("folder", flags_.folder, "Where; not inside the store")
        ->required()
        ->type_name("DIR");
    sub->add_flag("--deep", flags_.deep_backup,
                  "Read what the backup has already, and put right what is damaged");
  }

  void add_data_commands() {
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

  CLI::App& app_;
  Flags& flags_;
  Command chosen_;
};

bool asks_for_json(const std::vector<std::string>& arguments) {
  for (const std::string& argument : arguments)
    if (argument == "--json") return true;
  return false;
}

/// What CLI11 found wrong, with the command that was probably meant.
std::string usage_message(const CLI::ParseError& error,
                          const std::vector<std::string>& arguments,
                          const std::vector<std::string>& names) {
  std::string message = util::one_line(error.what(), 300);
  for (const std::string& argument : arguments) {
    if (argument.starts_with("-")) continue;
    bool known = false;
    for (const std::string& name : names) known = known || name == argument;
    if (known) break;
    const auto near = util::nearest(argument, names);
    return "no command \"" + util::one_line(argument, 60) + "\"" +
           (near ? "; did you mean \"" + *near + "\"?" : "; vitrine --help lists them");
  }
  return message + " (vitrine --help shows how)";
}

std::string joined(const std::vector<std::string>& arguments) {
  return "vitrine " + util::join(arguments, " ");
}

/// The selectors and dates are read before anything is opened, so that a slip costs nothing.
std::optional<std::string> wrong_flag(const Flags& flags) {
  for (const JobFlags* job : {&flags.check, &flags.plan.job, &flags.run.job}) {
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
  for (const std::string* wait :
       {&flags.run.wait, &flags.doctor.wait, &flags.gc.wait, &flags.reconcile.wait})
    if (!wait->empty())
      if (const auto time = parse_wait(*wait); !time) return time.error().message;
  const std::string& write_off = flags.reconcile.write_off_before;
  if (!write_off.empty() && !util::parse_date(write_off))
    return "\"" + write_off + "\" is no day: write it as 2026-12-01";
  if (!flags.run.deadline.empty() && !util::parse_time_of_day(flags.run.deadline))
    return "\"" + flags.run.deadline + "\" is no time of day: write it as 06:00";
  if (!flags.run.budget.empty())
    if (const auto budget = util::parse_money(flags.run.budget); !budget)
      return budget.error().message;
  return std::nullopt;
}

}  // namespace

int run_app(const std::vector<std::string>& arguments, const Environment& environment) {
  CLI::App app{kAbout, "vitrine"};
  app.footer(kExamples);
  app.set_version_flag("--version", "vitrine " VITRINE_VERSION);
  Flags flags;
  const Commands commands(app, flags);
  Console console{environment.out, environment.err, asks_for_json(arguments),
                  environment.err_is_terminal, false};
  try {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    app.parse(reversed);
  } catch (const CLI::Success& help) {
    app.exit(help, environment.out, environment.err);
    return kDone;
  } catch (const CLI::ParseError& error) {
    return fail(console, kBadJob, usage_message(error, arguments, commands.names()), "usage");
  }
  if (const auto wrong = wrong_flag(flags)) return fail(console, kBadJob, *wrong, "usage");
  Invocation call{
      console,
      flags.project.empty() ? std::nullopt : std::optional<std::filesystem::path>(flags.project),
      environment.clock,
      joined(arguments),
      environment.variables,
      environment.in,
      environment.in_is_terminal};
  try {
    return commands.chosen()(call);
  } catch (const std::system_error& error) {
    return fail(console, kCouldNot, std::string("the disk would not: ") + error.what(), "disk");
  } catch (const std::exception& error) {
    return fail(console, kCouldNot, error.what(), "could-not");
  }
}

}  // namespace vitrine::cli
