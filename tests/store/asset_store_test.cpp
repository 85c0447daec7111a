#include "pipeline/store/asset_store.hpp"

#include "pipeline/store/layout.hpp"
#include "pipeline/util/clock.hpp"
#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <sys/stat.h>
#include <thread>

using namespace vitrine;
namespace fs = std::filesystem;

namespace {

/// A blob is read-only on purpose; a failing disk does not ask.
void damage(const fs::path& blob, std::string_view bytes) {
  fs::permissions(blob, fs::perms::owner_all);
  std::ofstream(blob, std::ios::binary) << bytes;
}

ino_t inode_of(const fs::path& path) {
  struct stat info {};
  REQUIRE(::stat(path.c_str(), &info) == 0);
  return info.st_ino;
}

}  // namespace

TEST_CASE("both stores give back what was put, by its digest", "[store]") {
  const test::TempFolder folder;
  const auto stores = {store::open_store(folder.path() / ".vitrine"), store::memory_store()};
  for (const auto& blobs : stores) {
    const util::Digest digest = blobs->put(std::string_view("a\0b", 3));
    CHECK(digest == util::sha256(std::string_view("a\0b", 3)));
    CHECK(blobs->get(digest).value() == std::string("a\0b", 3));
    CHECK(blobs->contains(digest));
    CHECK(blobs->get(blobs->put("")).value().empty());
  }
}

TEST_CASE("a blob that was never put is not found", "[store]") {
  const test::TempFolder folder;
  const auto stores = {store::open_store(folder.path()), store::memory_store()};
  for (const auto& blobs : stores) {
    const util::Digest digest = util::sha256("never");
    CHECK_FALSE(blobs->contains(digest));
    CHECK(blobs->get(digest).error().kind == util::ErrorKind::not_found);
    CHECK(blobs->get(digest).error().message == "the store has no blob " + digest.hex());
  }
}

TEST_CASE("a blob is one read-only file in its shard, and no temporary file stays", "[store]") {
  const test::TempFolder folder;
  const util::Digest digest = store::open_store(folder.path())->put("bytes");
  const fs::path blob = store::Layout(folder.path()).blob(digest);
  struct stat info {};
  REQUIRE(::stat(blob.c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0444);
  CHECK(std::distance(fs::directory_iterator(blob.parent_path()), {}) == 1);
}

TEST_CASE("putting the same bytes again leaves the old file alone", "[store]") {
  const test::TempFolder folder;
  const auto blobs = store::open_store(folder.path());
  const util::Digest digest = blobs->put("bytes");
  const fs::path blob = store::Layout(folder.path()).blob(digest);
  const ino_t before = inode_of(blob);
  CHECK(blobs->put("bytes") == digest);
  CHECK(inode_of(blob) == before);
}

TEST_CASE("a damaged blob is never given out, a put sets it aside and heals it", "[store]") {
  const test::TempFolder folder;
  const store::Layout layout(folder.path());
  const auto blobs = store::open_store(folder.path());
  const util::Digest digest = blobs->put("bytes");
  for (const std::string_view wrong : {"bytez", "byt", ""}) {
    damage(layout.blob(digest), wrong);
    CHECK(blobs->get(digest).error().kind == util::ErrorKind::damaged);
    CHECK(blobs->put("bytes") == digest);
    CHECK(blobs->get(digest).value() == "bytes");
  }
  int quarantined = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder.path() / "quarantine"))
    quarantined += entry.is_regular_file();
  CHECK(quarantined == 3);
}

TEST_CASE("a store moved to another folder works, also without its empty shards", "[store]") {
  const test::TempFolder folder;
  const util::Digest digest = store::open_store(folder.path() / "old")->put("bytes");
  fs::rename(folder / "old", folder / "new");
  const store::Layout moved(folder / "new");
  for (int byte = 0; byte < 256; ++byte) {
    std::error_code not_empty;
    fs::remove(moved.shard(static_cast<std::uint8_t>(byte)), not_empty);
  }
  const auto blobs = store::open_store(folder.path() / "new");
  CHECK(blobs->get(digest).value() == "bytes");
  for (int i = 0; i < 20; ++i) CHECK(blobs->contains(blobs->put(std::to_string(i))));
}

TEST_CASE("threads that put the same blobs at once all find them whole", "[store]") {
  const test::TempFolder folder;
  const auto blobs = store::open_store(folder.path());
  const auto put_all = [&blobs] {
    for (int i = 0; i < 20; ++i) blobs->put("blob " + std::to_string(i));
  };
  std::thread one(put_all), two(put_all);
  one.join();
  two.join();
  for (int i = 0; i < 20; ++i) {
    const std::string bytes = "blob " + std::to_string(i);
    CHECK(blobs->get(util::sha256(bytes)).value() == bytes);
  }
}
