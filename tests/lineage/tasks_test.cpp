#include "tests/lineage/records.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using namespace vitrine::lineage;
using domain::TaskState;

namespace {

TaskState state_of(Lineage& lineage, const TaskRecord& task) {
  return lineage.task(task.render_key).value().state;
}

}  // namespace

TEST_CASE("a task reads back with all its fields, long ones too", "[lineage]") {
  const auto lineage = test::with_run();
  CHECK_FALSE(lineage->has_tasks());
  TaskRecord task = test::task("tokyo");
  std::string long_text(5000, 'x');
  long_text += std::string_view("\"\n\0é", 5);
  task.key_fields.push_back({"system", long_text});
  task.key_fields.push_back({"empty", ""});
  lineage->add_tasks({{task}});
  const TaskRecord read = lineage->task(task.render_key).value();
  CHECK(read.render_key == task.render_key);
  CHECK(read.base_key == task.base_key);
  CHECK(read.take == 0);
  CHECK(read.operation == task.operation);
  CHECK(read.surface == "studio");
  CHECK(read.model == "studio");
  CHECK(read.key_fields == task.key_fields);
  CHECK(read.state == TaskState::ready);
  CHECK(lineage->has_tasks());
  CHECK_FALSE(lineage->task(util::sha256("no task")));
}

TEST_CASE("every word of the vocabulary is one the tables take", "[lineage]") {
  const auto lineage = test::with_run();
  for (const std::string& word : domain::names<domain::Operation>()) {
    TaskRecord task = test::task(word);
    task.operation = domain::parse<domain::Operation>(word).value();
    lineage->add_tasks({{task}});
    CHECK(lineage->task(task.render_key)->operation == task.operation);
  }
  for (const std::string& word : domain::names<TaskState>()) {
    TaskRecord task = test::task(word + " state");
    task.state = domain::parse<TaskState>(word).value();
    task.why = "because";
    lineage->add_tasks({{task}});
    CHECK(state_of(*lineage, task) == task.state);
    CHECK(lineage->task(task.render_key)->why == "because");
  }
}

TEST_CASE("adding a task again changes nothing, but a failed one becomes ready", "[lineage]") {
  const auto lineage = test::with_run();
  const TaskRecord done = test::task("done"), broken = test::task("broken");
  test::render(*lineage, done, 1);
  lineage->add_tasks({{broken}});
  REQUIRE(lineage->begin_attempt(test::attempt(2, broken)));
  lineage->fail_attempt(test::failure(2));
  CHECK(state_of(*lineage, broken) == TaskState::failed);
  CHECK(lineage->task(broken.render_key)->why == "the renderer gave no picture");
  lineage->add_tasks({{done, broken}});
  CHECK(state_of(*lineage, done) == TaskState::rendered);
  CHECK(state_of(*lineage, broken) == TaskState::ready);
}

TEST_CASE("a task is attempted by one at a time", "[lineage]") {
  const auto lineage = test::with_run();
  const TaskRecord task = test::task("tokyo");
  lineage->add_tasks({{task}});
  CHECK(lineage->begin_attempt(test::attempt(1, task)));
  CHECK(state_of(*lineage, task) == TaskState::leased);
  CHECK_FALSE(lineage->begin_attempt(test::attempt(2, task)));
  CHECK(lineage->attempts(task.render_key).size() == 1);
  lineage->settle(test::settlement(1));
  CHECK_FALSE(lineage->begin_attempt(test::attempt(3, task)));
}

TEST_CASE("an attempt needs its task and its run", "[lineage]") {
  const auto lineage = test::with_run();
  const TaskRecord task = test::task("tokyo");
  CHECK_THROWS_AS(lineage->begin_attempt(test::attempt(1, task)), Failure);
  lineage->add_tasks({{task}});
  CHECK_THROWS_AS(lineage->begin_attempt(test::attempt(1, task, "no such run")), Failure);
  CHECK(state_of(*lineage, task) == TaskState::ready);
}

