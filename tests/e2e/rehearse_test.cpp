// The real binary rehearses a night: over real HTTP, for nothing, and without a trace in the
// project's own record.
#include "tests/e2e/shop.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <map>

using namespace vitrine;
using test::Ended;
using test::Shop;
namespace fs = std::filesystem;

namespace {

constexpr const char* kRehearse = "run jobs/spring.yaml --model nano-banana-2.1 --rehearse";
constexpr int kFiles = 9, kAsked = 3;  // the scene told in words, of a box in two colours and a jar

/// Every file of the project but those of rehearsals, with its bytes. What SQLite keeps beside a
/// database while it is open says nothing.
std::map<std::string, std::string> files_of(const Shop& shop) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(shop.root())) {
    const std::string path = fs::relative(entry.path(), shop.root()).string();
    if (!entry.is_regular_file() || path.starts_with(".vitrine/rehearsals/")) continue;
    if (path.ends_with("-shm") || path.ends_with("-wal")) continue;
    files[path] = test::read_text(entry.path());
  }
  return files;
}

fs::path folder_of(const Shop& shop, const Ended& ended) {
  return shop.root() / ended.json["rehearsal"]["folder"].GetString();
}

std::vector<fs::path> pictures_in(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file() && entry.path().parent_path() != folder)
      files.push_back(entry.path());
  return files;
}

void check_money(const Ended& ended) {
  const auto& rehearsal = ended.json["rehearsal"];
  CHECK(rehearsal["equal"].GetBool());
  CHECK(rehearsal["differences"].Size() == 0);
  CHECK(rehearsal["ledger_usd"].GetDouble() == Approx(ended.json["charged_usd"].GetDouble()));
  // All that was billed is in the ledger or among what it calls estimated or unknown.
  CHECK(rehearsal["bill_usd"].GetDouble() ==
        Approx(rehearsal["ledger_usd"].GetDouble() - rehearsal["estimated_usd"].GetDouble() +
               rehearsal["billed_of_estimated_usd"].GetDouble() +
               rehearsal["billed_of_unknown_usd"].GetDouble()));
}

}  // namespace

TEST_CASE("a rehearsal asks, finishes and checks everything, and writes nowhere but in its folder",
          "[e2e]") {
  const Shop shop;
  const auto before = files_of(shop);
  const Ended ended = shop.json(kRehearse);
  INFO(ended.out << ended.err);
  REQUIRE((ended.exit_code == 0 || ended.exit_code == 4));
  CHECK(files_of(shop) == before);
  CHECK_FALSE(fs::exists(shop.root() / "out"));

  const auto& rehearsal = ended.json["rehearsal"];
  CHECK(rehearsal["tasks"].GetInt() == kAsked);
  CHECK(rehearsal["calls"].GetInt() == kAsked);
  CHECK(rehearsal["pictures"].GetInt() == kAsked);
  CHECK(rehearsal["left_out"].GetInt() == 0);
  CHECK(ended.json["finished"].GetInt() == kFiles);
  CHECK(ended.json["failed"].GetInt() == 0);
  check_money(ended);
  CHECK(rehearsal["bill_usd"].GetDouble() == Approx(rehearsal["ledger_usd"].GetDouble()));
  CHECK(rehearsal["bill_usd"].GetDouble() > 0.08);
  CHECK(rehearsal["bill_usd"].GetDouble() <= rehearsal["forecast_usd"]["worst"].GetDouble());
  CHECK(static_cast<int>(rehearsal["questions"].Size()) == ended.json["needs_person"].GetInt());

  const fs::path folder = folder_of(shop, ended);
  CHECK(fs::exists(folder / "out/report.html"));
  CHECK(test::read_text(folder / "out/report.html").find("<h1>Rehearsal: spring") !=
        std::string::npos);
  const auto pictures = pictures_in(folder / "out");
  CHECK(static_cast<int>(pictures.size()) == ended.json["assets"].GetInt());
  CHECK(pictures.size() >= kFiles - kAsked);
  for (const fs::path& picture : pictures) {
    const std::string bytes = test::read_text(picture);
    CHECK(bytes.find("Vitrine (rehearsal, not for sale)") != std::string::npos);
    CHECK(bytes.find("nano-banana") == std::string::npos);
  }
}

