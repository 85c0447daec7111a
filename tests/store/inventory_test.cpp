#include "pipeline/store/inventory.hpp"

#include "pipeline/store/asset_store.hpp"
#include "pipeline/store/spool.hpp"
#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <sys/wait.h>
#include <unistd.h>

using namespace vitrine;
using namespace vitrine::store;
using test::TempFolder;
namespace fs = std::filesystem;

TEST_CASE("blobs are listed with digest, size and time, and what is none without a digest",
          "[store]") {
  const TempFolder folder;
  const Layout layout(folder.path());
  const util::Digest digest = open_store(folder.path())->put("bytes");
  const std::string wrong_shelf =
      layout.shard(static_cast<std::uint8_t>(digest.bytes[0] ^ 1)) / digest.hex();
  folder.write(fs::path(wrong_shelf).lexically_relative(folder.path()).string(), "bytes");
  folder.write("blobs/sha256/00/notes.txt", "hello");
  std::map<fs::path, StoredFile> found;
  scan_blobs(layout, [&](const StoredFile& file) { found[file.path] = file; });
  REQUIRE(found.size() == 3);
  const StoredFile& blob = found.at(layout.blob(digest));
  CHECK(blob.digest == digest);
  CHECK(blob.size == 5);
  CHECK(blob.modified.micros > 1'700'000'000'000'000);
  CHECK_FALSE(found.at(wrong_shelf).digest);
  CHECK_FALSE(found.at(layout.shard(0) / "notes.txt").digest);
}

TEST_CASE("the process that left a temporary file is read from its name", "[store]") {
  CHECK(writer_of_temporary("/x/.growing.4711.3.tmp") == 4711);
  CHECK(writer_of_temporary("/x/.report.html.12.0.tmp") == 12);
  for (const char* other : {"report.html", ".hidden", "a.12.0.tmp", ".a.b.c.tmp", ".tmp"})
    CHECK_FALSE(writer_of_temporary(other));
}

TEST_CASE("a process that has ended is not alive, and this one is", "[store]") {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  REQUIRE(child > 0);
  REQUIRE(::waitpid(child, nullptr, 0) == child);
  CHECK_FALSE(is_alive(child));
  CHECK(is_alive(::getpid()));
  CHECK(is_alive(::getppid()));
}

TEST_CASE("quarantine keeps every file that comes under one name", "[store]") {
  const TempFolder folder;
  const Layout layout(folder.path());
  const util::Date day = *util::parse_date("2026-11-26");
  for (const char* bytes : {"first", "second", "third"})
    move_to_quarantine(layout, folder.write("notes.txt", bytes), day);
  CHECK_FALSE(fs::exists(folder / "notes.txt"));
  CHECK(test::read_text(folder / "quarantine/2026-11-26/notes.txt") == "first");
  CHECK(test::read_text(folder / "quarantine/2026-11-26/notes.txt.2") == "second");
  CHECK(test::read_text(folder / "quarantine/2026-11-26/notes.txt.3") == "third");
}

TEST_CASE("a spool that is only read makes nothing on the disk", "[store]") {
  const TempFolder folder;
  const auto spool = read_spool(folder.path());
  CHECK(spool->open("00000000000000000000000000000001").has_error());
  CHECK(fs::is_empty(folder.path()));
  CHECK(spool_files(Layout(folder.path())).empty());
}

TEST_CASE("what a store lacks is told, and then there is nothing", "[store]") {
  const TempFolder folder;
  const Layout layout(folder.path());
  CHECK(missing_parts(layout).size() == 258);
  establish(layout);
  CHECK(missing_parts(layout).empty());
  fs::remove(layout.shard(7));
  CHECK(missing_parts(layout) == std::vector<fs::path>{layout.shard(7)});
}
