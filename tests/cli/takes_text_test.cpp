#include "pipeline/cli/takes_text.hpp"

#include "tests/lineage/records.hpp"

#include <catch2/catch.hpp>
#include <rapidjson/document.h>

#include <sstream>

using namespace vitrine;
using cli::Take;
using domain::DeliveryState;
using domain::Severity;
using domain::Verdict;
using domain::VerdictOutcome;

namespace {

void judge(lineage::Lineage& lineage, const std::string& picture, std::vector<Verdict> verdicts) {
  lineage.record_judgement({util::sha256(picture), util::sha256("cut-out"), "gate/1",
                            std::move(verdicts), test::kEvening});
}

/// Two takes bought, the first refused; a third that gave no picture and may have been billed.
std::unique_ptr<lineage::Lineage> bought_thrice() {
  auto lineage = test::with_run();
  for (int take = 0; take < 3; ++take) {
    const lineage::TaskRecord task = test::task("harbour", take);
    lineage->add_tasks({{task}});
    lineage->begin_attempt(test::attempt(take, task));
  }
  lineage::Settlement settled = test::settlement(0, "first");
  settled.charged = util::Money{39'000};
  lineage->settle(settled);
  settled = test::settlement(1, "second");
  settled.charged = util::Money{41'000};
  lineage->settle(settled);
  lineage::AttemptFailure lost = test::failure(2, "unknown");
  lost.charged = util::Money{50'000};
  lineage->fail_attempt(lost);
  Verdict text = test::verdict("text.words", VerdictOutcome::not_measured);
  Verdict look = text;
  look.check = "identity.look";
  look.severity = Severity::info;
  judge(*lineage, "first",
        {test::verdict("identity.color.body", VerdictOutcome::pass), text, look,
         test::verdict("identity.parts", VerdictOutcome::warn),
         test::verdict("identity.tiles", VerdictOutcome::reject)});
  judge(*lineage, "second", {test::verdict("identity.tiles", VerdictOutcome::pass)});
  return lineage;
}

std::vector<Take> takes(lineage::Lineage& lineage) {
  return cli::takes_of(lineage, test::task("harbour", 1).render_key);
}

}  // namespace

TEST_CASE("each take is told with its price and with what refused it", "[cli]") {
  const auto lineage = bought_thrice();
  std::ostringstream out;
  cli::print_takes(takes(*lineage), "  ", out);
  CHECK(out.str() ==
        "  take 0 \xC2\xB7 studio \xC2\xB7 rendered \xC2\xB7 1 call, 0.039 USD\n"
        "    reject identity.tiles 0.38 zncc, limit 0.55: the print differs at the lid\n"
        "    warn identity.parts 0.38 zncc, limit 0.55: the print differs at the lid\n"
        "    not measured text.words: the print differs at the lid\n"
        "  take 1 \xC2\xB7 studio \xC2\xB7 rendered \xC2\xB7 1 call, 0.041 USD"
        " \xC2\xB7 nothing against it \xC2\xB7 stands\n"
        "  take 2 \xC2\xB7 studio \xC2\xB7 failed \xC2\xB7 1 call, 0.00 USD, unknown 0.05\n");
}

TEST_CASE("scripts read the same of each take", "[cli]") {
  const auto lineage = bought_thrice();
  util::JsonWriter json;
  json.begin_object();
  cli::write_takes(takes(*lineage), json);
  json.end_object();
  rapidjson::Document read;
  read.Parse(std::move(json).take().c_str());
  REQUIRE_FALSE(read.HasParseError());
  const auto& told = read["takes"];
  REQUIRE(told.Size() == 3);
  CHECK(told[0]["charged_usd"].GetDouble() == Approx(0.039));
  CHECK_FALSE(told[0]["stands"].GetBool());
  REQUIRE(told[0]["against"].Size() == 3);
  const auto& first = told[0]["against"][0];
  CHECK(std::string(first["check"].GetString()) == "identity.tiles");
  CHECK(std::string(first["outcome"].GetString()) == "reject");
  CHECK(first["value"].GetDouble() == 0.38);
  CHECK(first["limit"].GetDouble() == 0.55);
  CHECK(std::string(first["unit"].GetString()) == "zncc");
  CHECK(std::string(first["detail"].GetString()) == "the print differs at the lid");
  CHECK(told[1]["stands"].GetBool());
  CHECK(told[1]["measured"].GetBool());
  CHECK(told[1]["against"].Empty());
  CHECK(told[2]["renderings"].Empty());
  CHECK(told[2]["unknown_usd"].GetDouble() == Approx(0.05));
}

TEST_CASE("takes are told where there were several, or a person is asked about what was measured",
          "[cli]") {
  const auto lineage = bought_thrice();
  const std::vector<Take> several = takes(*lineage), first(several.begin(), several.begin() + 1);
  CHECK(cli::are_told(several, DeliveryState::accepted));
  CHECK(cli::are_told(first, DeliveryState::needs_person));
  CHECK_FALSE(cli::are_told(first, DeliveryState::accepted));
  CHECK_FALSE(cli::are_told({several[2]}, DeliveryState::needs_person));
  CHECK(cli::takes_of(*lineage, util::sha256("nothing")).empty());
  // Nothing stands on a take that gave no picture.
  CHECK_FALSE(cli::takes_of(*lineage, test::task("harbour", 2).render_key)[2].stands);
}
