#include "pipeline/audit/examine.hpp"
#include "pipeline/store/layout.hpp"
#include "pipeline/util/files.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>

namespace vitrine::audit {
namespace {

using lineage::Keeping;

constexpr const char* kWayBack =
    "; put a backup's lineage.db in its place (README, \"Backup\"), or move it away: --repair then "
    "begins a new one with what the spool alone tells";

void add(Examination& found,
         const char* kind,
         const Patient& patient,
         std::string message,
         Remedy remedy = Remedy::person) {
  Finding finding;
  finding.kind = kind;
  finding.subject = store::Layout(patient.folder).database().string();
  finding.message = std::move(message);
  finding.remedy = remedy;
  found.findings.push_back(std::move(finding));
}

/// SQLite's words for an index that does not fit its table: the table is sound.
bool is_about_index(const std::string& problem) {
  return problem.find("missing from index") != std::string::npos ||
         problem.find("wrong # of entries in index") != std::string::npos ||
         problem.find("non-unique entry in index") != std::string::npos ||
         problem.find("values differ from index") != std::string::npos;
}

void examine_integrity(const Patient& patient, Keeping& keeping, Examination& found) {
  std::vector<std::string> problems;
  try {
    problems = keeping.integrity_problems();
  } catch (const lineage::Failure& failure) {
    problems = {failure.what()};
  }
  if (problems.empty()) return;
  const std::string more =
      problems.size() > 1 ? " (and " + std::to_string(problems.size() - 1) + " more)" : "";
  if (std::all_of(problems.begin(), problems.end(), is_about_index))
    add(found, "index-damaged", patient,
        "an index of the database does not fit its table: " + problems.front() + more,
        Remedy::rebuild_indices);
  else
    add(found, "database-damaged", patient,
        "the database is damaged: " + util::one_line(problems.front()) + more + kWayBack);
}

}  // namespace

void examine_layout(const Patient& patient, Examination& found) {
  const store::Layout layout(patient.folder);
  if (const auto described = util::read_file(layout.layout_file()))
    if (const std::string why = store::objection_to(layout, *described); !why.empty()) {
      Finding finding{"layout-unknown", layout.layout_file().string(), why};
      found.findings.push_back(std::move(finding));
      return;
    }
  const std::vector<std::filesystem::path> missing = store::missing_parts(layout);
  if (missing.empty()) return;
  Finding finding{"layout-incomplete", missing.front().string(), "", Remedy::make_folders};
  finding.message = missing.size() == 1
                        ? missing.front().string() + " is missing"
                        : missing.front().string() + " and " + std::to_string(missing.size() - 1) +
                              " other parts of the store are missing";
  found.findings.push_back(std::move(finding));
}

std::unique_ptr<Keeping> examine_database(const Patient& patient, Examination& found) {
  if (!lineage::exists(patient.folder)) {
    // Beside pictures a new one would be a first night, which buys all of them again.
    const bool would_buy_again = store::holds_blobs(store::Layout(patient.folder));
    add(found, "database-missing", patient,
        "the database is missing: what was made, from what and at what cost is not on record; put "
        "a backup's lineage.db there before anything else (README, \"Backup\")",
        would_buy_again ? Remedy::person : Remedy::new_database);
    return nullptr;
  }
  try {
    return Keeping::open(patient.folder, lineage::Access::read_only);
  } catch (const lineage::NeedsWriter& failure) {
    add(found, "database-unread", patient, failure.what(), Remedy::open_writing);
  } catch (const lineage::TooNew& failure) {
    add(found, "database-newer", patient, failure.what());
  } catch (const lineage::Failure& failure) {
    add(found, "database-damaged", patient,
        "the database is damaged: " + std::string(failure.what()) + kWayBack);
  }
  return nullptr;
}

void examine_rows(const Patient& patient, Keeping& keeping, Examination& found) {
  examine_integrity(patient, keeping, found);
  for (const std::string& problem : keeping.reference_problems())
    add(found, "row-orphaned", patient, problem);
  const auto lineage = lineage::Lineage::open(patient.folder, lineage::Access::read_only);
  for (const std::string& problem : lineage->ledger_problems())
    add(found, "ledger", patient, problem);
}

}  // namespace vitrine::audit
