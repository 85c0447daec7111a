#pragma once

#include "pipeline/lineage/sqlite.hpp"

#include <functional>
#include <span>
#include <string>

namespace vitrine::lineage {

/// Brings a database from version `to - 1` to `to`.
struct Migration {
  int to;
  const char* script;
};

/// All of ours, in order. A step that has been released never changes: another one is added.
std::span<const Migration> migrations();
int newest_version(std::span<const Migration> steps);

/// Throws Failure, naming both numbers, if a newer program made the database.
void refuse_newer(int version, int newest, const std::string& file);

/// Takes every step the database has not had, each in a transaction of its own. Before the first
/// one a database that holds something is copied to `copy_for(its version)`. The caller keeps
/// every other writer away.
void migrate(Connection& connection,
             std::span<const Migration> steps,
             const std::function<std::string(int version)>& copy_for);

}  // namespace vitrine::lineage
