#include "tests/emulator/caller.hpp"

using namespace vitrine;
using namespace vitrine::emulator;

namespace {

std::string refusal(Caller& caller, const std::string& model, const std::string& body, int status) {
  const net::ServerReply reply = caller.generate(model, body);
  INFO(reply.body.substr(0, 300));
  CHECK(reply.status == status);
  const Json answer = json_of(reply);
  CHECK(at(answer, "error", "code").text == std::to_string(status));
  return at(answer, "error", "message").text;
}

bool has(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

std::string pictures_body(int count) {
  std::string parts = R"({"text":"all of them"})";
  for (int i = 0; i < count; ++i) parts += "," + picture_json(mug_png());
  return R"({"contents":[{"role":"user","parts":[)" + parts + "]}]}";
}

}  // namespace

TEST_CASE("any key is good that is there", "[emulator]") {
  Caller caller("{picture: flat, bad_keys: [stolen]}");
  const std::string target = "/v1beta/models/gemini-2.5-flash-image:generateContent";
  const std::string body = text_body("a lamp");
  const auto with = [&](const std::string& path, net::Headers headers) {
    return caller.send("POST", path, body, std::move(headers));
  };
  CHECK(with(target, {{"X-Goog-Api-Key", "k"}}).status == 200);
  CHECK(with(target, {{"authorization", "Bearer k"}}).status == 200);
  CHECK(with(target + "?key=k", {}).status == 200);
  CHECK(with(target, {}).status == 403);
  CHECK(with(target, {{"x-goog-api-key", ""}}).status == 403);
  CHECK(with("/v1/publishers/google/models/gemini-2.5-flash-image:generateContent", {}).status ==
        401);
  const net::ServerReply stolen = with(target, {{"x-goog-api-key", "stolen"}});
  CHECK(stolen.status == 400);
  CHECK(at(json_of(stolen), "error", "details", 0, "reason").text == "API_KEY_INVALID");
  CHECK(with(target, {{"Authorization", "Bearer stolen"}}).status == 401);
}

TEST_CASE("unknown fields are refused by name and place and all at once", "[emulator]") {
  Caller caller;
  const std::string message = refusal(caller, "gemini-2.5-flash-image",
                                      R"({"contents":[{"parts":[{"text":"x","txt":1}]}],"colour":2,
                  "generationConfig":{"imageConfig":{"aspect":"1:1"}}})",
                                      400);
  CHECK(has(message, "Unknown name \"txt\" at 'contents[0].parts[0]': Cannot find field."));
  CHECK(has(message, "Unknown name \"colour\": Cannot find field."));
  CHECK(has(message, "Unknown name \"aspect\" at 'generation_config.image_config'"));
  CHECK(has(refusal(caller, "gemini-2.5-flash-image", text_body("x", R"({"seed":"much"})"), 400),
            "Invalid value at 'generation_config.seed' (TYPE_INT32)"));
}

TEST_CASE("numbers and texts out of all bounds are refused and not followed", "[emulator]") {
  Caller caller;
  const std::string model = "gemini-3.1-flash-image";
  for (const char* seed : {"1e300", "-1e300", "\"nan\"", "\"inf\"", "0.5"})
    CHECK(has(refusal(caller, model, text_body("x", R"({"seed":)" + std::string(seed) + "}"), 400),
              "generation_config.seed"));
  CHECK(caller.generate(model, text_body("x", R"({"seed":"7"})")).status == 200);
  CHECK(caller
            .post("/v1/models/imagen-4.0-generate-001:predict",
                  R"({"instances":[{"prompt":"x"}],"parameters":{"sampleCount":9e15}})")
            .status == 400);
  CHECK(caller.get("/v1/models/%FF%FE").status == 404);
  const net::ServerReply reply = caller.send("POST", "/a%0d%0aX:1/upload/v1/files", "{}",
                                             {{"x-goog-api-key", "k"},
                                              {"x-vitrine-attempt", "\xFF"},
                                              {"X-Goog-Upload-Protocol", "resumable"},
                                              {"X-Goog-Upload-Command", "start"}});
  CHECK(reply.headers.find("X-Goog-Upload-URL")->find('\r') == std::string_view::npos);
  CHECK(parse_json(caller.get("/__bill").body).error.empty());
}

