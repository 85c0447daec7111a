#include "pipeline/audit/examine.hpp"
#include "pipeline/store/inventory.hpp"
#include "pipeline/store/spool.hpp"
#include "pipeline/util/files.hpp"

#include <algorithm>

namespace vitrine::audit {
namespace {

namespace fs = std::filesystem;
using store::StoredFile;

void add(
    Examination& found, const char* kind, std::string subject, std::string message, Remedy remedy) {
  Finding finding{kind, std::move(subject), std::move(message), remedy};
  found.findings.push_back(std::move(finding));
}

void examine_answer(const StoredFile& file,
                    const std::string& attempt,
                    lineage::Keeping* keeping,
                    Examination& found) {
  const std::string path = file.path.string();
  if (!store::is_whole_answer(file.path)) {
    add(found, "answer-damaged", path,
        "the spooled answer of attempt " + attempt +
            " is not whole: the attempt counts as unanswered",
        Remedy::quarantine);
    return;
  }
  const auto row = keeping != nullptr ? keeping->attempt(attempt) : std::nullopt;
  if (!row)
    add(found, "answer-orphan", path,
        "the answer of attempt " + attempt + " is here, and the attempt is not on record",
        Remedy::settle_answer);
  else if (row->state == "sent" || row->state == "batched")
    add(found, "answer-waiting", path,
        "the answer of attempt " + attempt + " is here and was not settled: a run was killed",
        Remedy::settle_answer);
  else if (!lineage::was_read(row->state))
    add(found, "answer-late", path,
        "the answer of attempt " + attempt + " is here, although the attempt is recorded as " +
            row->state,
        Remedy::person);
  else
    add(found, "answer-settled", path,
        "the answer of attempt " + attempt + " is settled, and its file was left", Remedy::unlink);
}

void examine_file(const StoredFile& file, lineage::Keeping* keeping, Examination& found) {
  const std::string attempt = file.path.stem().string();
  const bool is_answer = file.path.extension() == ".resp" ||
                         (file.path.extension() == ".part" && store::is_whole_answer(file.path));
  if (is_answer)
    examine_answer(file, attempt, keeping, found);
  else if (file.path.extension() == ".part" && util::holds_only_zeros(file.path))
    add(found, "answer-partial", file.path.string(),
        "room was made for the answer of attempt " + attempt + ", and nothing came",
        Remedy::unlink);
  else if (file.path.extension() == ".part")
    add(found, "answer-partial", file.path.string(),
        "the answer of attempt " + attempt + " did not come to its end", Remedy::quarantine);
  else if (const auto writer = store::writer_of_temporary(file.path);
           !writer || !store::is_alive(*writer))
    add(found, "stray-file", file.path.string(),
        file.path.string() + (writer ? " was left by a process that is gone" : " is no answer"),
        Remedy::quarantine);
}

}  // namespace

void examine_spool(const Patient& patient, lineage::Keeping* keeping, Examination& found) {
  if (patient.is_at_work) return;
  const store::Layout layout(patient.folder);
  std::vector<StoredFile> files = store::spool_files(layout);
  if (files.empty()) return;
  std::sort(files.begin(), files.end(),
            [](const StoredFile& a, const StoredFile& b) { return a.path < b.path; });
  for (const StoredFile& file : files) {
    ++found.counts.answers;
    examine_file(file, keeping, found);
  }
}

void examine_attempts(const Patient& patient, lineage::Keeping& keeping, Examination& found) {
  if (patient.is_at_work) return;
  const store::Layout layout(patient.folder);
  const bool is_copy = keeping.is_untouched_backup();
  for (const lineage::AttemptRecord& attempt : keeping.open_attempts()) {
    ++found.counts.attempts;
    if (store::is_whole_answer(layout.response(attempt.id)) ||
        store::is_whole_answer(layout.part(attempt.id)))
      continue;  // told with its answer
    if (is_copy) {
      found.notes.push_back("attempt " + attempt.id +
                            " was under way when this backup was made: put back, it is named "
                            "unknown");
      continue;
    }
    const bool paid = attempt.reserved.micros > 0;
    add(found, "attempt-unanswered", attempt.id,
        "attempt " + attempt.id + " at " + attempt.provider + " was sent on " +
            util::to_text(attempt.sent) + " and no answer was kept" +
            (paid ? ": it may have cost up to " + util::to_text(attempt.reserved) + " USD" : ""),
        Remedy::close_attempts);
  }
}

}  // namespace vitrine::audit
