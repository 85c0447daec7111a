#include "tests/emulator/caller.hpp"

#include <algorithm>
#include <vector>

using namespace vitrine;
using namespace vitrine::emulator;

namespace {

std::vector<std::string> mistakes_in(std::string_view yaml) {
  std::vector<std::string> said;
  for (const Mistake& mistake : read_scenario(yaml).mistakes)
    said.push_back(to_text(mistake, "s.yaml"));
  return said;
}

/// Which of `count` equal requests got which status.
std::vector<int> statuses(Caller& caller, int count) {
  std::vector<int> all;
  for (int i = 0; i < count; ++i)
    all.push_back(caller.generate("gemini-3.1-flash-image", text_body("a lamp")).status);
  return all;
}

}  // namespace

TEST_CASE("every mistake of a scenario is told with its line and column", "[emulator]") {
  const std::vector<std::string> said = mistakes_in(R"(seed: much
pictures: flat
latency: {uniform: [3s, 1s]}
faults:
  - {fault: overloded, share: 0.1}
  - {fault: internal, share: 1.5, rout: generate}
  - {share: 0.1}
  - {fault: jpeg, first: 2, every: 3}
limits:
  - {model: "dall-*"}
batches: {end: never}
)");
  const std::vector<std::string> expected = {
      "s.yaml:1:7: seed of the scenario must be a number",
      "s.yaml:2:1: unknown key \"pictures\" in the scenario; did you mean \"picture\"?",
      "s.yaml:3:20: uniform: the first time must not be the longer one",
      "s.yaml:5:13: fault of a fault: there is no \"overloded\"; did you mean \"overloaded\"?",
      "s.yaml:6:30: share of a fault must be a number from 0 to 1",
      "s.yaml:6:35: unknown key \"rout\" in a fault; did you mean \"route\"?",
      "s.yaml:7:5: an entry of faults needs the key \"fault\"",
      "s.yaml:8:5: share, first and every exclude each other",
      "s.yaml:10:5: a limit needs per_minute or per_day",
      "s.yaml:10:13: no model of this service matches \"dall-*\"",
      "s.yaml:11:16: end of batches: there is no \"never\"",
  };
  REQUIRE(said.size() == expected.size());
  for (std::size_t i = 0; i < said.size(); ++i) {
    INFO(said[i]);
    CHECK(said[i].starts_with(expected[i]));
  }
  CHECK(mistakes_in("faults: [").front().starts_with("s.yaml:1:"));
  CHECK(mistakes_in("").empty());
}

TEST_CASE("the scenario that the help shows is a scenario", "[emulator]") {
  std::string yaml(scenario_help());
  yaml.erase(0, yaml.find('\n') + 1);
  CHECK(mistakes_in(yaml).empty());
}

TEST_CASE("shares are met and add up and repeat with the seed", "[emulator]") {
  const char* scenario =
      "{picture: flat, seed: 7, faults: [{fault: overloaded, share: 0.2}, {fault: internal, share: "
      "0.1}]}";
  Caller one(scenario), two(scenario);
  const std::vector<int> first = statuses(one, 2000);
  CHECK(first == statuses(two, 2000));
  CHECK(std::count(first.begin(), first.end(), 503) == Approx(400).margin(55));
  CHECK(std::count(first.begin(), first.end(), 500) == Approx(200).margin(45));
  Caller other(
      "{picture: flat, seed: 8, faults: [{fault: overloaded, share: 0.2}, {fault: internal, share: "
      "0.1}]}");
  CHECK(first != statuses(other, 2000));
}

TEST_CASE("a fault befalls the first or every nth request of its model and route", "[emulator]") {
  Caller caller(R"(
picture: flat
faults:
  - {fault: rate-limited, first: 2, retry_after: 1.5s, model: gemini-3-pro-image}
  - {fault: internal, every: 3, model: "gemini-3.1-*"}
  - {fault: permission-denied, route: get-model}
)");
  CHECK(statuses(caller, 6) == std::vector<int>{200, 200, 500, 200, 200, 500});
  const std::string pro = "gemini-3-pro-image";
  const net::ServerReply limited = caller.generate(pro, text_body("x"));
  CHECK(limited.status == 429);
  CHECK(at(json_of(limited), "error", "details", 1, "retryDelay").text == "1.5s");
  CHECK(caller.generate(pro, text_body("x")).status == 429);
  CHECK(caller.generate(pro, text_body("x")).status == 200);
  CHECK(caller.get("/v1/models/" + pro).status == 403);
  CHECK(caller.get("/v1/models").status == 200);
}

