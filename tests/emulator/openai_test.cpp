#include "pipeline/emulator/credentials.hpp"
#include "pipeline/emulator/pictures.hpp"
#include "tests/emulator/caller.hpp"
#include "tests/emulator/form.hpp"

#include <set>

using namespace vitrine;
using namespace vitrine::emulator;

namespace {

const std::string kGenerations = "/v1/images/generations", kEdits = "/v1/images/edits";

net::ServerReply ask(Caller& caller,
                     const std::string& target,
                     const std::string& body,
                     const std::string& type = "application/json") {
  return caller.send("POST", target, body,
                     {{"Authorization", "Bearer sk-test"}, {"Content-Type", type}});
}

std::string body_with(const std::string& more, const std::string& model = "gpt-image-2") {
  return R"({"model":")" + model + R"(","prompt":"a red mug")" + (more.empty() ? "" : "," + more) +
         "}";
}

net::ServerReply generate(Caller& caller, const std::string& more = "") {
  return ask(caller, kGenerations, body_with(more));
}

std::string picture_at(const Json& answer, int index = 0) {
  return from_base64(at(answer, "data", index, "b64_json").text).value();
}

std::string code_of(const net::ServerReply& reply) {
  return std::string(at(json_of(reply), "error").text_of("code"));
}

std::vector<FormField> edit_form() {
  return {{"model", "gpt-image-2"},
          {"image[]", mug_png(), "mug.png", "image/png"},
          {"prompt", "on a plain white background"}};
}

net::ServerReply edit(Caller& caller, const std::vector<FormField>& fields) {
  return ask(caller, kEdits, form_of(fields), kFormType);
}

std::string data_url(const std::string& bytes) {
  return "data:image/png;base64," + to_base64(bytes);
}

double cost_micros(Caller& caller) {
  return static_cast<double>(caller.emulator.bill().entries().back().charge.micros);
}

}  // namespace

