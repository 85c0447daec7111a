// A job that falls back to another vendor's model, over one emulator that speaks for both.
#include "tests/e2e/emulator_process.hpp"
#include "tests/e2e/shop.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <fstream>
#include <map>
#include <set>
#include <string>

using namespace vitrine;
using test::EmulatorProcess;
using test::Ended;
using test::Shop;
namespace fs = std::filesystem;

namespace {

constexpr const char* kGoogleKey = "google-key-that-is-nobodys-0001";
constexpr const char* kOpenAiKey = "openai-key-that-is-nobodys-0002";
constexpr const char* kFirst = "gemini-nano-banana-2.1";
constexpr const char* kSecond = "gpt-image-2";
constexpr int kAsked = 3;  // the scene told in words, for three products

std::string environment(const EmulatorProcess& emulator, bool with_second_key = true) {
  return "env -u GOOGLE_API_KEY -u SSL_CERT_FILE -u OPENAI_API_KEY GOOGLE_GEMINI_BASE_URL=" +
         emulator.base_url() + " GEMINI_API_KEY=" + kGoogleKey +
         " OPENAI_BASE_URL=" + emulator.base_url() + "/v1" +
         (with_second_key ? std::string(" OPENAI_API_KEY=") + kOpenAiKey : std::string());
}

/// The job on the first model, with the second to fall back to.
struct FallbackShop : Shop {
  FallbackShop() {
    edit_job("model: studio", std::string("model: ") + kFirst + "\nfallback: [" + kSecond + "]");
  }
  EmulatorProcess emulator(const std::string& scenario) const {
    const fs::path file = root() / "scenario.yaml";
    std::ofstream(file) << scenario;
    return EmulatorProcess({"--scenario", file.string()});
  }
};

std::int64_t micros(const rapidjson::Value& usd) { return std::llround(usd.GetDouble() * 1e6); }

int pictures_of(const rapidjson::Document& bill, const std::string& vendor) {
  int pictures = 0;
  for (const auto& entry : bill["requests"].GetArray())
    pictures += entry["vendor"].GetString() == vendor && entry["billed"].GetBool();
  return pictures;
}

bool is_done(const Ended& ended) { return ended.exit_code == 0 || ended.exit_code == 4; }

}  // namespace

TEST_CASE(
    "where the first model's quota of the day is gone another vendor makes the rest, named and "
    "booked, and nothing is bought anew for a changed profile",
    "[e2e][paid]") {
  const FallbackShop shop;
  const EmulatorProcess emulator =
      shop.emulator("seed: 5\nlimits: [{model: \"gemini-*\", per_day: 1}]\n");
  const Ended plan = shop.json("plan jobs/spring.yaml", environment(emulator));
  INFO(plan.out << plan.err);
  REQUIRE(plan.exit_code == 0);
  REQUIRE(plan.json["fallback"].Size() == 1);
  CHECK(std::string(plan.json["fallback"][0]["model"].GetString()) == kSecond);
  CHECK(plan.json["fallback"][0]["calls"].GetInt() == kAsked);
  CHECK(plan.json["fallback"][0]["sizes"][0]["price_usd"].GetDouble() > 0);
  const Ended told = shop.vitrine("plan jobs/spring.yaml", environment(emulator));
  CHECK(told.out.find("  fallback  gpt-image-2 on ") != std::string::npos);

  const Ended night = shop.json("run jobs/spring.yaml --yes", environment(emulator));
  INFO(night.out << night.err);
  REQUIRE(is_done(night));
  CHECK(night.json["failed"].GetInt() == 0);
  CHECK(night.json["parked"].GetInt() == 0);
  CHECK(night.json["stopped"].IsNull());
  REQUIRE(night.json["fallback"].Size() == 1);
  CHECK(std::string(night.json["fallback"][0]["asked"].GetString()) == kFirst);
  CHECK(std::string(night.json["fallback"][0]["taken"].GetString()) == kSecond);
  CHECK(night.json["fallback"][0]["pictures"].GetInt() == kAsked - 1);
  const auto bill = emulator.bill();
  CHECK(pictures_of(bill, "google") == 1);
  CHECK(pictures_of(bill, "openai") >= kAsked - 1);
  CHECK(micros(night.json["charged_usd"]) == bill["micros"].GetInt64());
  CHECK(shop.json("status").json["parked"].Empty());

  // Each vendor has seen one key, and not the other's.
  std::map<std::string, std::set<std::string>> keys;
  for (const auto& entry : bill["requests"].GetArray())
    for (const auto& credential : entry["credentials"].GetObject())
      keys[entry["vendor"].GetString()].insert(credential.value.GetString());
  REQUIRE(keys.size() == 2);
  CHECK(keys["google"].size() == 1);
  CHECK(keys["openai"].size() == 1);
  CHECK(keys["google"] != keys["openai"]);
  for (const auto& entry : fs::recursive_directory_iterator(shop.root())) {
    if (!entry.is_regular_file()) continue;
    const std::string text = test::read_text(entry.path());
    for (const char* secret : {kGoogleKey, kOpenAiKey}) {
      INFO(entry.path() << " " << secret);
      CHECK(text.find(secret) == std::string::npos);
    }
  }

  // The record and the page name whose place was taken, and why.
  const std::string page = test::read_text(shop.out() / "report.html");
  CHECK(page.find("2 pictures by gpt-image-2 instead of gemini-nano-banana-2.1: ") !=
        std::string::npos);
  const Ended assets = shop.json("assets");
  int named = 0;
  for (const auto& asset : assets.json["assets"].GetArray()) {
    const std::string id = asset["id"].GetString();
    const Ended shown = shop.json("show " + id);
    const auto& first = shown.json["instead_of"];
    if (first.Empty()) continue;
    ++named;
    CHECK(std::string(first[0]["model"].GetString()) == kFirst);
    CHECK(first[0]["why"].GetStringLength() > 0);
    CHECK(shop.vitrine("show " + id).out.find("asked first of gemini-nano-banana-2.1") !=
          std::string::npos);
  }
  CHECK(named == kAsked - 1);

  const Ended idle = shop.json("run jobs/spring.yaml --yes", environment(emulator));
  INFO(idle.out << idle.err);
  CHECK(is_done(idle));
  CHECK(idle.json["reused"].GetInt() == idle.json["planned"].GetInt());
  CHECK(emulator.bill()["count"].GetInt() == bill["count"].GetInt());

  std::string settings = test::read_text(shop.root() / "vitrine.yaml");
  settings.replace(settings.find("300x300"), 7, "280x280");
  std::ofstream(shop.root() / "vitrine.yaml") << settings;
  const Ended changed = shop.json("run jobs/spring.yaml --yes", environment(emulator));
  INFO(changed.out << changed.err);
  CHECK(is_done(changed));
  CHECK(changed.json["finished"].GetInt() >= kAsked);
  CHECK(changed.json["charged_usd"].GetDouble() == 0);
  CHECK(changed.json["fallback"].Empty());
  CHECK(emulator.bill()["count"].GetInt() == bill["count"].GetInt());

  const Ended again = shop.json("reproduce --all");
  INFO(again.out << again.err);
  CHECK(again.exit_code == 0);
  CHECK(again.json["identical"].GetInt() == again.json["assets"].GetInt());
  const Ended books = shop.json("costs verify");
  CHECK(books.exit_code == 0);
  CHECK(micros(books.json["ledger_usd"]) == bill["micros"].GetInt64());
}

