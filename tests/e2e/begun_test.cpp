// A vendor that answers later: what was begun is fetched after a kill, and not bought again.
#include "tests/e2e/emulator_process.hpp"
#include "tests/e2e/shop.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace vitrine;
using test::EmulatorProcess;
using test::Ended;
using test::Shop;

namespace {

constexpr const char* kRun =
    "run jobs/spring.yaml --model flux-kontext-pro --only BOX-01/natural/dawn --yes";

std::string environment(const EmulatorProcess& emulator, const std::string& more = {}) {
  return "env -u SSL_CERT_FILE BFL_API_KEY=bfl-key-that-is-nobodys BFL_BASE_URL=" +
         emulator.base_url() + " " + more;
}

std::int64_t micros(const rapidjson::Value& usd) { return std::llround(usd.GetDouble() * 1e6); }

}  // namespace

TEST_CASE("a picture that was begun when a run was killed is fetched by the next for its price",
          "[e2e][paid]") {
  const Shop shop;
  const EmulatorProcess emulator;
  // Its address has been told, the picture is on its way.
  const Ended killed = shop.json(kRun, environment(emulator, "VITRINE_KILL_AT=after_first_byte"));
  CHECK(killed.exit_code != 0);
  REQUIRE(emulator.bill()["billed"].GetInt() == 1);

  const Ended next = shop.json(kRun, environment(emulator));
  INFO(next.out << next.err);
  REQUIRE((next.exit_code == 0 || next.exit_code == 4));
  CHECK(next.err.find("read, and not bought again") != std::string::npos);
  CHECK(next.json["finished"].GetInt() == 1);
  const auto bill = emulator.bill();
  CHECK(bill["billed"].GetInt() == 1);
  const Ended books = shop.json("costs verify");
  INFO(books.out);
  CHECK(books.exit_code == 0);
  CHECK(micros(books.json["ledger_usd"]) == bill["micros"].GetInt64());
  CHECK(books.json["attempts"]["unknown"].GetInt() == 0);
  CHECK(std::filesystem::is_empty(shop.root() / ".vitrine/spool"));
}

TEST_CASE("what was begun and cannot be fetched now is neither bought again nor given up",
          "[e2e][paid]") {
  const Shop shop;
  std::int64_t billed = 0;
  {
    const EmulatorProcess emulator;
    shop.json(kRun, environment(emulator, "VITRINE_KILL_AT=after_first_byte"));
    billed = emulator.bill()["micros"].GetInt64();
    REQUIRE(billed > 0);
    // Without its key nobody can look.
    const Ended next = shop.json(kRun, "env -u BFL_API_KEY BFL_BASE_URL=" + emulator.base_url());
    INFO(next.out << next.err);
    CHECK(next.exit_code != 0);
    CHECK(next.err.find("a picture that was begun could not be fetched") != std::string::npos);
    CHECK(emulator.bill()["billed"].GetInt() == 1);
    const Ended last = shop.json(kRun, environment(emulator));
    INFO(last.out << last.err);
    CHECK((last.exit_code == 0 || last.exit_code == 4));
    CHECK(emulator.bill()["billed"].GetInt() == 1);
  }
  CHECK(micros(shop.json("costs verify").json["ledger_usd"]) == billed);
}