TEST_CASE("after a real night only what tonight would ask for is rehearsed, and nothing follows",
          "[e2e]") {
  const Shop shop;
  REQUIRE(shop.json("run jobs/spring.yaml").exit_code == 0);
  const auto before = files_of(shop);
  const Ended ended = shop.json(kRehearse);
  INFO(ended.out << ended.err);
  REQUIRE((ended.exit_code == 0 || ended.exit_code == 4));
  CHECK(files_of(shop) == before);
  CHECK(ended.json["rehearsal"]["tasks"].GetInt() == kAsked);
  CHECK(ended.json["rehearsal"]["left_out"].GetInt() == kFiles - kAsked);
  CHECK(ended.json["finished"].GetInt() == kAsked);

  const Ended night = shop.json("run jobs/spring.yaml");
  CHECK(night.exit_code == 0);
  CHECK(night.json["rendered"].GetInt() == 0);
  CHECK(night.json["reused"].GetInt() == kFiles);
  CHECK(night.json["charged_usd"].GetDouble() == 0);
  const Ended nothing = shop.vitrine("run jobs/spring.yaml --rehearse");
  CHECK(nothing.exit_code == 2);
  CHECK(nothing.err.find("--model") != std::string::npos);
}

TEST_CASE("a rough night ends, each call in a named outcome, and the books agree", "[e2e]") {
  const Shop shop;
  shop.edit_job("  dawn:\n",
                "  noon: {prompt: \"on a stone step at noon\"}\n"
                "  dusk: {prompt: \"on a window sill at dusk\"}\n"
                "  rain: {prompt: \"on a wet table, rain behind\"}\n"
                "  dawn:\n");
  shop.edit_job("scenes: [table, dawn]", "scenes: [table, noon, dusk, rain, dawn]");
  constexpr int kWanted = kFiles + 9;
  std::ofstream(shop.root() / "rough.yaml") << R"(seed: 11
faults:
  - {fault: overloaded, share: 0.04}
  - {fault: internal, share: 0.04}
  - {fault: html-502, share: 0.03}
  - {fault: no-image, share: 0.03}
  - {fault: image-safety, share: 0.03}
  - {fault: garbage-body, share: 0.03}
  - {fault: reset-before-head, share: 0.03}
  - {fault: close-in-body, share: 0.04}
  - {fault: truncated-base64, share: 0.03}
)";
  const Ended ended = shop.json(std::string(kRehearse) + "=rough.yaml");
  INFO(ended.out << ended.err);
  REQUIRE(ended.json.IsObject());
  REQUIRE(ended.json.HasMember("rehearsal"));
  check_money(ended);
  int failures = 0;
  for (const auto& failure : ended.json["rehearsal"]["failures"].GetObject())
    failures += failure.value.GetInt();
  CHECK(ended.json["rehearsal"]["calls"].GetInt() ==
        ended.json["rehearsal"]["pictures"].GetInt() + failures);
  CHECK(failures > 0);
  CHECK(ended.json["finished"].GetInt() + ended.json["failed"].GetInt() == kWanted);
}

TEST_CASE("a scenario that cannot be read stops the rehearsal at its line and column", "[e2e]") {
  const Shop shop;
  const auto before = files_of(shop);
  std::ofstream(shop.root() / "rough.yaml") << "seed: 11\nfaults:\n  - {fault: overlaoded}\n";
  const Ended ended = shop.json(std::string(kRehearse) + "=rough.yaml");
  INFO(ended.out << ended.err);
  CHECK(ended.exit_code == 2);
  REQUIRE(ended.json["problems"].Size() == 1);
  CHECK(std::string(ended.json["problems"][0]["file"].GetString()) == "rough.yaml");
  CHECK(ended.json["problems"][0]["line"].GetInt() == 3);
  CHECK(ended.json["problems"][0]["column"].GetInt() == 13);
  CHECK_FALSE(fs::exists(shop.root() / ".vitrine"));
}

TEST_CASE("a rehearsal ends with a page of its own for people", "[e2e]") {
  const Shop shop;
  const Ended ended = shop.vitrine(kRehearse);
  INFO(ended.out << ended.err);
  for (const char* part :
       {"spring \xC2\xB7 rehearsal ", "3 calls of gemini-nano-banana-2.1 for 3 pictures, 3 made",
        "ledger and bill agree to the micro-dollar", "at limits", "needs you",
        "Nothing was bought, nothing was published.\n"})
    CHECK(ended.out.find(part) != std::string::npos);
}

TEST_CASE("the completion script is one that the shell can read", "[e2e]") {
  const Shop shop;
  CHECK(shop.vitrine("completion bash | bash -n").exit_code == 0);
}
