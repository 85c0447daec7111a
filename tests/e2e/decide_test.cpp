// The real binary: people decide what the gate may not, and their word is kept.
#include "tests/e2e/emulator_process.hpp"
#include "tests/e2e/shop.hpp"

#include <catch2/catch.hpp>

#include <fstream>

using namespace vitrine;
using test::EmulatorProcess;
using test::Ended;
using test::Shop;
namespace fs = std::filesystem;

namespace {

constexpr int kFiles = 9;
constexpr const char* kShot = "JAR-01/natural/dawn";

/// The scene told in words waits for a person: three of nine files.
void make_asking_night(const Shop& shop) {
  shop.edit_job("aspect: \"1:1\"", "aspect: \"1:1\"\n    approve: person");
  const Ended night = shop.json("run jobs/spring.yaml");
  INFO(night.out << night.err);
  REQUIRE(night.exit_code == 4);
  REQUIRE(night.json["needs_person"].GetInt() == 3);
  REQUIRE(shop.delivered().size() == kFiles - 3);
}

void check_idle(const Ended& night) {
  INFO(night.out << night.err);
  CHECK(night.exit_code == 0);
  CHECK(night.json["rendered"].GetInt() == 0);
  CHECK(night.json["finished"].GetInt() == 0);
  CHECK(night.json["restored"].GetInt() == 0);
  CHECK(night.json["reused"].GetInt() == kFiles);
}

std::string code_of(const Ended& ended) { return ended.json["problems"][0]["code"].GetString(); }
bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// What the set's deliveries are now, by state.
int in_state(const Shop& shop, const char* state) {
  const Ended status = shop.json("status");
  const auto& states = status.json["deliveries"]["spring"];
  return states.HasMember(state) ? states[state].GetInt() : 0;
}

std::string page(const Shop& shop) { return test::read_text(shop.out() / "report.html"); }

const rapidjson::Value& picture(const Ended& ended) {
  INFO(ended.out << ended.err);
  REQUIRE(ended.json.HasMember("pictures"));
  REQUIRE(ended.json["pictures"].Size() == 1);
  return ended.json["pictures"][0];
}

}  // namespace

TEST_CASE("an approved picture is delivered at once, and no night asks or makes it again",
          "[e2e][decide]") {
  const Shop shop;
  make_asking_night(shop);
  const Ended yes = shop.json(std::string("approve ") + kShot + " --note 'as it should be'");
  const auto& decided = picture(yes);
  CHECK(yes.exit_code == 0);
  CHECK_FALSE(decided["already"].GetBool());
  REQUIRE(decided["delivered"].Size() == 1);
  CHECK(fs::exists(shop.root() / decided["delivered"][0].GetString()));
  CHECK(shop.delivered().size() == kFiles - 2);
  check_idle(shop.json("run jobs/spring.yaml"));

  const Ended again = shop.json(std::string("approve ") + decided["id"].GetString());
  CHECK(again.exit_code == 0);
  CHECK(picture(again)["already"].GetBool());
  const Ended shown = shop.json(std::string("show ") + kShot);
  REQUIRE(shown.json["decisions"].Size() == 1);
  CHECK(std::string(shown.json["decisions"][0]["note"].GetString()) == "as it should be");
  CHECK_FALSE(shown.json["decisions"][0]["by"].IsNull());
  CHECK(std::string(shown.json["state"].GetString()) == "accepted");
  CHECK(shop.json("reproduce --all").exit_code == 0);
  CHECK(shop.json("doctor --deep").exit_code == 0);
}

TEST_CASE("a rejected picture is gone, is not asked about, and plan and explain say by whom",
          "[e2e][decide]") {
  const Shop shop;
  std::ofstream(shop.root() / "vitrine.yaml", std::ios::app) << "people: none\n";
  make_asking_night(shop);
  const Ended yes = shop.json(std::string("approve ") + kShot);
  const fs::path file = shop.root() / picture(yes)["delivered"][0].GetString();
  const Ended no = shop.json("reject '" + file.string() + "' --note 'the lid is gone'");
  CHECK(no.exit_code == 0);
  CHECK(picture(no)["taken_away"].Size() == 1);
  CHECK(picture(no)["by"].IsNull());
  CHECK_FALSE(fs::exists(file));
  check_idle(shop.json("run jobs/spring.yaml"));
  CHECK_FALSE(fs::exists(file));
  CHECK(in_state(shop, "rejected") == 1);
  CHECK(in_state(shop, "needs_person") == 2);

  const Ended plan = shop.json("plan jobs/spring.yaml");
  CHECK(plan.json["rejected"].GetInt() == 1);
  CHECK(plan.json["needs_person"].GetInt() == 2);
  const std::string explained = shop.vitrine(std::string("explain ") + kShot).out;
  CHECK(contains(explained, "rejected by a person on "));
  CHECK(contains(explained, ": the lid is gone"));
  CHECK(contains(shop.vitrine("explain BOX-01/sage/dawn").out, "waits for a person since "));
  // Doctor does not put it back, and another yes does.
  CHECK(shop.json("doctor --repair").exit_code == 0);
  CHECK_FALSE(fs::exists(file));
  CHECK(shop.json(std::string("approve ") + kShot).exit_code == 0);
  CHECK(fs::exists(file));
}

