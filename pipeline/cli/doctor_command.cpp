// doctor and verify: is the store sound, and are its bytes what the record says?
#include "pipeline/cli/answer_reader.hpp"
#include "pipeline/cli/doctor_text.hpp"
#include "pipeline/cli/exit_code.hpp"
#include "pipeline/cli/patient.hpp"
#include "pipeline/cli/sender.hpp"

#include <algorithm>
#include <ostream>

namespace vitrine::cli {
namespace {

namespace fs = std::filesystem;
using audit::Examination;
using audit::Finding;

int nothing_here(const Invocation& call) {
  return fail(call.console, kBadJob,
              "there is no store in " + call.here().root.string() +
                  ": run a job first, or stand elsewhere with --project",
              "no-store");
}

bool has_store(const Invocation& call) {
  std::error_code ignored;
  return fs::is_directory(call.here().store_folder(), ignored);
}

Examination look(const FoundPatient& found, const audit::Scope& scope) {
  Examination examination = audit::examine(found.patient, scope);
  examination.notes.insert(examination.notes.end(), found.notes.begin(), found.notes.end());
  return examination;
}

void treat(const Invocation& call, const audit::Patient& patient, Examination& examination) {
  const AnswerReader reader = answer_reader(call);
  audit::Treatment treatment;
  treatment.now = call.clock.now();
  treatment.settle_answer = [&](const std::string& attempt) {
    const AnswerDesk desk(patient.folder, reader, treatment.now);  // the record may be new
    return schedule::settle_answer(attempt, desk.settling());
  };
  audit::repair(patient, treatment, examination);
}

int exit_code_of(const Examination& examination) {
  const bool sound = std::all_of(examination.findings.begin(), examination.findings.end(),
                                 [](const Finding& finding) { return finding.repaired; });
  return sound ? kDone : kSomeFailed;
}

}  // namespace

int doctor(const Invocation& call, const DoctorFlags& flags) {
  if (!has_store(call)) return nothing_here(call);
  std::unique_ptr<lineage::SenderLock> lock;
  if (flags.repair) {
    int exit_code = kDone;
    lock = hold_or_say(call, call.here().store_folder().string(), "vitrine doctor --repair",
                       flags.wait, exit_code);
    if (!lock) return exit_code;
  }
  FoundPatient found = find_patient(call);
  if (flags.repair) found.patient.is_at_work = false;  // the one at work is us
  Examination examination = look(found, {flags.deep, false, flags.threads});
  if (flags.repair) treat(call, found.patient, examination);
  const int exit_code = exit_code_of(examination);
  if (call.console.json)
    call.console.out << examination_json(examination, exit_code, flags.repair) << '\n';
  else
    print_examination(examination, flags.repair, call.console.out);
  return exit_code;
}

int verify(const Invocation& call, int threads) {
  if (!has_store(call)) return nothing_here(call);
  const FoundPatient found = find_patient(call);
  const Examination examination = look(found, {true, true, threads});
  const int exit_code = exit_code_of(examination);
  if (call.console.json)
    call.console.out << examination_json(examination, exit_code, false) << '\n';
  else
    print_verification(examination, call.console.out);
  return exit_code;
}

}  // namespace vitrine::cli
