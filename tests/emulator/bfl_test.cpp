#include "pipeline/emulator/credentials.hpp"
#include "pipeline/emulator/pictures.hpp"
#include "tests/emulator/caller.hpp"

using namespace vitrine;
using namespace vitrine::emulator;

namespace {

const net::Headers kKey{{"x-key", "bfl-test"}};

net::ServerReply submit(Caller& caller,
                        const std::string& body = R"({"prompt":"a lamp","seed":3})",
                        const std::string& model = "flux-kontext-pro") {
  return caller.send("POST", "/v1/" + model, body, kKey);
}

/// The path and query of an address on this server.
std::string target_of(std::string_view url) {
  constexpr std::string_view kOrigin = "http://127.0.0.1:4000";
  REQUIRE(url.starts_with(kOrigin));
  return std::string(url.substr(kOrigin.size()));
}

Json polled(Caller& caller, const Json& submitted) {
  return json_of(caller.send("GET", target_of(at(submitted, "polling_url").text), "", kKey));
}

/// Polls until the task says something else than Pending.
Json ended(Caller& caller, const Json& submitted) {
  for (int i = 0; i < 20; ++i) {
    Json answer = polled(caller, submitted);
    if (at(answer, "status").text != "Pending") return answer;
  }
  FAIL("the task does not end");
  return {};
}

net::ServerReply fetched(Caller& caller, const Json& ready, const net::Headers& headers = {}) {
  return caller.send("GET", target_of(at(ready, "result", "sample").text), "", headers);
}

std::string base64_field(const std::string& name, const std::string& bytes) {
  return "\"" + name + "\":\"" + to_base64(bytes) + "\"";
}

/// Of the entry of the submission, which carries the price.
const BillEntry& booked(const Caller& caller) { return caller.emulator.bill().entries().front(); }

}  // namespace

