// Budgets before a run, and the books after it, through the command line.
#include "pipeline/cli/app.hpp"
#include "pipeline/cli/budgets.hpp"
#include "pipeline/lineage/database.hpp"
#include "tests/cli/fixed_clock.hpp"
#include "tests/lineage/records.hpp"
#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>
#include <rapidjson/document.h>

#include <sstream>

using namespace vitrine;
using namespace vitrine::lineage;
using util::Money;

namespace {

struct Answer {
  int exit_code = 0;
  std::string out, err;
  rapidjson::Document json;
};

/// A project with a night on its books: one picture at 0.04, one estimate, one unknown.
class Project {
 public:
  Project() {
    folder_.write("vitrine.yaml", "timezone: UTC\n");
    const auto lineage = Lineage::open(store(), Access::read_write);
    lineage->begin_run(test::run_start("r1"));
    for (int i = 1; i <= 3; ++i) {
      const TaskRecord task = test::task("shot " + std::to_string(i));
      lineage->add_tasks({{task}});
      AttemptStart start = test::attempt(i, task);
      start.reserved = {90'000};
      REQUIRE(lineage->begin_attempt(start));
    }
    for (int i = 1; i <= 2; ++i) {
      Settlement settled = test::settlement(i);
      settled.charged = {40'000};
      settled.doubt = {i == 2 ? 50'000 : 0};
      settled.provider_request = "req-" + std::to_string(i);
      lineage->settle(settled);
    }
    AttemptFailure unknown = test::failure(3, "unknown");
    unknown.charged = {90'000};
    lineage->fail_attempt(unknown);
    lineage->record_finished(
        test::finished(test::delivery("MUG/natural/tokyo", test::task("shot 1"))));
  }

  std::string store() const { return (folder_ / ".vitrine").string(); }
  std::string write(const char* name, const std::string& text) const {
    return folder_.write(name, text).string();
  }

  Answer says(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"--project", folder_.path().string()});
    std::ostringstream out, err;
    const test::FixedClock clock;
    Answer answer;
    answer.exit_code = cli::run_app(arguments, {out, err, false, clock});
    answer.out = out.str();
    answer.err = err.str();
    answer.json.Parse(answer.out.c_str());
    return answer;
  }

 private:
  test::TempFolder folder_;
};

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

BudgetStanding standing(BudgetScope scope, Money limit, Money spent = {}) {
  BudgetStanding one;
  one.scope = scope;
  one.name = scope == BudgetScope::month ? "2026-11" : "";
  one.limit = limit;
  one.spent = spent;
  return one;
}

}  // namespace

TEST_CASE("costs verify says what the whole store's money comes to, and that it agrees", "[cli]") {
  const Project project;
  const Answer all = project.says({"--json", "costs", "verify"});
  CHECK(all.exit_code == 0);
  CHECK(all.json["ok"].GetBool());
  CHECK(all.json["ledger_usd"].GetDouble() == Approx(0.08));
  const auto& attempts = all.json["attempts"];
  CHECK(attempts["settled"].GetInt() == 2);
  CHECK(attempts["unknown"].GetInt() == 1);
  for (const char* none : {"billed_failure", "free_failure", "reconciled", "written_off"})
    CHECK(attempts[none].GetInt() == 0);
  CHECK(all.json["problems"].Size() == 0);
  CHECK(contains(project.says({"costs", "verify"}).out, "0.09 USD unknown at most"));
}

TEST_CASE("costs verify ends with 1 and names what disagrees", "[cli]") {
  const Project project;
  {
    Database database(project.store(), Access::read_write);
    database.connection().execute("UPDATE budget SET spent = 1 WHERE scope = 'month'");
  }
  const Answer found = project.says({"--json", "costs", "verify"});
  CHECK(found.exit_code == 1);
  CHECK_FALSE(found.json["ok"].GetBool());
  REQUIRE(found.json["problems"].Size() == 1);
  CHECK(contains(found.json["problems"][0].GetString(), "the budget of month 2026-11"));
  CHECK(contains(project.says({"costs", "verify"}).out, "1 disagreement"));
}

TEST_CASE("costs gives the price of each accepted file, and says what has no file", "[cli]") {
  const Project project;
  const Answer json = project.says({"--json", "costs"});
  CHECK(json.exit_code == 0);
  CHECK(json.json["total"]["per_accepted_usd"].GetDouble() == Approx(0.08));
  const auto& products = json.json["by_product"];
  REQUIRE(products.Size() == 2);
  CHECK(products[0]["per_accepted_usd"].IsNull());
  CHECK(products[1]["per_accepted_usd"].GetDouble() == Approx(0.04));
  const Answer text = project.says({"costs"});
  CHECK(contains(text.out, "(in no file now)"));
  CHECK(contains(text.out, "calls that gave none"));
}

TEST_CASE("an invoice is written only where nobody else works, and --wait is read first", "[cli]") {
  const Project project;
  const std::string invoice =
      project.write("november.csv", "request id,amount\nreq-1,0.04\nreq-2,0.043\n");
  const auto held = SenderLock::acquire(project.store(), "vitrine run", {});
  REQUIRE(held.has_value());
  const Answer refused = project.says({"--json", "costs", "reconcile", invoice, "--apply"});
  INFO(refused.out << refused.err);
  CHECK(refused.exit_code == 5);
  CHECK(contains(refused.out, "held by vitrine run"));
  CHECK(project.says({"--json", "costs", "reconcile", invoice}).exit_code == 0);  // it only tells
  CHECK(project.says({"--json", "costs", "verify"}).json["ledger_usd"].GetDouble() == Approx(0.08));
  const Answer slip = project.says({"costs", "reconcile", invoice, "--apply", "--wait", "a while"});
  CHECK(slip.exit_code == 2);
  CHECK(contains(slip.err, "90s, 10min or 2h"));
}

TEST_CASE("an invoice is told first and written only with --apply", "[cli]") {
  const Project project;
  const std::string invoice = project.write(
      "november.csv",
      "date,request id,amount\n2026-11-22,req-1,0.04\n2026-11-22,req-2,0.043\n2026-11-22," +
          test::attempt_id(3) + ",0.041\n2026-11-22,stranger,0.5\n");
  const Answer told = project.says({"--json", "costs", "reconcile", invoice});
  INFO(told.out << told.err);
  CHECK(told.exit_code == 1);  // the stranger
  CHECK_FALSE(told.json["applied"].GetBool());
  CHECK(told.json["invoice_usd"].GetDouble() == Approx(0.624));
  CHECK(told.json["unmatched_usd"].GetDouble() == Approx(0.5));
  CHECK(told.json["agreed"].GetInt() == 1);
  CHECK(told.json["corrected"].GetInt() == 1);
  CHECK(told.json["reconciled"].GetInt() == 1);
  CHECK(project.says({"--json", "costs", "verify"}).json["ledger_usd"].GetDouble() == Approx(0.08));
  const Answer text = project.says({"costs", "reconcile", invoice});
  CHECK(contains(text.out, "estimate of 0.04 USD -> billed 0.043 USD (+0.003 USD)"));
  CHECK(contains(text.out, "unknown, at most 0.09 USD -> billed 0.041 USD"));
  CHECK(contains(text.out, "row 5  stranger: no call of ours has this name"));
  CHECK(contains(text.out, "nothing was written: --apply does"));

  CHECK(
      project.says({"--json", "costs", "reconcile", invoice, "--apply"}).json["applied"].GetBool());
  const Answer after = project.says({"--json", "costs", "verify"});
  CHECK(after.exit_code == 0);
  CHECK(after.json["ledger_usd"].GetDouble() == Approx(0.124));
  CHECK(after.json["attempts"]["reconciled"].GetInt() == 1);
  CHECK(after.json["attempts"]["unknown"].GetInt() == 0);
  // The same invoice again finds nothing to do.
  CHECK(project.says({"--json", "costs", "reconcile", invoice}).json["agreed"].GetInt() == 3);
}

TEST_CASE("unknown calls that no invoice names are written off before a day", "[cli]") {
  const Project project;
  const std::string invoice = project.write("all.csv", "request,cost\nreq-1,0.04\nreq-2,0.04\n");
  CHECK(project
            .says({"--json", "costs", "reconcile", invoice, "--write-off-before", "2026-11-22",
                   "--apply"})
            .json["written_off"]
            .Size() == 0);
  const Answer done = project.says(
      {"--json", "costs", "reconcile", invoice, "--write-off-before", "2026-11-23", "--apply"});
  CHECK(done.exit_code == 0);
  CHECK(done.json["written_off"].Size() == 1);
  const Answer after = project.says({"--json", "costs", "verify"});
  CHECK(after.exit_code == 0);
  CHECK(after.json["attempts"]["written_off"].GetInt() == 1);
}

TEST_CASE("an invoice that cannot be used is exit 2 and says why", "[cli]") {
  const Project project;
  CHECK(project.says({"--json", "costs", "reconcile", "/no/such.csv"}).exit_code == 2);
  const std::string bad = project.write("bad.csv", "who,when\na,b\n");
  const Answer answer = project.says({"--json", "costs", "reconcile", bad});
  CHECK(answer.exit_code == 2);
  CHECK(contains(answer.json["problems"][0]["message"].GetString(), "its columns: who, when"));
  CHECK(project.says({"costs", "reconcile", bad, "--write-off-before", "soon"}).exit_code == 2);
}

TEST_CASE("a forecast is held against the tightest budget", "[cli]") {
  const plan::Forecast forecast{{1'000'000}, {2'000'000}, {3'000'000}, false};
  const auto fit = [&](std::vector<BudgetStanding> budgets) {
    return cli::to_text(cli::fit_of(budgets, forecast), forecast);
  };
  const BudgetStanding ample = standing(BudgetScope::run, {5'000'000});
  CHECK(fit({}).empty());
  CHECK(fit({ample}).empty());
  CHECK(fit({ample, standing(BudgetScope::month, {120'000'000}, {119'500'000})}) ==
        "the month's 120.00 USD (2026-11): 119.50 spent; the 0.50 USD left are below the least "
        "this run can cost, 1.00 USD");
  CHECK(fit({standing(BudgetScope::run, {1'500'000}), ample}) ==
        "the budget of 1.50 USD is below the 2.00 USD this run is expected to cost");
  CHECK(contains(fit({standing(BudgetScope::day, {2'500'000})}),
                 "the day's budget of 2.50 USD is below the 3.00 USD it can cost at worst"));
  CHECK(cli::budgets_line({ample, standing(BudgetScope::month, {120'000'000}, {31'200'000})}) ==
        "budget 5.00   this month 31.20 of 120.00");
}
