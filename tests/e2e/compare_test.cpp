// One job on models of several vendors, each through its own protocol.
#include "tests/e2e/emulator_process.hpp"
#include "tests/e2e/shop.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

using namespace vitrine;
using test::EmulatorProcess;
using test::Ended;
using test::Shop;
namespace fs = std::filesystem;

namespace {

constexpr const char* kModels = " --models gemini-nano-banana-2.1,gpt-image-2,flux-2-pro";
constexpr const char* kGoogleKey = "google-key-that-is-nobodys-0001";
constexpr const char* kOpenAiKey = "openai-key-that-is-nobodys-0002";
constexpr const char* kBflKey = "bfl-key-that-is-nobodys-000003";
constexpr const char* kQwenKey = "qwen-key-that-is-nobodys-00004";

std::string environment(const EmulatorProcess& emulator) {
  return "env -u GOOGLE_API_KEY -u SSL_CERT_FILE GOOGLE_GEMINI_BASE_URL=" + emulator.base_url() +
         " GEMINI_API_KEY=" + kGoogleKey + " OPENAI_BASE_URL=" + emulator.base_url() +
         "/v1 OPENAI_API_KEY=" + kOpenAiKey + " BFL_BASE_URL=" + emulator.base_url() +
         " BFL_API_KEY=" + kBflKey + " DASHSCOPE_HTTP_BASE_URL=" + emulator.base_url() +
         " DASHSCOPE_API_KEY=" + kQwenKey + " VITRINE_LOCAL_BASE_URL=" + emulator.base_url() +
         "/sdcpp/v1";
}

std::int64_t micros(const rapidjson::Value& usd) { return std::llround(usd.GetDouble() * 1e6); }

const rapidjson::Value& row_of(const Ended& ended, const std::string& model) {
  for (const auto& row : ended.json["models"].GetArray())
    if (row["model"].GetString() == model) return row;
  throw std::runtime_error("no row of " + model);
}

}  // namespace

TEST_CASE("a comparison makes the same shots on each model, at its own vendor with its own key",
          "[e2e][paid]") {
  const Shop shop;
  const EmulatorProcess emulator;
  const Ended compared = shop.json(
      std::string("compare jobs/spring.yaml --shots 1 --yes") + kModels, environment(emulator));
  INFO(compared.out << compared.err);
  REQUIRE((compared.exit_code == 0 || compared.exit_code == 4));
  REQUIRE(compared.json["shots"].Size() == 1);
  std::int64_t charged = 0;
  for (const char* model : {"gemini-nano-banana-2.1", "gpt-image-2", "flux-2-pro"}) {
    INFO(model);
    const rapidjson::Value& row = row_of(compared, model);
    CHECK(row["left_out"].IsNull());
    CHECK(row["calls"].GetInt() >= 1);
    CHECK(row["failed"].GetInt() == 0);
    CHECK(row["wanted"].GetInt() == row["accepted"].GetInt() + row["needs_person"].GetInt());
    CHECK(row["charged_usd"].GetDouble() > 0);
    CHECK(row["latency_ms"]["median"].GetInt64() > 0);
    charged += micros(row["charged_usd"]);
  }
  const auto bill = emulator.bill();
  CHECK(charged == bill["micros"].GetInt64());

  // No key of one vendor came to another's routes.
  std::map<std::string, std::set<std::string>> keys;
  for (const auto& entry : bill["requests"].GetArray())
    for (const auto& credential : entry["credentials"].GetObject())
      keys[entry["vendor"].GetString()].insert(credential.value.GetString());
  REQUIRE(keys.size() == 3);
  std::set<std::string> all;
  for (const auto& [vendor, marks] : keys) {
    INFO(vendor);
    CHECK(marks.size() == 1);
    all.insert(marks.begin(), marks.end());
  }
  CHECK(all.size() == 3);
  for (const auto& entry : fs::recursive_directory_iterator(shop.root())) {
    if (!entry.is_regular_file()) continue;
    const std::string text = test::read_text(entry.path());
    for (const char* secret : {kGoogleKey, kOpenAiKey, kBflKey, kQwenKey, "signature="}) {
      INFO(entry.path() << " " << secret);
      CHECK(text.find(secret) == std::string::npos);
    }
  }

  // The job's own set is untouched, and everything is rebuilt without asking anybody.
  CHECK_FALSE(fs::exists(shop.out()));
  const Ended again = shop.json("reproduce --all");
  INFO(again.out << again.err);
  CHECK(again.exit_code == 0);
  CHECK(again.json["assets"].GetInt() >= 3);
  CHECK(again.json["identical"].GetInt() == again.json["assets"].GetInt());
  const Ended books = shop.json("costs verify");
  INFO(books.out << books.err);
  CHECK(books.exit_code == 0);
  CHECK(micros(books.json["ledger_usd"]) == charged);

  // What was compared is not bought twice.
  const Ended idle = shop.json(std::string("compare jobs/spring.yaml --shots 1 --yes") + kModels,
                               environment(emulator));
  INFO(idle.out << idle.err);
  CHECK(emulator.bill()["billed"].GetInt() == bill["billed"].GetInt());
  for (const auto& row : idle.json["models"].GetArray()) CHECK(row["calls"].GetInt() >= 1);
}