TEST_CASE("a brown-out lasts for its requests or for its time", "[emulator]") {
  Caller by_ordinal("{picture: flat, faults: [{fault: overloaded, requests: 3..4}]}");
  CHECK(statuses(by_ordinal, 6) == std::vector<int>{200, 200, 503, 503, 200, 200});
  Caller by_time("{picture: flat, faults: [{fault: overloaded, from: 10s, to: 20s}]}");
  CHECK(statuses(by_time, 1) == std::vector<int>{200});
  by_time.clock.move(std::chrono::seconds(10));
  CHECK(statuses(by_time, 1) == std::vector<int>{503});
  by_time.clock.move(std::chrono::seconds(10));
  CHECK(statuses(by_time, 1) == std::vector<int>{200});
}

TEST_CASE("limits answer 429 until the minute or the day is over", "[emulator]") {
  Caller caller("{picture: flat, limits: [{model: \"gemini-3.1-*\", per_minute: 2, per_day: 4}]}");
  caller.clock.move(std::chrono::seconds(53));  // the next minute begins
  CHECK(statuses(caller, 3) == std::vector<int>{200, 200, 429});
  caller.clock.move(std::chrono::seconds(40));
  const net::ServerReply waiting = caller.generate("gemini-3.1-flash-image", text_body("x"));
  CHECK(waiting.status == 429);
  CHECK(at(json_of(waiting), "error", "details", 1, "retryDelay").text == "20s");
  caller.clock.move(std::chrono::seconds(20));
  const net::ServerReply day = caller.generate("gemini-3.1-flash-image", text_body("x"));
  CHECK(day.status == 429);  // refused requests were counted too
  CHECK(day.body.find("PerDay") != std::string::npos);
  CHECK(day.body.find("RetryInfo") == std::string::npos);
  CHECK(caller.generate("gemini-3-pro-image", text_body("x")).status == 200);
  caller.clock.move(std::chrono::hours(24));
  CHECK(statuses(caller, 1) == std::vector<int>{200});
}

TEST_CASE("latency follows its distribution", "[emulator]") {
  using namespace std::chrono_literals;
  CHECK(latency_at(Fixed{800ms}, 0.9) == 800ms);
  CHECK(latency_at(Uniform{1000ms, 3000ms}, 0.25) == 1500ms);
  const Latency lognormal = Lognormal{8000ms, 20000ms};
  CHECK(latency_at(lognormal, 0.5).count() == Approx(8000).margin(2));
  CHECK(latency_at(lognormal, 0.95).count() == Approx(20000).margin(5));
  CHECK(latency_at(lognormal, 0.05) < 4000ms);
  Caller caller(
      "{picture: flat, latency: [{model: gemini-3-pro-image, fixed: 2s}, {uniform: [1s, 3s]}]}");
  CHECK(caller.generate("gemini-3-pro-image", text_body("x")).delay == 2000ms);
  const net::ServerReply other = caller.generate("gemini-3.1-flash-image", text_body("x"));
  CHECK(other.delay >= 1000ms);
  CHECK(other.delay <= 3000ms);
  CHECK(caller.get("/v1/models").delay == 0ms);
  CHECK(read_latency_words("lognormal 8s 20s").mistakes.empty());
  CHECK(read_latency_words("2s").scenario.latency.size() == 1);
  CHECK_FALSE(read_latency_words("fast").mistakes.empty());
}

TEST_CASE("what a scenario says of one vendor is held against what that vendor has", "[emulator]") {
  const auto said = [](const char* yaml) { return mistakes_in(yaml).front(); };
  CHECK(said("bfl: {pendin: 1}").find("did you mean \"pending\"?") != std::string::npos);
  CHECK(said("bfl: {settle: much}").find("settle") != std::string::npos);
  CHECK(said("bfl: {key_at_sample: maybe}").find("must be true or false") != std::string::npos);
  CHECK(said("dashscope: {runing: 1}").find("did you mean \"running\"?") != std::string::npos);
  CHECK(said("comfyui: {pending: soon}").find("must be a number") != std::string::npos);
  CHECK(said("faults: [{fault: thought-image-only, model: \"gpt-*\"}]")
            .find("thought-image-only cannot befall openai-generate or openai-edit") !=
        std::string::npos);
  CHECK(mistakes_in("faults: [{fault: blocked, model: [flux-2-pro, qwen-image-3.0]}]").empty());
}