TEST_CASE("a settled attempt reads back with its rendering, a failed one with its error",
          "[lineage]") {
  const auto lineage = test::with_run();
  const TaskRecord task = test::task("tokyo");
  lineage->add_tasks({{task}});
  REQUIRE(lineage->begin_attempt(test::attempt(1, task)));
  AttemptFailure failed = test::failure(1);
  failed.task_state = TaskState::ready;
  lineage->fail_attempt(failed);
  REQUIRE(lineage->begin_attempt(test::attempt(2, task)));
  const Settlement settled = test::settlement(2);
  lineage->settle(settled);
  CHECK(state_of(*lineage, task) == TaskState::rendered);

  const std::vector<AttemptRecord> attempts = lineage->attempts(task.render_key);
  REQUIRE(attempts.size() == 2);
  const std::vector<AttemptRecord> of_run = lineage->attempts_of_run("r1");
  REQUIRE(of_run.size() == 2);
  CHECK(of_run[1].id == attempts[1].id);
  CHECK(lineage->attempts_of_run("r2").empty());
  CHECK(attempts[0].ordinal == 0);
  CHECK(attempts[0].state == "free_failure");
  CHECK(attempts[0].error_kind == "no_image");
  CHECK(attempts[0].message == "the renderer gave no picture");
  CHECK_FALSE(attempts[0].rendering);
  CHECK(attempts[1].id == test::attempt_id(2));
  CHECK(attempts[1].render_key == task.render_key);
  CHECK(attempts[1].run == "r1");
  CHECK(attempts[1].ordinal == 1);
  CHECK(attempts[1].state == "settled");
  CHECK(attempts[1].provider == "studio");
  CHECK(attempts[1].model == "studio");
  CHECK(attempts[1].sent == test::after_seconds(2));
  CHECK(attempts[1].ended == test::after_seconds(3));
  CHECK(attempts[1].facts == settled.facts);
  REQUIRE(attempts[1].rendering);
  CHECK(attempts[1].rendering->blob == settled.rendering.blob);
  CHECK(attempts[1].rendering->mask == settled.rendering.mask);
  CHECK(attempts[1].rendering->size == 1000);
  CHECK(attempts[1].rendering->pixels == domain::PixelSize{640, 480});
  CHECK(attempts[1].rendering->media_type == "image/png");
}

