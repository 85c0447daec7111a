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

TEST_CASE("a limit prices only the models that have no price at all", "[catalog]") {
  const catalog::Catalog catalog = built_in().with_unpriced_limit({100'000});
  const auto unpriced = catalog.price_of("imagen-4.0-generate-001", "1K");
  REQUIRE(unpriced);
  CHECK(unpriced->expected == Money{100'000});
  CHECK(unpriced->worst == Money{100'000});
  CHECK(unpriced->book == "unpriced, at most 0.10 USD");
  CHECK(catalog::charge_of(*catalog.find_price("imagen-4.0-generate-001"), "1K", {}) ==
        Money{100'000});
  CHECK(catalog.price_of("gemini-nano-banana-2.1", "1K")->book == "2026-11-01");
  CHECK_FALSE(catalog.price_of("gemini-nano-banana-2.1", "512"));
  CHECK(catalog.price_of("studio", "")->worst == Money{});
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

TEST_CASE("a gateway's price is its own and never the maker's", "[catalog]") {
  const catalog::Catalog bare = built_in();
  CHECK(bare.price_of("gemini-nano-banana-2.1", "1K", "vertex"));  // the maker's own addresses
  CHECK_FALSE(bare.price_of("gemini-nano-banana-2.1", "1K", "cometapi"));
  CHECK(bare.find_price("gemini-nano-banana-2.1", {}, "cometapi") == nullptr);

  const auto loaded = load_with_settings(
      "prices: [{book: comet, from: 2026-11-02, surface: cometapi, source: account, models: "
      "{gemini-nano-banana-2.1: {confidence: medium, call: {1K: 0.03, 2K: 0.05, 4K: 0.05}}}}]");
  REQUIRE(loaded.catalog);
  const catalog::Catalog& catalog = *loaded.catalog;
  const auto price = catalog.price_of("gemini-nano-banana-2.1", "2K", "cometapi");
  REQUIRE(price);
  CHECK(price->book == "comet");
  CHECK(price->worst == Money{50'000});
  const catalog::ModelPrice& row = *catalog.find_price("gemini-nano-banana-2.1", {}, "cometapi");
  CHECK(row.per_call);
  CHECK(catalog::charge_of(row, "1K", {5'000, 0, 700}) == Money{30'000});
  // It is newer than the maker's book, and changes nothing there.
  CHECK(catalog.price_of("gemini-nano-banana-2.1", "2K")->book == "2026-11-01");
  CHECK(catalog.find_price("gemini-nano-banana-2.1", "comet") == &row);  // for settling
}

TEST_CASE("a model whose row names a gateway is priced there", "[catalog]") {
  const std::string models = "models: [{id: gemini-nano-banana-2.1, provider: cometapi}]\n";
  const std::string prices =
      "prices: [{book: comet, from: 2026-11-02, surface: cometapi, source: account, models: "
      "{gemini-nano-banana-2.1: {confidence: low, call: 0.03}}}]";
  const auto without = load_with_settings(models);
  REQUIRE(without.catalog);
  CHECK_FALSE(without.catalog->price_of("nano-banana-2.1", "1K"));
  const std::string both = models + prices;
  const auto with = load_with_settings(both);
  REQUIRE(with.catalog);
  CHECK(with.catalog->price_of("nano-banana-2.1", "1K")->expected == Money{30'000});
  CHECK(with.catalog->price_of("nano-banana-2.1", "1K")->worst == Money{45'000});
  CHECK(with.catalog->price_of("nano-banana-2.1", "1K", "gemini")->book == "2026-11-01");
}

TEST_CASE("a gateway that passes on less offers less of a model", "[catalog]") {
  const auto loaded = load_with_settings(
      "gateways: [{id: cometapi, takes_aspect: false, takes_size: false}, {id: other, confidence: "
      "low}]");
  REQUIRE(loaded.catalog);
  const auto there = loaded.catalog->model_at("nano-banana-2.1", "cometapi");
  REQUIRE(there);
  CHECK(there->aspects == std::vector<std::string>{"1:1"});
  CHECK(there->sizes == std::vector<std::string>{"1K"});
  CHECK_FALSE(there->sends_size);
  CHECK(loaded.catalog->model_at("nano-banana-2.1", "other")->aspects.size() == 14);
  CHECK(loaded.catalog->model_at("nano-banana-2.1")->sizes.size() == 3);
  CHECK(loaded.catalog->model_at("studio", "cometapi")->sizes.empty());
  CHECK_FALSE(loaded.catalog->model_at("nobody"));
}

TEST_CASE("a book of an unknown gateway and a price of two kinds are refused", "[catalog]") {
  const auto misspelt = load_with_settings(
      "prices: [{book: x, from: 2026-11-02, surface: cometap, source: s, models: {}}]");
  REQUIRE_FALSE(misspelt.catalog);
  CHECK(misspelt.problems.front().code == "no-such-gateway");
  CHECK(misspelt.problems.front().suggestion == "cometapi");
  const auto both = load_with_settings(
      "prices: [{book: x, from: 2026-11-02, source: s, models: {gemini-3-pro-image: {confidence: "
      "high, call: 0.1, picture: 0.1}}}]");
  REQUIRE_FALSE(both.catalog);
  CHECK(both.problems.front().code == "contradiction");
}

namespace {

/// The catalog with one more model and its price.
catalog::Loading priced(const std::string& price, const std::string& model = "sizes: [1K, 2K]") {
  return load_with_settings(
      "models: [{id: mine, provider: openai, operations: [edit], max_inputs: 4, confidence: "
      "high, " +
      model + "}]\nprices: [{book: b, from: 2026-11-02, source: s, models: {mine: {" + price +
      "}}}]");
}

const std::string kTokens =
    "confidence: medium, rates: {input: 5, picture_input: 8, text: 10, picture: 30}, "
    "reference_tokens: 200, thinking_tokens: {typical: 0, most: 0}, ";
const std::string kWithQualities = "sizes: [1K, 2K], qualities: [low, high], quality: low";

}  // namespace

TEST_CASE("text and pictures that were sent cost their own rates", "[catalog]") {
  const auto loading = priced(kTokens + "picture_tokens: {1K: 1000}");
  REQUIRE(loading.catalog);
  const catalog::ModelPrice& price = *loading.catalog->find_price("mine");
  CHECK(catalog::charge_of(price, "1K", {.input = 40, .picture = 6'200, .picture_input = 260}) ==
        Money{200 + 186'000 + 2'080});
  // Two references and a prompt; at worst four and the longest.
  CHECK(catalog::picture_price(price, "1K", 4)->expected == Money{30'000 + 1'000 + 3'200});
  CHECK(catalog::picture_price(price, "1K", 4)->worst == Money{30'000 + 20'000 + 6'400});
  const catalog::Catalog ours = built_in();
  const catalog::ModelPrice& google = *ours.find_price("gemini-3-pro-image");
  CHECK(catalog::charge_of(google, "1K", {.picture_input = 100}) ==
        catalog::charge_of(google, "1K", {.input = 100}));  // not told apart
}

TEST_CASE("a reservation counts pictures sent at the most that they may take", "[catalog]") {
  const auto loading = priced(
      "confidence: medium, rates: {input: 5, picture_input: 8, text: 10, picture: 30}, "
      "reference_tokens: {typical: 850, most: 4400}, thinking_tokens: {typical: 0, most: 0}, "
      "picture_tokens: {1K: 1000}");
  REQUIRE(loading.catalog);
  const auto price = loading.catalog->price_of("mine", "1K");
  CHECK(price->expected == Money{30'000 + 1'000 + 2 * 850 * 8});
  CHECK(price->worst == Money{30'000 + 20'000 + 4 * 4'400 * 8});
}

TEST_CASE("the worst price counts the pictures that may be sent, never more than the model takes",
          "[catalog]") {
  const catalog::Catalog catalog = built_in();
  const auto worst = [&](std::optional<int> pictures) {
    return catalog.price_of("gemini-nano-banana-2.1", "1K", {}, {}, pictures)->worst;
  };
  CHECK(worst(4) == Money{33'600 + 6'000 + 4 * 1'680 + 30'720});
  CHECK(worst(100) == worst(14));
  CHECK(worst(std::nullopt) == worst(14));
}

TEST_CASE("a picture costs its quality, the usual one unless another is asked", "[catalog]") {
  const auto loading =
      priced(kTokens +
                 "picture_tokens: {1K: {low: 200, high: {value: 4160, most: 6240}}, "
                 "2K: {low: {value: 800, confidence: low}}}",
             kWithQualities);
  REQUIRE(loading.catalog);
  const catalog::Catalog& catalog = *loading.catalog;
  const auto low = catalog.price_of("mine", "1K");
  REQUIRE(low);
  CHECK(low->expected == Money{200 * 30 + 1'000 + 3'200});
  CHECK(low->quality == "low");
  const auto high = catalog.price_of("mine", "1K", {}, "high");
  REQUIRE(high);
  CHECK(high->expected == Money{4'160 * 30 + 1'000 + 3'200});
  CHECK(high->worst == Money{6'240 * 30 + 20'000 + 6'400});  // some shape takes more
  CHECK(catalog.price_of("mine", "2K")->assumed);
  CHECK_FALSE(catalog.price_of("mine", "2K", {}, "high"));
  CHECK_FALSE(catalog.price_of("mine", "1K", {}, "max"));
  const catalog::ModelPrice& price = *catalog.find_price("mine");
  CHECK(catalog::charge_of(price, "1K", {.picture = 200}, "low") == Money{6'000});
  CHECK_FALSE(catalog::charge_of(price, "1K", {.picture = 200}));
}

TEST_CASE("a price of a quality that the model lacks is refused", "[catalog]") {
  const auto loading =
      priced(kTokens + "picture_tokens: {1K: {low: 200, medium: 300}}", kWithQualities);
  REQUIRE_FALSE(loading.catalog);
  CHECK(loading.problems.at(0).code == "no-such-quality");
  CHECK_FALSE(priced(kTokens + "picture_tokens: {1K: {lwo: 200}}", kWithQualities).catalog);
  CHECK_FALSE(priced(kTokens + "picture_tokens: {4K: {low: 200}}", kWithQualities).catalog);
}

TEST_CASE("by megapixel the first costs most, and every picture sent costs too", "[catalog]") {
  const auto loading = priced(
      "confidence: high, megapixel: {first: 0.03, further: 0.015, input: "
      "0.015}");
  REQUIRE(loading.catalog);
  const catalog::ModelPrice& price = *loading.catalog->find_price("mine");
  constexpr std::int64_t kMega = 1024 * 1024;
  const auto charged = [&](std::int64_t pixels, std::int64_t input) {
    return *catalog::charge_of(price, "1K", {.pixels = pixels, .input_pixels = input});
  };
  CHECK(charged(kMega, kMega) == Money{45'000});  // the vendor's own example of an edit
  CHECK(charged(kMega / 2, 0) == Money{30'000});
  CHECK(charged(4 * kMega, 3 * kMega / 2) == Money{30'000 + 45'000 + 22'500});
  const auto unknown = catalog::picture_price(price, "2K", 4, {.pixels = 4 * kMega});
  REQUIRE(unknown);
  CHECK(unknown->expected == Money{30'000 + 45'000 + 30'000});  // two references of a megapixel
  CHECK(unknown->worst == Money{30'000 + 45'000 + 16 * 15'000});
  const auto known =
      catalog::picture_price(price, "2K", 1, {.pixels = kMega + 1, .input_pixels = kMega});
  CHECK(known->expected == Money{45'000});
  CHECK(known->worst == Money{30'000 + 15'000 + 30'000});  // parts may count as whole ones
  CHECK(catalog::picture_price(price, "1K", 0)->expected == Money{30'000});
}

TEST_CASE("a price by megapixel and by picture is refused", "[catalog]") {
  const auto loading = priced(
      "confidence: high, picture: 0.1, megapixel: {first: 0.03, further: 0.015, input: 0.015}");
  REQUIRE_FALSE(loading.catalog);
  CHECK(loading.problems.at(0).code == "contradiction");
  CHECK_FALSE(priced("confidence: high, megapixel: {first: 0.03}").catalog);
}
