#include "pipeline/cli/exit_code.hpp"

#include <catch2/catch.hpp>

using namespace vitrine::cli;

TEST_CASE("of several ends the gravest is told: 130, 2, 5, 3, 1, 4, 0", "[cli]") {
  const int order[] = {130, 2, 5, 3, 1, 4, 0};
  for (int i = 0; i < 7; ++i)
    for (int j = i; j < 7; ++j) {
      CHECK(graver(order[i], order[j]) == order[i]);
      CHECK(graver(order[j], order[i]) == order[i]);
    }
}
