#include "pipeline/domain/scene.hpp"

#include <catch2/catch.hpp>

using namespace vitrine::domain;

TEST_CASE("every condition of a selector must match, each by any of its patterns", "[domain]") {
  const Selector selector{{{"category", {"Kitchen*", "Home*"}, {}}, {"sku", {"MUG-01"}, {}}}};
  CHECK(selector.matches({{"category", "Kitchen > Mugs"}, {"sku", "MUG-01"}}));
  CHECK(selector.matches({{"category", "Home"}, {"sku", "MUG-01"}}));
  CHECK_FALSE(selector.matches({{"category", "Garden"}, {"sku", "MUG-01"}}));
  CHECK_FALSE(selector.matches({{"category", "Home"}, {"sku", "MUG-02"}}));
}

TEST_CASE("a field the product does not have never matches", "[domain]") {
  const Selector selector{{{"stock", {"*"}, {}}}};
  CHECK_FALSE(selector.matches({{"sku", "MUG-01"}}));
  CHECK(Selector{}.matches({}));
}
