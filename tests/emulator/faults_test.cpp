#include "tests/emulator/caller.hpp"

#include <set>

using namespace vitrine;
using namespace vitrine::emulator;
using Ending = net::ServerReply::Ending;

namespace {

const std::string kModel = "gemini-3.1-flash-image";

struct Hit {
  net::ServerReply reply;
  BillEntry booked;
};
/// One request that meets a fault, and how it was booked.
Hit hit(const std::string& fault, const std::string& body = text_body("a lamp")) {
  Caller caller("{picture: flat, faults: [{fault: " + fault + "}]}");
  Hit result;
  result.reply = caller.generate(kModel, body);
  result.booked = caller.emulator.bill().entries().back();
  return result;
}

std::string finish_of(const std::string& fault) {
  const Hit found = hit(fault);
  CHECK(found.reply.status == 200);
  CHECK(found.booked.billed);
  CHECK(found.booked.usage.image == 0);
  const Json answer = json_of(found.reply);
  CHECK(picture_of(answer).empty());
  return std::string(at(answer, "candidates", 0).text_of("finishReason"));
}

}  // namespace

TEST_CASE("every fault has a name of its own and does something", "[emulator]") {
  const net::ServerReply plain = Caller().generate(kModel, text_body("a lamp"));
  std::set<std::string> names;
  for (int i = 0; i < kFaultKinds; ++i) {
    const auto kind = static_cast<FaultKind>(i);
    const std::string name(row_of(kind).name);
    INFO(name);
    CHECK(names.insert(name).second);
    CHECK(parse_fault(name) == kind);
    const Hit found = hit(name + ", delay: 1s");
    CHECK(found.booked.fault == name);
    CHECK(found.booked.billed == row_of(kind).billed);
    CHECK((found.booked.charge.micros > 0) == row_of(kind).billed);
    const net::ServerReply& reply = found.reply;
    const bool differs = reply.status != plain.status || reply.body != plain.body ||
                         reply.ending != Ending::complete || !reply.trailing.empty() ||
                         reply.chunked || reply.informational || reply.close_after ||
                         reply.delay.count() + reply.delay_per_piece.count() > 0 ||
                         reply.headers.lines() != plain.headers.lines();
    CHECK(differs);
  }
}

TEST_CASE("refusals have the shape of the service and cost nothing", "[emulator]") {
  const auto check = [](const std::string& fault, int status, const std::string& word) {
    INFO(fault);
    const Hit found = hit(fault);
    CHECK(found.reply.status == status);
    const Json answer = json_of(found.reply);
    CHECK(at(answer, "error", "status").text == word);
    CHECK(at(answer, "error", "code").text == std::to_string(status));
    CHECK_FALSE(found.booked.billed);
    CHECK(found.booked.status == status);
    return at(answer, "error", "message").text + to_text(answer);
  };
  CHECK(check("rate-limited", 429, "RESOURCE_EXHAUSTED").find("\"22s\"") != std::string::npos);
  CHECK(check("quota-per-day", 429, "RESOURCE_EXHAUSTED").find("PerDay") != std::string::npos);
  CHECK(check("quota-zero", 429, "RESOURCE_EXHAUSTED").find("limit: 0") != std::string::npos);
  CHECK(check("spend-cap", 429, "RESOURCE_EXHAUSTED").find("spend cap") != std::string::npos);
  check("internal", 500, "INTERNAL");
  check("overloaded", 503, "UNAVAILABLE");
  check("deadline", 504, "DEADLINE_EXCEEDED");
  check("bad-request", 400, "INVALID_ARGUMENT");
  check("failed-precondition", 400, "FAILED_PRECONDITION");
  check("unauthenticated", 401, "UNAUTHENTICATED");
  check("permission-denied", 403, "PERMISSION_DENIED");
  check("model-gone", 404, "NOT_FOUND");
  check("too-large", 413, "INVALID_ARGUMENT");
  check("status, code: 499", 499, "CANCELLED");
  check("status, code: 408", 408, "DEADLINE_EXCEEDED");
  const Json array = json_of(hit("error-array").reply);
  CHECK(at(array, 0, "error", "code").text == "503");
  CHECK(json_of(hit("openai-error").reply).find("error")->find("status") == nullptr);
  const net::ServerReply page = hit("html-502").reply;
  CHECK(page.status == 502);
  CHECK(page.headers.find("Content-Type")->starts_with("text/html"));
  const net::ServerReply redirect = hit("redirect").reply;
  CHECK(redirect.status == 307);
  CHECK(redirect.headers.find("Location")->starts_with("https://elsewhere.invalid/"));
}

