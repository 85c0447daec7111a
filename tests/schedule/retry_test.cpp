#include "pipeline/schedule/retry.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using namespace vitrine::schedule;
using namespace std::chrono_literals;
using domain::OutcomeKind;
using Bill = Ending::Bill;
using Then = Ending::Then;

namespace {

domain::Outcome outcome(OutcomeKind kind) {
  domain::Outcome outcome;
  outcome.kind = kind;
  return outcome;
}

net::Failure failure(util::ErrorKind kind, net::Progress progress) {
  return {util::Error{kind, "it failed"}, progress};
}

}  // namespace

TEST_CASE("a limited or overloaded API costs nothing and is asked again", "[schedule]") {
  for (const OutcomeKind kind : {OutcomeKind::rate_limited, OutcomeKind::overloaded}) {
    const Ending ending = after_outcome({}, outcome(kind), {.counted = 0, .free = 12}, 0.5);
    CHECK(ending.then == Then::again);
    CHECK_FALSE(ending.hold);  // nobody said for how long
    CHECK(ending.bill == Bill::free);
    CHECK_FALSE(ending.counts);
  }
}

TEST_CASE("what counts before the ending is known is what the ending counts", "[schedule]") {
  for (int i = 0; i <= static_cast<int>(OutcomeKind::cancelled); ++i) {
    const domain::Outcome one = outcome(static_cast<OutcomeKind>(i));
    CHECK(is_counted(one) == after_outcome({}, one, {1, 1}, 0.5).counts);
  }
  for (const auto progress :
       {net::Progress::not_sent, net::Progress::maybe_sent, net::Progress::answered}) {
    const net::Failure one = failure(util::ErrorKind::unreachable, progress);
    CHECK(is_counted(one) == after_failure({}, one, {1, 1}, 0.5).counts);
  }
  CHECK(with_one_more({1, 1}, true, false).counted == 2);
  CHECK(with_one_more({1, 1}, true, true).billed == 1);
  CHECK(with_one_more({1, 1}, false, false).free == 2);
}

TEST_CASE("a hint of the server is a floor and what is added to it is bounded", "[schedule]") {
  domain::Outcome limited = outcome(OutcomeKind::rate_limited);
  limited.retry_after = 22s;
  CHECK(after_outcome({}, limited, {0, 1}, 0.0).wait == 22s);
  CHECK(after_outcome({}, limited, {0, 1}, 0.999).hold == 22s);  // for everyone
  CHECK(after_outcome({}, limited, {0, 1}, 0.999).wait < 25s);
  CHECK(after_outcome({}, outcome(OutcomeKind::rate_limited), {0, 1}, 0.999).wait < 500ms);
}

TEST_CASE("waits double with full jitter up to the longest", "[schedule]") {
  const auto wait = [](int free) {
    return after_outcome({}, outcome(OutcomeKind::overloaded), {0, free}, 0.5).wait;
  };
  CHECK(wait(1) == 250ms);
  CHECK(wait(2) == 500ms);
  CHECK(wait(5) == 4s);
  CHECK(wait(20) == 15s);
}

TEST_CASE("a quota of the day closes its model instead of being asked all night", "[schedule]") {
  domain::Outcome limited = outcome(OutcomeKind::rate_limited);
  limited.facts = {{"scope", "day"}};
  CHECK(after_outcome({}, limited, {0, 1}, 0.5).then == Then::close_model);
  CHECK(after_outcome({}, outcome(OutcomeKind::auth_or_billing), {0, 1}, 0.5).then ==
        Then::close_surface);
}

TEST_CASE("an answer without a picture is paid and asked again twice at most", "[schedule]") {
  for (const OutcomeKind kind :
       {OutcomeKind::no_image, OutcomeKind::policy_soft, OutcomeKind::corrupt_payload}) {
    CHECK(after_outcome({}, outcome(kind), {1, 0}, 0.5).then == Then::again);
    CHECK(after_outcome({}, outcome(kind), {2, 0}, 0.5).then == Then::again);
    const Ending last = after_outcome({}, outcome(kind), {3, 0, 3}, 0.5);
    CHECK(last.then == Then::give_up);
    CHECK(last.bill == Bill::billed);
  }
}

TEST_CASE("a refusal is final and asking again changes nothing", "[schedule]") {
  CHECK(after_outcome({}, outcome(OutcomeKind::policy_hard), {1, 0}, 0.5) ==
        Ending{Bill::billed, Then::give_up});
  CHECK(after_outcome({}, outcome(OutcomeKind::invalid_request), {0, 1}, 0.5) ==
        Ending{Bill::free, Then::give_up});
  CHECK(after_outcome({}, outcome(OutcomeKind::model_gone), {0, 1}, 0.5).then == Then::close_model);
}

