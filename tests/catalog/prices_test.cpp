#include "pipeline/catalog/prices.hpp"

#include "tests/catalog/project.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using namespace std::chrono_literals;
using catalog::TokenUsage;
using test::built_in;
using test::load_with_settings;
using util::Money;

TEST_CASE("a picture costs its tokens, two references, a prompt and typical thinking",
          "[catalog]") {
  const catalog::Catalog catalog = built_in();
  const auto price = catalog.price_of("gemini-nano-banana-2.1", "1K");
  REQUIRE(price);
  // 1120 x 30 + (200 + 2 x 1120) x 1.50 + 640 x 7.50 millionths.
  CHECK(price->expected == Money{33'600 + 3'660 + 4'800});
  CHECK(price->book == "2026-11-01");
  CHECK_FALSE(price->assumed);
  // 14 references, the longest prompt, the most thinking.
  CHECK(price->worst == Money{33'600 + 29'520 + 30'720});
  CHECK(catalog.price_of("nano-banana-2.1", "1K")->expected == price->expected);
}

TEST_CASE("an assumed price reserves half as much again", "[catalog]") {
  const catalog::Catalog catalog = built_in();
  const auto price = catalog.price_of("gemini-nano-banana-2.1", "2K");
  REQUIRE(price);
  CHECK(price->assumed);
  CHECK(price->expected == Money{50'400 + 3'660 + 4'800});
  CHECK(price->worst == Money{(50'400 + 29'520 + 30'720) * 3 / 2});
}

TEST_CASE("an unknown price is nothing, never zero", "[catalog]") {
  const catalog::Catalog catalog = built_in();
  CHECK_FALSE(catalog.price_of("gemini-nano-banana-2.1", "512"));
  CHECK_FALSE(catalog.price_of("gemini-nano-banana-2.1", ""));  // which of its sizes?
  CHECK_FALSE(catalog.price_of("imagen-4.0-generate-001", "1K"));
  CHECK_FALSE(catalog.price_of("nobody", "1K"));
  CHECK_FALSE(built_in(2026y / 10 / 31).price_of("gemini-3-pro-image", "1K"));  // before the book
}

TEST_CASE("the studio is free at any size", "[catalog]") {
  const catalog::Catalog catalog = built_in();
  for (const char* size : {"", "1K", "2000x2000"}) {
    const auto price = catalog.price_of("studio", size);
    REQUIRE(price);
    CHECK(price->worst == Money{0});
  }
}

TEST_CASE("the newest book whose day has come rules, and older ones stay readable", "[catalog]") {
  const char* yaml =
      "prices: [{book: winter, from: 2026-12-01, source: contract, models: "
      "{gemini-2.5-flash-image: {confidence: high, picture: 0.02}}}]";
  const auto before = load_with_settings(yaml, 2026y / 11 / 30);
  const auto after = load_with_settings(yaml, 2026y / 12 / 1);
  CHECK(before.catalog->price_of("nano-banana", "1K")->book == "2026-11-01");
  CHECK(after.catalog->price_of("nano-banana", "1K")->book == "winter");
  CHECK(after.catalog->price_of("nano-banana", "")->expected == Money{20'000});
  CHECK(after.catalog->find_price("gemini-2.5-flash-image", "2026-11-01")->picture_rate ==
        30'000'000);
  CHECK(after.catalog->find_price("gemini-2.5-flash-image", "spring") == nullptr);
}

TEST_CASE("a charge is summed from the reported tokens and rounded once", "[catalog]") {
  const catalog::Catalog catalog = built_in();
  const catalog::ModelPrice& price = *catalog.find_price("gemini-nano-banana-2.1");
  // The measured sample: 54 in, 1120 picture, 80 text and 639 thinking out.
  CHECK(catalog::charge_of(price, "1K", {54, 1120, 719}) == Money{33'600 + 81 + 5'393});
  CHECK(catalog::charge_of(price, "1K", {1, 0, 0}) == Money{2});  // 1.5 millionths
  CHECK(catalog::charge_of(price, "1K", TokenUsage{}) == Money{0});
  CHECK_FALSE(catalog::charge_of(price, "512", {54, 1120, 719}));
}