TEST_CASE("words become a picture in base64 with tokens by kind", "[emulator]") {
  Caller caller;
  const net::ServerReply reply = generate(caller, R"("size":"1024x1536","quality":"high")");
  REQUIRE(reply.status == 200);
  const Json answer = json_of(reply);
  CHECK(shape_of(picture_at(answer)) == Pixels{1024, 1536});
  CHECK(at(answer, "size").text == "1024x1536");
  CHECK(at(answer, "quality").text == "high");
  CHECK(at(answer, "output_format").text == "png");
  CHECK(at(answer, "background").text == "opaque");
  CHECK(at(answer, "created").text == "1795312807");
  CHECK(at(answer, "usage", "input_tokens").text == "3");
  CHECK(at(answer, "usage", "output_tokens").text == "5500");
  CHECK(at(answer, "usage", "total_tokens").text == "5503");
  CHECK(at(answer, "usage", "input_tokens_details", "text_tokens").text == "3");
  CHECK(at(answer, "usage", "output_tokens_details", "image_tokens").text == "5500");
  // 3 x 5 + 5500 x 30
  CHECK(cost_micros(caller) == 165'015);
}

TEST_CASE("the prices of OpenAI's examples come out", "[emulator]") {
  const auto price = [](const std::string& model, const std::string& more) {
    Caller caller;
    REQUIRE(ask(caller, kGenerations, body_with(more, model)).status == 200);
    return cost_micros(caller) / 1e6;
  };
  CHECK(price("gpt-image-2", R"("size":"1024x1024","quality":"low")") ==
        Approx(0.006).margin(5e-4));
  CHECK(price("gpt-image-2", R"("size":"1024x1024","quality":"medium")") ==
        Approx(0.053).margin(5e-4));
  CHECK(price("gpt-image-2", R"("size":"1024x1024","quality":"high")") ==
        Approx(0.211).margin(5e-4));
  CHECK(price("gpt-image-1.5", R"("size":"1536x1024","quality":"high")") ==
        Approx(0.200).margin(2e-3));
  CHECK(price("gpt-image-1-mini", R"("size":"1024x1024","quality":"medium")") ==
        Approx(0.011).margin(3e-3));
  CHECK(price("gpt-image-2.6-flare", R"("size":"1024x1024","quality":"low")") ==
        Approx(3 * 0.006).margin(5e-4));
  // Four times the area of a square of 1024.
  CHECK(price("gpt-image-2", R"("size":"2048x2048","quality":"low")") ==
        Approx(4 * 0.006).margin(5e-4));
}

TEST_CASE("several pictures differ, cost each, and repeat for the same request", "[emulator]") {
  Caller one, two;
  const Json first = json_of(generate(one, R"("n":3,"quality":"low","size":"1024x1024")"));
  const Json second = json_of(generate(two, R"("n":3,"quality":"low","size":"1024x1024")"));
  std::set<std::string> pictures;
  for (int i = 0; i < 3; ++i) {
    pictures.insert(picture_at(first, i));
    CHECK(picture_at(first, i) == picture_at(second, i));
  }
  CHECK(pictures.size() == 3);
  CHECK(at(first, "usage", "output_tokens").text == "600");
}

TEST_CASE("formats are drawn as they are asked for", "[emulator]") {
  Caller caller;
  const Json jpeg = json_of(generate(caller, R"("output_format":"jpeg","output_compression":80)"));
  CHECK(sniffed_type(picture_at(jpeg)) == "image/jpeg");
  CHECK(at(jpeg, "output_format").text == "jpeg");
  const Json webp = json_of(generate(caller, R"("output_format":"webp")"));
  CHECK(sniffed_type(picture_at(webp)) == "image/webp");
  CHECK(generate(caller, R"("output_format":"gif")").status == 400);
  CHECK(generate(caller, R"("output_compression":80)").status == 400);  // of a PNG
}

TEST_CASE("an edit comes as a form or as JSON and gives the same picture", "[emulator]") {
  Caller caller("seed: 3");
  const net::ServerReply form = edit(caller, edit_form());
  REQUIRE(form.status == 200);
  const net::ServerReply json = ask(
      caller, kEdits, body_with(R"("images":[{"image_url":")" + data_url(mug_png()) + R"("}])"));
  REQUIRE(json.status == 200);
  CHECK(at(json_of(form), "usage", "input_tokens_details", "image_tokens").text != "0");
  CHECK(shape_of(picture_at(json_of(json))) == shape_of(picture_at(json_of(form))));
  const imaging::Picture drawn = imaging::decode(picture_at(json_of(form))).value();
  const cv::Vec3b corner = drawn.bgr.at<cv::Vec3b>(2, 2);
  CHECK(corner == cv::Vec3b(255, 255, 255));  // the mug alone on white, as was asked
  auto shuffled = edit_form();
  std::swap(shuffled.front(), shuffled.back());
  CHECK(edit(caller, shuffled).body == form.body);  // parts come in no fixed order
}

TEST_CASE("a form takes one picture or several and a mask", "[emulator]") {
  Caller caller;
  auto fields = edit_form();
  fields[1].name = "image";
  CHECK(edit(caller, fields).status == 200);
  const imaging::Picture mug = imaging::decode(mug_png()).value();
  cv::Mat alpha(mug.bgr.size(), CV_8UC1, cv::Scalar(255));
  alpha.colRange(0, alpha.cols / 2).setTo(0);
  fields.push_back({"mask", imaging::encode_png({mug.bgr, alpha}), "mask.png", "image/png"});
  CHECK(edit(caller, fields).status == 200);
  fields.back().body = room_png();  // of another size
  CHECK(code_of(edit(caller, fields)) == "invalid_value");
  fields.back().body = mug_png();  // nowhere transparent
  CHECK(code_of(edit(caller, fields)) == "invalid_image_file");
  fields.back().type = "image/jpeg";
  CHECK(code_of(edit(caller, fields)) == "unsupported_file_mimetype");
  fields.pop_back();
  for (int i = 0; i < 15; ++i) fields.push_back({"image[]", mug_png(), "m.png", "image/png"});
  CHECK(edit(caller, fields).status == 200);
  fields.push_back({"image[]", mug_png(), "m.png", "image/png"});
  CHECK(code_of(edit(caller, fields)) == "array_above_max_length");
}

TEST_CASE("what a form must not hold is refused by name", "[emulator]") {
  Caller caller;
  const auto with = [&](const FormField& more) {
    auto fields = edit_form();
    fields.push_back(more);
    return edit(caller, fields);
  };
  CHECK(code_of(with({"images", "x"})) == "unknown_parameter");  // the plural is of the JSON form
  CHECK(code_of(with({"response_format", "b64_json"})) == "unknown_parameter");
  CHECK(code_of(with({"input_fidelity", "high"})) == "invalid_input_fidelity_model");
  CHECK(code_of(with({"image[]", mug_png(), "m.jpg", "image/jpeg"})) ==
        "unsupported_file_mimetype");
  CHECK(code_of(with({"image[]", "no picture", "m.png", ""})) == "invalid_image_file");
  CHECK(code_of(with({"image[]", "a text", "", ""})) == "invalid_type");
  CHECK(with({"n", "2"}).status == 200);  // numbers are texts here
  CHECK(code_of(edit(caller, {{"model", "gpt-image-2"}, {"prompt", "x"}})) ==
        "missing_required_parameter");
  CHECK(ask(caller, kEdits, form_of(edit_form()).substr(0, 900), kFormType).status == 400);
  CHECK(code_of(ask(caller, kEdits, body_with(R"("images":[{"file_id":"file-1"}])"))) ==
        "invalid_value");
  CHECK(code_of(ask(caller, kEdits, body_with(R"("image":"x")"))) == "unknown_parameter");
}

TEST_CASE("fields that a model does not take are refused as the service does", "[emulator]") {
  Caller caller;
  struct Row {
    const char *model, *more, *code, *param;
  };
  const Row rows[] = {
      {"gpt-image-2", R"("response_format":"b64_json")", "unknown_parameter", "response_format"},
      {"gpt-image-2", R"("style":"vivid")", "unknown_parameter", "style"},
      {"gpt-image-2", R"("size":"1000x1000")", "invalid_size", "size"},
      {"gpt-image-2", R"("size":"4096x1024")", "invalid_size", "size"},
      {"gpt-image-2", R"("size":"3200x1024")", "invalid_size", "size"},
      {"gpt-image-2", R"("size":"512x512")", "invalid_size", "size"},
      {"gpt-image-2", R"("size":"3840x3840")", "invalid_size", "size"},
      {"gpt-image-1.5", R"("size":"1040x1040")", "invalid_value", "size"},
      {"gpt-image-2", R"("background":"transparent")", "invalid_value", "background"},
      {"gpt-image-1.5", R"("background":"transparent","output_format":"jpeg")", "invalid_value",
       "background"},
      {"gpt-image-2", R"("quality":"max")", "invalid_value", "quality"},
      {"gpt-image-2.5-flare", R"("complexity":"low")", "unknown_parameter", "complexity"},
      {"gpt-image-1.5", R"("input_fidelity":"high")", "unknown_parameter", "input_fidelity"},
      {"gpt-image-2", R"("n":11)", "integer_above_max_value", "n"},
      {"gpt-image-2", R"("n":"2")", "invalid_type", "n"},
      {"gpt-image-2", R"("prompt":7)", "missing_required_parameter", "prompt"},
  };
  for (const Row& row : rows) {
    INFO(row.model << " " << row.more);
    std::string body = body_with(row.more, row.model);
    if (std::string_view(row.code) == "missing_required_parameter")
      body = R"({"model":"gpt-image-2"})";
    const net::ServerReply reply = ask(caller, kGenerations, body);
    CHECK(reply.status == 400);
    const Json error = at(json_of(reply), "error");
    CHECK(error.text_of("code") == row.code);
    CHECK(error.text_of("param") == row.param);
    CHECK(error.text_of("type") == "invalid_request_error");
    CHECK_FALSE(error.text_of("message").empty());
    CHECK(reply.headers.find("x-request-id")->starts_with("req_"));
  }
  CHECK(caller.emulator.bill().total_micros() == 0);
  for (const char* more : {R"("size":"1040x1536")", R"("size":"3840x2160")", R"("size":"auto")",
                           R"("moderation":"low","user":"u1")", R"("background":"opaque")"})
    CHECK(generate(caller, more).status == 200);
  CHECK(ask(caller, kGenerations,
            body_with(R"("quality":"max","complexity":"low")", "gpt-image-2.6-sunburst"))
            .status == 200);
}

TEST_CASE("a transparent background is one, where the model has it", "[emulator]") {
  Caller caller("seed: 1");
  const net::ServerReply reply = ask(
      caller, kEdits,
      body_with(R"("background":"transparent","input_fidelity":"high","images":[{"image_url":")" +
                    data_url(mug_png()) + R"("}])",
                "gpt-image-1.5"));
  REQUIRE(reply.status == 200);
  CHECK(at(json_of(reply), "background").text == "transparent");
  const imaging::Picture drawn = imaging::decode(picture_at(json_of(reply))).value();
  REQUIRE(drawn.has_alpha());
  CHECK(drawn.alpha.at<uchar>(2, 2) == 0);
  CHECK(drawn.alpha.at<uchar>(drawn.height() / 2, drawn.width() / 2) == 255);
}

