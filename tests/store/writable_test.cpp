#include "pipeline/store/writable.hpp"

#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>

#include <filesystem>

using namespace vitrine;
using store::why_not_writable;
namespace fs = std::filesystem;

TEST_CASE("a folder is tried where it is or would be made, and nothing stays", "[store]") {
  const test::TempFolder folder;
  CHECK_FALSE(why_not_writable(folder.path()));
  CHECK_FALSE(why_not_writable(folder / "out/spring/amazon"));
  CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("a file or a dangling link in the way is named", "[store]") {
  const test::TempFolder folder;
  folder.write("out", "a file");
  const auto why = why_not_writable(folder / "out/spring");
  REQUIRE(why);
  CHECK(why->find((folder / "out").string()) != std::string::npos);
  fs::create_directory_symlink(folder / "unplugged", folder / "shop");
  CHECK(why_not_writable(folder / "shop/spring"));
}

TEST_CASE("a place where the system lets nobody write is told in the system's words", "[store]") {
  CHECK(why_not_writable("/proc/vitrine"));
}