TEST_CASE("a task is submitted, polled and fetched", "[emulator]") {
  Caller caller("{picture: flat, bfl: {pending: 2}}");
  const net::ServerReply reply =
      submit(caller, R"({"prompt":"a lamp","seed":3,"aspect_ratio":"16:9","output_format":"png",
                         "prompt_upsampling":false,"safety_tolerance":2})");
  REQUIRE(reply.status == 200);
  const Json task = json_of(reply);
  CHECK(at(task, "id").text.size() == 36);
  CHECK(at(task, "cost").number_or(0) == 4);
  CHECK(at(polled(caller, task), "status").text == "Pending");
  CHECK(at(polled(caller, task), "status").text == "Pending");
  const Json ready = polled(caller, task);
  REQUIRE(at(ready, "status").text == "Ready");
  CHECK(at(ready, "id").text == at(task, "id").text);
  CHECK(at(ready, "result", "seed").text == "3");
  CHECK(at(ready, "result", "prompt").text == "a lamp");
  const net::ServerReply picture = fetched(caller, ready);
  CHECK(picture.status == 200);
  CHECK(picture.headers.find("Content-Type") == "image/png");
  const Pixels shape = shape_of(picture.body).value();
  CHECK(shape.width % 16 == 0);
  CHECK(shape.width * 9 == Approx(shape.height * 16).epsilon(0.02));
  CHECK(booked(caller).charge.micros == 40'000);
  CHECK(booked(caller).billed);
  CHECK(caller.emulator.bill().total_micros() == 40'000);
}

TEST_CASE("only the address that was given leads to the task", "[emulator]") {
  Caller caller;
  const Json task = json_of(submit(caller));
  const std::string id = at(task, "id").text;
  const auto status = [&](const std::string& target) {
    return at(json_of(caller.send("GET", target, "", kKey)), "status").text;
  };
  CHECK(status("/v1/get_result?id=" + id) == "Task not found");  // built from the id: no region
  CHECK(status("/eu1/v1/get_result?id=unknown") == "Task not found");
  CHECK(status(target_of(at(task, "polling_url").text)) == "Pending");
  CHECK(caller.send("GET", target_of(at(task, "polling_url").text), "", {}).status == 403);
}

TEST_CASE("a picture's address lives ten minutes, needs no key, and answers a key with 400",
          "[emulator]") {
  Caller caller;
  const Json ready = ended(caller, json_of(submit(caller)));
  CHECK(fetched(caller, ready, kKey).status == 400);
  CHECK(fetched(caller, ready, {{"Authorization", "Bearer sk"}}).status == 400);
  CHECK(caller.emulator.bill().entries().back().credentials.count("authorization") == 1);
  CHECK(fetched(caller, ready).status == 200);
  Json forged = ready;
  std::string url = at(ready, "result", "sample").text;
  url.back() = url.back() == '0' ? '1' : '0';
  CHECK(caller.send("GET", target_of(url), "", {}).status == 403);
  caller.clock.move(std::chrono::seconds(600));
  CHECK(fetched(caller, ready).status == 200);
  caller.clock.move(std::chrono::seconds(1));
  CHECK(fetched(caller, ready).status == 403);
  Caller lenient("{picture: flat, bfl: {key_at_sample: true}}");
  CHECK(fetched(lenient, ended(lenient, json_of(submit(lenient))), kKey).status == 200);
}

TEST_CASE("the final cost supersedes the submission's, on the bill too", "[emulator]") {
  Caller caller("{picture: flat, bfl: {settle: 1.25}}");
  const Json task = json_of(submit(caller));
  CHECK(booked(caller).charge.micros == 40'000);
  const Json ready = ended(caller, task);
  CHECK(at(task, "cost").number_or(0) == 4);
  CHECK(at(ready, "cost").number_or(0) == 5);
  CHECK(booked(caller).charge.micros == 50'000);
  CHECK(caller.emulator.bill().total_micros() == 50'000);
  CHECK(booked(caller).charge.arithmetic.ends_with("settled x 1.25 = 0.050000 USD"));
}

TEST_CASE("FLUX.2 is priced by the megapixel and what is sent counts too", "[emulator]") {
  const auto price = [](const std::string& model, const std::string& more) {
    Caller caller;
    REQUIRE(submit(caller, R"({"prompt":"a lamp")" + more + "}", model).status == 200);
    return booked(caller).charge.micros;
  };
  const std::string one = "," + base64_field("input_image", mug_png());
  CHECK(price("flux-2-pro", "") == 30'000);
  CHECK(price("flux-2-pro", one) == 45'000);
  CHECK(price("flux-2-flex", one) == 100'000);
  CHECK(price("flux-2-max", one) == 100'000);
  CHECK(price("flux-2-klein-4b", one) == 15'000);
  CHECK(price("flux-2-klein-9b", one) == 17'000);
  CHECK(price("flux-2-pro", R"(,"width":2048,"height":2048)") == 75'000);
  CHECK(price("flux-kontext-max", one) == 80'000);
}

TEST_CASE("pictures that are sent are drawn from", "[emulator]") {
  Caller caller("seed: 2");
  const Json ready =
      ended(caller, json_of(submit(caller, R"({"prompt":"on a plain white background",)" +
                                               base64_field("input_image", mug_png()) +
                                               R"(,"output_format":"jpeg"})")));
  const net::ServerReply picture = fetched(caller, ready);
  CHECK(picture.headers.find("Content-Type") == "image/jpeg");
  const imaging::Picture drawn = imaging::decode(picture.body).value();
  CHECK(drawn.bgr.at<cv::Vec3b>(2, 2) == cv::Vec3b(255, 255, 255));
  const cv::Vec3b middle = drawn.bgr.at<cv::Vec3b>(drawn.height() / 2, drawn.width() / 2);
  CHECK(middle[2] > middle[0] + 60);  // the red mug
}

TEST_CASE("a body is held against the model and every field has its place", "[emulator]") {
  Caller caller;
  struct Row {
    const char *model, *body, *field;
  };
  const Row rows[] = {
      {"flux-kontext-pro", R"({"seed":1})", "prompt"},
      {"flux-kontext-pro", R"({"prompt":"x","aspect_ratio":"22:9"})", "aspect_ratio"},
      {"flux-kontext-pro", R"({"prompt":"x","aspect_ratio":"wide"})", "aspect_ratio"},
      {"flux-kontext-pro", R"({"prompt":"x","width":1024})", "width"},
      {"flux-kontext-pro", R"({"prompt":"x","safety_tolerance":7})", "safety_tolerance"},
      {"flux-2-pro", R"({"prompt":"x","safety_tolerance":6})", "safety_tolerance"},
      {"flux-2-pro", R"({"prompt":"x","aspect_ratio":"1:1"})", "aspect_ratio"},
      {"flux-2-pro", R"({"prompt":"x","width":1000})", "width"},
      {"flux-2-pro", R"({"prompt":"x","width":2064,"height":2048})", "width"},
      {"flux-2-pro", R"({"prompt":"x","steps":20})", "steps"},
      {"flux-kontext-pro", R"({"prompt":"x","seed":"1"})", "seed"},
      {"flux-kontext-pro", R"({"prompt":"x","output_format":"webp"})", "output_format"},
      {"flux-kontext-pro", R"({"prompt":"x","input_image":"data:image/png;base64,AAAA"})",
       "input_image"},
      {"flux-kontext-pro", R"({"prompt":"x","input_image":"AAAA"})", "input_image"},
      {"flux-kontext-pro", R"({"prompt":"x","input_image_5":"AAAA"})", "input_image_5"},
      {"flux-kontext-pro", R"({"prompt":"x","sead":1})", "sead"},
  };
  for (const Row& row : rows) {
    INFO(row.body);
    const net::ServerReply reply = submit(caller, row.body, row.model);
    CHECK(reply.status == 422);
    CHECK(at(json_of(reply), "detail", 0, "loc", 1).text == row.field);
    CHECK(at(json_of(reply), "detail", 0, "msg").is(Json::Kind::string));
  }
  CHECK(submit(caller, "no json").status == 422);
  CHECK(submit(caller, R"({"prompt":"x","steps":20,"guidance":3.5})", "flux-2-flex").status == 200);
  CHECK(submit(caller, R"({"prompt":"x"})", "flux-9").status == 404);
  CHECK(caller.send("POST", "/v1/flux-2-pro", "{}", {}).status == 403);
}

TEST_CASE("tasks end in every status that the service knows", "[emulator]") {
  struct Row {
    const char *fault, *status;
    int micros;
  };
  const Row rows[] = {
      {"blocked", "Request Moderated", 0},
      {"image-safety", "Content Moderated", 40'000},
      {"image-other", "Error", 40'000},
      {"finish", "Failed", 40'000},
      {"finish, reason: Task not found", "Task not found", 40'000},
      {"finish, reason: Reasoning", "Reasoning", 40'000},
      {"finish, reason: Error, billed: false", "Error", 0},
  };
  for (const Row& row : rows) {
    INFO(row.fault);
    Caller caller("{picture: flat, faults: [{fault: " + std::string(row.fault) + "}]}");
    const Json last = ended(caller, json_of(submit(caller)));
    CHECK(at(last, "status").text == row.status);
    CHECK(at(last, "result").is(Json::Kind::null));
    CHECK(caller.emulator.bill().total_micros() == row.micros);
    CHECK(booked(caller).fault == std::string(row.fault).substr(0, booked(caller).fault.size()));
  }
}

TEST_CASE("refusals of a submission come with the service's numbers", "[emulator]") {
  const auto status = [](const std::string& fault) {
    Caller caller("{picture: flat, faults: [{fault: " + fault + "}]}");
    const net::ServerReply reply = submit(caller);
    CHECK(json_of(reply).find("detail") != nullptr);
    CHECK(caller.emulator.bill().total_micros() == 0);
    return reply.status;
  };
  CHECK(status("spend-cap") == 402);
  CHECK(status("bad-request") == 422);
  CHECK(status("rate-limited") == 429);
  CHECK(status("unauthenticated") == 403);
  CHECK(status("internal") == 500);
  CHECK(status("overloaded") == 503);
  CHECK(status("model-gone") == 404);
  Caller polls("{picture: flat, faults: [{fault: internal, first: 1, route: bfl-result}]}");
  const Json task = json_of(submit(polls));
  const std::string target = target_of(at(task, "polling_url").text);
  CHECK(polls.send("GET", target, "", kKey).status == 500);
  CHECK(polls.send("GET", target, "", kKey).status == 200);
}

TEST_CASE("no more tasks than the service allows may be active", "[emulator]") {
  Caller caller;
  std::vector<Json> tasks;
  const std::string body = R"({"prompt":"a lamp"})";
  for (int i = 0; i < 6; ++i) tasks.push_back(json_of(submit(caller, body, "flux-kontext-max")));
  CHECK(submit(caller, body, "flux-kontext-max").status == 429);
  CHECK(submit(caller, body, "flux-kontext-pro").status == 200);
  ended(caller, tasks.front());
  CHECK(submit(caller, body, "flux-kontext-max").status == 200);
  caller.clock.move(std::chrono::seconds(61));
  CHECK(submit(caller, body, "flux-kontext-max").status == 200);
}

TEST_CASE("the same task draws the same picture, another seed another", "[emulator]") {
  const auto picture = [](const std::string& body) {
    Caller caller;
    return fetched(caller, ended(caller, json_of(submit(caller, body)))).body;
  };
  const std::string three = R"({"prompt":"a lamp","seed":3})";
  CHECK(picture(three) == picture(three));
  CHECK(picture(three) != picture(R"({"prompt":"a lamp","seed":4})"));
}
