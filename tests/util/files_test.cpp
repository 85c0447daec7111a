#include "pipeline/util/files.hpp"

#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>

#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

using namespace vitrine;

TEST_CASE("a durable write leaves the bytes, the mode and no temporary file", "[util]") {
  test::TempFolder folder;
  util::write_file_durably(folder / "a.bin", "first");
  util::write_file_durably(folder / "a.bin", "second", {.mode = 0444});
  CHECK(util::read_file(folder / "a.bin").value() == "second");
  struct stat info {};
  REQUIRE(::stat((folder / "a.bin").c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0444);
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
}

TEST_CASE("a write into a missing folder throws and leaves nothing", "[util]") {
  test::TempFolder folder;
  CHECK_THROWS_AS(util::write_file_durably(folder / "no/a.bin", "x"), std::system_error);
  CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("reading refuses folders, missing files and files past the limit", "[util]") {
  test::TempFolder folder;
  folder.write("big", "12345");
  CHECK(util::read_file(folder.path()).error().kind == util::ErrorKind::not_found);
  CHECK(util::read_file(folder / "none").error().kind == util::ErrorKind::not_found);
  CHECK(util::read_file(folder / "big", 4).error().kind == util::ErrorKind::bad_spec);
  CHECK(util::read_file(folder / "big", 5).value() == "12345");
}

TEST_CASE("a temporary file that a killed process of the same number left is no obstacle",
          "[util]") {
  test::TempFolder folder;
  // The numbers that this process will try next, whatever it has written so far.
  for (int n = 0; n < 2'000; ++n)
    folder.write(".a.bin." + std::to_string(::getpid()) + "." + std::to_string(n) + ".tmp", "old");
  util::write_file_durably(folder / "a.bin", "new");
  CHECK(test::read_text(folder / "a.bin") == "new");
}
