// The parts of a rehearsal: its emulator, its folder, its figures and how they are told.
#include "pipeline/cli/rehearsal.hpp"

#include "pipeline/cli/rehearsal_figures.hpp"
#include "pipeline/cli/rehearsal_text.hpp"
#include "pipeline/lineage/lineage.hpp"
#include "pipeline/net/client.hpp"
#include "tests/support/temp_folder.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
#include <rapidjson/document.h>

#include <exception>
#include <sstream>

using namespace vitrine;
namespace asio = boost::asio;
namespace fs = std::filesystem;
namespace gemini = providers::gemini;

namespace {

constexpr const char* kModel = "gemini-3.1-flash-image";
constexpr util::Timestamp kNow{1'795'312'927'000'000};  // 2026-11-22 02:02:07 UTC

/// Asks the rehearsal once, with the key of its own connection; the status of the answer.
int ask_once(const cli::Connection& connection, const std::string& attempt) {
  asio::io_context io{1};
  int status = 0;
  const auto story = [&]() -> asio::awaitable<void> {
    const auto client = net::make_client(io.get_executor(), connection.client);
    const providers::KeySource key = connection.make_key(*client);
    net::Request request;
    request.method = "POST";
    request.url = connection.access->call_url(kModel, "generateContent").value();
    request.headers.add("content-type", "application/json");
    request.headers.add("x-vitrine-attempt", attempt);
    request.body = R"({"contents":[{"parts":[{"text":"a mug"}]}]})";
    const util::Result<std::string> word = co_await key();
    net::Request whole =
        providers::with_key(std::move(request), connection.place(), word.value()).value();
    net::StringBody sink;
    const util::Deadline deadline = util::Deadline::after(std::chrono::seconds(60));
    const net::CallResult result = co_await client->send(std::move(whole), sink, deadline);
    if (result) status = result->head.status;
    client->close_idle();
  };
  std::exception_ptr failure;
  asio::co_spawn(io, story, [&](std::exception_ptr thrown) { failure = std::move(thrown); });
  io.run();
  if (failure) std::rethrow_exception(failure);
  return status;
}

lineage::AttemptRecord attempt(const std::string& id, const std::string& state, int micros) {
  lineage::AttemptRecord record;
  record.id = id;
  record.state = state;
  record.provider = cli::kRehearsalSurface;
  record.charged = {micros};
  if (state != "settled") record.error_kind = "overloaded";
  return record;
}

emulator::BillSummary bill_of(std::map<std::string, std::int64_t> by_attempt) {
  emulator::BillSummary bill;
  for (const auto& [id, micros] : by_attempt) bill.all.micros += micros;
  bill.micros_by_attempt = std::move(by_attempt);
  return bill;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a rehearsal answers on this machine under a name of its own and keeps the bill",
          "[cli]") {
  const util::SystemClock clock;
  cli::RehearsalScenario read = cli::read_rehearsal_scenario("");
  REQUIRE(read.problems.empty());
  cli::Rehearsal rehearsal(std::move(read.scenario), clock);
  const cli::Connection connection = rehearsal.connection("gemini").value();
  CHECK(connection.place().name == "custom:rehearsal");
  CHECK(connection.place().base.starts_with("http://127.0.0.1:"));
  CHECK(connection.client.proxy.empty());
  CHECK(ask_once(connection, "a1") == 200);
  const emulator::BillSummary bill = rehearsal.end();
  CHECK(bill.all.requests == 1);
  CHECK(bill.all.pictures == 1);
  CHECK(bill.all.micros > 60'000);
  CHECK(bill.micros_by_attempt.at("a1") == bill.all.micros);
  CHECK(rehearsal.end().all.requests == 1);
}

TEST_CASE("a rehearsal that nobody asked anything ends at once", "[cli]") {
  const util::SystemClock clock;
  cli::Rehearsal rehearsal({}, clock);
  CHECK(rehearsal.end().all.requests == 0);
  const cli::Rehearsal left_alone({}, clock);
}

TEST_CASE("a scenario's mistakes are told all at once, each at its line and column", "[cli]") {
  const test::TempFolder folder;
  const auto file =
      folder.write("rough.yaml", "seed: 7\nfautls: []\nlatency: {fixed: soon}\n").string();
  const cli::RehearsalScenario read = cli::read_rehearsal_scenario(file);
  REQUIRE(read.problems.size() == 2);
  CHECK(domain::has_errors(read.problems));
  for (const domain::Problem& problem : read.problems) {
    CHECK(problem.file == file);
    CHECK(problem.code == "bad-scenario");
    CHECK(problem.column >= 1);
  }
  const auto missing = cli::read_rehearsal_scenario((folder / "none.yaml").string());
  REQUIRE(missing.problems.size() == 1);
}

TEST_CASE("a rehearsal begins in a folder of its own and sweeps older ones", "[cli]") {
  const test::TempFolder folder;
  const auto rehearsals = folder / "rehearsals";
  for (const char* name :
       {"20261101-020000", "20261102-020000", "20261103-020000", "20261104-020000-2", "keep-me"})
    folder.write(std::string("rehearsals/") + name + "/lineage.db", "x");
  const auto busy =
      lineage::SenderLock::acquire((rehearsals / "20261101-020000").string(), "vitrine run", kNow);
  REQUIRE(busy.has_value());
  const fs::path made = cli::make_rehearsal_folder(folder.path(), kNow);
  CHECK(made.parent_path() == rehearsals);
  CHECK(fs::is_empty(made));
  CHECK(fs::exists(rehearsals / "20261101-020000"));  // still running
  CHECK_FALSE(fs::exists(rehearsals / "20261102-020000"));
  CHECK(fs::exists(rehearsals / "20261103-020000"));
  CHECK(fs::exists(rehearsals / "20261104-020000-2"));
  CHECK(fs::exists(rehearsals / "keep-me"));
  CHECK(cli::make_rehearsal_folder(folder.path(), kNow) != made);
}

TEST_CASE("ledger and bill are held against each other attempt by attempt", "[cli]") {
  std::vector<lineage::AttemptRecord> attempts{
      attempt("a", "settled", 42'000), attempt("b", "free_failure", 0),
      attempt("c", "unknown", 60'000), attempt("d", "unknown", 60'000)};
  lineage::AttemptRecord studio = attempt("s", "settled", 0);
  studio.provider = "studio";
  attempts.push_back(studio);
  const cli::Reckoning equal = cli::reckon(attempts, bill_of({{"a", 42'000}, {"c", 41'500}}));
  CHECK(equal.is_equal());
  CHECK(equal.calls == 4);
  CHECK(equal.pictures == 1);
  CHECK(equal.ledger == util::Money{42'000});
  CHECK(equal.unknown == util::Money{120'000});
  CHECK(equal.billed_of_unknown == util::Money{41'500});
  CHECK(equal.bill == util::Money{83'500});
  CHECK(equal.failures.at("overloaded") == 3);
}

TEST_CASE("what the ledger only estimates is told apart from what it knows", "[cli]") {
  lineage::AttemptRecord unsaid = attempt("a", "settled", 42'000);
  unsaid.facts = {{"charge", "estimated"}};
  lineage::AttemptRecord garbage = attempt("b", "billed_failure", 60'000);
  garbage.error_kind = "corrupt_payload";
  garbage.facts = {{"charge", "estimated"}};
  const lineage::AttemptRecord refused = attempt("c", "billed_failure", 9'000);
  const std::vector attempts{unsaid, garbage, refused};
  const cli::Reckoning sum =
      cli::reckon(attempts, bill_of({{"a", 41'000}, {"b", 40'000}, {"c", 9'000}}));
  CHECK(sum.is_equal());
  CHECK_FALSE(sum.is_all_known());
  CHECK(sum.ledger == util::Money{111'000});
  CHECK(sum.estimated == util::Money{102'000});
  CHECK(sum.billed_of_estimated == util::Money{81'000});
}

TEST_CASE("a micro-dollar of difference is named with its attempt", "[cli]") {
  const std::vector<lineage::AttemptRecord> attempts{attempt("a", "settled", 42'000),
                                                     attempt("b", "free_failure", 0),
                                                     attempt("c", "unknown", 60'000)};
  emulator::BillSummary bill = bill_of({{"a", 42'001}, {"b", 5}, {"c", 60'001}, {"stranger", 7}});
  bill.all.micros += 9;  // without any attempt's name
  const cli::Reckoning sum = cli::reckon(attempts, bill);
  CHECK_FALSE(sum.is_equal());
  REQUIRE(sum.differences.size() == 5);
  CHECK(contains(sum.differences[0], "attempt a (settled): 0.042 USD in the ledger, 0.042001"));
  CHECK(contains(sum.differences[3], "stranger"));
  CHECK(contains(sum.differences[4], "0.000009"));
}

TEST_CASE("the time at a vendor's limits is whole minutes and days, and only where they are known",
          "[cli]") {
  domain::Model model;
  CHECK(cli::time_at_limits(model, 400).empty());
  model.limits = {{"Tier 1", 20, 250, "low", ""}, {"Tier 2", 100, 0, "low", ""}};
  const auto times = cli::time_at_limits(model, 401);
  REQUIRE(times.size() == 2);
  CHECK(times[0].minutes == 21);
  CHECK(times[0].days == 2);
  CHECK(times[1].minutes == 5);
  CHECK(times[1].days == 0);
}

TEST_CASE("a rehearsal is told to people and to scripts with the same figures", "[cli]") {
  cli::RehearsalTold told;
  told.run.job = "spring";
  told.run.summary.run = "20261122-020207";
  told.run.summary.finished = 3;
  told.run.summary.needs_person = 1;
  told.run.summary.questions = {{"MUG-01/natural/pier", "instagram", "scene: too dark"}};
  told.model = kModel;
  told.scenario = "rough.yaml";
  told.folder = ".vitrine/rehearsals/20261122-020207";
  told.tasks = 2;
  told.forecast = {util::Money{80'000}, util::Money{84'000}, util::Money{120'000}, true};
  told.money =
      cli::reckon(std::vector{attempt("a", "settled", 42'000), attempt("b", "settled", 44'100),
                              attempt("c", "free_failure", 0)},
                  bill_of({{"a", 42'000}, {"b", 44'100}}));
  std::ostringstream out;
  cli::print_rehearsal(told, out);
  const std::string text = out.str();
  INFO(text);
  for (const char* part :
       {"rehearsal 20261122-020207", "3 calls of gemini-3.1-flash-image for 2 pictures, 2 made",
        "least 0.08 \xC2\xB7 expected 0.084 \xC2\xB7 worst 0.12 USD (assumed)",
        "0.0861 USD on the emulator's own bill, 2.5 % above what was expected",
        "ledger and bill agree to the micro-dollar", "overloaded 1", "unknown for gemini",
        "MUG-01/natural/pier (instagram): scene: too dark",
        "Nothing was bought, nothing was published.\n"})
    CHECK(contains(text, part));

  rapidjson::Document json;
  json.Parse(cli::rehearsal_json(told).c_str());
  REQUIRE_FALSE(json.HasParseError());
  const auto& rehearsal = json["rehearsal"];
  CHECK(rehearsal["calls"].GetInt() == 3);
  CHECK(rehearsal["equal"].GetBool());
  CHECK(rehearsal["bill_usd"].GetDouble() == Approx(0.0861));
  CHECK(rehearsal["ledger_usd"].GetDouble() == rehearsal["bill_usd"].GetDouble());
  CHECK(rehearsal["failures"]["overloaded"].GetInt() == 1);
  CHECK(rehearsal["questions"].Size() == 1);
  CHECK(rehearsal["at_limits"].Size() == 0);
}
