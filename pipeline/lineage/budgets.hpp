#pragma once

#include "pipeline/lineage/database.hpp"
#include "pipeline/lineage/records.hpp"

#include <cstdint>
#include <optional>
#include <string>

/// The steps of an attempt that are about money, inside its transaction.
namespace vitrine::lineage {

/// Appends to the ledger, and so to the sums of the attempt's budgets; nothing for an amount of 0.
void write_ledger(Database& database,
                  const std::string& attempt,
                  const char* kind,
                  util::Money amount,
                  util::Timestamp at,
                  const std::string& note = {});

std::string day_of(const AttemptStart& attempt);

/// The first budget that a reservation would pass; nothing: there is room in all of them.
std::optional<Shortage> shortage_for(Database& database, const AttemptStart& attempt);

/// The row's number, recorded if new. Throws if it is on record with other numbers.
std::int64_t note_book(Database& database, const BookRow& book);

}  // namespace vitrine::lineage
