// Several processes in one store, one that is stopped for a while, and a clock that leaps.
#include "tests/crash/blackout.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <fstream>

using namespace vitrine;
using std::chrono::milliseconds;
using test::EmulatorProcess;
using test::SmallShop;
using test::VitrineProcess;

namespace {

bool came_to_its_end(const test::Ending& ended) {
  return ended.exit_code == 0 || ended.exit_code == 4;
}

bool says_locked(const test::Ending& ended) {
  return ended.exit_code == 5 && ended.out.find("\"locked\"") != std::string::npos;
}

void check_books(const SmallShop& shop, const EmulatorProcess& google) {
  test::Bill bill;
  bill.add(google.bill());
  const auto complaints = test::all_complaints(shop, bill, 2);
  INFO(test::joined(complaints));
  CHECK(complaints.empty());
}

/// As often as it takes until the run has asked for something.
void wait_for_calls(const EmulatorProcess& google, int calls) {
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  while (google.bill()["count"].GetInt() < calls)
    REQUIRE(std::chrono::steady_clock::now() < give_up);
}

const std::vector<std::vector<std::string>> kReaders{{"--json", "status"},
                                                     {"--json", "costs"},
                                                     {"--json", "assets"},
                                                     {"--json", "plan", "jobs/spring.yaml"},
                                                     {"--json", "costs", "--by", "day"},
                                                     {"--json", "explain", "P-100/natural/dawn"},
                                                     {"--json", "show", "P-100/natural/dawn"},
                                                     {"--json", "reproduce", "P-101/natural/dawn"}};

}  // namespace

TEST_CASE("two senders and eight readers at once: one sends, one is told who does, all can read",
          "[crash][processes]") {
  SmallShop shop(16);
  const EmulatorProcess google({"--flat", "--latency", "150ms"});
  REQUIRE(came_to_its_end(test::quick_run(shop, google, 8)));
  shop.next_wave();
  const auto variables = test::variables_for(google);
  auto one = shop.command(SmallShop::run_arguments(2), variables, "one");
  auto two = shop.command(SmallShop::run_arguments(2), variables, "two");
  int rounds = 0;
  const auto both_ended = [&] {
    return one.ends_within(milliseconds(0)) && two.ends_within(milliseconds(0));
  };
  do {
    std::vector<VitrineProcess> readers;
    for (std::size_t i = 0; i < kReaders.size(); ++i)
      readers.push_back(shop.command(kReaders[i], variables, "reader" + std::to_string(i)));
    for (VitrineProcess& reader : readers) {
      const test::Ending read = reader.wait();
      INFO(read.out << read.err);
      CHECK(read.exit_code == 0);
    }
    ++rounds;
  } while (!both_ended());
  CHECK(rounds > 1);
  const test::Ending first = one.wait(), second = two.wait();
  INFO(first.out << first.err << second.out << second.err);
  CHECK((came_to_its_end(first) && says_locked(second)) !=
        (came_to_its_end(second) && says_locked(first)));
  check_books(shop, google);
}

TEST_CASE("who waits for the sender goes on when it has ended, and buys nothing twice",
          "[crash][processes]") {
  SmallShop shop(6);
  const EmulatorProcess google({"--flat", "--latency", "100ms"});
  auto first = shop.start(google, 2);
  wait_for_calls(google, 2);
  auto arguments = SmallShop::run_arguments(2);
  arguments.insert(arguments.end(), {"--wait", "100s"});
  auto second = shop.command(arguments, test::variables_for(google), "second");
  CHECK(came_to_its_end(first.wait()));
  const test::Ending waited = second.wait();
  INFO(waited.out << waited.err);
  CHECK(came_to_its_end(waited));
  CHECK(waited.out.find("\"rendered\":0") != std::string::npos);
  check_books(shop, google);
}

TEST_CASE("a run that is stopped longer than its calls may take keeps its lock and its books",
          "[crash][processes]") {
  SmallShop shop(12);
  std::ofstream(shop.root() / "vitrine.yaml", std::ios::app)
      << "network: {attempt_deadline: 1 s}\n";
  const EmulatorProcess google({"--flat", "--latency", "60ms"});
  auto run = shop.start(google, 4);
  wait_for_calls(google, 5);
  run.send(SIGSTOP);
  CHECK_FALSE(run.ends_within(milliseconds(2'000)));
  CHECK(says_locked(
      shop.command(SmallShop::run_arguments(4), test::variables_for(google), "second").wait()));
  run.send(SIGCONT);
  const test::Ending ended = run.wait();
  INFO(ended.out << ended.err);
  CHECK((came_to_its_end(ended) || ended.exit_code == 1));
  CHECK(came_to_its_end(test::quick_run(shop, google, 4)));
  check_books(shop, google);
}

TEST_CASE("a clock that leaps by days changes nothing but the times on record",
          "[crash][processes]") {
  SmallShop shop(6);
  const EmulatorProcess google({"--flat", "--latency", "20ms"});
  const test::Ending leaping =
      shop.run(google, 4, test::shimmed(shop, {{"VITRINE_SHIM_CLOCK", "7"}}));
  INFO(leaping.out << leaping.err);
  CHECK(came_to_its_end(leaping));
  const test::Record record(shop.store());
  // It did leap: some attempt ended before it began.
  CHECK(record.number("SELECT count(*) FROM attempt WHERE ended < sent") > 0);
  const test::Ending idle = shop.run(google, 4);
  INFO(idle.out << idle.err);
  CHECK(idle.out.find("\"rendered\":0") != std::string::npos);
  check_books(shop, google);
}
