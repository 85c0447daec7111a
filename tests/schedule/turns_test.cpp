#include "pipeline/schedule/turns.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <catch2/catch.hpp>

#include <algorithm>
#include <string>

using vitrine::schedule::Turns;
namespace asio = boost::asio;

namespace {

const int kMug = 0, kLamp = 0;

struct Night {
  asio::io_context io;
  Turns turns;
  std::string order;
  int at_work = 0, most_at_work = 0;

  Night(int at_once, int most_in_a_row) : turns(io.get_executor(), at_once, most_in_a_row) {}
  void want(char name) {
    auto work = [](Night* self, char of) -> asio::awaitable<void> {
      const Turns::Hold turn = co_await self->turns.acquire(of == 'm' ? &kMug : &kLamp);
      self->order += of;
      self->most_at_work = std::max(self->most_at_work, ++self->at_work);
      co_await asio::post(self->io, asio::use_awaitable);
      --self->at_work;
    };
    asio::co_spawn(io, work(this, name), asio::detached);
  }
  std::string served(const std::string& wanted) {
    for (const char name : wanted) want(name);
    io.run();
    return order;
  }
};

}  // namespace

TEST_CASE("turns of one subject follow one another", "[schedule]") {
  CHECK(Night(1, 100).served("mlmlml") == "mmmlll");
}

TEST_CASE("after many turns of one subject it is the longest waiting one's", "[schedule]") {
  CHECK(Night(1, 2).served("mlmlmlm") == "mmllmml");
}

TEST_CASE("no more have a turn than may", "[schedule]") {
  Night night(3, 100);
  CHECK(night.served("mlmlmlmlml").size() == 10);
  CHECK(night.most_at_work == 3);
  CHECK(night.at_work == 0);
}