TEST_CASE("keys are needed and bad ones refused", "[emulator]") {
  Caller caller("{picture: flat, bad_keys: [sk-stolen]}");
  const auto with = [&](const net::Headers& headers) {
    return caller.send("POST", kGenerations, body_with(""), headers);
  };
  CHECK(with({}).status == 401);
  CHECK(with({{"x-goog-api-key", "k"}}).status == 401);
  CHECK(code_of(with({{"Authorization", "Bearer sk-stolen"}})) == "invalid_api_key");
  CHECK(with({{"authorization", "bearer sk-fine"}}).status == 200);
}

TEST_CASE("models are listed to who asks with a Bearer key alone", "[emulator]") {
  Caller caller(
      "{picture: flat, deprecated: [{model: gpt-image-2, retires: 2099-01-31}], retired: "
      "[gpt-image-1.5]}");
  const auto get = [&](const std::string& target, const net::Headers& headers) {
    return caller.send("GET", target, "", headers);
  };
  const net::Headers bearer{{"Authorization", "Bearer sk-test"}};
  const Json list = json_of(get("/v1/models", bearer));
  CHECK(at(list, "object").text == "list");
  std::set<std::string> ids;
  for (const Json& model : list.list_of("data")) ids.insert(at(model, "id").text);
  CHECK(ids.contains("gpt-image-2.6-flare"));
  CHECK_FALSE(ids.contains("gpt-image-1"));
  CHECK_FALSE(ids.contains("gpt-image-1.5"));
  CHECK(at(json_of(get("/v1/models/gpt-image-2", bearer)), "shutdown_date").text == "2099-01-31");
  CHECK(at(json_of(get("/v1/models/gpt-image-1-mini", bearer)), "shutdown_date").text ==
        "2026-12-01");
  CHECK(at(json_of(get("/v1/models/gpt-image-2.5-flare", bearer)), "shutdown_date")
            .is(Json::Kind::null));
  CHECK(code_of(get("/v1/models/gpt-image-1", bearer)) == "model_not_found");
  // Google's list stands at the same path, told apart by the credentials.
  const net::Headers both{{"Authorization", "Bearer k"}, {"x-goog-api-key", "k"}};
  CHECK(json_of(get("/v1/models", both)).find("models") != nullptr);
  CHECK(json_of(get("/v1beta/models", bearer)).find("models") != nullptr);
}

