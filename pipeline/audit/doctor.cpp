#include "pipeline/audit/doctor.hpp"

#include "pipeline/audit/examine.hpp"

namespace vitrine::audit {

Examination examine(const Patient& patient, const Scope& scope) {
  Examination found;
  if (!scope.bytes_only) examine_layout(patient, found);
  const std::unique_ptr<lineage::Keeping> keeping = examine_database(patient, found);
  if (patient.is_at_work)
    found.notes.push_back(
        "a run is under way: what it has on its way, and delivered files, were not judged");
  try {
    if (keeping && !scope.bytes_only) examine_rows(patient, *keeping, found);
    if (!scope.bytes_only) examine_spool(patient, keeping.get(), found);
    if (!keeping) return found;
    if (!scope.bytes_only) examine_attempts(patient, *keeping, found);
    examine_blobs(patient, scope, *keeping, found);
    if (!patient.is_at_work) examine_delivered(patient, scope, found);
  } catch (const lineage::Failure& failure) {
    Finding finding{"database-damaged", patient.folder, failure.what()};
    found.findings.push_back(std::move(finding));
    found.notes.push_back("the record could not be read to its end, so not all was compared");
  }
  return found;
}

}  // namespace vitrine::audit
