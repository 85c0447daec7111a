#include "pipeline/schedule/kept.hpp"

#include <catch2/catch.hpp>

#include <string>

using vitrine::schedule::Kept;

TEST_CASE("what was used last is kept as long as it fits", "[schedule]") {
  Kept kept(100);
  auto one = std::make_shared<std::string>("one"), two = std::make_shared<std::string>("two"),
       three = std::make_shared<std::string>("three");
  const std::weak_ptr<std::string> first = one, second = two, third = three;
  kept.touch(one, 40);
  kept.touch(two, 40);
  kept.touch(one, 40);  // again: the other one is the older now
  kept.touch(three, 40);
  one.reset();
  two.reset();
  three.reset();
  CHECK(first.lock());
  CHECK_FALSE(second.lock());
  CHECK(third.lock());
  CHECK(kept.bytes() == 80);
}

TEST_CASE("what is too large by itself puts nothing else out", "[schedule]") {
  Kept kept(100);
  auto small = std::make_shared<int>(1), large = std::make_shared<int>(2);
  const std::weak_ptr<int> first = small, second = large;
  kept.touch(small, 60);
  kept.touch(large, 101);
  small.reset();
  large.reset();
  CHECK(first.lock());
  CHECK_FALSE(second.lock());
}