TEST_CASE("a model that is gone or unknown is not found", "[emulator]") {
  Caller caller;
  for (const char* model : {"gpt-image-1", "dall-e-3", "gemini-2.5-flash-image"}) {
    const net::ServerReply reply = ask(caller, kGenerations, body_with("", model));
    CHECK(reply.status == 404);
    CHECK(code_of(reply) == "model_not_found");
  }
  CHECK(code_of(ask(caller, kGenerations, R"({"prompt":"x"})")) == "missing_required_parameter");
  Caller alive("{picture: flat, alive: [gpt-image-1]}");
  CHECK(ask(alive, kGenerations, body_with("", "gpt-image-1")).status == 200);
}

TEST_CASE("faults speak OpenAI's words", "[emulator]") {
  struct Row {
    const char* fault;
    int status;
    const char *code, *type;
  };
  const Row rows[] = {
      {"rate-limited", 429, "rate_limit_exceeded", "requests"},
      {"quota-zero", 429, "insufficient_quota", "insufficient_quota"},
      {"spend-cap", 429, "billing_hard_limit_reached", "billing_limit_user_error"},
      {"unauthenticated", 401, "invalid_api_key", "invalid_request_error"},
      {"model-gone", 404, "model_not_found", "invalid_request_error"},
      {"overloaded", 503, "", "server_error"},
      {"internal", 500, "", "server_error"},
      {"blocked", 400, "moderation_blocked", "image_generation_user_error"},
      {"image-safety", 400, "moderation_blocked", "image_generation_user_error"},
  };
  for (const Row& row : rows) {
    INFO(row.fault);
    Caller caller("{picture: flat, faults: [{fault: " + std::string(row.fault) + "}]}");
    const net::ServerReply reply = generate(caller);
    CHECK(reply.status == row.status);
    const Json error = at(json_of(reply), "error");
    CHECK(error.text_of("code") == row.code);
    CHECK(error.text_of("type") == row.type);
    CHECK(reply.headers.find("x-request-id").has_value());
    const BillEntry& booked = caller.emulator.bill().entries().back();
    CHECK(booked.fault == row.fault);
    CHECK(booked.status == row.status);
    CHECK_FALSE(booked.billed);
  }
  Caller output("{picture: flat, faults: [{fault: image-safety, first: 1}, {fault: blocked}]}");
  const auto stage = [&] {
    return at(json_of(generate(output)), "error", "moderation_details", "moderation_stage").text;
  };
  CHECK(stage() == "output");
  CHECK(stage() == "input");
}

