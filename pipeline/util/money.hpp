#pragma once

#include "pipeline/util/result.hpp"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace vitrine::util {

/// An amount in millionths of the store's currency (USD unless vitrine.yaml says otherwise).
struct Money {
  std::int64_t micros = 0;

  friend Money operator+(Money a, Money b) { return {a.micros + b.micros}; }
  friend Money operator-(Money a, Money b) { return {a.micros - b.micros}; }
  Money& operator+=(Money other) { return micros += other.micros, *this; }
  friend auto operator<=>(const Money&, const Money&) = default;
  friend bool operator==(const Money&, const Money&) = default;

  double units() const { return static_cast<double>(micros) / 1e6; }  ///< for --json only
};

enum class Rounding { half_up, up };  ///< half up for a charge, up for a worst case

/// `micros_per_million` is a price in millionths per million units (say tokens); multiplied in 128
/// bits and rounded once. Both arguments must not be negative.
Money price_of(std::int64_t micros_per_million, std::int64_t units, Rounding rounding);

/// "0.40", two decimals at least, all six where they matter ("0.067", "0.000001").
std::string to_text(Money money);

/// "5 USD", "0.50 USD" or a bare "5"; at most six decimals. bad_spec names what is wrong.
Result<Money> parse_money(std::string_view text, std::string_view currency = "USD");

}  // namespace vitrine::util
