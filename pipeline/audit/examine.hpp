#pragma once

#include "pipeline/audit/doctor.hpp"
#include "pipeline/lineage/keeping.hpp"

#include <memory>

/// The parts of an examination; each adds what it finds.
namespace vitrine::audit {

void examine_layout(const Patient& patient, Examination& found);

/// The database opened for reading; nothing if it cannot be read, which is then a finding.
std::unique_ptr<lineage::Keeping> examine_database(const Patient& patient, Examination& found);
/// Deeper: SQLite's own check, rows that refer to nothing, the ledger against the attempts.
void examine_rows(const Patient& patient, lineage::Keeping& keeping, Examination& found);

/// `keeping` null: there is no database, so every answer is an orphan.
void examine_spool(const Patient& patient, lineage::Keeping* keeping, Examination& found);
void examine_attempts(const Patient& patient, lineage::Keeping& keeping, Examination& found);

void examine_blobs(const Patient& patient,
                   const Scope& scope,
                   lineage::Keeping& keeping,
                   Examination& found);
void examine_delivered(const Patient& patient, const Scope& scope, Examination& found);

}  // namespace vitrine::audit
