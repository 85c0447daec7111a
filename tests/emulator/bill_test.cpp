#include "tests/emulator/caller.hpp"

using namespace vitrine;
using namespace vitrine::emulator;

TEST_CASE("a charge is exact and rounded once", "[emulator]") {
  Usage usage;
  usage.prompt_text = 54;
  usage.text = 80;
  usage.image = 1120;
  usage.thoughts = 639;
  const ModelRow& banana = *find_model("gemini-nano-banana-2.1");
  const Charge charge = charge_for(banana, usage, false);
  // 54 x 1.50 + 1120 x 30 + 719 x 7.50, per million
  CHECK(charge.micros == 81 + 33'600 + 5'393);
  CHECK(charge.arithmetic ==
        "(54 in x 1.500000 + 1120 image out x 30.000000 + 719 text and thoughts out x 7.500000)"
        " / 1000000 = 0.039074 USD");
  CHECK(charge_for(banana, usage, true).micros == 19'537);

  Usage lite;
  lite.prompt_text = 1;
  CHECK(charge_for(*find_model("gemini-3.1-flash-lite-image"), lite, false).micros == 0);
  lite.prompt_text = 2;  // half a millionth is rounded up
  CHECK(charge_for(*find_model("gemini-3.1-flash-lite-image"), lite, false).micros == 1);
  CHECK(usd_text(39'074) == "0.039074");
  CHECK(usd_text(12'000'001) == "12.000001");
}

TEST_CASE("pictures cost what the price list says", "[emulator]") {
  const auto price = [](const char* model, int tokens) {
    Usage usage;
    usage.image = tokens;
    return charge_for(*find_model(model), usage, false).micros;
  };
  CHECK(price("gemini-2.5-flash-image", 1290) == 38'700);
  CHECK(price("gemini-3.1-flash-lite-image", 1120) == 33'600);
  CHECK(price("gemini-3.1-flash-image", 747) == 44'820);
  CHECK(price("gemini-3.1-flash-image", 2520) == 151'200);
  CHECK(price("gemini-nano-banana-2.1", 1680) == 50'400);
  CHECK(price("gemini-3-pro-image", 1120) == 134'400);
  CHECK(price("gemini-3-pro-image", 2000) == 240'000);
}

TEST_CASE("the bill lists every request and its sum", "[emulator]") {
  Caller caller(
      "{picture: flat, faults: [{fault: overloaded, requests: 2}, {fault: no-image, requests: "
      "3}]}");
  const std::string model = "gemini-2.5-flash-image";
  const std::string body = text_body("a red mug on white");
  caller.send("POST", "/v1/models/" + model + ":generateContent", body,
              {{"x-goog-api-key", "k"}, {"X-Vitrine-Attempt", "a-17"}});
  caller.generate(model, body);
  caller.generate(model, body);
  caller.get("/v1/models");
  caller.generate(model, R"({"contents":[{"parts":[{"text":"x"}]}],"labels":{"attempt":"a-18"}})");

  const Json bill = json_of(caller.get("/__bill"));
  const std::vector<Json>& requests = bill.list_of("requests");
  REQUIRE(requests.size() == 5);
  const Json& first = requests[0];
  CHECK(at(first, "ordinal").text == "1");
  CHECK(at(first, "attempt").text == "a-17");
  CHECK(at(first, "digest").text == util::sha256(body).hex());
  CHECK(at(first, "route").text == "generate");
  CHECK(at(first, "model").text == model);
  CHECK(at(first, "fault").is(Json::Kind::null));
  // 5 x 0.30 + 1290 x 30 + 9 x 2.50 = 1.5 + 38700 + 22.5
  CHECK(at(first, "micros").text == "38724");
  CHECK(at(first, "usd").text == "0.038724");
  CHECK(at(requests[1], "status").text == "503");
  CHECK_FALSE(at(requests[1], "billed").truth);
  CHECK(at(requests[2], "fault").text == "no-image");
  CHECK(at(requests[2], "billed").truth);
  CHECK(at(requests[2], "micros").text == "2");  // 5 x 0.30
  CHECK(at(requests[3], "micros").text == "0");
  CHECK(at(requests[4], "attempt").text == "a-18");
  std::int64_t sum = 0;
  for (const Json& request : requests)
    sum += static_cast<std::int64_t>(at(request, "micros").number_or(0));
  CHECK(at(bill, "micros").text == std::to_string(sum));
  CHECK(at(bill, "total_usd").text == usd_text(sum));
  CHECK(at(bill, "total_usd").is(Json::Kind::number));

  const Json summary = json_of(caller.get("/__bill?summary=1"));
  CHECK(summary.find("requests") == nullptr);
  CHECK(at(summary, "count").text == "5");
  CHECK(at(summary, "models", model.c_str(), "requests").text == "4");
}

TEST_CASE("a reset forgets files and batches and the bill and counts anew", "[emulator]") {
  Caller caller("{picture: flat, faults: [{fault: overloaded, first: 1}]}");
  const std::string model = "gemini-2.5-flash-image";
  CHECK(caller.generate(model, text_body("x")).status == 503);
  CHECK(caller.generate(model, text_body("x")).status == 200);
  CHECK(caller.post("/__reset", "").status == 200);
  CHECK(caller.emulator.bill().entries().empty());
  CHECK(caller.generate(model, text_body("x")).status == 503);
  CHECK(caller.emulator.bill().entries().front().ordinal == 1);
}

TEST_CASE("work from before a reset is answered but not booked", "[emulator]") {
  Caller caller;
  net::ServerRequest request{"POST",
                             "/v1/models/gemini-2.5-flash-image:generateContent",
                             {{"x-goog-api-key", "k"}},
                             text_body("x")};
  Emulator::Begun begun = caller.emulator.begin(request);
  auto& work = std::get<Emulator::Work>(begun.answer);
  caller.post("/__reset", "");
  CHECK(caller.emulator.finish(work.ticket, work.make()).status == 200);
  CHECK(caller.emulator.bill().entries().empty());
}
