#include "pipeline/cli/doctor_text.hpp"

#include "pipeline/cli/exit_code.hpp"
#include "pipeline/cli/output.hpp"
#include "pipeline/util/json_writer.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <ostream>

namespace vitrine::cli {
namespace {

using audit::Counts;
using audit::Examination;
using audit::Finding;

void write_counts(util::JsonWriter& json, const Counts& counts) {
  json.begin_object();
  json.member("blobs", counts.blobs);
  json.member("bytes", counts.bytes);
  json.member("hashed", counts.hashed);
  json.member("delivered", counts.delivered);
  json.member("attempts_under_way", counts.attempts);
  json.member("answers", counts.answers);
  json.member("unneeded", counts.unneeded);
  json.member("unneeded_bytes", counts.unneeded_bytes);
  json.end_object();
}

void write_finding(util::JsonWriter& json, const Finding& finding) {
  json.begin_object();
  json.member("kind", finding.kind);
  json.member("subject", finding.subject);
  json.member("message", finding.message);
  json.member("repair", audit::remedy_text(finding));
  json.member("repaired", finding.repaired);
  json.member("outcome", finding.outcome);
  json.end_object();
}

void print_finding(const Finding& finding, bool repaired, std::ostream& out) {
  out << "  " << finding.kind << ": " << finding.message << '\n';
  if (!repaired) {
    out << "      --repair: " << audit::remedy_text(finding) << '\n';
    return;
  }
  if (finding.repaired)
    out << "      repaired" << (finding.outcome.empty() ? "" : ": " + finding.outcome) << '\n';
  else
    out << "      left as it is: "
        << (finding.outcome.empty() ? "a person must see to it" : finding.outcome) << '\n';
}

void print_notes(const Examination& examination, std::ostream& out) {
  for (const std::string& note : examination.notes) out << "note: " << note << '\n';
  const Counts& counts = examination.counts;
  if (counts.unneeded > 0)
    out << "note: no record needs " << counted(counts.unneeded, "stored file") << " ("
        << bytes_text(counts.unneeded_bytes) << "): vitrine gc\n";
}

bool can_be_repaired(const Examination& examination) {
  return std::any_of(
      examination.findings.begin(), examination.findings.end(),
      [](const Finding& finding) { return finding.remedy != audit::Remedy::person; });
}

long long left_of(const Examination& examination) {
  return std::count_if(examination.findings.begin(), examination.findings.end(),
                       [](const Finding& finding) { return !finding.repaired; });
}

}  // namespace

std::string bytes_text(long long bytes) {
  if (bytes < 1000) return counted(bytes, "byte");
  const char* const units[] = {"kB", "MB", "GB", "TB"};
  double amount = static_cast<double>(bytes) / 1000;
  std::size_t unit = 0;
  for (; amount >= 1000 && unit < 3; ++unit) amount /= 1000;
  return util::fixed_text(amount, 1) + " " + units[unit];
}

std::string examination_json(const Examination& examination, int exit_code, bool repaired) {
  util::JsonWriter json;
  json.begin_object();
  json.member("ok", exit_code == kDone);
  json.member("exit", exit_code);
  json.member("repaired", repaired);
  json.key("looked_at");
  write_counts(json, examination.counts);
  json.key("findings");
  json.begin_array();
  for (const Finding& finding : examination.findings) write_finding(json, finding);
  json.end_array();
  json.key("notes");
  json.begin_array();
  for (const std::string& note : examination.notes) json.value(note);
  json.end_array();
  json.end_object();
  return std::move(json).take();
}

void print_examination(const Examination& examination, bool repaired, std::ostream& out) {
  const Counts& counts = examination.counts;
  out << "looked at " << counted(counts.blobs, "blob") << " (" << bytes_text(counts.bytes) << "), "
      << counted(counts.delivered, "delivered file") << ", " << counted(counts.answers, "answer")
      << " in the spool, " << counted(counts.attempts, "attempt") << " under way";
  if (counts.hashed > 0) out << "; hashed " << counted(counts.hashed, "file");
  out << '\n';
  for (const Finding& finding : examination.findings) print_finding(finding, repaired, out);
  print_notes(examination, out);
  const long long left = left_of(examination);
  const auto all = static_cast<long long>(examination.findings.size());
  if (all == 0)
    out << "nothing is wrong\n";
  else if (!repaired)
    out << counted(all, "finding")
        << (can_be_repaired(examination) ? "; vitrine doctor --repair does what can be done\n"
                                         : ", for a person to see to\n");
  else
    out << counted(all - left, "finding") << " repaired, " << left << " left\n";
}

void print_verification(const Examination& examination, std::ostream& out) {
  for (const Finding& finding : examination.findings)
    out << "  " << finding.kind << ": " << finding.message << '\n';
  for (const std::string& note : examination.notes) out << "note: " << note << '\n';
  const Counts& counts = examination.counts;
  out << "hashed " << counted(counts.hashed, "file") << " of " << counted(counts.blobs, "blob")
      << " and " << counted(counts.delivered, "delivered file") << ": ";
  if (examination.findings.empty())
    out << "all bytes are as recorded\n";
  else
    out << counted(static_cast<long long>(examination.findings.size()), "finding")
        << "; vitrine doctor --deep says what to do\n";
}

}  // namespace vitrine::cli