TEST_CASE("the page shows a decision at once, and is about the night that had news",
          "[e2e][decide]") {
  const Shop shop;
  make_asking_night(shop);
  check_idle(shop.json("run jobs/spring.yaml"));
  const fs::path sheet = shop.out() / "contact-sheet.jpg";
  const std::string before = test::read_text(sheet);
  const Ended yes = shop.json(std::string("approve ") + kShot + " --note 'as it should be'");
  REQUIRE(yes.json["pages"].Size() == 1);
  CHECK(std::string(yes.json["pages"][0].GetString()) == "out/spring/report.html");
  CHECK(contains(page(shop), ": as it should be"));
  CHECK(contains(page(shop), "data-group=\"new\""));
  CHECK(test::read_text(sheet) != before);
  CHECK(shop.json("reject BOX-01/sage/dawn --note 'a leaf is gone'").exit_code == 0);
  CHECK(contains(page(shop), ": a leaf is gone"));
  CHECK(contains(page(shop), ": as it should be"));
  const Ended redo = shop.json("redo BOX-01/natural/dawn --note 'the whole box'");
  CHECK(std::string(redo.json["page"].GetString()) == "out/spring/report.html");
  CHECK(contains(page(shop), ": the whole box"));
  CHECK(contains(page(shop), "asked for anew by "));
}

TEST_CASE("a page that cannot be written undoes no decision", "[e2e][decide]") {
  const Shop shop;
  make_asking_night(shop);
  const fs::path name = shop.out() / "report.html";
  fs::remove(name);
  fs::create_directories(name / "in the way");
  const Ended yes = shop.json(std::string("approve ") + kShot);
  CHECK(yes.exit_code == 1);
  CHECK(picture(yes)["delivered"].Size() == 1);
  REQUIRE(yes.json["problems"].Size() == 1);
  CHECK(contains(yes.json["problems"][0]["message"].GetString(),
                 "the page of spring does not show it: "));
  CHECK(in_state(shop, "accepted") == kFiles - 2);
  // Where there is no page none is made.
  fs::remove_all(name);
  CHECK(shop.json("approve BOX-01/sage/dawn").exit_code == 0);
  CHECK_FALSE(fs::exists(name));
}

TEST_CASE("what is decided of one size of a picture is decided of all", "[e2e][decide]") {
  const Shop shop;
  std::string settings = test::read_text(shop.root() / "vitrine.yaml");
  settings.replace(settings.find("300x300"), 7, "300x300\n    widths: [200, 120]");
  std::ofstream(shop.root() / "vitrine.yaml") << settings;
  shop.edit_job("aspect: \"1:1\"", "aspect: \"1:1\"\n    approve: person");
  REQUIRE(shop.json("run jobs/spring.yaml").json["needs_person"].GetInt() == 9);
  const std::size_t before = shop.delivered().size();

  const Ended yes = shop.json(std::string("approve ") + kShot);
  INFO(yes.out << yes.err);
  CHECK(yes.exit_code == 0);
  REQUIRE(yes.json["pictures"].Size() == 3);
  CHECK(yes.json["pictures"][0]["size_of"].IsNull());
  CHECK(std::string(yes.json["pictures"][0]["deliveries"][0]["profile"].GetString()) ==
        "tiny-scene");
  CHECK(std::string(yes.json["pictures"][2]["size_of"].GetString()) ==
        yes.json["pictures"][0]["id"].GetString());
  CHECK(shop.delivered().size() == before + 3);
  CHECK(in_state(shop, "needs_person") == 6);

  const std::string small = yes.json["pictures"][1]["delivered"][0].GetString();
  const Ended no = shop.json("reject '" + small + "' --note 'the lid is gone'");
  INFO(no.out << no.err);
  CHECK(no.json["pictures"].Size() == 3);
  CHECK(shop.delivered().size() == before);
  CHECK(in_state(shop, "rejected") == 3);
  CHECK(shop.json("run jobs/spring.yaml").json["finished"].GetInt() == 0);
  CHECK(shop.delivered().size() == before);
  CHECK(shop.json("doctor --deep").exit_code == 0);
}