TEST_CASE(
    "one job on eight models of five vendors: the same shots, a row and a digest for each call",
    "[e2e][paid]") {
  const std::vector<std::string> models{"gemini-nano-banana-2.1",
                                        "gemini-3.1-flash-lite-image",
                                        "gpt-image-2",
                                        "gpt-image-2.5-flare",
                                        "flux-2-pro",
                                        "flux-kontext-pro",
                                        "qwen-image-2.0",
                                        "sd-cpp-local"};
  std::string named = " --models ";
  for (const std::string& model : models) named += (model == models.front() ? "" : ",") + model;
  const Shop shop;
  const EmulatorProcess emulator;
  const Ended compared =
      shop.json("compare jobs/spring.yaml --shots 1 --yes" + named, environment(emulator));
  INFO(compared.out << compared.err);
  REQUIRE((compared.exit_code == 0 || compared.exit_code == 4));
  REQUIRE(compared.json["models"].Size() == models.size());
  std::int64_t charged = 0;
  for (const std::string& model : models) {
    INFO(model);
    const rapidjson::Value& row = row_of(compared, model);
    CHECK(row["left_out"].IsNull());
    CHECK(row["calls"].GetInt() >= 1);
    CHECK(row["failed"].GetInt() == 0);
    CHECK((row["charged_usd"].GetDouble() > 0) == (model != "sd-cpp-local"));
    charged += micros(row["charged_usd"]);
  }
  const auto bill = emulator.bill();
  CHECK(charged == bill["micros"].GetInt64());
  CHECK(bill["billed"].GetInt() >= static_cast<int>(models.size()));

  // What was sent is on record by its digest, as the vendor's side saw it.
  std::set<std::string> seen;
  for (const auto& request : bill["requests"].GetArray())
    if (request["billed"].GetBool()) seen.insert(request["digest"].GetString());
  const Ended listed = shop.json("assets");
  INFO(listed.out);
  int with_digest = 0;
  for (const auto& asset : listed.json["assets"].GetArray()) {
    const Ended shown = shop.json(std::string("show ") + asset["id"].GetString());
    for (const std::string& digest : seen)
      with_digest += shown.out.find(digest) != std::string::npos;
  }
  CHECK(with_digest >= static_cast<int>(models.size()));

  const Ended again = shop.json("reproduce --all");
  INFO(again.out << again.err);
  CHECK(again.exit_code == 0);
  CHECK(again.json["identical"].GetInt() == again.json["assets"].GetInt());
  CHECK(again.json["assets"].GetInt() >= static_cast<int>(models.size()));
  CHECK(micros(shop.json("costs verify").json["ledger_usd"]) == charged);
}

TEST_CASE("a comparison leaves out the model that cannot, says why, and makes the others",
          "[e2e][paid]") {
  const Shop shop;
  const Ended compared = shop.json(
      "compare jobs/spring.yaml --shots 1 --rehearse --models "
      "flux-2-pro,gpt-image-1,dall-e-3,gpt-image-2");
  INFO(compared.out << compared.err);
  CHECK(compared.exit_code == 1);
  CHECK(std::string(row_of(compared, "gpt-image-1")["left_out"].GetString()).find("gpt-image-1") !=
        std::string::npos);
  CHECK(row_of(compared, "flux-2-pro")["calls"].GetInt() >= 1);
  CHECK(row_of(compared, "gpt-image-2")["calls"].GetInt() >= 1);
  CHECK_FALSE(fs::exists(shop.root() / "out"));
}

TEST_CASE("a comparison says its price first, and without --yes and a terminal sends nothing",
          "[e2e][paid]") {
  const Shop shop;
  const EmulatorProcess emulator;
  const Ended silent =
      shop.json(std::string("compare jobs/spring.yaml --shots 1") + kModels, environment(emulator));
  CHECK(silent.exit_code == 2);
  CHECK(std::string(silent.json["problems"][0]["code"].GetString()) == "not-confirmed");
  CHECK(emulator.bill()["count"].GetInt() == 0);
  const Ended one = shop.json("compare jobs/spring.yaml --models gpt-image-2");
  CHECK(one.exit_code == 2);
  const Ended unknown =
      shop.json("compare jobs/spring.yaml --models gpt-image-2,gtp-image-2 --rehearse");
  CHECK(unknown.exit_code == 2);
  CHECK(std::string(unknown.json["problems"][0]["message"].GetString()).find("did you mean") !=
        std::string::npos);
}
