// gc and backup.
#include "pipeline/audit/backup.hpp"
#include "pipeline/audit/collect.hpp"
#include "pipeline/cli/doctor_text.hpp"
#include "pipeline/cli/exit_code.hpp"
#include "pipeline/cli/records.hpp"
#include "pipeline/cli/sender.hpp"
#include "pipeline/spec/formats.hpp"

#include <ostream>

namespace vitrine::cli {
namespace {

using audit::Backup;
using audit::Collection;
using audit::Pile;

/// "24h", "7 d"; a bare 0 is none at all.
util::Result<std::chrono::seconds> parse_age(const std::string& text, const char* flag) {
  if (text == "0") return std::chrono::seconds(0);
  if (const auto age = spec::parse_duration(text)) return *age;
  return util::Error{util::ErrorKind::bad_spec, std::string(flag) + ": \"" + text +
                                                    "\" is no duration: write 24h, 7d or 90min"};
}

util::Result<audit::CollectOptions> collect_options(const Invocation& call, const GcFlags& flags) {
  audit::CollectOptions options;
  options.now = call.clock.now();
  options.dry_run = flags.dry_run;
  options.recent_runs = flags.keep_runs;
  const auto older_than = parse_age(flags.older_than, "--older-than");
  if (!older_than) return older_than.error();
  const auto grace = parse_age(flags.grace, "--grace");
  if (!grace) return grace.error();
  options.older_than = *older_than;
  options.grace = *grace;
  return options;
}

void write_pile(util::JsonWriter& json, const char* name, const Pile& pile) {
  json.key(name);
  json.begin_object();
  json.member("count", pile.files);
  json.member("bytes", pile.bytes);
  json.end_object();
}

std::string collection_json(const Collection& collection, bool dry_run) {
  util::JsonWriter json;
  json.begin_object();
  json.member("ok", true);
  json.member("dry_run", dry_run);
  write_pile(json, "moved", collection.moved);
  write_pile(json, "deleted", collection.deleted);
  write_pile(json, "rehearsals", collection.rehearsals);
  write_pile(json, "young", collection.young);
  write_pile(json, "unexplained", collection.unexplained);
  write_pile(json, "kept_in_quarantine", collection.bought);
  json.end_object();
  return std::move(json).take();
}

std::string pile_text(const Pile& pile, const std::string& one) {
  return counted(pile.files, one) + " (" + bytes_text(pile.bytes) + ")";
}

void print_collection(const Collection& c, const GcFlags& flags, std::ostream& out) {
  const std::string would = flags.dry_run ? "would be " : "";
  if (c.moved.files + c.deleted.files + c.rehearsals.files == 0) out << "nothing to collect\n";
  if (c.moved.files > 0)
    out << pile_text(c.moved, "stored file") << " that nothing needs: " << would
        << "moved to quarantine; after " << flags.grace << " there gc deletes them\n";
  if (c.deleted.files > 0)
    out << pile_text(c.deleted, "file") << " of the quarantine: " << would << "deleted\n";
  if (c.rehearsals.files > 0)
    out << pile_text(c.rehearsals, "rehearsal") << ": " << would << "removed\n";
  if (c.young.files > 0)
    out << pile_text(c.young, "file") << " left: younger than " << flags.older_than << '\n';
  if (c.unexplained.files > 0)
    out << pile_text(c.unexplained, "file")
        << " left: from the time between a backup and its return, of which nothing is on record\n";
  if (c.bought.files > 0)
    out << pile_text(c.bought, "file")
        << " left in quarantine: a model may have been paid for them\n";
}

std::string backup_json(const Backup& backup, int exit_code) {
  util::JsonWriter json;
  json.begin_object();
  json.member("ok", exit_code == kDone);
  json.member("exit", exit_code);
  json.member("store", backup.store);
  json.member("blobs", backup.blobs);
  json.member("bytes", backup.bytes);
  json.member("copied", backup.copied);
  json.member("copied_bytes", backup.copied_bytes);
  json.member("mended", backup.mended);
  json.member("answers", backup.answers);
  json.key("problems");
  json.begin_array();
  for (const std::string& problem : backup.problems) json.value(problem);
  json.end_array();
  json.end_object();
  return std::move(json).take();
}

void print_backup(const Backup& backup, std::ostream& out) {
  out << backup.store << ": database and " << counted(backup.blobs, "blob") << " ("
      << bytes_text(backup.bytes) << "), of them " << backup.copied << " new ("
      << bytes_text(backup.copied_bytes) << ")\n";
  if (backup.mended > 0)
    out << counted(backup.mended, "blob") << " of the backup had other bytes and was put right\n";
  if (backup.answers > 0)
    out << counted(backup.answers, "answer") << " that is not settled yet went along\n";
  for (const std::string& problem : backup.problems) out << "  not copied: " << problem << '\n';
  out << "to come back: README, \"Backup\"; to look at it: vitrine doctor --deep --project "
      << std::filesystem::path(backup.store).parent_path().string() << '\n';
}

}  // namespace

int gc(const Invocation& call, const GcFlags& flags) {
  const auto options = collect_options(call, flags);
  if (!options) return fail(call.console, kBadJob, options.error().message, "bad-duration");
  int exit_code = kDone;
  const auto records = open_records(call, exit_code);
  if (!records) return exit_code;
  const std::string folder = records->project.store_folder().string();
  std::unique_ptr<lineage::SenderLock> lock;
  if (!flags.dry_run) {
    lock = hold_or_say(call, folder, "vitrine gc", flags.wait, exit_code);
    if (!lock) return exit_code;
  }
  const auto collection = audit::collect(folder, *options);
  if (!collection) return fail(call.console, kCouldNot, collection.error().message, "locked");
  if (call.console.json)
    call.console.out << collection_json(*collection, flags.dry_run) << '\n';
  else
    print_collection(*collection, flags, call.console.out);
  return kDone;
}

int backup(const Invocation& call, const std::string& folder, bool deep) {
  int exit_code = kDone;
  const auto records = open_records(call, exit_code);
  if (!records) return exit_code;
  audit::BackupOptions options;
  options.now = call.clock.now();
  options.deep = deep;
  const auto made = audit::back_up(records->project.store_folder().string(), folder, options);
  if (!made && made.error().kind == util::ErrorKind::timed_out)
    return fail(call.console, kCouldNot, made.error().message, "locked");
  if (!made) return fail(call.console, kBadJob, made.error().message, "backup-refused");
  exit_code = made->problems.empty() ? kDone : kSomeFailed;
  if (call.console.json)
    call.console.out << backup_json(*made, exit_code) << '\n';
  else
    print_backup(*made, call.console.out);
  return exit_code;
}

}  // namespace vitrine::cli
