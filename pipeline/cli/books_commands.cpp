// costs verify and costs reconcile: the ledger against itself, and against a provider's invoice.
#include "pipeline/cli/exit_code.hpp"
#include "pipeline/cli/invoice.hpp"
#include "pipeline/cli/records.hpp"
#include "pipeline/cli/sender.hpp"
#include "pipeline/cli/waiting_text.hpp"
#include "pipeline/util/files.hpp"
#include "pipeline/util/text.hpp"

#include <ostream>
#include <utility>

namespace vitrine::cli {
namespace {

std::string usd(util::Money money) { return util::to_text(money) + " USD"; }

std::string signed_usd(util::Money money) {
  return (money.micros < 0 ? "" : "+") + util::to_text(money) + " USD";
}

void print_check(const lineage::LedgerCheck& check, std::ostream& out) {
  out << "ledger     " << usd(check.charged);
  if (check.unknown.micros != 0) out << ", and " << usd(check.unknown) << " unknown at most";
  out << "\nattempts   " << check.settled << " settled, " << check.billed_failures
      << " billed without a picture, " << check.free_failures << " free failures, "
      << check.unknowns << " unknown, " << check.reconciled << " reconciled, " << check.written_off
      << " written off";
  if (check.open > 0) out << ", " << check.open << " under way";
  out << "\nrecomputed " << counted(check.recomputed, "charge") << " from usage and price book";
  if (check.not_recomputed > 0) out << "; " << check.not_recomputed << " have none on record";
  out << '\n';
  for (const std::string& problem : check.problems) out << "  " << problem << '\n';
  out << (check.problems.empty()
              ? "all agrees"
              : counted(static_cast<long long>(check.problems.size()), "disagreement"))
      << '\n';
}

std::string verify_json(const lineage::LedgerCheck& check) {
  util::JsonWriter json;
  json.begin_object();
  json.member("ok", check.problems.empty());
  json.member("ledger_usd", check.charged.units());
  json.key("attempts");
  json.begin_object();
  json.member("settled", check.settled);
  json.member("unknown", check.unknowns);
  json.member("billed_failure", check.billed_failures);
  json.member("free_failure", check.free_failures);
  json.member("reconciled", check.reconciled);
  json.member("written_off", check.written_off);
  json.end_object();
  json.key("problems");
  json.begin_array();
  for (const std::string& problem : check.problems) json.value(problem);
  json.end_array();
  json.end_object();
  return std::move(json).take();
}

/// What is done about a match, in words; empty: the books say the same.
std::string change_of(const InvoiceMatch& match) {
  const lineage::Booked& ours = match.booked;
  if (match.agrees()) return {};
  if (ours.unknown.micros != 0)
    return "unknown, at most " + usd(ours.unknown) + " -> billed " + usd(match.billed);
  if (match.billed == ours.charged) return "estimate of " + usd(ours.charged) + " confirmed";
  return std::string(ours.estimated ? "estimate of " : "") + usd(ours.charged) + " -> billed " +
         usd(match.billed) + " (" + signed_usd(match.billed - ours.charged) + ")";
}

util::Money sum_of(const std::vector<lineage::Booked>& booked) {
  util::Money sum;
  for (const lineage::Booked& one : booked) sum += one.charged + one.unknown;
  return sum;
}

struct Changes {
  int agreed = 0, corrected = 0, reconciled = 0;
  util::Money difference;  ///< to what the ledger charges
};
Changes changes_of(const Comparison& found) {
  Changes changes;
  for (const InvoiceMatch& match : found.matches) {
    const std::string& state = match.booked.state;
    const bool keeps = state == "settled" || state == "billed_failure";
    ++(match.agrees() ? changes.agreed : keeps ? changes.corrected : changes.reconciled);
    changes.difference += match.billed - match.booked.charged;
  }
  return changes;
}

void print_comparison(const Comparison& found, const ReconcileFlags& flags, std::ostream& out) {
  const Changes changes = changes_of(found);
  out << "invoice    " << usd(found.invoice);
  if (!found.first_day.empty()) out << ", " << found.first_day << " to " << found.last_day;
  out << ": " << usd(found.matched) << " for "
      << counted(static_cast<long long>(found.matches.size()), "call") << " of ours, "
      << usd(found.unmatched) << " for nobody we know\n";
  for (const InvoiceMatch& match : found.matches)
    if (const std::string change = change_of(match); !change.empty())
      out << "  attempt " << match.booked.attempt << "  " << match.booked.day << "  " << change
          << '\n';
  for (const InvoiceRow& row : found.nobodys)
    out << "  row " << row.row << "  " << util::one_line(row.reference, 60)
        << ": no call of ours has this name\n";
  for (const InvoiceRow& row : found.unread)
    out << "  row " << row.row << "  not counted: " << row.wrong << '\n';
  for (const lineage::Booked& one : found.write_offs)
    out << "  attempt " << one.attempt << "  " << one.day << "  unknown, at most "
        << usd(one.unknown) << " -> written off\n";
  for (const lineage::Booked& one : found.not_billed)
    out << "  attempt " << one.attempt << "  " << one.day << "  " << one.state << ", "
        << usd(one.charged + one.unknown) << ": not on the invoice\n";
  if (found.first_day.empty())
    out << "  the invoice names no days, so which charged calls it leaves out is not looked at\n";
  out << "in all     " << changes.agreed << " agree, " << changes.corrected << " corrected, "
      << changes.reconciled << " reconciled (" << signed_usd(changes.difference)
      << " on the ledger), " << found.write_offs.size() << " written off ("
      << usd(sum_of(found.write_offs)) << " unknown), " << found.not_billed.size()
      << " not on the invoice (" << usd(sum_of(found.not_billed)) << ", kept as they are)\n"
      << (flags.apply ? "written into the ledger\n" : "nothing was written: --apply does\n");
}

void write_booked(util::JsonWriter& json, const std::vector<lineage::Booked>& booked) {
  json.begin_array();
  for (const lineage::Booked& one : booked) {
    json.begin_object();
    json.member("attempt", one.attempt);
    json.member("state", one.state);
    json.member("day", one.day);
    json.member("charged_usd", one.charged.units());
    json.member("unknown_usd", one.unknown.units());
    json.end_object();
  }
  json.end_array();
}

void write_rows(util::JsonWriter& json, const std::vector<InvoiceRow>& rows) {
  json.begin_array();
  for (const InvoiceRow& row : rows) {
    json.begin_object();
    json.member("row", row.row);
    json.member("reference", row.reference);
    json.member("why", row.wrong.empty() ? "no call of ours has this name" : row.wrong);
    json.end_object();
  }
  json.end_array();
}

std::string comparison_json(const Comparison& found, const ReconcileFlags& flags, int exit_code) {
  const Changes changes = changes_of(found);
  util::JsonWriter json;
  json.begin_object();
  json.member("ok", exit_code == kDone);
  json.member("exit", exit_code);
  json.member("applied", flags.apply);
  json.member("invoice_usd", found.invoice.units());
  json.member("matched_usd", found.matched.units());
  json.member("unmatched_usd", found.unmatched.units());
  json.member("difference_usd", changes.difference.units());
  json.key("days");
  json.begin_array();
  if (!found.first_day.empty()) {
    json.value(found.first_day);
    json.value(found.last_day);
  }
  json.end_array();
  json.member("agreed", changes.agreed);
  json.member("corrected", changes.corrected);
  json.member("reconciled", changes.reconciled);
  json.key("matches");
  json.begin_array();
  for (const InvoiceMatch& match : found.matches) {
    json.begin_object();
    json.member("attempt", match.booked.attempt);
    json.member("state", match.booked.state);
    json.member("charged_usd", match.booked.charged.units());
    json.member("unknown_usd", match.booked.unknown.units());
    json.member("billed_usd", match.billed.units());
    json.member("agrees", match.agrees());
    json.end_object();
  }
  json.end_array();
  json.key("written_off");
  write_booked(json, found.write_offs);
  json.key("not_billed");
  write_booked(json, found.not_billed);
  json.key("unmatched");
  write_rows(json, found.nobodys);
  json.key("not_counted");
  write_rows(json, found.unread);
  json.end_object();
  return std::move(json).take();
}

void apply(lineage::Lineage& lineage,
           const Comparison& found,
           const std::string& note,
           util::Timestamp now) {
  lineage.together([&] {
    for (const InvoiceMatch& match : found.matches)
      if (!match.agrees()) lineage.reconcile({match.booked.attempt, match.billed, note, now});
    for (const lineage::Booked& one : found.write_offs) lineage.write_off(one.attempt, note, now);
  });
}

}  // namespace

int verify_costs(const Invocation& call) {
  int exit_code = kDone;
  const auto records = open_records(call, exit_code);
  if (!records) return exit_code;
  const lineage::LedgerCheck check = records->lineage->check_ledger();
  if (call.console.json) {
    call.console.out << verify_json(check) << '\n';
    return check.problems.empty() ? kDone : kSomeFailed;
  }
  print_check(check, call.console.out);
  if (lineage::sender_holding(records->project.store_folder().string()).empty())
    if (const InDoubt doubt = in_doubt(*records->lineage); doubt.calls > 0)
      call.console.out << "in doubt   " << to_text(doubt) << '\n';
  return check.problems.empty() ? kDone : kSomeFailed;
}

int reconcile_costs(const Invocation& call, const ReconcileFlags& flags) {
  const util::Result<std::string> bytes = util::read_file(flags.invoice);
  if (!bytes) return fail(call.console, kBadJob, bytes.error().message, "no-invoice");
  const util::Result<Invoice> invoice = read_invoice(*bytes);
  if (!invoice) return fail(call.console, kBadJob, invoice.error().message, "bad-invoice");
  int exit_code = kDone;
  const auto records = open_records(call, exit_code);
  if (!records) return exit_code;
  const std::string folder = records->project.store_folder().string();
  // Before the books are read: what is written must be about what was compared.
  std::unique_ptr<lineage::SenderLock> lock;
  if (flags.apply) {
    lock = hold_or_say(call, folder, "vitrine costs reconcile --apply", flags.wait, exit_code);
    if (!lock) return exit_code;
  }
  const Comparison found = compare(*invoice, records->lineage->booked(), flags.write_off_before);
  if (flags.apply) {
    const auto writer = lineage::Lineage::open(folder, lineage::Access::read_write);
    apply(*writer, found, std::filesystem::path(flags.invoice).filename().string(),
          call.clock.now());
  }
  if (!found.nobodys.empty() || !found.unread.empty()) exit_code = kSomeFailed;
  if (call.console.json)
    call.console.out << comparison_json(found, flags, exit_code) << '\n';
  else
    print_comparison(found, flags, call.console.out);
  return exit_code;
}

}  // namespace vitrine::cli
