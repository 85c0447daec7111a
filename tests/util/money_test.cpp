#include "pipeline/util/money.hpp"

#include <catch2/catch.hpp>

using namespace vitrine::util;

TEST_CASE("an amount is read with or without its currency", "[util]") {
  CHECK(parse_money("5 USD").value() == Money{5'000'000});
  CHECK(parse_money("0.5").value() == Money{500'000});
  CHECK(parse_money("0.000001 USD").value() == Money{1});
  for (const char* wrong :
       {"", "USD", "5 EUR", "-1 USD", "1.2.3", "0.0000001", "1e3", "99999999999"})
    CHECK(parse_money(wrong).has_error());
}

TEST_CASE("an amount is shown with two decimals, or as many as it has", "[util]") {
  CHECK(to_text(Money{400'000}) == "0.40");
  CHECK(to_text(Money{67'000}) == "0.067");
  CHECK(to_text(Money{1}) == "0.000001");
  CHECK(to_text(Money{-1'500'000}) == "-1.50");
  CHECK(to_text(Money{0}) == "0.00");
}

TEST_CASE("a price is rounded once: half up for a charge, up for a worst case", "[util]") {
  // 30 USD a million tokens, 1 290 tokens.
  CHECK(price_of(30'000'000, 1'290, Rounding::half_up) == Money{38'700});
  CHECK(price_of(1, 499'999, Rounding::half_up) == Money{0});
  CHECK(price_of(1, 500'000, Rounding::half_up) == Money{1});
  CHECK(price_of(1, 1, Rounding::up) == Money{1});
  CHECK(price_of(9'000'000'000, 9'000'000'000, Rounding::up) == Money{81'000'000'000'000});
}
