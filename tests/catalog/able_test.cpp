#include "pipeline/catalog/able.hpp"

#include "tests/catalog/project.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using catalog::Need;
using test::built_in;

namespace {

std::vector<std::string> able(const Need& need, std::size_t most = 100) {
  std::vector<std::string> ids;
  for (const catalog::AbleModel& model : catalog::able_models(built_in(), need, most))
    ids.push_back(model.id);
  return ids;
}

bool names(const std::vector<std::string>& ids, const std::string& id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

}  // namespace

TEST_CASE("whoever takes all that is needed can, and nobody else", "[catalog]") {
  domain::Model model;
  model.operations = {domain::Operation::fuse};
  model.max_inputs = 2;
  model.aspects = {"1:1", "4:5"};
  model.sizes = {"1K"};
  model.qualities = {"low"};
  model.thinking = {domain::ThinkingLevel::high};
  model.safety = {domain::HarmCategory::harassment};
  model.mask = domain::MaskWay::field;
  model.takes_system = model.takes_seed = model.takes_transparency = true;
  const Need all{domain::Operation::fuse,
                 2,
                 domain::Aspect{4, 5},
                 "1K",
                 "low",
                 domain::ThinkingLevel::high,
                 {domain::HarmCategory::harassment},
                 true,
                 true,
                 true,
                 true,
                 true};
  CHECK(catalog::can(model, all));
  CHECK(catalog::can(domain::Model{}, Need{}));
  const auto without = [&](auto change) {
    domain::Model less = model;
    change(less);
    return catalog::can(less, all);
  };
  CHECK_FALSE(without([](auto& m) { m.operations = {domain::Operation::edit}; }));
  CHECK_FALSE(without([](auto& m) { m.max_inputs = 1; }));
  CHECK_FALSE(without([](auto& m) { m.aspects = {"1:1"}; }));
  CHECK_FALSE(without([](auto& m) { m.sizes.clear(); }));
  CHECK_FALSE(without([](auto& m) { m.qualities = {"high"}; }));
  CHECK_FALSE(without([](auto& m) { m.thinking.clear(); }));
  CHECK_FALSE(without([](auto& m) { m.safety.clear(); }));
  CHECK_FALSE(without([](auto& m) { m.takes_system = false; }));
  CHECK_FALSE(without([](auto& m) { m.method = "predict"; }));
  CHECK_FALSE(without([](auto& m) { m.mask = domain::MaskWay::none; }));
  // As a picture it is one of those that it takes.
  CHECK_FALSE(without([](auto& m) { m.mask = domain::MaskWay::picture; }));
  CHECK(without([](auto& m) {
    m.mask = domain::MaskWay::picture;
    m.max_inputs = 3;
  }));
  CHECK_FALSE(without([](auto& m) { m.takes_seed = false; }));
  CHECK_FALSE(without([](auto& m) { m.takes_transparency = false; }));
  CHECK(without([](auto& m) { m.aspects.clear(); }));  // any
}

TEST_CASE("models that can are living ones, cheapest first, own machines last", "[catalog]") {
  const Need need{.operation = domain::Operation::recontextualize, .pictures = 1};
  const auto five = catalog::able_models(built_in(), need);
  REQUIRE(five.size() == 5);
  for (std::size_t i = 1; i < five.size(); ++i)
    CHECK(five[i - 1].price->expected <= five[i].price->expected);
  const std::vector<std::string> all = able(need);
  CHECK_FALSE(names(all, "studio"));
  CHECK_FALSE(names(all, "gpt-image-1"));             // shut down
  CHECK_FALSE(names(all, "gemini-2.5-flash-image"));  // may be, any day
  CHECK(names(all, "gpt-image-1.5"));                 // until December
  CHECK(names(all, "qwen-image-3.0"));                // no price is known
  CHECK(all.back().ends_with("-local"));
}

TEST_CASE("who can is priced in the size and quality that are needed", "[catalog]") {
  const auto masks =
      catalog::able_models(built_in(), {.size = "2K", .quality = "high", .mask = true});
  REQUIRE_FALSE(masks.empty());
  CHECK(masks.front().price->size == "2K");
  CHECK(masks.front().price->quality == "high");
  CHECK(able({.transparency = true}) ==
        std::vector<std::string>{"gpt-image-1-mini", "gpt-image-1.5", "chatgpt-image-latest"});
  CHECK(able({.pictures = 100}).empty());
}

TEST_CASE("models that can are named with their price", "[catalog]") {
  CHECK(catalog::able_text(
            {{"a", domain::PicturePrice{"a", "b", "1K", util::Money{57'060}, util::Money{60'000}}},
             {"b", std::nullopt},
             {"c", domain::PicturePrice{"c", "b", "", {}, {}}}}) ==
        "a (0.0571 USD a picture), b (price unknown), c (free)");
  CHECK(catalog::able_text({}).empty());
}