TEST_CASE("an answer without a picture is billed for input and thoughts", "[emulator]") {
  CHECK(finish_of("no-image") == "NO_IMAGE");
  CHECK(finish_of("image-other") == "IMAGE_OTHER");
  CHECK(finish_of("empty-stop") == "STOP");
  CHECK(finish_of("text-only") == "STOP");
  CHECK(finish_of("finish, reason: SPII") == "SPII");
  for (const auto& [fault, reason] : {std::pair("image-safety", "IMAGE_SAFETY"),
                                      std::pair("prohibited-content", "IMAGE_PROHIBITED_CONTENT"),
                                      std::pair("recitation", "IMAGE_RECITATION")}) {
    const Json answer = json_of(hit(fault).reply);
    CHECK(at(answer, "candidates", 0, "finishReason").text == reason);
    CHECK(at(answer, "candidates", 0).find("content") == nullptr);
  }
  const Hit blocked = hit("blocked, reason: PROHIBITED_CONTENT");
  const Json answer = json_of(blocked.reply);
  CHECK(answer.find("candidates") == nullptr);
  CHECK(at(answer, "promptFeedback", "blockReason").text == "PROHIBITED_CONTENT");
  CHECK(blocked.booked.usage.candidates() == 0);
  CHECK(blocked.booked.usage.thoughts > 0);
}

TEST_CASE("a picture can be another than was asked", "[emulator]") {
  const std::string body =
      text_body("a lamp", R"({"imageConfig":{"aspectRatio":"16:9","imageSize":"1K"}})");
  const auto picture = [&](const std::string& fault) {
    return picture_of(json_of(hit(fault, body).reply));
  };
  CHECK(imaging::inspect(picture("wrong-ratio"))->width == 1024);
  CHECK(imaging::inspect(picture("wrong-size"))->width == 688);
  CHECK(picture("jpeg").starts_with("\xFF\xD8\xFF"));
  const Json mislabelled = json_of(hit("wrong-mime").reply);
  CHECK(picture_of(mislabelled).starts_with("\xFF\xD8\xFF"));
  CHECK(mislabelled.find("candidates")
            ->items[0]
            .find("content")
            ->list_of("parts")
            .back()
            .find("inlineData")
            ->text_of("mimeType") == "image/png");
  CHECK_FALSE(imaging::inspect(picture("garbage-picture")).has_value());
  CHECK(picture("truncated-base64").empty());
}

TEST_CASE("usage and thought parts can be wrong", "[emulator]") {
  CHECK(json_of(hit("missing-usage").reply).find("usageMetadata") == nullptr);
  const Json bare = json_of(hit("usage-without-details").reply);
  CHECK(at(bare, "usageMetadata").find("candidatesTokensDetails") == nullptr);
  CHECK(at(bare, "usageMetadata", "totalTokenCount").number_or(0) > 1120);
  const Json only = json_of(hit("thought-image-only").reply);
  CHECK(picture_of(only).empty());
  const Json both = json_of(hit("thought-and-final").reply);
  const std::vector<Json>& parts = at(both, "candidates", 0, "content").list_of("parts");
  CHECK(at(parts.front(), "thought").truth);
  CHECK(at(parts.front(), "inlineData", "mimeType").text == "image/jpeg");
  CHECK_FALSE(picture_of(both).empty());
}

TEST_CASE("bodies and connections break where they are told", "[emulator]") {
  const std::size_t whole = Caller().generate(kModel, text_body("a lamp")).body.size();
  const net::ServerReply shortened = hit("truncated-json, cut: 0.25").reply;
  CHECK(shortened.body.size() == Approx(whole / 4).margin(8));
  CHECK(hit("empty-body").reply.body.empty());
  CHECK_FALSE(parse_json(hit("garbage-body").reply.body).error.empty());
  CHECK(hit("html-200").reply.status == 200);
  CHECK(hit("reset-before-head").reply.ending == Ending::reset_before_head);
  CHECK(hit("close-before-head").reply.ending == Ending::close_before_head);
  for (const auto& [fault, ending] : {std::pair("close-in-body", Ending::close_in_body),
                                      std::pair("reset-in-body", Ending::reset_in_body),
                                      std::pair("stall", Ending::stall_in_body)}) {
    const net::ServerReply reply = hit(fault).reply;
    CHECK(reply.ending == ending);
    CHECK(reply.cut_at == Approx(whole / 2).margin(8));
    CHECK(reply.body.size() == Approx(whole).margin(8));
  }
  CHECK(hit("lower-case-headers").reply.headers.lines().front().first == "content-type");
  CHECK(hit("slow-head, delay: 3s").reply.delay == std::chrono::seconds(3));
  CHECK(hit("slow-body, delay: 3s").reply.delay_per_piece == std::chrono::seconds(3));
}

TEST_CASE("whether a lost answer was billed can be said", "[emulator]") {
  const Hit billed = hit("reset-before-head, billed: true");
  CHECK(billed.booked.billed);
  CHECK(billed.booked.usage.image == 1120);
  CHECK(billed.reply.ending == Ending::reset_before_head);
  CHECK_FALSE(hit("stall, billed: false").booked.billed);
}

TEST_CASE("a request that is wrong itself is told so whatever else befalls it", "[emulator]") {
  const Hit found = hit("empty-body", "{}");
  CHECK(found.reply.status == 400);
  CHECK_FALSE(found.reply.body.empty());
  CHECK_FALSE(found.booked.billed);
}