TEST_CASE("requests may be in camelCase or in snake_case", "[emulator]") {
  Caller caller;
  const std::string body =
      R"({"contents":[{"parts":[{"text":"x"},{"inline_data":{"mime_type":"image/png","data":")" +
      to_base64(mug_png()) +
      R"("}}]}],"generation_config":{"image_config":{"aspect_ratio":"16:9"}}})";
  const net::ServerReply reply = caller.generate("gemini-2.5-flash-image", body);
  REQUIRE(reply.status == 200);
  CHECK(imaging::inspect(picture_of(json_of(reply)))->width == 1344);
}

TEST_CASE("sizes and ratios that a model does not draw are refused", "[emulator]") {
  Caller caller;
  const auto sized = [](const std::string& size) {
    return text_body("x", R"({"imageConfig":{"imageSize":")" + size + R"("}})");
  };
  CHECK(has(refusal(caller, "gemini-nano-banana-2.1", sized("512"), 400), "image_size \"512\""));
  CHECK(has(refusal(caller, "gemini-2.5-flash-image", sized("1K"), 400), "image_size \"1K\""));
  CHECK(has(refusal(caller, "gemini-3.1-flash-lite-image", sized("2K"), 400), "image_size \"2K\""));
  CHECK(has(refusal(caller, "gemini-3-pro-image", sized("2k"), 400), "image_size \"2k\""));
  const std::string wide = text_body("x", R"({"imageConfig":{"aspectRatio":"1:8"}})");
  CHECK(has(refusal(caller, "gemini-3-pro-image", wide, 400), "aspect_ratio must be one of 1:1"));
  CHECK(caller.generate("gemini-3.1-flash-image", wide).status == 200);
}

TEST_CASE("too many pictures are refused", "[emulator]") {
  Caller caller;
  CHECK(caller.generate("gemini-2.5-flash-image", pictures_body(3)).status == 200);
  CHECK(has(refusal(caller, "gemini-2.5-flash-image", pictures_body(4), 400), "takes at most 3"));
  CHECK(has(refusal(caller, "gemini-3-pro-image", pictures_body(15), 400), "takes at most 14"));
}

TEST_CASE("a picture under a wrong label is refused", "[emulator]") {
  Caller caller;
  const auto body = [](const std::string& picture) {
    return R"({"contents":[{"parts":[{"text":"x"},)" + picture + "]}]}";
  };
  const std::string jpeg = imaging::encode_jpeg(drawn::room(64, 64), 80, true);
  const std::string model = "gemini-3.1-flash-image";
  CHECK(caller.generate(model, body(picture_json(jpeg, "image/jpeg"))).status == 200);
  CHECK(refusal(caller, model, body(picture_json(jpeg, "image/png")), 400) ==
        "Unhandled generated data mime type: image/jpeg");
  CHECK(refusal(caller, model, body(picture_json(jpeg, "image/jpg")), 400) ==
        "Unsupported MIME type: image/jpg");
  CHECK(has(refusal(caller, model, body(picture_json("no picture")), 400), "Unable to process"));
  const std::string broken = R"({"inlineData":{"mimeType":"image/png","data":"data:image/png;x"}})";
  CHECK(has(refusal(caller, model, body(broken), 400), "Base64 decoding failed"));
}

