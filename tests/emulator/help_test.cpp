#include "pipeline/emulator/cli.hpp"
#include "tests/emulator/caller.hpp"

#include <sstream>

using namespace vitrine;
using namespace vitrine::emulator;

namespace {

std::string help() {
  std::ostringstream out, err;
  CHECK(run_emulator({"--help"}, out, err, util::SystemClock()) == 0);
  CHECK(err.str().empty());
  return out.str();
}

}  // namespace

TEST_CASE("the help names every fault and route in lines that fit a terminal", "[emulator]") {
  const std::string text = help();
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    INFO(line);
    CHECK(line.size() <= 100);
  }
  for (int i = 0; i < kFaultKinds; ++i) {
    const FaultRow& row = row_of(static_cast<FaultKind>(i));
    INFO(row.name);
    CHECK(text.find(" " + std::string(row.name) + " ") != std::string::npos);
  }
  for (int i = 0; i < kRouteKinds; ++i)
    CHECK(text.find(std::string(describe(static_cast<RouteKind>(i)))) != std::string::npos);
}

TEST_CASE("a mistake is told in a line that can be read", "[emulator]") {
  for (const char* yaml :
       {"faults: [{fault: catastrophe}]", "faults: [{fault: internal, route: q}]", "something: 1",
        "batches: {states: loud}"}) {
    const std::vector<Mistake> mistakes = read_scenario(yaml).mistakes;
    REQUIRE(mistakes.size() == 1);
    INFO(mistakes.front().message);
    CHECK(mistakes.front().message.size() < 300);
  }
  CHECK(read_scenario("faults: [{fault: catastrophe}]").mistakes.front().message ==
        "fault of a fault: there is no \"catastrophe\" (--help lists them all)");
}
