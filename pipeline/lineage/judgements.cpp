// What the gate knows of products, and what it measured of renderings.
#include "pipeline/lineage/sqlite_lineage.hpp"

namespace vitrine::lineage {

domain::Verdict read_verdict(Query& row) {
  domain::Verdict verdict;
  verdict.check = row.text();
  verdict.version = row.number();
  verdict.outcome = row.word<domain::VerdictOutcome>();
  verdict.severity = row.word<domain::Severity>();
  verdict.value = row.real();
  verdict.limit = row.real();
  verdict.unit = row.text();
  verdict.detail = row.text();
  verdict.evidence = row.maybe_digest();
  return verdict;
}

std::optional<std::string> SqliteLineage::calibration(const util::Digest& packshot,
                                                      const std::string& check,
                                                      int version) {
  Query query = database_.query(
      "SELECT limits FROM calibration WHERE packshot = ? AND check_name = ? AND version = ?");
  if (!query.bind(packshot, check, version).step()) return std::nullopt;
  return query.text();
}

void SqliteLineage::put_calibration(const util::Digest& packshot,
                                    const std::string& check,
                                    int version,
                                    const std::string& found) {
  database_.write([&] {
    database_
        .query(
            "INSERT INTO calibration (packshot, check_name, version, limits) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET limits = excluded.limits")
        .bind(packshot, check, version, found)
        .run();
  });
}

void SqliteLineage::record_judgement(const JudgementRecord& judgement) {
  database_.write([&] {
    database_.query("DELETE FROM judgement WHERE rendering = ? AND reference = ? AND checks = ?")
        .bind(judgement.rendering, judgement.reference, judgement.checks)
        .run();
    Query put = database_.query(
        "INSERT INTO judgement (rendering, reference, checks, ordinal, check_name, version,"
        " outcome, severity, value, threshold, unit, detail, evidence, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    int ordinal = 0;
    for (const domain::Verdict& verdict : judgement.verdicts) {
      if (verdict.evidence) note_blob(database_, *verdict.evidence, judgement.at);
      put.bind(judgement.rendering, judgement.reference, judgement.checks, ordinal++, verdict.check,
               verdict.version, verdict.outcome, verdict.severity, verdict.value, verdict.limit,
               verdict.unit, verdict.detail, verdict.evidence, judgement.at)
          .run();
    }
  });
}

std::vector<domain::Verdict> SqliteLineage::judgement(const util::Digest& rendering) {
  Query query = database_.query(
      "SELECT check_name, version, outcome, severity, value, threshold, unit, detail, evidence"
      " FROM judgement WHERE rendering = ?1 AND (reference, checks) ="
      " (SELECT reference, checks FROM judgement WHERE rendering = ?1 ORDER BY at DESC LIMIT 1)"
      " ORDER BY ordinal");
  query.bind(rendering);
  std::vector<domain::Verdict> verdicts;
  while (query.step()) verdicts.push_back(read_verdict(query));
  return verdicts;
}

}  // namespace vitrine::lineage
