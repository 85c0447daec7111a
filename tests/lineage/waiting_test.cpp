#include "tests/lineage/records.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using namespace vitrine::lineage;
using domain::TaskState;

namespace {

/// A delivery that waits for the task.
void want(Lineage& lineage, const TaskRecord& task, const std::string& scene) {
  DeliveryRecord waiting = test::delivery("MUG/white/" + scene, task);
  waiting.state = domain::DeliveryState::waiting;
  lineage.put_deliveries({{waiting}});
}

}  // namespace

TEST_CASE("a parked task says why and until when, and is asked for again when it is wanted",
          "[lineage]") {
  const auto lineage = test::with_run();
  const TaskRecord task = test::task("tokyo");
  lineage->park_task(task, "r1", "quota", "the day's requests are used up: all of them",
                     test::kEvening);
  CHECK(lineage->task(task.render_key)->state == TaskState::parked);
  CHECK_FALSE(lineage->begin_attempt(test::attempt(1, task)));
  CHECK(lineage->parked_tasks("spring").empty());  // nobody waits for it
  want(*lineage, task, "tokyo");
  const auto parked = lineage->parked_tasks("spring");
  REQUIRE(parked.size() == 1);
  CHECK(parked[0].reason == "quota");
  CHECK(parked[0].why == "the day's requests are used up: all of them");
  CHECK(parked[0].until == test::kEvening);
  CHECK(parked[0].tasks == 1);
  CHECK(lineage->parked_tasks("autumn").empty());
  lineage->add_tasks({{task}});
  CHECK(lineage->task(task.render_key)->state == TaskState::ready);
  CHECK(lineage->parked_tasks("spring").empty());
}

TEST_CASE("parked tasks are told by reason, with the earliest time of each", "[lineage]") {
  const auto lineage = test::with_run();
  lineage->park_task(test::task("a"), "r1", "budget", "no room", std::nullopt);
  lineage->park_task(test::task("b"), "r1", "hint", "asked to wait", test::after_seconds(60));
  lineage->park_task(test::task("c"), "r1", "hint", "asked to wait", test::after_seconds(30));
  for (const char* name : {"a", "b", "c"}) want(*lineage, test::task(name), name);
  const auto parked = lineage->parked_tasks("spring");
  REQUIRE(parked.size() == 2);
  CHECK(parked[0].reason == "hint");
  CHECK(parked[0].tasks == 2);
  CHECK(parked[0].until == test::after_seconds(30));
  CHECK(parked[1].reason == "budget");
  CHECK_FALSE(parked[1].until);
  CHECK_THROWS_AS(lineage->park_task(test::task("d"), "r1", "two words", "x", std::nullopt),
                  Failure);
}

TEST_CASE("a task that is rendered is not parked, and one that failed is", "[lineage]") {
  const auto lineage = test::with_run();
  const TaskRecord done = test::task("done"), broken = test::task("broken");
  test::render(*lineage, done, 1);
  lineage->park_task(done, "r1", "budget", "no room", std::nullopt);
  CHECK(lineage->task(done.render_key)->state == TaskState::rendered);
  lineage->add_tasks({{broken}});
  REQUIRE(lineage->begin_attempt(test::attempt(2, broken)));
  lineage->fail_attempt(test::failure(2));
  lineage->park_task(broken, "r1", "key", "refused", std::nullopt);
  CHECK(lineage->task(broken.render_key)->state == TaskState::parked);
}

TEST_CASE("what pacing remembers is read back until it is taken away", "[lineage]") {
  const auto lineage = test::with_run();
  CHECK(lineage->paces().empty());
  lineage->put_pace({"gemini", "m", "requests_per_day", "2026-11-26 3"});
  lineage->put_pace({"gemini", "m", "requests_per_day", "2026-11-26 4"});
  lineage->put_pace({"gemini", "m", "now", "x"});
  lineage->put_pace({"gemini", "m", "now", ""});
  const auto rows = lineage->paces();
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].dimension == "requests_per_day");
  CHECK(rows[0].state == "2026-11-26 4");
}
