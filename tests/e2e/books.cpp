#include "tests/e2e/books.hpp"

#include <catch2/catch.hpp>

namespace vitrine::test {

void check_books(const Ended& rehearsed) {
  const auto& told = rehearsed.json["rehearsal"];
  const auto usd = [&](const char* name) { return told[name].GetDouble(); };
  CHECK(told["equal"].GetBool());
  CHECK(told["differences"].Size() == 0);
  CHECK(usd("ledger_usd") == Approx(rehearsed.json["charged_usd"].GetDouble()));
  CHECK(usd("bill_usd") == Approx(usd("ledger_usd") - usd("estimated_usd") +
                                  usd("billed_of_estimated_usd") + usd("billed_of_unknown_usd")));
  CHECK(usd("billed_of_unknown_usd") <= usd("unknown_usd") + 1e-9);
}

}  // namespace vitrine::test