TEST_CASE("models that are gone or unknown or of another kind answer 404", "[emulator]") {
  Caller caller(
      "{picture: flat, retired: [gemini-2.5-flash-image], alive: [gemini-3-pro-image-preview]}");
  const std::string body = text_body("x");
  for (const char* model : {"gemini-2.5-flash-image", "gemini-3.1-flash-image-preview",
                            "gpt-image-1", "imagen-4.0-generate-001"})
    CHECK(has(refusal(caller, model, body, 404), "is not found for API version v1beta"));
  CHECK(caller.generate("gemini-3-pro-image-preview", body).status == 200);
  CHECK(caller.get("/v1beta/models/gemini-2.5-flash-image").status == 404);
}

TEST_CASE("thinking is refused where a model cannot be told", "[emulator]") {
  Caller caller;
  const auto level = [](const std::string& word) {
    return text_body("x", R"({"thinkingConfig":{"thinkingLevel":")" + word + R"("}})");
  };
  CHECK(has(refusal(caller, "gemini-2.5-flash-image", level("HIGH"), 400), "not enabled"));
  CHECK(has(refusal(caller, "gemini-3-pro-image", level("high"), 400), "not supported"));
  CHECK(has(refusal(caller, "gemini-3.1-flash-image", level("medium"), 400), "not supported"));
  CHECK(caller.generate("gemini-nano-banana-2.1", level("medium")).status == 200);
}

TEST_CASE("contents that say nothing are refused", "[emulator]") {
  Caller caller;
  const std::string model = "gemini-3-pro-image";
  CHECK(has(refusal(caller, model, "{}", 400), "contents is not specified"));
  CHECK(has(refusal(caller, model, R"({"contents":[{"parts":[]}]})", 400), "must not be empty"));
  CHECK(has(refusal(caller, model, R"({"contents":[{"parts":[{}]}]})", 400),
            "one initialized field"));
  CHECK(has(
      refusal(caller, model, R"({"contents":[{"role":"assistant","parts":[{"text":"x"}]}]})", 400),
      "valid role"));
  CHECK(has(refusal(caller, model, "{", 400), "Invalid JSON payload"));
  const std::string vertex =
      "/v1/projects/p/locations/l/publishers/google/models/gemini-3-pro-image:generateContent";
  CHECK(caller.post(vertex, R"({"contents":[{"parts":[{"text":"x"}]}]})").status == 400);
  CHECK(caller.get("/v2/models").status == 404);
}

TEST_CASE("an output limit below a picture ends in MAX_TOKENS and is billed", "[emulator]") {
  Caller caller;
  const Json answer = json_of(
      caller.generate("gemini-3.1-flash-image", text_body("x", R"({"maxOutputTokens":100})")));
  CHECK(at(answer, "candidates", 0, "finishReason").text == "MAX_TOKENS");
  CHECK(caller.emulator.bill().entries().front().billed);
}

TEST_CASE("the version and any prefix are taken and models come in pages", "[emulator]") {
  Caller caller;
  const std::string body = text_body("x");
  for (const char* path :
       {"/gw/v1beta/models/", "/v1/models/", "/a/b/v1beta1/publishers/google/models/"})
    CHECK(caller
              .post(std::string(path) + "gemini-2.5-flash-image:generateContent",
                    R"({"contents":[{"role":"user","parts":[{"text":"x"}]}]})")
              .status == 200);
  std::vector<std::string> names;
  std::string token;
  do {
    const Json page = json_of(caller.get("/v1/models?pageSize=2&pageToken=" + token));
    CHECK(page.list_of("models").size() <= 2);
    for (const Json& model : page.list_of("models")) names.emplace_back(model.text_of("name"));
    token = page.text_of("nextPageToken");
  } while (!token.empty());
  CHECK(names.size() == 9);
  CHECK(names.front() == "models/gemini-2.5-flash-image");
  const Json one = json_of(caller.get("/v1beta/models/gemini-nano-banana-2.1"));
  CHECK(at(one, "supportedGenerationMethods", 2).text == "batchGenerateContent");
  CHECK(at(one, "modelStatus", "modelStage").text == "STABLE");
}
