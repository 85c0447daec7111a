// What a comparison is told by, apart from how it is made.
#include "pipeline/cli/compare.hpp"

#include <catch2/catch.hpp>
#include <rapidjson/document.h>

#include <sstream>

using namespace vitrine;
using cli::ComparedModel;
using cli::ComparisonTold;

namespace {

ComparisonTold two_models() {
  ComparisonTold told;
  told.id = "20261126-220000";
  told.job = "spring";
  told.shots = {"BOX-01/natural/dawn", "JAR-02/natural/dawn"};
  ComparedModel good;
  good.model = "gpt-image-2";
  good.surface = "openai";
  good.run = "r1";
  good.wanted = 2;
  good.accepted = 1;
  good.needs_person = 1;
  good.calls = 3;
  good.charged = {100'000};
  good.unknown = {20'001};
  good.median = std::chrono::milliseconds(8'040);
  good.slowest = std::chrono::milliseconds(12'000);
  good.failed_checks = {{"identity.tiles", 1}, {"text.brand", 2}};
  ComparedModel gone;
  gone.model = "gpt-image-1";
  gone.left_out = "gpt-image-1 ended on 2026-10-23";
  told.models = {good, gone};
  told.page = "out/spring-compared/vote.html";
  told.exit_code = 1;
  return told;
}

}  // namespace

TEST_CASE("a comparison's set is named by job and model, and tells its model again", "[cli]") {
  CHECK(cli::compared_set("spring", "gpt-image-2") == "spring@gpt-image-2");
  CHECK(cli::model_of_compared("spring@gpt-image-2") == "gpt-image-2");
  CHECK(cli::model_of_compared("spring").empty());
}

TEST_CASE("what an accepted file cost counts everything that was charged, or may have been",
          "[cli]") {
  ComparedModel model;
  model.charged = {100'000};
  model.unknown = {1};
  CHECK_FALSE(model.per_accepted());
  model.accepted = 3;
  CHECK(model.per_accepted()->micros == 33'334);
}

TEST_CASE("the table has a row for each model, and says why one was not asked", "[cli]") {
  std::ostringstream out;
  cli::print_comparison(two_models(), out);
  CHECK(out.str() ==
        "spring: 2 shots on 2 models\n"
        "\n"
        "model        accepted  person  failed  calls       USD  per accepted    median  checks "
        "that failed\n"
        "gpt-image-2       1/2       1       0      3  0.120001      0.120001     8.0 s  "
        "text.brand 2, identity.tiles 1\n"
        "gpt-image-1  not asked: gpt-image-1 ended on 2026-10-23\n"
        "\n"
        "vote on pairs without knowing who made them: out/spring-compared/vote.html\n"
        "then: vitrine vote votes.json, and vitrine scores\n");
}

TEST_CASE("scripts are told the same in one JSON value", "[cli]") {
  rapidjson::Document json;
  json.Parse(cli::comparison_json(two_models()).c_str());
  REQUIRE_FALSE(json.HasParseError());
  CHECK_FALSE(json["ok"].GetBool());
  CHECK(json["exit"].GetInt() == 1);
  CHECK(json["shots"].Size() == 2);
  REQUIRE(json["models"].Size() == 2);
  const auto& good = json["models"][0];
  CHECK(good["usd_per_accepted"].GetDouble() == Approx(0.120001));
  CHECK(good["latency_ms"]["median"].GetInt() == 8'040);
  CHECK(good["failed_checks"]["text.brand"].GetInt() == 2);
  CHECK(good["left_out"].IsNull());
  const auto& gone = json["models"][1];
  CHECK(std::string(gone["left_out"].GetString()) == "gpt-image-1 ended on 2026-10-23");
  CHECK(gone["usd_per_accepted"].IsNull());
}
