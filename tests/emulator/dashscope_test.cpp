#include "pipeline/emulator/pictures.hpp"
#include "tests/emulator/caller.hpp"

#include <set>

using namespace vitrine;
using namespace vitrine::emulator;

namespace {

const net::Headers kKey{{"Authorization", "Bearer qwen-test"}};
const net::Headers kAsync{{"Authorization", "Bearer qwen-test"}, {"X-DashScope-Async", "enable"}};
const std::string kAigc = "/api/v1/services/aigc/";
const std::string kNow = kAigc + "multimodal-generation/generation";

std::string image_item(const std::string& bytes) {
  return R"({"image":"data:image/png;base64,)" + to_base64(bytes) + R"("})";
}

std::string body_of(const std::string& content,
                    const std::string& parameters = "{}",
                    const std::string& model = "qwen-image-edit-plus") {
  return R"({"model":")" + model + R"(","input":{"messages":[{"role":"user","content":[)" +
         content + R"(]}]},"parameters":)" + parameters + "}";
}

std::string usual(const std::string& parameters = "{}",
                  const std::string& model = "qwen-image-edit-plus") {
  return body_of(image_item(mug_png()) + R"(,{"text":"on a plain white background"})", parameters,
                 model);
}

net::ServerReply ask(Caller& caller, const std::string& body) {
  return caller.send("POST", kNow, body, kKey);
}

std::string target_of(std::string_view url) {
  constexpr std::string_view kOrigin = "http://127.0.0.1:4000";
  REQUIRE(url.starts_with(kOrigin));
  return std::string(url.substr(kOrigin.size()));
}

std::string address_in(const Json& answer, int index = 0) {
  return at(answer, "output", "choices", 0, "message", "content", index, "image").text;
}

std::string code_of(const net::ServerReply& reply) {
  const Json error = json_of(reply);
  CHECK_FALSE(error.text_of("message").empty());
  CHECK(error.text_of("request_id").size() == 36);
  return std::string(error.text_of("code"));
}

std::string text_order(const std::string& parameters = "{}") {
  return R"({"model":"qwen-image","input":{"prompt":"a lamp"},"parameters":)" + parameters + "}";
}

}  // namespace