TEST_CASE("new bytes are asked about again", "[e2e][decide]") {
  const Shop shop;
  make_asking_night(shop);
  CHECK(shop.json("approve --only scene=dawn --yes").json["pictures"].Size() == 3);
  check_idle(shop.json("run jobs/spring.yaml"));
  std::string settings = test::read_text(shop.root() / "vitrine.yaml");
  settings.replace(settings.find("300x300"), 7, "360x360");
  std::ofstream(shop.root() / "vitrine.yaml") << settings;
  const Ended night = shop.json("run jobs/spring.yaml");
  CHECK(night.exit_code == 4);
  CHECK(night.json["needs_person"].GetInt() == 3);
  CHECK(shop.delivered().size() == kFiles);  // the approved ones stay until then
}

TEST_CASE("what is meant has to be clear before anything is decided", "[e2e][decide]") {
  const Shop shop;
  CHECK(code_of(shop.json(std::string("approve ") + kShot)) == "no-store");
  CHECK_FALSE(fs::exists(shop.root() / ".vitrine"));
  shop.edit_job("{profile: tiny-scene, scenes: [table, dawn]}",
                "{profile: tiny-scene, scenes: [table, dawn], approve: person}\n"
                "  - {profile: tiny-main, scenes: [dawn], approve: person}");
  shop.edit_job("{color}_{scene}", "{color}_{scene}_{view}");
  REQUIRE(shop.json("run jobs/spring.yaml").exit_code == 4);
  const Ended unknown = shop.json("approve JAR-01/natural/down");
  CHECK(unknown.exit_code == 2);
  CHECK(code_of(unknown) == "no-such-asset");
  CHECK(std::string(unknown.json["problems"][0]["suggestion"].GetString()) == kShot);
  const Ended several = shop.json(std::string("approve ") + kShot + " JAR-01/natural/table");
  CHECK(several.exit_code == 2);
  CHECK(code_of(several) == "ambiguous");
  const std::string message = several.json["problems"][0]["message"].GetString();
  CHECK(contains(message, "for tiny-main"));
  CHECK(contains(message, "for tiny-scene"));
  CHECK(code_of(shop.json("approve --only scene=dawn")) == "not-confirmed");
  CHECK(code_of(shop.json("reject")) == "usage");
  CHECK(in_state(shop, "needs_person") == 9);
  const Ended one = shop.json(std::string("approve --profile tiny-main ") + kShot);
  CHECK(one.exit_code == 0);
  CHECK(in_state(shop, "needs_person") == 8);
  CHECK(std::string(picture(one)["deliveries"][0]["profile"].GetString()) == "tiny-main");
}

TEST_CASE("a decision whose process was killed is followed by the next run", "[e2e][decide]") {
  const Shop shop;
  make_asking_night(shop);
  CHECK(shop.json(std::string("approve ") + kShot, "VITRINE_KILL_AT=after_publish:1").exit_code !=
        0);
  CHECK(in_state(shop, "needs_person") == 3);
  check_idle(shop.json("run jobs/spring.yaml"));
  CHECK(in_state(shop, "needs_person") == 2);
  CHECK(shop.delivered().size() == kFiles - 2);
  CHECK(shop.json("doctor --deep").exit_code == 0);
}

TEST_CASE("a run killed between letting a picture through and recording it leaves it to the next",
          "[e2e][decide]") {
  for (const char* step : {"after_finish", "after_publish"}) {
    INFO(step);
    const Shop shop;
    CHECK(shop.json("run jobs/spring.yaml", std::string("VITRINE_KILL_AT=") + step + ":3")
              .exit_code != 0);
    const Ended assets = shop.json("assets");
    int let_through = 0, between = 0;
    for (const auto& asset : assets.json["assets"].GetArray()) {
      const std::string state = asset["state"].GetString();
      if (state == "accepted") {
        ++let_through;
        CHECK(fs::exists(shop.out() / asset["file"].GetString()));
      }
      between += state == "checked";
    }
    CHECK(let_through < kFiles);
    // A write that was cut short: the kill may or may not have met one.
    const fs::path half = shop.out() / ".lid.jpg.2147483647.3.tmp";
    std::ofstream(half) << "half a pict";
    CHECK(between >= 1);  // made and let through by the gate, and not yet said so on record
    const Ended next = shop.json("run jobs/spring.yaml");
    INFO(next.out << next.err);
    CHECK(next.exit_code == 0);
    CHECK(in_state(shop, "accepted") == kFiles);
    CHECK(shop.delivered().size() == kFiles);
    CHECK_FALSE(fs::exists(half));
    check_idle(shop.json("run jobs/spring.yaml"));
    // A write into the store that was cut short, if the kill met one, is a repair's to take away.
    shop.json("doctor --repair");
    const Ended health = shop.json("doctor --deep");
    INFO(health.out << health.err);
    CHECK(health.exit_code == 0);
  }
}

