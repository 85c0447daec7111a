#include "tests/lineage/records.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace vitrine;
using lineage::SenderLock;

TEST_CASE("the second sender learns who the first is", "[lineage]") {
  const test::TempFolder folder;
  const std::string store = folder.path() / ".vitrine";
  CHECK(lineage::sender_holding(store).empty());
  auto first = SenderLock::acquire(store, "vitrine run", test::kEvening);
  REQUIRE(first.has_value());
  const std::string holder =
      "vitrine run (pid " + std::to_string(::getpid()) + ") since 2026-11-22T02:00:00Z";
  CHECK(lineage::sender_holding(store) == holder);
  const auto second = SenderLock::acquire(store, "vitrine run", test::kEvening);
  REQUIRE_FALSE(second.has_value());
  CHECK(second.error().kind == util::ErrorKind::refused);
  CHECK(second.error().message == "held by " + holder);
}

TEST_CASE("a lock that was let go can be had again", "[lineage]") {
  const test::TempFolder folder;
  const std::string store = folder.path();
  SenderLock::acquire(store, "vitrine run", test::kEvening).value().reset();
  CHECK(lineage::sender_holding(store).empty());
  CHECK(SenderLock::acquire(store, "vitrine run", test::kEvening).has_value());
}

TEST_CASE("a killed sender's lock is free, whatever its file says", "[lineage]") {
  const test::TempFolder folder;
  const std::string store = folder.path();
  int ready[2];
  REQUIRE(::pipe(ready) == 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto held = SenderLock::acquire(store, "vitrine run", test::kEvening);
    const char answer = held ? 'y' : 'n';
    if (::write(ready[1], &answer, 1) != 1) ::_exit(1);
    ::pause();
    ::_exit(0);
  }
  char answer = 0;
  REQUIRE(::read(ready[0], &answer, 1) == 1);
  CHECK(answer == 'y');
  CHECK(lineage::sender_holding(store).find("pid " + std::to_string(child)) != std::string::npos);
  CHECK_FALSE(SenderLock::acquire(store, "vitrine run", test::kEvening).has_value());
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  CHECK(lineage::sender_holding(store).empty());
  CHECK(SenderLock::acquire(store, "vitrine run", test::kEvening).has_value());
  ::close(ready[0]);
  ::close(ready[1]);
}