TEST_CASE("Qwen answers at once with an address that lives a day", "[emulator]") {
  Caller caller("seed: 2");
  const net::ServerReply reply =
      ask(caller, usual(R"({"n":1,"size":"1024*768","prompt_extend":false,"watermark":false,
                            "negative_prompt":" ","seed":7})"));
  REQUIRE(reply.status == 200);
  const Json answer = json_of(reply);
  CHECK(at(answer, "output", "choices", 0, "finish_reason").text == "stop");
  CHECK(at(answer, "usage", "image_count").text == "1");
  CHECK(at(answer, "usage", "width").text == "1024");
  const std::string target = target_of(address_in(answer));
  const net::ServerReply picture = caller.send("GET", target, "", {});
  REQUIRE(picture.status == 200);
  CHECK(picture.headers.find("Content-Type") == "image/png");
  const imaging::Picture drawn = imaging::decode(picture.body).value();
  CHECK(drawn.width() == 1024);
  CHECK(drawn.height() == 768);
  CHECK(drawn.bgr.at<cv::Vec3b>(2, 2) == cv::Vec3b(255, 255, 255));
  CHECK(caller.send("GET", target, "", kKey).status == 400);  // a leaked key
  CHECK(caller.send("GET", target + "0", "", {}).status == 403);
  caller.clock.move(std::chrono::hours(24));
  CHECK(caller.send("GET", target, "", {}).status == 200);
  caller.clock.move(std::chrono::seconds(1));
  CHECK(caller.send("GET", target, "", {}).status == 403);
  CHECK(caller.emulator.bill().total_micros() == 30'000);
}

TEST_CASE("each of several pictures has an address and a price", "[emulator]") {
  Caller caller;
  const Json answer = json_of(ask(caller, usual(R"({"n":3})")));
  std::set<std::string> pictures;
  for (int i = 0; i < 3; ++i)
    pictures.insert(caller.send("GET", target_of(address_in(answer, i)), "", {}).body);
  CHECK(pictures.size() == 3);
  CHECK(caller.emulator.bill().total_micros() == 90'000);
  Caller dear;
  ask(dear, usual("{}", "qwen-image-edit-max"));
  CHECK(dear.emulator.bill().total_micros() == 75'000);
}

TEST_CASE("the last picture gives the shape where no size was asked", "[emulator]") {
  Caller caller;
  const Json answer = json_of(ask(
      caller, body_of(image_item(mug_png()) + "," + image_item(room_png()) + R"(,{"text":"x"})")));
  const double width = at(answer, "usage", "width").number_or(0),
               height = at(answer, "usage", "height").number_or(0);
  CHECK(width / height == Approx(800.0 / 600).epsilon(0.03));
}

TEST_CASE("what Qwen does not take is refused with its codes", "[emulator]") {
  Caller caller;
  const std::string mug = image_item(mug_png()), words = R"({"text":"x"})";
  const auto code = [&](const std::string& body) {
    const net::ServerReply reply = ask(caller, body);
    CHECK(reply.status == 400);
    return code_of(reply);
  };
  CHECK(code(usual(R"({"size":"1024x768"})")) == "InvalidParameter");  // an asterisk, no x
  CHECK(code(usual(R"({"size":"256*512"})")) == "InvalidParameter");
  CHECK(code(usual(R"({"size":"1024*1024"})", "qwen-image-edit")) == "InvalidParameter");
  CHECK(code(usual(R"({"n":2})", "qwen-image-edit")) == "InvalidParameter");
  CHECK(code(usual(R"({"n":7})")) == "InvalidParameter");
  CHECK(code(usual(R"({"seed":-1})")) == "InvalidParameter");
  CHECK(code(usual(R"({"strength":1})")) == "InvalidParameter");
  CHECK(code(body_of(words)) == "InvalidParameter");  // an edit needs a picture
  CHECK(code(body_of(words + "," + mug)) == "InvalidParameter");
  CHECK(code(body_of(mug + "," + mug + "," + mug + "," + mug + "," + words)) == "InvalidParameter");
  CHECK(code(body_of(mug)) == "InvalidParameter");
  CHECK(code(body_of(R"({"image":"https://example.invalid/a.png"},)" + words)) == "InvalidURL");
  CHECK(code("no json") == "InvalidParameter");
  CHECK(ask(caller, body_of(words, "{}", "qwen-image-3.0")).status == 200);
  CHECK(code_of(ask(caller, usual("{}", "qwen-9"))) == "ModelNotFound");
  CHECK(code_of(caller.send("POST", kNow, usual(), {})) == "InvalidApiKey");
}

TEST_CASE("a task is pending and running before it succeeds", "[emulator]") {
  Caller caller("{picture: flat, dashscope: {pending: 2, running: 1}}");
  const net::ServerReply reply = caller.send("POST", kAigc + "text2image/image-synthesis",
                                             text_order(R"({"n":2,"size":"512*512"})"), kAsync);
  REQUIRE(reply.status == 200);
  CHECK(at(json_of(reply), "output", "task_status").text == "PENDING");
  const std::string task = "/api/v1/tasks/" + at(json_of(reply), "output", "task_id").text;
  std::vector<std::string> states;
  Json last;
  for (int i = 0; i < 5; ++i) {
    last = json_of(caller.send("GET", task, "", kKey));
    states.push_back(at(last, "output", "task_status").text);
  }
  CHECK(states ==
        std::vector<std::string>{"PENDING", "PENDING", "RUNNING", "SUCCEEDED", "SUCCEEDED"});
  REQUIRE(at(last, "output").list_of("results").size() == 2);
  const std::string url = at(last, "output", "results", 1, "url").text;
  CHECK(shape_of(caller.send("GET", target_of(url), "", {}).body) == Pixels{512, 512});
  CHECK(caller.emulator.bill().total_micros() == 70'000);
  CHECK(caller.emulator.bill().entries().front().model == "qwen-image");
  CHECK(at(json_of(caller.send("GET", "/api/v1/tasks/nobody", "", kKey)), "output", "task_status")
            .text == "UNKNOWN");
}

TEST_CASE("at once and as a task are not the same models", "[emulator]") {
  Caller caller;
  const std::string synthesis = kAigc + "text2image/image-synthesis";
  CHECK(code_of(caller.send("POST", synthesis, text_order(), kKey)) == "AccessDenied");
  CHECK(code_of(caller.send("POST", kNow, usual(), kAsync)) == "AccessDenied");
  CHECK(caller
            .send("POST", kAigc + "image2image/image-synthesis",
                  R"({"model":"qwen-image","input":{"prompt":"x","images":[)" +
                      ("\"data:image/png;base64," + to_base64(mug_png()) + "\"") + "]}}",
                  kAsync)
            .status == 200);
}

TEST_CASE("a task fails with the code of the inspection and costs nothing", "[emulator]") {
  Caller caller("{picture: flat, dashscope: {pending: 0, running: 0}, faults: [{fault: blocked}]}");
  const Json submitted =
      json_of(caller.send("POST", kAigc + "text2image/image-synthesis", text_order(), kAsync));
  const Json last = json_of(
      caller.send("GET", "/api/v1/tasks/" + at(submitted, "output", "task_id").text, "", kKey));
  CHECK(at(last, "output", "task_status").text == "FAILED");
  CHECK(at(last, "output", "code").text == "DataInspectionFailed");
  CHECK(caller.emulator.bill().total_micros() == 0);
}

TEST_CASE("faults speak DashScope's words", "[emulator]") {
  struct Row {
    const char* fault;
    int status;
    const char* code;
  };
  const Row rows[] = {
      {"rate-limited", 429, "Throttling.RateQuota"},
      {"quota-per-day", 429, "Throttling.AllocationQuota"},
      {"spend-cap", 400, "Arrearage"},
      {"unauthenticated", 401, "InvalidApiKey"},
      {"failed-precondition", 403, "Model.AccessDenied"},
      {"model-gone", 404, "ModelNotFound"},
      {"internal", 500, "InternalError"},
      {"overloaded", 503, "ModelUnavailable"},
      {"blocked", 400, "DataInspectionFailed"},
      {"image-safety", 400, "DataInspectionFailed"},
  };
  for (const Row& row : rows) {
    INFO(row.fault);
    Caller caller("{picture: flat, faults: [{fault: " + std::string(row.fault) + "}]}");
    const net::ServerReply reply = ask(caller, usual());
    CHECK(reply.status == row.status);
    CHECK(code_of(reply) == row.code);
    CHECK(caller.emulator.bill().entries().back().fault == row.fault);
    CHECK(caller.emulator.bill().total_micros() == 0);
  }
  Caller words("{picture: flat, faults: [{fault: text-only}]}");
  const Json answer = json_of(ask(words, usual()));
  CHECK(at(answer, "output", "choices", 0, "message", "content", 0).find("image") == nullptr);
  CHECK(at(answer, "usage", "image_count").text == "0");
}

TEST_CASE("a picture that was begun before a reset is answered and belongs to nobody",
          "[emulator]") {
  Caller caller;
  net::ServerRequest request{"POST", kNow, kKey, usual()};
  request.headers.add("Host", "127.0.0.1:4000");
  Emulator::Begun begun = caller.emulator.begin(request);
  auto& work = std::get<Emulator::Work>(begun.answer);
  caller.post("/__reset", "");
  const net::ServerReply reply = caller.emulator.finish(work.ticket, work.make());
  CHECK(reply.status == 200);
  CHECK(caller.emulator.bill().entries().empty());
  CHECK(caller.send("GET", target_of(address_in(json_of(reply))), "", {}).status == 404);
}
