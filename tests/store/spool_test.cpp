#include "pipeline/store/spool.hpp"

#include "pipeline/util/files.hpp"
#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <set>

using namespace vitrine;
namespace fs = std::filesystem;

namespace {

void seal(store::Spool& spool, const std::string& attempt, const std::string& body) {
  auto file = spool.begin(attempt, 4096);
  file->write(body.substr(0, body.size() / 2));
  file->write(body.substr(body.size() / 2));
  CHECK(file->size() == static_cast<std::int64_t>(body.size()));
  file->seal({{"status", "200"}, {"model", "m"}});
}

void change(const fs::path& path, std::streamoff at, char to) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(at);
  file.put(to);
}

}  // namespace

TEST_CASE("a sealed answer is read back as it came with what is said of it", "[store]") {
  test::TempFolder folder;
  for (const auto& spool : {store::open_spool(folder.path().string()), store::memory_spool()}) {
    const std::string body(100'000, 'b');
    seal(*spool, "a1", body);
    const auto answer = spool->open("a1");
    REQUIRE(answer.has_value());
    CHECK((*answer)->body() == body);
    CHECK(util::find((*answer)->about(), "status") == "200");
    CHECK(util::find((*answer)->about(), "body_bytes") == "100000");
    spool->remove("a1");
    CHECK(spool->open("a1").error().kind == util::ErrorKind::not_found);
  }
}

TEST_CASE("where an answer is to be looked for is kept in its place until it comes", "[store]") {
  test::TempFolder folder;
  for (const auto& spool : {store::open_spool(folder.path().string()), store::memory_spool()}) {
    const auto file = spool->begin("a1", 4096);
    spool->keep_begun("a1", "look there", {{"begun", "yes"}});
    CHECK(spool->sealed() == std::vector<std::string>{"a1"});
    const auto begun = spool->open("a1");
    REQUIRE(begun.has_value());
    CHECK((*begun)->body() == "look there");
    CHECK(util::find((*begun)->about(), "begun") == "yes");
    file->write("the answer");
    file->seal({{"status", "200"}});
    const auto answer = spool->open("a1");
    REQUIRE(answer.has_value());
    CHECK((*answer)->body() == "the answer");
    CHECK_FALSE(util::find((*answer)->about(), "begun"));
    CHECK(spool->sealed().size() == 1);
    spool->remove("a1");
  }
  CHECK(fs::is_empty(folder.path() / "spool"));
}

TEST_CASE("what had come of an answer when its writer was killed makes way for it to come anew",
          "[store]") {
  test::TempFolder folder;
  const auto spool = store::open_spool(folder.path().string());
  spool->keep_begun("a1", "look there", {{"begun", "yes"}});
  std::ofstream(folder.path() / "spool/a1.part") << "half of it";
  std::ofstream(folder.path() / "spool/a2.begun") << "half of where";
  CHECK_THROWS(spool->begin("a1", 0));
  spool->forget_part("a1");
  CHECK_NOTHROW(spool->begin("a1", 0));
  CHECK(spool->put_aside_unreadable(util::Date{}) == 0);
  CHECK_FALSE(fs::exists(folder.path() / "spool/a2.begun"));
  CHECK(spool->open("a1").value()->body() == "look there");
}

TEST_CASE("an answer that was never sealed leaves nothing behind", "[store]") {
  test::TempFolder folder;
  const auto spool = store::open_spool(folder.path().string());
  {
    const auto file = spool->begin("a1", 1 << 20);
    file->write("half of it");
    CHECK_FALSE(fs::is_empty(folder.path() / "spool"));
  }
  CHECK(fs::is_empty(folder.path() / "spool"));
}

TEST_CASE("an answer that lost or changed a byte is not taken for whole", "[store]") {
  test::TempFolder folder;
  const auto spool = store::open_spool(folder.path().string());
  seal(*spool, "a1", std::string(5000, 'x'));
  const fs::path file = folder.path() / "spool" / "a1.resp";
  change(file, 100, 'y');
  CHECK(spool->open("a1").error().kind == util::ErrorKind::damaged);
  change(file, 100, 'x');
  CHECK(spool->open("a1").has_value());
  fs::resize_file(file, fs::file_size(file) - 1);
  CHECK(spool->open("a1").error().kind == util::ErrorKind::damaged);
  fs::resize_file(file, 3);
  CHECK(spool->open("a1").error().kind == util::ErrorKind::damaged);
}

TEST_CASE("an attempt has one spool file", "[store]") {
  test::TempFolder folder;
  const auto spool = store::open_spool(folder.path().string());
  const auto file = spool->begin("a1", 0);
  CHECK_THROWS_AS(spool->begin("a1", 0), std::system_error);
}

TEST_CASE("what nobody can read is put aside, and room that nothing came into is given back",
          "[store]") {
  test::TempFolder folder;
  const auto spool = store::open_spool(folder.path().string());
  seal(*spool, "whole", "{}");
  seal(*spool, "changed", std::string(5000, 'x'));
  change(folder.path() / "spool" / "changed.resp", 100, 'y');
  util::write_file_durably(folder.path() / "spool/empty.part", std::string(100'000, '\0'));
  fs::resize_file(folder.path() / "spool/empty.part", 10'000'000);  // ends in a hole
  util::write_file_durably(folder.path() / "spool/half.part", R"({"candidates":)");
  seal(*spool, "nameless", "{}");
  fs::rename(folder.path() / "spool/nameless.resp", folder.path() / "spool/nameless.part");
  CHECK(spool->sealed() == std::vector<std::string>{"changed", "whole"});
  spool->finish_sealing();
  CHECK(spool->sealed() == std::vector<std::string>{"changed", "nameless", "whole"});
  spool->remove("nameless");
  CHECK(spool->put_aside_unreadable(util::parse_date("2026-11-26").value()) == 2);
  CHECK(spool->sealed() == std::vector<std::string>{"whole"});
  std::set<std::string> left;
  for (const auto& entry : fs::recursive_directory_iterator(folder.path()))
    if (entry.path().string().find("/blobs/") == std::string::npos && entry.is_regular_file())
      left.insert(fs::relative(entry.path(), folder.path()).string());
  CHECK(left == std::set<std::string>{"layout.json", "quarantine/2026-11-26/changed.resp",
                                      "quarantine/2026-11-26/half.part", "spool/whole.resp"});
}
