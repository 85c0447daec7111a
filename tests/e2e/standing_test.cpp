// Pictures that stand on other pictures, from the job file to the delivered file and back.
#include "tests/e2e/emulator_process.hpp"
#include "tests/e2e/shop.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace vitrine;
using test::EmulatorProcess;
using test::Ended;
using test::Shop;

namespace {

constexpr const char* kShot = "JAR-01/natural/dawn";
constexpr const char* kNight = "run jobs/spring.yaml --yes --model gemini-nano-banana-2.1";

std::string environment(const EmulatorProcess& google) {
  return "env -u GOOGLE_API_KEY -u SSL_CERT_FILE GOOGLE_GEMINI_BASE_URL=" + google.base_url() +
         " GEMINI_API_KEY=a-key-that-is-nobodys-0001";
}

std::int64_t micros(const rapidjson::Value& usd) { return std::llround(usd.GetDouble() * 1e6); }

Ended run(const Shop& shop, const EmulatorProcess& google, const std::string& flags = {}) {
  Ended ended = shop.json(kNight + (" " + flags), environment(google));
  INFO(ended.out << ended.err);
  REQUIRE((ended.exit_code == 0 || ended.exit_code == 4));
  return ended;
}

/// The jar has too little on it for the gate to know it by: a person lets its pictures through.
Ended make(const Shop& shop,
           const EmulatorProcess& google,
           const std::string& flags,
           const std::vector<std::string>& shots) {
  Ended ended = run(shop, google, flags);
  for (const std::string& shot : shots) {
    const Ended approved = shop.json("approve " + shot);
    INFO(approved.out << approved.err);
    CHECK(approved.exit_code == 0);
  }
  return ended;
}

int billed(const EmulatorProcess& google) { return google.bill()["billed"].GetInt(); }

}  // namespace

TEST_CASE("a shot that is refined keeps its first picture, and each step is bought once",
          "[e2e][paid]") {
  const Shop shop;
  const EmulatorProcess google;
  const std::string only = "--only JAR-01/natural/dawn";
  make(shop, google, only, {kShot});
  const int before = billed(google);
  const std::string first = test::read_text(shop.delivered().front());

  shop.edit_job("deliver:\n",
                "adjust:\n  - for: {sku: JAR-01, scene: dawn}\n    refine: brighter\ndeliver:\n");
  const Ended plan = shop.json("plan jobs/spring.yaml --model gemini-nano-banana-2.1 " + only,
                               environment(google));
  INFO(plan.out);
  CHECK(plan.out.find("refine: none -> \\\"brighter\\\"") != std::string::npos);
  const Ended refined = make(shop, google, only, {kShot});
  CHECK(refined.json["rendered"].GetInt() == 1);
  CHECK(billed(google) == before + 1);
  REQUIRE(shop.delivered().size() == 1);
  CHECK(test::read_text(shop.delivered().front()) != first);

  shop.edit_job("refine: brighter", "refine: [brighter, {say: warmer, from: last}]");
  make(shop, google, only, {kShot});
  CHECK(billed(google) == before + 2);
  const Ended idle = run(shop, google, only);
  CHECK(idle.json["rendered"].GetInt() == 0);
  CHECK(billed(google) == before + 2);

  // What was asked of the model names the picture that it was asked to change.
  const Ended told = shop.json("show JAR-01/natural/dawn --prompt --model gemini-nano-banana-2.1",
                               environment(google));
  INFO(told.out << told.err);
  REQUIRE(told.json["requests"].Size() == 3);
  const auto& last = told.json["requests"][2];
  CHECK(last["operation"].GetString() == std::string("refine"));
  CHECK(last["words"].GetString() == std::string("warmer"));
  CHECK(last["pictures"][0]["role"].GetString() == std::string("picture"));
  CHECK(last["pictures"][0]["sha256"].IsString());
  // A word about the scene would buy the first picture anew and leave the steps as they are.
  shop.edit_job("model: studio", "model: gemini-nano-banana-2.1");
  const Ended noted =
      shop.json("redo JAR-01/natural/dawn --print --note 'less light'", environment(google));
  INFO(noted.out);
  CHECK(noted.exit_code == 2);
  CHECK(noted.json["problems"][0]["code"].GetString() == std::string("refined"));
  const Ended again = shop.json("reproduce " + shop.delivered().front().string());
  INFO(again.out << again.err);
  CHECK(again.exit_code == 0);
  CHECK(shop.json("doctor").exit_code == 0);
}

TEST_CASE("a series is delivered frame by frame, the first one made before the others",
          "[e2e][paid]") {
  const Shop shop;
  const EmulatorProcess google;
  shop.edit_job(
      "    prompt: \"on an oak table at dawn\"\n",
      "    prompt: \"on an oak table\"\n"
      "    series: [at dawn, {name: noon, prompt: at noon}, {prompt: at dusk, from: last}]\n");
  // The second frame alone needs the first.
  const Ended second =
      make(shop, google, "--only JAR-01/natural/dawn-noon", {"JAR-01/natural/dawn-noon"});
  CHECK(second.json["finished"].GetInt() == 1);
  CHECK(billed(google) == 2);
  const Ended all = make(shop, google, "--only JAR-01/natural/dawn",
                         {"JAR-01/natural/dawn-1", "JAR-01/natural/dawn-3"});
  INFO(all.out << all.err);
  CHECK(all.json["rendered"].GetInt() == 1);
  CHECK(billed(google) == 3);
  CHECK(shop.delivered().size() == 3);
  CHECK(micros(second.json["charged_usd"]) + micros(all.json["charged_usd"]) ==
        google.bill()["micros"].GetInt64());
  const Ended told = shop.json("show JAR-01/natural/dawn-3 --prompt --model gemini-nano-banana-2.1",
                               environment(google));
  INFO(told.out << told.err);
  REQUIRE(told.json["requests"].Size() == 3);
  CHECK(told.json["requests"][2]["pictures"][1]["role"].GetString() == std::string("frame"));
  for (const auto& file : shop.delivered())
    CHECK(shop.json("reproduce " + file.string()).exit_code == 0);
}
