// A database or a blob that is not what it was: a sentence and an exit code, and nothing is bought
// a second time because of it.
#include "tests/crash/blackout.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <random>

using namespace vitrine;
using test::EmulatorProcess;
using test::SmallShop;

namespace {

namespace fs = std::filesystem;

void change_a_byte(const fs::path& file, std::uintmax_t at) {
  fs::permissions(file, fs::perms::owner_write, fs::perm_options::add);
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  stream.seekg(static_cast<std::streamoff>(at));
  const int old = stream.get();
  stream.seekp(static_cast<std::streamoff>(at));
  stream.put(static_cast<char>(old ^ 0x55));
  REQUIRE(stream.flush());
}

std::set<std::string> blobs_of(const SmallShop& shop) {
  std::set<std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator(shop.store() / "blobs"))
    if (entry.is_regular_file()) found.insert(entry.path().filename().string());
  return found;
}

/// One JSON value and an exit code that is promised, whatever is wrong.
void check_spoken(const test::Ending& ended) {
  INFO(ended.out << ended.err);
  CHECK(ended.signal == 0);
  CHECK(ended.exit_code >= 0);
  CHECK(ended.exit_code <= 5);
  rapidjson::Document told;
  told.Parse(ended.out.c_str());
  REQUIRE(told.IsObject());
  if (ended.exit_code == 5) {
    REQUIRE(told["problems"].Size() > 0);
    CHECK(told["problems"][0]["message"].GetStringLength() > 20);
  }
}

void check_refused_and_unpaid(const SmallShop& shop, const EmulatorProcess& google) {
  const int calls = google.bill()["count"].GetInt();
  const auto blobs = blobs_of(shop);
  const test::Ending run = shop.run(google, 2);
  check_spoken(run);
  INFO(run.out << run.err);
  CHECK(run.exit_code == 5);
  CHECK(google.bill()["count"].GetInt() == calls);
  CHECK(blobs_of(shop) == blobs);
}

}  // namespace

TEST_CASE("a database cut short is told, and nothing is bought on top of it", "[crash][damage]") {
  for (const double share : {0.0, 0.01, 0.3, 0.5, 0.9}) {
    INFO(share << " of it is left");
    SmallShop shop(2);
    const EmulatorProcess google({"--flat"});
    REQUIRE(test::quick_run(shop, google, 2).exit_code == 0);
    const fs::path file = shop.store() / "lineage.db";
    const auto size = static_cast<double>(fs::file_size(file));
    fs::resize_file(file, static_cast<std::uintmax_t>(share * size));
    check_refused_and_unpaid(shop, google);
    check_spoken(shop.command({"--json", "status"}).wait());
    check_spoken(shop.command({"--json", "costs"}).wait());
  }
}

TEST_CASE("a database that is gone is told, as long as there is a picture of it",
          "[crash][damage]") {
  SmallShop shop(2);
  const EmulatorProcess google({"--flat"});
  REQUIRE(test::quick_run(shop, google, 2).exit_code == 0);
  for (const char* name : {"lineage.db", "lineage.db-wal", "lineage.db-shm"})
    fs::remove(shop.store() / name);
  check_refused_and_unpaid(shop, google);
}

TEST_CASE("a database with a byte changed anywhere never ends a command without a word",
          "[crash][damage]") {
  std::mt19937 random(7);
  int refused = 0;
  for (int i = 0; i < 24; ++i) {
    SmallShop shop(2);
    const EmulatorProcess google({"--flat"});
    REQUIRE(test::quick_run(shop, google, 2).exit_code == 0);
    const fs::path file = shop.store() / "lineage.db";
    // The first ones in the header, where it hurts most.
    const auto at = i < 8 ? static_cast<std::uintmax_t>(i * 12) : random() % fs::file_size(file);
    INFO("byte " << at);
    change_a_byte(file, at);
    const auto blobs = blobs_of(shop);
    const test::Ending run = shop.run(google, 2);
    check_spoken(run);
    if (run.exit_code == 5) ++refused;
    check_spoken(shop.command({"--json", "costs"}).wait());
    for (const std::string& blob : blobs) CHECK(blobs_of(shop).count(blob) == 1);
  }
  CHECK(refused > 0);
}

TEST_CASE("a blob with a byte changed is named by reproduce, and not delivered",
          "[crash][damage]") {
  SmallShop shop(2);
  const EmulatorProcess google({"--flat"});
  REQUIRE(test::quick_run(shop, google, 2).exit_code == 0);
  const std::string name =
      test::Record(shop.store()).rows("SELECT lower(hex(rendering)) FROM asset").front().front();
  change_a_byte(shop.store() / "blobs/sha256" / name.substr(0, 2) / name, 100);
  const test::Ending rebuilt = shop.command({"--json", "reproduce", "--all"}).wait();
  check_spoken(rebuilt);
  INFO(rebuilt.out << rebuilt.err);
  CHECK(rebuilt.exit_code != 0);
  CHECK(rebuilt.out.find(name.substr(0, 12)) != std::string::npos);
  CHECK(rebuilt.out.find("\"identical\":1") != std::string::npos);
}
