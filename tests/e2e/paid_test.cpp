// The real binary asks the real emulator over loopback, as it would ask Google.
#include "tests/e2e/emulator_process.hpp"
#include "tests/e2e/shop.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <ctime>
#include <fstream>

using namespace vitrine;
using test::EmulatorProcess;
using test::Ended;
using test::Shop;
namespace fs = std::filesystem;

namespace {

constexpr const char* kModel = " --model gemini-nano-banana-2.1";
constexpr const char* kKey = "AIzaTestKeyThatMustNeverBeSeen0123456789";
constexpr const char* kNobody =
    "env -u GEMINI_API_KEY -u GOOGLE_API_KEY -u GOOGLE_GEMINI_BASE_URL -u SSL_CERT_FILE ";
constexpr int kFiles = 9, kCalls = 3;  // the scene told in words, for three products

std::string environment(const EmulatorProcess& google, const std::string& key = kKey) {
  return std::string(kNobody) + "GOOGLE_GEMINI_BASE_URL=" + google.base_url() +
         " GEMINI_API_KEY=" + key;
}

std::int64_t micros(const rapidjson::Value& usd) { return std::llround(usd.GetDouble() * 1e6); }

std::string code_of(const Ended& ended) { return ended.json["problems"][0]["code"].GetString(); }
std::string message_of(const Ended& ended) {
  return ended.json["problems"][0]["message"].GetString();
}

int pictures_billed(const rapidjson::Document& bill) { return bill["billed"].GetInt(); }

/// Every file below a folder that holds the text.
std::vector<std::string> files_with(const fs::path& folder, const std::string& text) {
  std::vector<std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file() && test::read_text(entry.path()).find(text) != std::string::npos)
      found.push_back(entry.path().string());
  return found;
}

}  // namespace

TEST_CASE("a paid run makes every file for what the emulator bills, and the next asks nothing",
          "[e2e][paid]") {
  const Shop shop;
  const EmulatorProcess google;
  const Ended night =
      shop.json(std::string("run jobs/spring.yaml --yes") + kModel, environment(google));
  INFO(night.out << night.err);
  REQUIRE((night.exit_code == 0 || night.exit_code == 4));
  CHECK(night.json["rendered"].GetInt() == kFiles);
  CHECK(night.json["finished"].GetInt() == kFiles);
  CHECK(night.json["stopped"].IsNull());
  CHECK(night.json["stopped_why"].IsNull());
  const auto bill = google.bill();
  CHECK(pictures_billed(bill) == kCalls);
  CHECK(bill["micros"].GetInt64() > 0);
  CHECK(micros(night.json["charged_usd"]) == bill["micros"].GetInt64());
  CHECK(night.json["unknown_usd"].GetDouble() == 0);

  const Ended idle = shop.json(std::string("run jobs/spring.yaml") + kModel, environment(google));
  INFO(idle.out << idle.err);
  CHECK((idle.exit_code == 0 || idle.exit_code == 4));
  CHECK(idle.json["rendered"].GetInt() == 0);
  CHECK(idle.json["charged_usd"].GetDouble() == 0);
  CHECK(google.bill()["count"].GetInt() == bill["count"].GetInt());
}

TEST_CASE("what was bought of a picture that needs a person is told take by take", "[e2e][paid]") {
  const Shop shop;
  std::ofstream(shop.root() / "flat.yaml") << "seed: 1\npicture: flat\n";  // nobody's product
  const EmulatorProcess google({"--scenario", (shop.root() / "flat.yaml").string()});
  const Ended night =
      shop.json(std::string("run jobs/spring.yaml --yes --only BOX-01/natural/dawn") + kModel,
                environment(google));
  INFO(night.out << night.err);
  REQUIRE(night.json["needs_person"].GetInt() == 1);
  const Ended shown = shop.json("show BOX-01/natural/dawn");
  INFO(shown.out);
  const auto& takes = shown.json["takes"];
  REQUIRE(takes.Size() >= 1);
  std::int64_t charged = 0;
  int standing = 0;
  for (const auto& take : takes.GetArray()) {
    charged += micros(take["charged_usd"]);
    standing += take["stands"].GetBool();
    CHECK(take["measured"].GetBool());
    CHECK(take["against"].Size() >= 1);
    CHECK(take["renderings"].Size() == 1);
  }
  CHECK(standing == 1);
  CHECK(charged == google.bill()["micros"].GetInt64());
  CHECK(shop.vitrine("show BOX-01/natural/dawn").out.find("\n    take 0 ") != std::string::npos);
  const Ended explained =
      shop.json(std::string("explain BOX-01/natural/dawn") + kModel, environment(google));
  INFO(explained.out);
  CHECK(explained.json["deliveries"][0]["takes"].Size() == takes.Size());
}

