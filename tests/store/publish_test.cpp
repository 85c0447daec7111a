#include "pipeline/store/publish.hpp"

#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>

#include <system_error>
#include <unistd.h>

using namespace vitrine;
namespace fs = std::filesystem;

TEST_CASE("publishing makes folders, replaces whole files and leaves nothing else", "[store]") {
  const test::TempFolder folder;
  const std::string path = folder / "out/spring/MUG-01/main.jpg";
  store::publish(path, "first");
  const store::Stamp stamp = store::publish(path, "second");
  CHECK(test::read_text(path) == "second");
  CHECK(stamp.size == 6);
  CHECK(std::distance(fs::directory_iterator(fs::path(path).parent_path()), {}) == 1);
}

TEST_CASE("what dead processes left half written is taken away, and nothing else", "[store]") {
  const test::TempFolder folder;
  const std::string ours = std::to_string(::getpid()), other = std::to_string(::getppid());
  for (const char* kept : {"out/a/main.jpg", "out/.htaccess", "out/a/.b.tmp"})
    store::publish(folder / kept, "kept");
  store::publish(folder / ("out/a/.main.jpg." + other + ".4.tmp"), "being written");
  store::publish(folder / ("out/a/.main.jpg." + ours + ".0.tmp"), "of an older process");
  store::publish(folder / "out/a/b/.x.jpg.2147483647.12.tmp", "no process has this number");
  fs::create_symlink("a/main.jpg", folder / "out/.link.jpg.2147483647.1.tmp");
  CHECK(store::remove_cut_short(folder / "out") == 2);
  CHECK(store::remove_cut_short(folder / "out") == 0);
  CHECK(store::listing(folder / "out").size() == 4);
  CHECK(fs::is_symlink(folder / "out/.link.jpg.2147483647.1.tmp"));
  CHECK(store::remove_cut_short(folder / "none") == 0);
}

TEST_CASE("a listing has the stamp of every file below a folder as it was published", "[store]") {
  const test::TempFolder folder;
  const store::Stamp a = store::publish(folder / "out/a.jpg", "a");
  const store::Stamp b = store::publish(folder / "out/MUG-01/deep/b.jpg", "bb");
  fs::create_symlink("a.jpg", folder / "out/link.jpg");
  CHECK(store::listing(folder / "out") == store::Listing{{"a.jpg", a}, {"MUG-01/deep/b.jpg", b}});
  CHECK(store::listing(folder / "none").empty());
}

TEST_CASE("a file written over by somebody else has another stamp", "[store]") {
  const test::TempFolder folder;
  const store::Stamp ours = store::publish(folder / "out/a.jpg", "ours");
  store::publish(folder / "out/a.jpg", "him.");
  CHECK_FALSE(store::listing(folder / "out").at("a.jpg") == ours);
}

TEST_CASE("recorded files are found one by one as they lie, links excepted", "[store]") {
  const test::TempFolder folder;
  const store::Stamp a = store::publish(folder / "out/a.jpg", "a");
  const store::Stamp b = store::publish(folder / "out/MUG-01/deep/b.jpg", "bb");
  fs::create_symlink("a.jpg", folder / "out/link.jpg");
  fs::create_directory_symlink("MUG-01", folder / "out/linked");
  fs::create_directory_symlink("out", folder / "web");
  store::PublishedFiles files(folder / "web");
  CHECK(files.find("a.jpg") == a);
  CHECK(files.find("MUG-01/deep/b.jpg") == b);
  CHECK(files.find("MUG-01/deep/c.jpg") == std::nullopt);
  CHECK(files.find("MUG-01/b.jpg") == std::nullopt);
  CHECK(files.find("MUG-01/deep/b.jpg") == b);
  CHECK(files.find("MUG-01/deep") == std::nullopt);
  CHECK(files.find("a.jpg/b.jpg") == std::nullopt);
  CHECK(files.find("link.jpg") == std::nullopt);
  CHECK(files.find("linked/deep/b.jpg") == std::nullopt);
  CHECK(store::PublishedFiles(folder / "none").find("a.jpg") == std::nullopt);
}

TEST_CASE("removing takes the file away, one already gone is fine", "[store]") {
  const test::TempFolder folder;
  const std::string path = folder / "out/a.jpg";
  store::publish(path, "a");
  store::remove_published(path);
  CHECK_FALSE(fs::exists(path));
  CHECK_NOTHROW(store::remove_published(path));
  CHECK_NOTHROW(store::remove_published(folder / "never/was.jpg"));
}

TEST_CASE("a path that cannot be a file is a broken world", "[store]") {
  const test::TempFolder folder;
  folder.write("out", "a file where the folder should be");
  CHECK_THROWS_AS(store::publish(folder / "out/a.jpg", "a"), std::system_error);
  CHECK_THROWS_AS(store::listing(folder / "out"), std::system_error);
  CHECK_THROWS_AS(store::PublishedFiles(folder / "out"), std::system_error);
}
