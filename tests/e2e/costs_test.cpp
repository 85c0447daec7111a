// Money over several runs of the real binary: budgets of the month, the books, and an invoice that
// is the emulator's own bill.
#include "tests/e2e/emulator_process.hpp"
#include "tests/e2e/shop.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <fstream>

using namespace vitrine;
using test::EmulatorProcess;
using test::Ended;
using test::Shop;

namespace {

constexpr const char* kRun = "run jobs/spring.yaml --model gemini-nano-banana-2.1 --yes";

std::string environment(const EmulatorProcess& google) {
  return "env -u GOOGLE_API_KEY -u SSL_CERT_FILE GOOGLE_GEMINI_BASE_URL=" + google.base_url() +
         " GEMINI_API_KEY=AIzaTestKeyThatMustNeverBeSeen0123456789";
}

std::int64_t micros(const rapidjson::Value& usd) { return std::llround(usd.GetDouble() * 1e6); }

/// As a provider's console would export it.
void write_invoice(const Shop& shop, const rapidjson::Document& bill) {
  std::ofstream csv(shop.root() / "invoice.csv");
  csv << "Request ID,Cost (USD),Currency\n";
  for (const auto& request : bill["requests"].GetArray())
    if (request["billed"].GetBool())
      csv << request["attempt"].GetString() << ',' << request["usd"].GetDouble() << ",USD\n";
}

}  // namespace

TEST_CASE("the books of a paid night agree with themselves and with the bill", "[e2e][paid]") {
  const Shop shop;
  const EmulatorProcess google;
  REQUIRE(shop.json(kRun, environment(google)).json["rendered"].GetInt() > 0);
  const Ended books = shop.json("costs verify");
  INFO(books.out << books.err);
  CHECK(books.exit_code == 0);
  CHECK(books.json["ok"].GetBool());
  CHECK(micros(books.json["ledger_usd"]) == google.bill()["micros"].GetInt64());
  // Every paid charge was multiplied anew.
  CHECK(shop.vitrine("costs verify").out.find("recomputed 3 charges from usage and price book\n") !=
        std::string::npos);
}

TEST_CASE("what a month allows is shared by its runs, and the plan says what is left",
          "[e2e][paid]") {
  const Shop shop;
  const EmulatorProcess google;
  shop.edit_job("name: spring", "name: spring\nbudget: {run: 5 USD, month: 0.15 USD}");
  const Ended first = shop.json(std::string(kRun) + " --only sku=JAR-01", environment(google));
  INFO(first.out << first.err);
  CHECK(first.json["stopped"].IsNull());
  const std::int64_t spent = micros(first.json["charged_usd"]);
  CHECK(spent > 0);
  const Ended plan =
      shop.vitrine("plan jobs/spring.yaml --model gemini-nano-banana-2.1", environment(google));
  INFO(plan.out);
  CHECK(plan.out.find("budget 5.00   this month 0.0") != std::string::npos);
  CHECK(plan.out.find(" of 0.15\n") != std::string::npos);
  CHECK(plan.out.find("  note      the month's 0.15 USD (") != std::string::npos);
  // One call of two has room at its worst price, 0.072 USD.
  const Ended second = shop.json(kRun, environment(google));
  INFO(second.out << second.err);
  CHECK(second.exit_code == 3);
  CHECK(std::string(second.json["stopped"].GetString()) == "budget");
  CHECK(std::string(second.json["stopped_why"].GetString()).find("the month's 0.15 USD (") == 0);
  const auto bill = google.bill();
  CHECK(bill["micros"].GetInt64() <= 150'000);
  CHECK(bill["billed"].GetInt() == 2);
  CHECK(shop.json("costs verify").exit_code == 0);
  CHECK(shop.vitrine("costs").out.find("of the month's 0.15 USD (") != std::string::npos);
  // A third run cannot even begin, and says how the month stands.
  const Ended third = shop.json(kRun, environment(google));
  CHECK(google.bill()["billed"].GetInt() == 2);
  CHECK((third.exit_code == 2 || third.exit_code == 3));
  CHECK(third.out.find("the month's 0.15 USD (") != std::string::npos);
}

TEST_CASE("calls of unknown billing and estimates are made certain by the invoice", "[e2e][paid]") {
  const Shop shop;
  std::ofstream(shop.root() / "scenario.yaml")
      << "seed: 3\nfaults:\n  - {fault: reset-in-body, first: 1}\n"
         "  - {fault: missing-usage, first: 2}\n  - {fault: reset-before-head, first: 3}\n";
  const EmulatorProcess google({"--scenario", (shop.root() / "scenario.yaml").string()});
  const Ended night = shop.json(std::string(kRun) + " --in-flight 1", environment(google));
  INFO(night.out << night.err);
  CHECK(night.json["unknown_usd"].GetDouble() > 0);
  const Ended before = shop.json("costs verify");
  CHECK(before.exit_code == 0);
  CHECK(before.json["attempts"]["unknown"].GetInt() >= 1);

  const auto bill = google.bill();
  write_invoice(shop, bill);
  const Ended told = shop.json("costs reconcile invoice.csv");
  INFO(told.out << told.err);
  CHECK(told.exit_code == 0);
  CHECK(micros(told.json["invoice_usd"]) == bill["micros"].GetInt64());
  CHECK(told.json["unmatched"].Size() == 0);
  CHECK(shop.json("costs verify").out == before.out);

  const Ended applied =
      shop.json("costs reconcile invoice.csv --write-off-before 2999-01-01 --apply");
  CHECK(applied.exit_code == 0);
  const Ended after = shop.json("costs verify");
  INFO(after.out);
  CHECK(after.exit_code == 0);
  CHECK(after.json["attempts"]["unknown"].GetInt() == 0);
  CHECK(after.json["attempts"]["reconciled"].GetInt() >= 1);
  CHECK(micros(after.json["ledger_usd"]) == bill["micros"].GetInt64());
}

TEST_CASE("a price book that was edited after calls were made by it is refused", "[e2e][paid]") {
  const Shop shop;
  const EmulatorProcess google;
  const auto book = [&](const char* input_rate) {
    std::ofstream(shop.root() / "schemas/prices.yaml")
        << "prices:\n  - book: ours\n    from: 2026-11-02\n    source: contract\n    models:\n"
           "      gemini-nano-banana-2.1:\n        confidence: high\n"
           "        rates: {input: "
        << input_rate
        << ", text: 7.50, picture: 30}\n        picture_tokens: {1K: 1120}\n"
           "        reference_tokens: 1120\n        thinking_tokens: {typical: 640, most: 4096}\n";
  };
  std::filesystem::create_directories(shop.root() / "schemas");
  book("1.50");
  CHECK(shop.json(std::string(kRun) + " --only sku=JAR-01", environment(google))
            .json["charged_usd"]
            .GetDouble() > 0);
  const int billed = google.bill()["billed"].GetInt();
  book("1.60");
  const Ended edited = shop.json(kRun, environment(google));
  INFO(edited.out << edited.err);
  CHECK(edited.exit_code == 2);
  CHECK(std::string(edited.json["problems"][0]["message"].GetString())
            .find("price book \"ours\" has other numbers for gemini-nano-banana-2.1") == 0);
  CHECK(google.bill()["billed"].GetInt() == billed);
}
