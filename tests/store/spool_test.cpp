#include "pipeline/store/spool.hpp"

#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

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
