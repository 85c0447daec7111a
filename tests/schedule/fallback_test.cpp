#include "pipeline/schedule/fallback.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <utility>
#include <vector>

using namespace vitrine;
using domain::OutcomeKind;
using schedule::Fruitless;
using schedule::may_fall_back;
using schedule::Parked;
using schedule::WaitFor;

TEST_CASE("what is left for the next run is fallen back from where it is the vendor's doing",
          "[schedule]") {
  const std::vector<std::pair<WaitFor, bool>> table{
      {WaitFor::quota, true},     {WaitFor::key, true},          {WaitFor::network, true},
      {WaitFor::hint, true},      {WaitFor::rate, true},         {WaitFor::backoff, true},
      {WaitFor::breaker, true},   {WaitFor::retry_budget, true}, {WaitFor::budget, false},
      {WaitFor::deadline, false}, {WaitFor::signal, false},      {WaitFor::nothing, false},
      {WaitFor::slot, false}};
  for (const auto& [why, expected] : table) {
    INFO(to_text(why));
    CHECK(may_fall_back({.parked = Parked{why, {}}}) == expected);
  }
}

TEST_CASE("what failed is fallen back from, but never a refusal for good", "[schedule]") {
  const std::vector<std::pair<OutcomeKind, bool>> table{
      {OutcomeKind::model_gone, true},      {OutcomeKind::invalid_request, true},
      {OutcomeKind::no_image, true},        {OutcomeKind::policy_soft, true},
      {OutcomeKind::corrupt_payload, true}, {OutcomeKind::rate_limited, true},
      {OutcomeKind::overloaded, true},      {OutcomeKind::transient, true},
      {OutcomeKind::timeout, true},         {OutcomeKind::auth_or_billing, true},
      {OutcomeKind::policy_hard, false},    {OutcomeKind::cancelled, false},
      {OutcomeKind::image, false}};
  for (const auto& [kind, expected] : table) {
    INFO(to_text(kind));
    CHECK(may_fall_back({.kind = kind}) == expected);
  }
  CHECK(may_fall_back({}));  // nothing was sent
}

TEST_CASE("what an answer says last does not matter where it is parked for another reason",
          "[schedule]") {
  CHECK_FALSE(
      may_fall_back({.parked = Parked{WaitFor::budget, {}}, .kind = OutcomeKind::no_image}));
  CHECK(may_fall_back({.parked = Parked{WaitFor::quota, {}}, .kind = OutcomeKind::no_image}));
}

TEST_CASE("nobody else is asked while it is open what the first cost, or where none may be",
          "[schedule]") {
  CHECK_FALSE(may_fall_back({.parked = Parked{WaitFor::quota, {}}, .is_open = true}));
  CHECK_FALSE(may_fall_back({.kind = OutcomeKind::no_image, .is_open = true}));
  CHECK_FALSE(may_fall_back({.is_open = true}));
  CHECK_FALSE(may_fall_back({.is_barred = true}));
}