TEST_CASE("a paid run says its price first, and without --yes and a terminal sends nothing",
          "[e2e][paid]") {
  const Shop shop;
  const EmulatorProcess google;
  const Ended silent = shop.json(std::string("run jobs/spring.yaml") + kModel, environment(google));
  INFO(silent.out << silent.err);
  CHECK(silent.exit_code == 2);
  CHECK(code_of(silent) == "not-confirmed");
  const Ended told =
      shop.vitrine(std::string("run jobs/spring.yaml") + kModel, environment(google));
  CHECK(told.exit_code == 2);
  CHECK(told.err.find("3 calls, expected 0.12618 USD, at worst ") != std::string::npos);
  CHECK(google.bill()["count"].GetInt() == 0);
  CHECK_FALSE(fs::exists(shop.out()));
}

TEST_CASE("the budget of a paid run is never passed, and reaching it is exit 3", "[e2e][paid]") {
  const Shop shop;
  const EmulatorProcess google;
  const std::string run = std::string("run jobs/spring.yaml") + kModel;
  // Below what even the cheapest night costs, then below what is expected.
  CHECK(shop.json(run + " --yes --budget '0.05 USD'", environment(google)).exit_code == 2);
  CHECK(shop.json(run + " --budget '0.12 USD'", environment(google)).exit_code == 2);
  CHECK(google.bill()["count"].GetInt() == 0);
  const Ended night = shop.json(run + " --yes --budget '0.12 USD'", environment(google));
  INFO(night.out << night.err);
  CHECK(night.exit_code == 3);
  CHECK(std::string(night.json["stopped"].GetString()) == "budget");
  CHECK(std::string(night.json["stopped_why"].GetString()).find("0.12 USD") != std::string::npos);
  CHECK(night.json["failed"].GetInt() >= 1);
  const auto bill = google.bill();
  CHECK(bill["micros"].GetInt64() <= 120'000);
  CHECK(pictures_billed(bill) >= 1);
  CHECK(micros(night.json["charged_usd"]) == bill["micros"].GetInt64());
}

TEST_CASE("what cannot be had before the deadline is left for the next night, and told so",
          "[e2e][paid]") {
  const Shop shop;
  std::ofstream(shop.root() / "busy.yaml")
      << "seed: 1\npicture: flat\nfaults:\n  - {fault: rate-limited, share: 1, retry_after: 10m}\n";
  std::ofstream(shop.root() / "vitrine.yaml", std::ios::app) << "timezone: UTC\n";
  const std::time_t soon = std::time(nullptr) + 150;
  char deadline[6];
  std::strftime(deadline, sizeof deadline, "%H:%M", std::gmtime(&soon));
  {
    const EmulatorProcess google({"--scenario", (shop.root() / "busy.yaml").string()});
    const Ended night = shop.json(
        "run jobs/spring.yaml --yes --only scene=dawn --budget 2 "
        "--deadline " +
            std::string(deadline) + kModel,
        environment(google));
    INFO(night.out << night.err);
    CHECK(night.exit_code == 3);
    CHECK(night.json["stopped"].GetString() == std::string("deadline"));
    CHECK(night.json["parked"].GetInt() == kCalls);
    CHECK(night.json["charged_usd"].GetDouble() == 0);
    CHECK(pictures_billed(google.bill()) == 0);
  }
  const Ended status = shop.json("status");
  INFO(status.out);
  const auto& run = status.json["runs"][0];
  CHECK(run["budget_usd"].GetDouble() == 2);
  CHECK(std::string(run["deadline"].GetString()).substr(11, 5) == deadline);
  CHECK(status.out.find("hint") != std::string::npos);  // why it waits

  const EmulatorProcess google({"--flat"});
  const Ended next = shop.json(std::string("run jobs/spring.yaml --yes --only scene=dawn") + kModel,
                               environment(google));
  INFO(next.out << next.err);
  CHECK(next.json["failed"].GetInt() == 0);
  CHECK(pictures_billed(google.bill()) == kCalls);
}

TEST_CASE("a key that is refused is exit 5 and named, and nothing is bought", "[e2e][paid]") {
  const Shop shop;
  std::ofstream(shop.root() / "scenario.yaml") << "bad_keys: [stolen]\n";
  const EmulatorProcess google({"--scenario", (shop.root() / "scenario.yaml").string()});
  const std::string run = std::string("run jobs/spring.yaml --yes") + kModel;
  const Ended refused = shop.json(run, environment(google, "stolen"));
  INFO(refused.out << refused.err);
  CHECK(refused.exit_code == 5);
  CHECK(code_of(refused) == "key");
  CHECK(message_of(refused).find("GEMINI_API_KEY") != std::string::npos);
  CHECK(message_of(refused).find("stolen") == std::string::npos);
  const Ended none =
      shop.json(run, std::string(kNobody) + "GOOGLE_GEMINI_BASE_URL=" + google.base_url());
  CHECK(none.exit_code == 5);
  CHECK(message_of(none).find("GEMINI_API_KEY") != std::string::npos);
  CHECK(pictures_billed(google.bill()) == 0);
  CHECK_FALSE(fs::exists(shop.out()));
}

TEST_CASE("a model that is gone is told with its successor before anything is bought",
          "[e2e][paid]") {
  const Shop shop;
  std::ofstream(shop.root() / "scenario.yaml") << "retired: [gemini-3.1-flash-image]\n";
  const EmulatorProcess google({"--scenario", (shop.root() / "scenario.yaml").string()});
  const Ended gone =
      shop.json("run jobs/spring.yaml --yes --model gemini-3.1-flash-image", environment(google));
  INFO(gone.out << gone.err);
  CHECK(gone.exit_code == 2);
  CHECK(code_of(gone) == "model-gone");
  CHECK(message_of(gone).find("gemini-nano-banana-2.1") != std::string::npos);
  CHECK(pictures_billed(google.bill()) == 0);
}

TEST_CASE("the key is in no file, no record and no word of a paid run", "[e2e][paid]") {
  const Shop shop;
  std::ofstream(shop.root() / "vitrine.yaml", std::ios::app)
      << "providers:\n  gemini: {key_env: SHOP_KEY}\n";
  const EmulatorProcess google;
  const std::string environment =
      std::string(kNobody) + "SHOP_KEY=" + kKey + " GOOGLE_GEMINI_BASE_URL=" + google.base_url();
  const Ended night = shop.vitrine(std::string("run jobs/spring.yaml --yes") + kModel, environment);
  INFO(night.out << night.err);
  REQUIRE((night.exit_code == 0 || night.exit_code == 4));
  CHECK(pictures_billed(google.bill()) == kCalls);
  CHECK(night.out.find(kKey) == std::string::npos);
  CHECK(night.err.find(kKey) == std::string::npos);
  CHECK(files_with(shop.root(), kKey).empty());
}

TEST_CASE("over TLS the emulator is trusted by its own authority, and by nobody else's",
          "[e2e][paid]") {
  const Shop shop;
  const EmulatorProcess google({}, (shop.root() / "ca.pem").string());
  const std::string run = std::string("run jobs/spring.yaml --yes") + kModel;
  const Ended refused = shop.json(run, environment(google));
  INFO(refused.out << refused.err);
  CHECK(refused.exit_code == 5);
  CHECK(code_of(refused) == "network");
  CHECK(message_of(refused).find("certificate") != std::string::npos);
  CHECK(google.bill()["count"].GetInt() == 0);
  const Ended night =
      shop.json(run, environment(google) + " SSL_CERT_FILE=" + (shop.root() / "ca.pem").string());
  INFO(night.out << night.err);
  CHECK((night.exit_code == 0 || night.exit_code == 4));
  CHECK(micros(night.json["charged_usd"]) == google.bill()["micros"].GetInt64());
  CHECK(pictures_billed(google.bill()) == kCalls);
}

TEST_CASE("a base URL on another host over plain http is refused", "[e2e][paid]") {
  const Shop shop;
  const Ended refused = shop.json(std::string("run jobs/spring.yaml --yes") + kModel,
                                  std::string(kNobody) + "GEMINI_API_KEY=" + kKey +
                                      " GOOGLE_GEMINI_BASE_URL=http://192.0.2.1:8080");
  CHECK(refused.exit_code == 5);
  CHECK(message_of(refused).find("https") != std::string::npos);
  CHECK(refused.out.find(kKey) == std::string::npos);
}

TEST_CASE("a night on the studio looks at no key and asks no question", "[e2e][paid]") {
  const Shop shop;
  const Ended night = shop.json(
      "run jobs/spring.yaml",
      std::string(kNobody) + "GOOGLE_GEMINI_BASE_URL=http://192.0.2.1 SSL_CERT_FILE=/none");
  INFO(night.out << night.err);
  CHECK(night.exit_code == 0);
  CHECK(night.json["charged_usd"].GetDouble() == 0);
}

TEST_CASE("a mistake in the second job is told before the first is paid for", "[e2e][paid]") {
  const Shop shop;
  const EmulatorProcess google;
  std::ofstream(shop.root() / "jobs/second.yaml") << "vitrine: 1\nname: second\nmodle: studio\n";
  const Ended night = shop.json(std::string("run jobs/spring.yaml jobs/second.yaml --yes") + kModel,
                                environment(google));
  INFO(night.out << night.err);
  CHECK(night.exit_code == 2);
  CHECK(night.out.find("did you mean \\\"model\\\"?") != std::string::npos);
  CHECK(google.bill()["count"].GetInt() == 0);
}

TEST_CASE("one budget holds for all jobs of a command", "[e2e][paid]") {
  const Shop shop;
  const EmulatorProcess google;
  std::string second = test::read_text(shop.job());
  second.replace(second.find("name: spring"), 12, "name: summer");
  second.replace(second.find("at dawn"), 7, "at noon");
  second.replace(second.find("out/spring"), 10, "out/summer");
  std::ofstream(shop.root() / "jobs/second.yaml") << second;
  const Ended night = shop.json(
      std::string("run jobs/spring.yaml jobs/second.yaml --yes --budget '0.2 USD'") + kModel,
      environment(google));
  INFO(night.out << night.err);
  REQUIRE(night.json["jobs"].Size() == 2);
  CHECK(night.exit_code != 0);
  const auto bill = google.bill();
  CHECK(pictures_billed(bill) >= kCalls);
  CHECK(bill["micros"].GetInt64() <= 200'000);
}