TEST_CASE("what was never sent is free and what may have been bought is named unknown",
          "[schedule]") {
  const auto unreachable = util::ErrorKind::unreachable;
  const Ending never =
      after_failure({}, failure(unreachable, net::Progress::not_sent), {0, 1}, 0.5);
  CHECK(never.then == Then::again);
  CHECK(never.bill == Bill::free);
  for (const net::Progress progress : {net::Progress::maybe_sent, net::Progress::answered}) {
    const Ending maybe = after_failure({}, failure(unreachable, progress), {1, 0}, 0.5);
    CHECK(maybe.then == Then::again);
    CHECK(maybe.bill == Bill::unknown);
    CHECK(after_failure({}, failure(unreachable, progress), {3, 0}, 0.5).then == Then::again);
    CHECK(after_failure({}, failure(unreachable, progress), {4, 0}, 0.5).then == Then::give_up);
  }
}

TEST_CASE("a wrong certificate or an unusable key is not asked again, and says whose fault it is",
          "[schedule]") {
  const auto stopped = [](util::ErrorKind kind) {
    const Ending ending = after_failure({}, failure(kind, net::Progress::not_sent), {0, 1}, 0.5);
    CHECK(ending.then == Then::close_surface);
    CHECK(ending.bill == Bill::free);
    return ending.stopped;
  };
  CHECK(stopped(util::ErrorKind::refused) == Stopped::network);
  CHECK(stopped(util::ErrorKind::not_found) == Stopped::key);
  CHECK(stopped(util::ErrorKind::bad_spec) == Stopped::key);
  CHECK(stopped(util::ErrorKind::unsupported) == Stopped::key);
}

TEST_CASE("free refusals end some day too", "[schedule]") {
  CHECK(after_outcome({}, outcome(OutcomeKind::overloaded), {0, 41}, 0.5).then == Then::give_up);
  const Ending nobody_there = after_failure(
      {}, failure(util::ErrorKind::unreachable, net::Progress::not_sent), {0, 41}, 0.5);
  CHECK(nobody_there.then == Then::close_surface);
  CHECK(nobody_there.stopped == Stopped::network);
}

TEST_CASE("an outcome that was billed counts and is asked again only as often as those",
          "[schedule]") {
  const util::Money billed{1};
  for (const OutcomeKind kind :
       {OutcomeKind::transient, OutcomeKind::timeout, OutcomeKind::rate_limited}) {
    CHECK_FALSE(is_counted(outcome(kind)));
    CHECK(is_counted(outcome(kind), billed));
    const Ending first = after_outcome({}, outcome(kind), {1, 0}, 0.5, billed);
    CHECK(first.counts);
    CHECK(first.bill == Bill::billed);
    CHECK(first.then == Then::again);
    CHECK(after_outcome({}, outcome(kind), {3, 0, 3}, 0.5, billed).then == Then::give_up);
  }
}

TEST_CASE("a hint beyond patience closes the surface for as long as the server said",
          "[schedule]") {
  domain::Outcome limited = outcome(OutcomeKind::rate_limited);
  limited.retry_after = 15min;
  CHECK(after_outcome({}, limited, {0, 1}, 0.5).then == Then::again);
  limited.retry_after = 15min + 1s;
  const Ending ending = after_outcome({}, limited, {0, 1}, 0.5);
  CHECK(ending.then == Then::close_surface);
  CHECK(ending.stopped == Stopped::quota);
  CHECK(ending.opens_in == 15min + 1s);
}

TEST_CASE("asks of both sorts together are four at most", "[schedule]") {
  const auto billed = [](Asks asks) {
    return after_outcome({}, outcome(OutcomeKind::no_image), asks, 0.5).then;
  };
  CHECK(billed({.counted = 3, .billed = 1}) == Then::again);
  CHECK(billed({.counted = 4, .billed = 2}) == Then::give_up);
  const auto maybe = [](Asks asks) {
    return after_failure({}, failure(util::ErrorKind::timed_out, net::Progress::maybe_sent), asks,
                         0.5)
        .then;
  };
  CHECK(maybe({.counted = 3, .billed = 1}) == Then::again);
  CHECK(maybe({.counted = 4, .billed = 2}) == Then::give_up);
}

TEST_CASE("a quota of the day and a spend cap are no fault of the key", "[schedule]") {
  domain::Outcome refused = outcome(OutcomeKind::auth_or_billing);
  CHECK(after_outcome({}, refused, {0, 1}, 0.5).stopped == Stopped::key);
  refused.facts = {{"scope", "limit_zero"}};
  CHECK(after_outcome({}, refused, {0, 1}, 0.5).stopped == Stopped::key);
  CHECK(after_outcome({}, refused, {0, 1}, 0.5).then == Then::close_model);
  refused.facts = {{"scope", "spend"}};
  CHECK(after_outcome({}, refused, {0, 1}, 0.5).stopped == Stopped::quota);
  CHECK(after_outcome({}, refused, {0, 1}, 0.5).then == Then::close_surface);
  domain::Outcome limited = outcome(OutcomeKind::rate_limited);
  limited.facts = {{"scope", "day"}};
  CHECK(after_outcome({}, limited, {0, 1}, 0.5).stopped == Stopped::quota);
}