TEST_CASE("a key that the first vendor refuses leaves the night to the second, with a warning",
          "[e2e][paid]") {
  const FallbackShop shop;
  const EmulatorProcess emulator =
      shop.emulator(std::string("seed: 5\nbad_keys: [") + kGoogleKey + "]\n");
  const Ended night = shop.vitrine("run jobs/spring.yaml --yes", environment(emulator));
  INFO(night.out << night.err);
  CHECK(is_done(night));
  CHECK(night.err.find("the run goes on, as the job falls back to others") != std::string::npos);
  CHECK(night.out.find("  instead     3 pictures by gpt-image-2 instead of "
                       "gemini-nano-banana-2.1: ") != std::string::npos);
  CHECK(pictures_of(emulator.bill(), "google") == 0);
}

TEST_CASE("a key that a fallback would need is named before anything is spent", "[e2e][paid]") {
  const FallbackShop shop;
  const EmulatorProcess emulator;
  const Ended night = shop.json("run jobs/spring.yaml --yes", environment(emulator, false));
  INFO(night.out << night.err);
  CHECK(night.exit_code == 5);
  CHECK(std::string(night.json["problems"][0]["code"].GetString()) == "key");
  CHECK(std::string(night.json["problems"][0]["message"].GetString()).find("OPENAI_API_KEY") !=
        std::string::npos);
  CHECK(emulator.bill()["count"].GetInt() == 0);
  for (const char* model : {"gpt-image-2", "studio"}) {  // asked first, or stood in for by nobody
    const Ended plan =
        shop.json(std::string("plan jobs/spring.yaml --model ") + model, environment(emulator));
    INFO(plan.out << plan.err);
    CHECK(plan.exit_code == 0);
    CHECK(plan.json["fallback"].Empty());
  }
  const Ended other =
      shop.json("run jobs/spring.yaml --yes --model gpt-image-2", environment(emulator, false));
  CHECK(other.exit_code == 5);  // its own key; the list no longer names it
}

TEST_CASE("a list of fallbacks is checked with the job, its aliases and dates too", "[e2e]") {
  const Shop shop;
  shop.edit_job("model: studio",
                "model: gemini-nano-banana-2.1\n"
                "fallback: [gpt-image-2, gpt-image-2-2026-04-21, dall-e-3, flux-2-prro]");
  const Ended checked = shop.json("check jobs/spring.yaml");
  INFO(checked.out << checked.err);
  CHECK(checked.exit_code == 2);
  REQUIRE(checked.json["problems"].Size() >= 1);
  CHECK(checked.out.find("flux-2-pro") != std::string::npos);
  shop.edit_job(", flux-2-prro", "");
  const Ended again = shop.json("check jobs/spring.yaml");
  INFO(again.out << again.err);
  CHECK(again.exit_code == 2);
  std::set<std::string> codes;
  for (const auto& problem : again.json["problems"].GetArray()) {
    codes.insert(problem["code"].GetString());
    CHECK(problem["line"].GetInt() == 4);
  }
  CHECK(codes.contains("duplicate-fallback"));
  CHECK(codes.contains("model-gone"));
}

TEST_CASE("a rehearsal and a comparison ask each model for its own pictures alone", "[e2e][paid]") {
  const FallbackShop shop;
  const Ended rehearsed = shop.json("run jobs/spring.yaml --rehearse");
  INFO(rehearsed.out << rehearsed.err);
  CHECK(is_done(rehearsed));
  CHECK(rehearsed.json["fallback"].Empty());
  const EmulatorProcess emulator =
      shop.emulator("seed: 5\nlimits: [{model: \"gemini-*\", per_day: 0}]\n");
  const Ended compared = shop.json(
      "compare jobs/spring.yaml --shots 1 --yes --models gemini-nano-banana-2.1,"
      "gemini-3.1-flash-lite-image",
      environment(emulator));
  INFO(compared.out << compared.err);
  CHECK(pictures_of(emulator.bill(), "openai") == 0);
}
