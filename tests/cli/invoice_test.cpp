// A provider's invoice against our books, without either being written.
#include "pipeline/cli/invoice.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using cli::Comparison;
using lineage::Booked;
using util::Money;

namespace {

Booked booked(const char* attempt, const char* state, Money charged, Money unknown = {}) {
  Booked one;
  one.attempt = attempt;
  one.state = state;
  one.day = "2026-11-22";
  one.charged = charged;
  one.unknown = unknown;
  return one;
}

cli::Invoice read(std::string_view csv) {
  const auto invoice = cli::read_invoice(csv);
  REQUIRE(invoice.has_value());
  return *invoice;
}

}  // namespace

TEST_CASE("headings are known by meaning, amounts in any usual form", "[cli]") {
  const cli::Invoice invoice = read(
      "Usage date;Request ID;Cost (USD);Currency\n"
      "2026-11-22T02:00:07Z;a1;0.0403744999;USD\n"
      "2026-11-23;a2;\"$1,000.5\";usd\n"
      "2026-11-23;a3;-0.25;USD\n");
  REQUIRE(invoice.rows.size() == 3);
  CHECK(invoice.rows[0].reference == "a1");
  CHECK(invoice.rows[0].day == "2026-11-22");
  CHECK(invoice.rows[0].nanos == 40'374'500);
  CHECK(invoice.rows[1].nanos == 1'000'500'000'000);
  CHECK(invoice.total == Money{1'000'290'375});
}

TEST_CASE("small amounts may come as spreadsheets write them", "[cli]") {
  const cli::Invoice invoice = read(
      "attempt,amount\na1,8.2E-05\na2,1.25e+1\na3,-4e-6\na4,5E2\na5,1e\na6,e5\na7,1e99\n"
      "a8,12.5e-1\n");
  CHECK(invoice.rows[0].nanos == 82'000);
  CHECK(invoice.rows[1].nanos == 12'500'000'000);
  CHECK(invoice.rows[2].nanos == -4'000);
  CHECK(invoice.rows[3].nanos == 500'000'000'000);
  for (const std::size_t wrong : {4, 5, 6}) CHECK_FALSE(invoice.rows[wrong].wrong.empty());
  CHECK(invoice.rows[7].nanos == 1'250'000'000);
}

TEST_CASE("an invoice without an amount or a request is refused with the columns it has", "[cli]") {
  const auto no_amount = cli::read_invoice("request id,when\na,b\n");
  REQUIRE_FALSE(no_amount.has_value());
  CHECK(no_amount.error().message.find("\"cost\"") != std::string::npos);
  CHECK(no_amount.error().message.find("request id, when") != std::string::npos);
  CHECK_FALSE(cli::read_invoice("cost\n1\n").has_value());
  CHECK_FALSE(cli::read_invoice("").has_value());
}

TEST_CASE("rows that cannot be counted are told and left out of the sum", "[cli]") {
  const Comparison result = cli::compare(
      read("attempt,amount,currency\na1,0.04,USD\na2,\"0,04\",USD\na3,0.04,EUR\na4\n"), {});
  CHECK(result.unread.size() == 3);
  CHECK(result.unread[0].wrong == "\"0,04\" is no amount");
  CHECK(result.unread[1].wrong.find("\"EUR\"") != std::string::npos);
  CHECK(result.invoice == Money{40'000});
  CHECK(result.nobodys.size() == 1);
}

TEST_CASE("rows are matched by attempt or by the provider's request, and summed", "[cli]") {
  Booked named = booked("a2", "settled", {67'000});
  named.provider_request = "req-9";
  const Comparison result = cli::compare(
      read("date,request,cost\n2026-11-22,a1,0.04\n2026-11-22,req-9,0.06\n2026-11-22,req-9,0.007\n"
           "2026-11-22,stranger,0.5\n"),
      {booked("a1", "unknown", {}, {90'000}), named, booked("a3", "settled", {1'000}),
       booked("a4", "free_failure", {})});
  REQUIRE(result.matches.size() == 2);
  CHECK(result.matches[0].billed == Money{40'000});
  CHECK_FALSE(result.matches[0].agrees());
  CHECK(result.matches[1].billed == Money{67'000});
  CHECK(result.matches[1].agrees());
  REQUIRE(result.nobodys.size() == 1);
  CHECK(result.nobodys[0].row == 5);
  CHECK(result.matched + result.unmatched == result.invoice);
  CHECK(result.unmatched == Money{500'000});
  REQUIRE(result.not_billed.size() == 1);
  CHECK(result.not_billed[0].attempt == "a3");
}

TEST_CASE("an estimate that was billed as estimated is still to be confirmed", "[cli]") {
  Booked estimate = booked("a1", "settled", {40'000});
  estimate.estimated = true;
  const Comparison result = cli::compare(read("attempt,amount\na1,0.04\n"), {estimate});
  REQUIRE(result.matches.size() == 1);
  CHECK_FALSE(result.matches[0].agrees());
}

TEST_CASE("only unknown attempts of earlier days, which no row names, are written off", "[cli]") {
  Booked late = booked("a2", "unknown", {}, {90'000});
  late.day = "2026-12-01";
  const std::vector<Booked> books{booked("a1", "unknown", {}, {90'000}), late,
                                  booked("a3", "unknown", {}, {90'000}),
                                  booked("a4", "settled", {40'000}), booked("a5", "sent", {}, {})};
  const cli::Invoice invoice = read("attempt,amount\na3,0.01\na5,0.02\n");
  CHECK(cli::compare(invoice, books).write_offs.empty());
  const Comparison result = cli::compare(invoice, books, "2026-12-01");
  REQUIRE(result.write_offs.size() == 1);
  CHECK(result.write_offs[0].attempt == "a1");
  CHECK(result.nobodys.size() == 1);  // a5 is under way
}

TEST_CASE("an invoice without days still shows what stays unknown", "[cli]") {
  const Comparison result =
      cli::compare(read("attempt,amount\na3,0.01\n"),
                   {booked("a1", "unknown", {}, {90'000}), booked("a2", "settled", {40'000})});
  REQUIRE(result.not_billed.size() == 1);
  CHECK(result.not_billed[0].attempt == "a1");
}
