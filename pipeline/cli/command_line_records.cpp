#include "pipeline/cli/command_line.hpp"

#include <CLI/CLI.hpp>

namespace vitrine::cli {

void Commands::add_record_commands() {
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
  CLI::Option* prompt = sub->add_flag("--prompt", flags_.prompt,
                                      "What a model is told for this shot: words, pictures, size");
  sub->add_option("--job", flags_.job, "The job that wants it; default: the one that last made it")
      ->needs(prompt)
      ->type_name("JOB");
  sub->add_option("--model", flags_.show.model, "As if the job named this model")
      ->needs(prompt)
      ->type_name("ID");
  add_decisions();
  add_votes();
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

void Commands::add_decision_flags(CLI::App* sub, DecisionFlags& flags, domain::Decision decision) {
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

void Commands::add_decisions() {
  CLI::App* sub =
      add("approve", "Say yes to a finished picture: it is delivered, and not asked about again",
          "vitrine approve BOX-01/sage/table --note \"the shadow is meant to be hard\"",
          [this](const Invocation& call) { return decide(call, flags_.approve); });
  add_decision_flags(sub, flags_.approve, domain::Decision::approve);
  sub = add("reject", "Say no to a finished picture: its bytes are never delivered (again)",
            "vitrine reject 7c1e09ab --note \"the handle is gone\"",
            [this](const Invocation& call) { return decide(call, flags_.reject); });
  add_decision_flags(sub, flags_.reject, domain::Decision::reject);
  sub =
      add("redo", "Ask for another picture of a shot: writes the line into the job, and prices it",
          "vitrine redo KETTLE-01/red/harbour --note \"the whole handle in the picture\"",
          [this](const Invocation& call) { return redo(call, flags_.redo); });
  sub->add_option("shot", flags_.redo.shot, "SKU/COLORWAY/SCENE")->required()->type_name("SHOT");
  sub->add_option("--note", flags_.redo.note, "Words added to the prompt")->type_name("TEXT");
  sub->add_option("--job", flags_.redo.job,
                  "The job that wants it; default: the one that last made it")
      ->type_name("JOB");
  sub->add_flag("--print", flags_.redo.print, "Only print the line for the job; write nothing");
}

void Commands::add_votes() {
  CLI::App* sub = add("vote", "Record the votes that a page of vitrine compare handed out",
                      "vitrine vote ~/Downloads/votes.json --as anna",
                      [this](const Invocation& call) { return vote(call, flags_.vote); });
  sub->add_option("file", flags_.vote.file, "votes.json, as the page saved it")
      ->required()
      ->type_name("FILE");
  sub->add_option("--as", flags_.vote.as, "Who voted; default: whoever is logged in")
      ->type_name("NAME");
  sub = add("scores", "How models stand in what people voted, with intervals, by operation",
            "vitrine scores --operation recontextualize",
            [this](const Invocation& call) { return scores(call, flags_.operation); });
  sub->add_option("--operation", flags_.operation, "Only of this one: recontextualize, fuse, ...")
      ->type_name("WORD");
}

void Commands::add_costs_commands(CLI::App* costs_command) {
  costs_command->callback([this, costs_command] {
    if (!costs_command->get_subcommands().empty()) return;  // the one below was chosen
    chosen_ = [this](const Invocation& call) { return costs(call, flags_.set, flags_.by); };
  });
  CLI::App* sub = add_below(costs_command, "verify",
                            "Add up all money of the project anew and hold it against itself",
                            "vitrine costs verify", verify_costs);
  sub =
      add_below(costs_command, "reconcile",
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

void Commands::add_keeping_commands() {
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
  sub = add("gc", "Move what nothing needs to quarantine, and delete what lay there long enough",
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
  sub->add_option("--wait", flags_.gc.wait, "Wait so long for a run to end: 2h")->type_name("TIME");
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

}  // namespace vitrine::cli
