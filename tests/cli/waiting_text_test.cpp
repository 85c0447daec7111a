#include "pipeline/cli/waiting_text.hpp"

#include "tests/lineage/records.hpp"

#include <catch2/catch.hpp>

#include <sstream>

using namespace vitrine;
using namespace std::chrono_literals;
using schedule::Instant;
using schedule::Stall;
using schedule::WaitFor;

namespace {

constexpr Instant kStart{1h};
constexpr util::Timestamp kNoon{1'795'694'400'000'000};  // 2026-11-26T12:00:00Z

Stall patience() { return {"gemini", WaitFor::hint, kStart + 42s, 7, "gemini asks to wait (429)"}; }

/// A store with run "r1", in which seven tasks wait and one was parked.
std::unique_ptr<lineage::Lineage> shop() {
  auto lineage = lineage::Lineage::open(":memory:", lineage::Access::read_write);
  lineage::RunStart run;
  run.id = "r1";
  run.set = "spring";
  lineage->begin_run(run);
  lineage->put_pace(
      {"gemini", "banana", "now", util::to_json(to_fields(patience(), "r1", {kStart, kNoon}))});
  lineage::TaskRecord task;
  task.render_key = task.base_key = util::sha256("tokyo");
  task.surface = "gemini";
  task.model = "banana";
  lineage->park_task(task, "r1", "quota", "the day's requests are used up", kNoon);
  lineage::DeliveryRecord delivery = test::delivery("MUG/white/tokyo", task);
  delivery.state = domain::DeliveryState::waiting;
  lineage->put_deliveries({{delivery}});
  return lineage;
}

std::string told(const cli::Waiting& waiting) {
  std::ostringstream out;
  cli::print_waiting(waiting, out);
  return out.str();
}

}  // namespace

TEST_CASE("why nothing moves is said with its reason and how long it takes", "[cli]") {
  CHECK(to_text(patience(), kStart) ==
        "waiting 42 s for gemini: the server asked for patience (gemini asks to wait (429))");
  Stall long_one = patience();
  long_one.until = kStart + 10min;
  CHECK(to_text(long_one, kStart).starts_with("waiting 10 min for gemini"));
  long_one.until = Instant::max();
  CHECK(to_text(long_one, kStart).starts_with("waiting for gemini"));
}

TEST_CASE("status says what waits now, and what runs have parked", "[cli]") {
  const auto lineage = shop();
  const cli::Waiting waiting = cli::waiting_in(*lineage, "vitrine run (pid 1)", {"spring"});
  CHECK(told(waiting) ==
        "  waiting now: 7 tasks for gemini banana, because the server asked for patience (hint), "
        "until 2026-11-26T12:00:42Z: gemini asks to wait (429)\n"
        "  parked: 1 task for gemini banana (quota), until 2026-11-26T12:00:00Z: the day's "
        "requests are used up\n\n");
  util::JsonWriter json;
  json.begin_object();
  cli::write_waiting(json, waiting);
  json.end_object();
  const std::string wanted =
      R"j({"waiting":[{"for":"gemini banana","why":"hint","until":"2026-11-26T12:00:42Z",)j"
      R"j("tasks":7,"message":"gemini asks to wait (429)"}],"in_doubt":{"calls":0,"usd":0.0},)j"
      R"j("parked":[{"for":"gemini banana",)j"
      R"j("why":"quota","until":"2026-11-26T12:00:00Z","tasks":1,)j"
      R"j("message":"the day's requests are used up"}]})j";
  CHECK(std::move(json).take() == wanted);
}

TEST_CASE("calls of a killed run are in doubt, while nobody works there", "[cli]") {
  const auto lineage = shop();
  const lineage::TaskRecord task = test::task("harbour");
  lineage->add_tasks({{task}});
  lineage::AttemptStart attempt = test::attempt(1, task);
  attempt.reserved = {72'000};
  REQUIRE(lineage->begin_attempt(attempt));
  CHECK(cli::waiting_in(*lineage, "vitrine run (pid 1)", {"spring"}).in_doubt.calls == 0);
  const cli::Waiting waiting = cli::waiting_in(*lineage, "", {"spring"});
  CHECK(waiting.in_doubt.calls == 1);
  CHECK(told(waiting).find("in doubt: 1 call of a run that was killed, at most 0.072 USD") !=
        std::string::npos);
}

TEST_CASE("what a killed or an earlier run waited for is not told as now", "[cli]") {
  const auto lineage = shop();
  CHECK(cli::waiting_in(*lineage, "", {"spring"}).now.empty());
  lineage::RunStart later;
  later.id = "r2";
  later.set = "spring";
  later.started = kNoon;
  lineage->begin_run(later);
  const cli::Waiting waiting = cli::waiting_in(*lineage, "somebody", {"spring"});
  CHECK(waiting.now.empty());
  CHECK(waiting.parked.size() == 1);  // until it is had, whichever run asks for it
}

TEST_CASE("every reason is told in words", "[cli]") {
  CHECK(schedule::words_of_reason("quota") == "the day's quota is used up");
  CHECK(schedule::words_of_reason("something new") == "something new");
  CHECK_FALSE(schedule::stall_from("nonsense"));
}
