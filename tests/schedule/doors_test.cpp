#include "pipeline/schedule/doors.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using schedule::Doors;

namespace {

domain::RenderRequest request(const char* model, domain::Aspect aspect = {1, 1}) {
  domain::RenderRequest request;
  request.model = model;
  request.aspect = aspect;
  return request;
}

}  // namespace

TEST_CASE("a closed API is closed for every model, with the first reason", "[schedule]") {
  Doors doors;
  CHECK(doors.closed_for(request("a")).empty());
  doors.close("no key");
  doors.close("no credit");
  CHECK(doors.closed_for(request("a")) == "no key");
  CHECK(doors.closed_for(request("b")) == "no key");
}

TEST_CASE("a model that is gone closes for itself alone", "[schedule]") {
  Doors doors;
  doors.close_model("a", "a is gone");
  CHECK(doors.closed_for(request("a")) == "a is gone");
  CHECK(doors.closed_for(request("b")).empty());
}

TEST_CASE("what is left for the next run is so as its own door was closed", "[schedule]") {
  Doors doors;
  const schedule::Parked quota{schedule::WaitFor::quota, {}}, key{schedule::WaitFor::key, {}};
  CHECK_FALSE(doors.parked_as(request("a")));
  doors.close_model("a", "the day is used up", quota);
  doors.close_model("c", "c is gone");
  CHECK(doors.parked_as(request("a")) == quota);
  CHECK_FALSE(doors.parked_as(request("b")));
  CHECK_FALSE(doors.parked_as(request("c")));
  doors.close("no key", key);
  CHECK(doors.parked_as(request("b")) == key);
}

TEST_CASE("what had its turn is sent where nothing but the run's own pace closed its door",
          "[schedule]") {
  Doors doors;
  const schedule::Parked quota{schedule::WaitFor::quota, {}};
  CHECK_FALSE(doors.begun_may_go(request("a")));
  doors.close_model("a", "our day is used up", quota, true);
  CHECK(doors.begun_may_go(request("a")));
  CHECK_FALSE(doors.begun_may_go(request("b")));
  doors.close("too late", quota, true);
  CHECK(doors.begun_may_go(request("a")));
  doors.close("no key", quota);
  CHECK_FALSE(doors.begun_may_go(request("a")));
}

TEST_CASE("the second refusal in the same words closes that kind of request alone", "[schedule]") {
  Doors doors;
  doors.refused(request("a"), "no such field");
  doors.refused(request("a"), "picture unreadable");
  CHECK(doors.closed_for(request("a")).empty());
  doors.refused(request("a"), "no such field");
  CHECK(doors.closed_for(request("a")) == "no such field");
  CHECK(doors.closed_for(request("a", {4, 5})).empty());
  CHECK(doors.closed_for(request("b")).empty());
}

TEST_CASE("where a kind of request gives pictures, refusals are about their own inputs",
          "[schedule]") {
  Doors doors;
  doors.gave_picture(request("a"));
  doors.refused(request("a"), "picture unreadable");
  doors.refused(request("a"), "picture unreadable");
  CHECK(doors.closed_for(request("a")).empty());
}