TEST_CASE("an answer without a picture is billed by what was read", "[emulator]") {
  Caller caller("{picture: flat, faults: [{fault: no-image}]}");
  const net::ServerReply reply = generate(caller);
  CHECK(reply.status == 200);
  CHECK(json_of(reply).list_of("data").empty());
  CHECK(caller.emulator.bill().entries().back().billed);
  CHECK(cost_micros(caller) == 15);  // 3 x 5
}

TEST_CASE("limits are told in headers before they are passed", "[emulator]") {
  Caller caller("{picture: flat, limits: [{model: gpt-image-2, per_minute: 2}]}");
  const net::ServerReply first = generate(caller);
  CHECK(first.headers.find("x-ratelimit-limit-requests") == "2");
  CHECK(first.headers.find("x-ratelimit-remaining-requests") == "1");
  CHECK(first.headers.find("x-ratelimit-reset-requests") == "53s");  // the clock stands at :07
  CHECK(generate(caller).headers.find("x-ratelimit-remaining-requests") == "0");
  const net::ServerReply third = generate(caller);
  CHECK(third.status == 429);
  CHECK(code_of(third) == "rate_limit_exceeded");
  CHECK(third.body.find("try again in 53s") != std::string::npos);
  CHECK(third.headers.find("x-ratelimit-remaining-requests") == "0");
  // Another model is not limited.
  CHECK(ask(caller, kGenerations, body_with("", "gpt-image-2.5-flare")).status == 200);
}

TEST_CASE("a stream brings partial pictures and then the final one with usage", "[emulator]") {
  Caller caller;
  const net::ServerReply reply =
      generate(caller, R"("stream":true,"partial_images":2,"quality":"low","size":"1024x1024")");
  REQUIRE(reply.status == 200);
  CHECK(reply.headers.find("Content-Type")->starts_with("text/event-stream"));
  std::vector<Json> events;
  for (std::size_t from = 0; (from = reply.body.find("data: ", from)) != std::string::npos;) {
    const std::size_t end = reply.body.find('\n', from);
    events.push_back(parse_json(reply.body.substr(from + 6, end - from - 6)).value);
    from = end;
  }
  REQUIRE(events.size() == 3);
  CHECK(at(events[0], "type").text == "image_generation.partial_image");
  CHECK(at(events[1], "partial_image_index").text == "1");
  CHECK(at(events[2], "type").text == "image_generation.completed");
  CHECK(shape_of(from_base64(at(events[2], "b64_json").text).value()) == Pixels{1024, 1024});
  CHECK(at(events[2], "usage", "output_tokens").text == "400");  // 200, and 100 for each partial
  CHECK(cost_micros(caller) == 12'015);
}

TEST_CASE("the bill knows whose route it was and which key came, but not the key", "[emulator]") {
  Caller caller;
  generate(caller);
  caller.generate("gemini-2.5-flash-image", text_body("x"));
  caller.send("POST", "/nowhere", "", {{"x-key", "bfl-1"}, {"Authorization", "Basic abc"}});
  const Json bill = json_of(caller.get("/__bill"));
  const std::vector<Json>& requests = bill.list_of("requests");
  REQUIRE(requests.size() == 3);
  CHECK(at(requests[0], "vendor").text == "openai");
  CHECK(at(requests[0], "model").text == "gpt-image-2");
  CHECK(at(requests[0], "credentials", "authorization").text == key_mark("sk-test"));
  CHECK(at(requests[1], "vendor").text == "google");
  CHECK(at(requests[1], "credentials", "x-goog-api-key").text == key_mark("KEY"));
  CHECK(at(requests[2], "vendor").text.empty());
  CHECK(at(requests[2], "credentials", "x-key").text == key_mark("bfl-1"));
  CHECK(at(requests[2], "credentials", "authorization").text == key_mark("Basic abc"));
  const Json summary = json_of(caller.get("/__bill?summary=1"));
  CHECK(at(summary, "vendors", "openai", "requests").text == "1");
  CHECK(at(summary, "vendors", "google", "pictures").text == "1");
  CHECK(at(summary, "vendors").items.size() == 2);
  CHECK(key_mark("sk-test").size() == 12);
  CHECK(caller.get("/__bill").body.find("sk-test") == std::string::npos);
}
