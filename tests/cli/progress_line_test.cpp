#include "pipeline/cli/progress_line.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <sstream>

using namespace vitrine;
using namespace std::chrono_literals;

namespace {

struct HandClock final : util::Clock {
  util::Timestamp now() const override { return {}; }
  std::chrono::steady_clock::time_point steady_now() const override { return at; }
  std::chrono::steady_clock::time_point at{};
};

schedule::Standing standing(int done, int of) {
  schedule::Standing now;
  now.done = done;
  now.deliveries = of;
  return now;
}

}  // namespace

TEST_CASE("the live line counts, prices and estimates", "[cli]") {
  schedule::Standing now = standing(11, 17);
  now.in_flight = 4;
  now.charged = util::Money{400'000};
  CHECK(cli::standing_text(now, "5.00", 22s) ==
        "11/17 done \xC2\xB7 4 in flight \xC2\xB7 0.40 of 5.00 USD \xC2\xB7 12 s left");
  CHECK(cli::standing_text(standing(1, 17), "", 22s) == "1/17 done \xC2\xB7 0.00 USD");
}

TEST_CASE("the live line says why nothing moves instead of guessing what is left", "[cli]") {
  schedule::Standing now = standing(11, 17);
  now.waiting = "waiting 42 s for gemini: the server asked for patience";
  CHECK(cli::standing_text(now, "", 22s) ==
        "11/17 done \xC2\xB7 0.00 USD \xC2\xB7 waiting 42 s for gemini: the server asked for "
        "patience");
}

TEST_CASE("into a pipe goes one line a minute at most, and no control characters", "[cli]") {
  HandClock clock;
  std::ostringstream out;
  {
    cli::ProgressLine line(out, false, false, "", clock);
    for (int second = 0; second <= 125; ++second) {
      clock.at = std::chrono::steady_clock::time_point{} + std::chrono::seconds(second);
      line.standing(standing(second, 200));
    }
  }
  const std::string text = out.str();
  CHECK(std::count(text.begin(), text.end(), '\n') == 2);
  CHECK(text.find('\r') == std::string::npos);
  CHECK(text.find('\x1b') == std::string::npos);
}

TEST_CASE("remarks end after a page, with a word about where the rest is", "[cli]") {
  HandClock clock;
  std::ostringstream out;
  {
    cli::ProgressLine line(out, false, false, "", clock);
    for (int i = 0; i < 50; ++i) line.remark("MUG-01/natural/white", "failed: disk full");
  }
  const std::string text = out.str();
  CHECK(std::count(text.begin(), text.end(), '\n') == 21);
  CHECK(text.find("report") != std::string::npos);
}