TEST_CASE("what a killed run had written of a picture is taken away where it is rejected then",
          "[e2e][decide]") {
  const Shop shop;
  CHECK(shop.json("run jobs/spring.yaml", "VITRINE_KILL_AT=after_publish:3").exit_code != 0);
  std::string id, file;
  const Ended assets = shop.json("assets");
  for (const auto& asset : assets.json["assets"].GetArray())
    if (std::string(asset["state"].GetString()) == "checked" &&
        fs::exists(shop.out() / asset["file"].GetString())) {
      id = asset["id"].GetString();
      file = asset["file"].GetString();
    }
  REQUIRE_FALSE(id.empty());
  const Ended no = shop.json("reject " + id);
  INFO(no.out << no.err);
  CHECK(no.exit_code == 0);
  CHECK(picture(no)["taken_away"].Size() == 1);
  CHECK_FALSE(fs::exists(shop.out() / file));
  CHECK(shop.json("run jobs/spring.yaml").exit_code == 0);
  CHECK_FALSE(fs::exists(shop.out() / file));
  CHECK(in_state(shop, "accepted") == kFiles - 1);
  CHECK(shop.json("doctor --deep").exit_code == 0);
}

TEST_CASE("a decision about a job that cannot be read is kept for its next run", "[e2e][decide]") {
  const Shop shop;
  make_asking_night(shop);
  shop.edit_job("category: Kitchen", "categroy: Kitchen");
  const Ended yes = shop.json(std::string("approve ") + kShot);
  CHECK(yes.exit_code == 1);
  CHECK(code_of(yes) == "not-followed");
  CHECK(shop.delivered().size() == kFiles - 3);
  shop.edit_job("categroy: Kitchen", "category: Kitchen");
  check_idle(shop.json("run jobs/spring.yaml"));
  CHECK(shop.delivered().size() == kFiles - 2);
}

TEST_CASE("redo writes one line, keeps the rest of the job, and only its shot is made again",
          "[e2e][decide]") {
  const Shop shop;
  make_asking_night(shop);
  CHECK(shop.json(std::string("reject ") + kShot).exit_code == 0);
  const std::string job = test::read_text(shop.job());
  const std::string redo = std::string("redo ") + kShot + " --note 'the whole lid'";
  const Ended printed = shop.json(redo + " --print");
  INFO(printed.out << printed.err);
  REQUIRE(printed.exit_code == 0);
  CHECK_FALSE(printed.json["written"].GetBool());
  CHECK(test::read_text(shop.job()) == job);
  const Ended written = shop.json(redo);
  CHECK(written.json["take"].GetInt() == 1);
  CHECK(written.json["forecast_usd"]["worst"].GetDouble() == 0);
  CHECK(test::read_text(shop.job()) ==
        job +
            "\nadjust:\n  - {for: {sku: JAR-01, colorway: natural, scene: dawn}, note: \"the whole "
            "lid\", take: 1}\n");
  const Ended night = shop.json("run jobs/spring.yaml");
  CHECK(night.exit_code == 4);
  CHECK(night.json["rendered"].GetInt() == 1);
  CHECK(night.json["needs_person"].GetInt() == 1);

  const Ended second = shop.json(std::string("redo ") + kShot);
  CHECK(second.json["take"].GetInt() == 2);
  CHECK(contains(test::read_text(shop.job()), "note: \"the whole lid\", take: 2}"));
  const Ended vain = shop.json("redo JAR-01/natural/white --note 'brighter'");
  CHECK(vain.exit_code == 2);
  CHECK(code_of(vain) == "in-vain");
  CHECK_FALSE(contains(test::read_text(shop.job()), "brighter"));
}

TEST_CASE("a redo of a paid picture is priced before it is sent, and buys one picture",
          "[e2e][decide][paid]") {
  const Shop shop;
  const EmulatorProcess google;
  shop.edit_job("model: studio", "model: gemini-nano-banana-2.1");
  const std::string environment =
      "env -u GOOGLE_API_KEY GOOGLE_GEMINI_BASE_URL=" + google.base_url() + " GEMINI_API_KEY=key";
  const Ended night = shop.json("run jobs/spring.yaml --yes", environment);
  INFO(night.out << night.err);
  REQUIRE(night.json["finished"].GetInt() == kFiles);
  const int bought = google.bill()["billed"].GetInt();
  const Ended redo =
      shop.json(std::string("redo ") + kShot + " --note 'the whole lid'", environment);
  INFO(redo.out << redo.err);
  REQUIRE(redo.exit_code == 0);
  CHECK(redo.json["calls"].GetInt() == 1);
  CHECK(redo.json["forecast_usd"]["expected"].GetDouble() == Approx(0.04206));
  CHECK(google.bill()["billed"].GetInt() == bought);
  const Ended next = shop.json("run jobs/spring.yaml --yes", environment);
  CHECK(next.json["rendered"].GetInt() == 1);
  CHECK(google.bill()["billed"].GetInt() == bought + 1);
}