TEST_CASE("how an attempt ended is recorded once", "[lineage]") {
  const auto lineage = test::with_run();
  const TaskRecord task = test::task("tokyo");
  test::render(*lineage, task, 1, {67'000});
  CHECK_THROWS_AS(lineage->settle(test::settlement(1)), Failure);
  CHECK_THROWS_AS(lineage->fail_attempt(test::failure(1)), Failure);
  CHECK_THROWS_AS(lineage->settle(test::settlement(2)), Failure);
  CHECK(lineage->total_costs("").charged.micros == 67'000);
  CHECK(lineage->attempts(task.render_key).at(0).state == "settled");
}

TEST_CASE("an attempt that was given up cannot settle on the next one's lease", "[lineage]") {
  const auto lineage = test::with_run();
  const TaskRecord task = test::task("tokyo");
  lineage->add_tasks({{task}});
  REQUIRE(lineage->begin_attempt(test::attempt(1, task)));
  AttemptFailure failed = test::failure(1);
  failed.task_state = TaskState::ready;
  lineage->fail_attempt(failed);
  REQUIRE(lineage->begin_attempt(test::attempt(2, task)));
  CHECK_THROWS_AS(lineage->settle(test::settlement(1)), Failure);
  CHECK(lineage->attempts(task.render_key).at(0).state == "free_failure");
  CHECK_NOTHROW(lineage->settle(test::settlement(2)));
}

TEST_CASE("a failure cannot claim to be something else", "[lineage]") {
  const auto lineage = test::with_run();
  const TaskRecord task = test::task("tokyo");
  lineage->add_tasks({{task}});
  REQUIRE(lineage->begin_attempt(test::attempt(1, task)));
  CHECK_THROWS_AS(lineage->fail_attempt(test::failure(1, "settled")), Failure);
  CHECK(lineage->attempts(task.render_key).at(0).state == "sent");
}

TEST_CASE("the chosen rendering is of the highest accepted take, else of the highest",
          "[lineage]") {
  const auto lineage = test::with_run();
  const TaskRecord first = test::task("tokyo", 0), second = test::task("tokyo", 1),
                   third = test::task("tokyo", 2);
  CHECK_FALSE(lineage->chosen_rendering(first.base_key));
  lineage->add_tasks({{third}});
  CHECK_FALSE(lineage->chosen_rendering(first.base_key));
  test::render(*lineage, first, 1);
  test::render(*lineage, second, 2);
  CHECK(lineage->chosen_rendering(first.base_key)->take == 1);
  lineage->record_finished(test::finished(test::delivery("MUG/natural/tokyo", first)));
  const ChosenRendering chosen = lineage->chosen_rendering(first.base_key).value();
  CHECK(chosen.take == 0);
  CHECK(chosen.render_key == first.render_key);
  CHECK(chosen.rendering.blob == util::sha256("picture"));
  CHECK(chosen.rendering.mask == util::sha256("picture mask"));
}

TEST_CASE("a rendered task whose bytes are lost can be rendered again", "[lineage]") {
  const auto lineage = test::with_run();
  const TaskRecord task = test::task("tokyo");
  CHECK_FALSE(lineage->reopen_task(task.render_key, "lost"));
  test::render(*lineage, task, 1);
  CHECK(lineage->reopen_task(task.render_key, "its rendering is damaged"));
  CHECK_FALSE(lineage->reopen_task(task.render_key, "twice"));
  CHECK_FALSE(lineage->chosen_rendering(task.base_key));
  CHECK(lineage->task(task.render_key)->why == "its rendering is damaged");
  test::render(*lineage, task, 2);
  CHECK(lineage->chosen_rendering(task.base_key));
  CHECK(lineage->attempts(task.render_key).size() == 2);
}

TEST_CASE("what a killed run left under way is closed, and its task can be asked for again",
          "[lineage]") {
  const test::TempFolder folder;
  const TaskRecord done = test::task("done"), left = test::task("left");
  {
    const auto killed = Lineage::open(folder.path(), Access::read_write);
    killed->begin_run(test::run_start("r1"));
    test::render(*killed, done, 1);
    killed->add_tasks({{left}});
    REQUIRE(killed->begin_attempt(test::attempt(2, left)));
  }
  const auto next = Lineage::open(folder.path(), Access::read_write);
  CHECK_FALSE(next->runs("spring", 1).at(0).end);
  CHECK(next->recover_free_attempts(test::after_seconds(60)) == 1);
  CHECK(next->recover_free_attempts(test::after_seconds(61)) == 0);
  CHECK(state_of(*next, done) == TaskState::rendered);
  CHECK(state_of(*next, left) == TaskState::ready);
  const AttemptRecord closed = next->attempts(left.render_key).at(0);
  CHECK(closed.state == "free_failure");
  CHECK(closed.error_kind == "cancelled");
  CHECK(closed.ended == test::after_seconds(60));
  CHECK(next->begin_attempt(test::attempt(3, left)));
}

TEST_CASE("an attempt that failed keeps what was said of it", "[lineage]") {
  const auto lineage = test::with_run();
  const TaskRecord task = test::task("tokyo");
  lineage->add_tasks({{task}});
  lineage->begin_attempt(test::attempt(1, task));
  AttemptFailure failure = test::failure(1);
  failure.facts = {{"code", "IMAGE_OTHER"}, {"response_id", "r-17"}};
  lineage->fail_attempt(failure);
  const auto attempts = lineage->attempts(task.render_key);
  REQUIRE(attempts.size() == 1);
  CHECK(attempts[0].facts == failure.facts);
}
