#include "pipeline/util/money.hpp"

#include "pipeline/util/text.hpp"

#include <cctype>

namespace vitrine::util {

Money price_of(std::int64_t micros_per_million, std::int64_t units, Rounding rounding) {
  __extension__ using Wide = __int128;
  const Wide product = static_cast<Wide>(micros_per_million) * units;
  constexpr Wide kMillion = 1'000'000;
  const Wide extra = rounding == Rounding::up ? kMillion - 1 : kMillion / 2;
  return {static_cast<std::int64_t>((product + extra) / kMillion)};
}

std::string to_text(Money money) {
  const bool negative = money.micros < 0;
  const std::uint64_t size = negative ? 0 - static_cast<std::uint64_t>(money.micros)
                                      : static_cast<std::uint64_t>(money.micros);
  std::string decimals = std::to_string(size % 1'000'000);
  decimals.insert(0, 6 - decimals.size(), '0');
  while (decimals.size() > 2 && decimals.back() == '0') decimals.pop_back();
  return (negative ? "-" : "") + std::to_string(size / 1'000'000) + "." + decimals;
}

Result<Money> parse_money(std::string_view text, std::string_view currency) {
  const auto wrong = [&](std::string_view why) {
    return Error{ErrorKind::bad_spec,
                 "\"" + std::string(text) + "\" is no amount: " + std::string(why)};
  };
  std::string_view number = trim(text);
  const std::size_t letters = number.find_first_of(" \tABCDEFGHIJKLMNOPQRSTUVWXYZ");
  if (letters != std::string_view::npos) {
    if (trim(number.substr(letters)) != currency)
      return wrong("write it as \"5 " + std::string(currency) + "\"");
    number = trim(number.substr(0, letters));
  }
  std::int64_t whole = 0, fraction = 0;
  int decimals = -1, digits = 0;
  for (const char c : number) {
    if (c == '.' && decimals < 0) {
      decimals = 0;
      continue;
    }
    if (!std::isdigit(static_cast<unsigned char>(c))) return wrong("only digits and one point");
    ++digits;
    if (decimals < 0) {
      whole = whole * 10 + (c - '0');
      if (whole > 1'000'000'000) return wrong("too large");
    } else {
      if (++decimals > 6) return wrong("more than six decimals");
      fraction = fraction * 10 + (c - '0');
    }
  }
  if (digits == 0) return wrong("no digits");
  for (int i = decimals < 0 ? 0 : decimals; i < 6; ++i) fraction *= 10;
  return Money{whole * 1'000'000 + fraction};
}

}  // namespace vitrine::util
