#include "pipeline/lineage/migrations.hpp"

#include "pipeline/lineage/schema.hpp"

#include <array>
#include <filesystem>

namespace vitrine::lineage {
namespace {

void set_aside(Connection& connection, const std::string& copy) {
  // An earlier attempt may have been cut short; VACUUM INTO wants a new file.
  std::filesystem::remove(copy);
  Query(connection, "VACUUM INTO ?").bind(copy).run();
}

void take_step(Connection& connection, const Migration& step) {
  connection.execute("BEGIN IMMEDIATE");
  try {
    connection.execute(step.script);
    connection.execute("PRAGMA user_version = " + std::to_string(step.to));
    connection.execute("COMMIT");
  } catch (...) {
    if (connection.in_transaction()) connection.execute("ROLLBACK");
    throw;
  }
}

}  // namespace

std::span<const Migration> migrations() {
  static constexpr std::array<Migration, 8> kSteps{{{1, kSchema1},
                                                    {2, kSchemaMoney},
                                                    {3, kSchemaReviews},
                                                    {4, kSchemaJudgement},
                                                    {5, kSchemaAsked},
                                                    {6, kSchemaVotes},
                                                    {7, kSchemaFallback},
                                                    {8, kSchemaStanding}}};
  return kSteps;
}

int newest_version(std::span<const Migration> steps) { return steps.empty() ? 0 : steps.back().to; }

void refuse_newer(int version, int newest, const std::string& file) {
  if (version <= newest) return;
  throw TooNew(file + " was made by a newer vitrine: its version is " + std::to_string(version) +
               ", this program knows up to " + std::to_string(newest));
}

void migrate(Connection& connection,
             std::span<const Migration> steps,
             const std::function<std::string(int version)>& copy_for) {
  const int version = connection.version();
  if (version > 0 && version < newest_version(steps)) set_aside(connection, copy_for(version));
  for (const Migration& step : steps)
    if (step.to > version) take_step(connection, step);
}

}  // namespace vitrine::lineage
