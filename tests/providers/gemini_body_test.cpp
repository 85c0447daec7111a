#include "pipeline/providers/gemini/body.hpp"
#include "tests/providers/wire.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using domain::Operation;
using domain::RenderRequest;
using domain::SourceRole;
using test::asking;
using test::base64;
using test::Bench;
using test::png;
using test::same_json;

namespace {

RenderRequest with_picture(Bench& bench,
                           RenderRequest request,
                           SourceRole role,
                           const std::string& bytes,
                           const std::string& name = {}) {
  request.sources.push_back({role, name, bench.shelf.put(bytes)});
  return request;
}

std::string inline_part(const std::string& bytes) {
  return R"({"inlineData":{"mimeType":"image/png","data":")" + base64(bytes) + R"("}})";
}

/// The message of the refusal; "sent" if there was none.
std::string refusal(const Bench& bench, const RenderRequest& request) {
  const util::Result<test::gemini::Call> call = bench.prepare(request);
  return call ? "sent" : call.error().message;
}

}  // namespace

TEST_CASE("text to image asks for a picture of a named frame and size", "[providers]") {
  Bench bench;
  RenderRequest request = asking(Operation::generate, "a lamp", "gemini-3-pro-image");
  request.aspect = domain::Aspect{16, 9};
  request.size_class = "2K";
  // contents, responseModalities and imageConfig as the official client writes them.
  CHECK(same_json(bench.body(request),
                  R"({"contents":[{"parts":[{"text":"a lamp"}],"role":"user"}],
                      "generationConfig":{"responseModalities":["IMAGE"],
                        "imageConfig":{"aspectRatio":"16:9","imageSize":"2K"}}})"));
}

TEST_CASE("a request answered without a picture says so once more, at its end", "[providers]") {
  Bench bench;
  bench.bare.words["again.picture"] = "Answer with a picture.";
  const RenderRequest request = asking(Operation::generate, "a lamp", "gemini-2.5-flash-image");
  test::gemini::PrepareOptions options;
  const auto first = bench.prepare(request, options);
  options.sentences = {"again.picture", "again.unheard_of"};
  const auto again = bench.prepare(request, options);
  REQUIRE(first.has_value());
  REQUIRE(again.has_value());
  CHECK(first->worded.prompt == "a lamp");
  CHECK(first->worded.sentences.empty());
  CHECK(again->worded.prompt == "a lamp Answer with a picture.");
  CHECK(again->worded.sentences == std::vector<std::string>{"again.picture"});
  CHECK(again->request.body.find("a lamp Answer with a picture.") != std::string::npos);
  CHECK(again->body_digest != first->body_digest);
  // A template without such words says nothing more.
  bench.bare.words.clear();
  const auto wordless = bench.prepare(request, options);
  REQUIRE(wordless.has_value());
  CHECK(wordless->worded.prompt == "a lamp");
  CHECK(wordless->worded.sentences.empty());
}

TEST_CASE("a seed stands in the generation config", "[providers]") {
  Bench bench;
  RenderRequest request = asking(Operation::generate, "a lamp", "gemini-2.5-flash-image");
  request.aspect = domain::Aspect{16, 9};
  request.seed = 7;
  CHECK(same_json(bench.body(request),
                  R"({"generationConfig":{"seed":7,"responseModalities":["IMAGE"],
                        "imageConfig":{"aspectRatio":"16:9"}},
                      "contents":[{"role":"user","parts":[{"text":"a lamp"}]}]})"));
}

TEST_CASE("an edit sends the picture as base64 without line breaks under its true label",
          "[providers]") {
  Bench bench;
  const std::string bytes = png(640, 480, 5'000);
  const RenderRequest request = with_picture(
      bench, asking(Operation::edit, "put it on a marble table", "gemini-2.5-flash-image"),
      SourceRole::picture, bytes);
  CHECK(same_json(bench.body(request),
                  R"({"contents":[{"role":"user","parts":[{"text":"put it on a marble table"},)" +
                      inline_part(bytes) +
                      R"(]}],"generationConfig":{"responseModalities":["IMAGE"],
                        "imageConfig":{"aspectRatio":"4:3"}}})"));
}

TEST_CASE("an uploaded picture is named by its address", "[providers]") {
  Bench bench;
  const RenderRequest request =
      with_picture(bench, asking(Operation::edit, "white background", "gemini-2.5-flash-image"),
                   SourceRole::picture, test::jpeg(700, 500));
  test::gemini::Material material =
      test::gemini::load_material(request, bench.shelf.reader()).value();
  material.pictures[0].file_uri = "https://generativelanguage.googleapis.com/v1beta/files/abc-123";
  const auto call =
      test::gemini::prepare(request, bench.surface, bench.catalog, bench.bare, material);
  REQUIRE(call.has_value());
  // 7:5 has no name: the model follows the picture's own shape.
  CHECK(same_json(call->request.body,
                  R"({"contents":[{"parts":[{"text":"white background"},{"fileData":{
                      "fileUri":"https://generativelanguage.googleapis.com/v1beta/files/abc-123",
                      "mimeType":"image/jpeg"}}],"role":"user"}],
                      "generationConfig":{"responseModalities":["IMAGE"]}})"));
}

TEST_CASE("safety settings stand at the top and the system instruction beside them",
          "[providers]") {
  Bench bench;
  RenderRequest request = asking(Operation::generate, "a lamp", "gemini-2.5-flash-image");
  request.system = "Be plain.";
  using enum domain::HarmCategory;
  using enum domain::SafetyThreshold;
  request.safety = {{hate_speech, only_high},
                    {dangerous_content, low_and_above},
                    {sexually_explicit, medium_and_above},
                    {harassment, none},
                    {harassment, off}};
  CHECK(same_json(bench.body(request), R"({
    "systemInstruction":{"parts":[{"text":"Be plain."}]},
    "contents":[{"parts":[{"text":"a lamp"}],"role":"user"}],
    "safetySettings":[
      {"category":"HARM_CATEGORY_HATE_SPEECH","threshold":"BLOCK_ONLY_HIGH"},
      {"category":"HARM_CATEGORY_DANGEROUS_CONTENT","threshold":"BLOCK_LOW_AND_ABOVE"},
      {"category":"HARM_CATEGORY_SEXUALLY_EXPLICIT","threshold":"BLOCK_MEDIUM_AND_ABOVE"},
      {"category":"HARM_CATEGORY_HARASSMENT","threshold":"BLOCK_NONE"},
      {"category":"HARM_CATEGORY_HARASSMENT","threshold":"OFF"}],
    "generationConfig":{"responseModalities":["IMAGE"],"imageConfig":{"aspectRatio":"1:1"}}})"));
}

TEST_CASE("a model is told to think only as much as it can be told", "[providers]") {
  Bench bench;
  RenderRequest request = asking(Operation::generate, "a lamp");
  request.thinking = domain::ThinkingLevel::medium;
  CHECK(same_json(bench.body(request), R"({
    "contents":[{"parts":[{"text":"a lamp"}],"role":"user"}],
    "generationConfig":{"responseModalities":["IMAGE"],
      "imageConfig":{"aspectRatio":"1:1","imageSize":"1K"},
      "thinkingConfig":{"thinkingLevel":"medium"}}})"));
  request.model = "gemini-3.1-flash-image";
  CHECK(refusal(bench, request) ==
        "gemini-3.1-flash-image takes no thinking level medium; it takes minimal, high");
  request.model = "gemini-3-pro-image";
  CHECK(refusal(bench, request) == "gemini-3-pro-image takes no thinking level medium");
}

TEST_CASE("sizes and frames are those of the model and no other is ever sent", "[providers]") {
  Bench bench;
  RenderRequest request = asking(Operation::generate, "a lamp");
  request.size_class = "512";
  CHECK(refusal(bench, request) == "gemini-nano-banana-2.1 takes no size 512; it takes 1K, 2K, 4K");
  request.model = "gemini-3.1-flash-image";
  CHECK(bench.body(request).find(R"("imageSize":"512")") != std::string::npos);
  request.model = "gemini-2.5-flash-image";
  request.size_class = "1K";
  CHECK(bench.body(request).find("imageSize") == std::string::npos);
  request.size_class.clear();
  request.aspect = domain::Aspect{1, 8};
  CHECK(refusal(bench, request).starts_with("gemini-2.5-flash-image takes no aspect 1:8"));
  request.model = "gemini-3.1-flash-image";
  CHECK(bench.body(request).find(R"("aspectRatio":"1:8")") != std::string::npos);
}

TEST_CASE("pixels are asked for by the smallest class that covers them", "[providers]") {
  Bench bench;
  RenderRequest request = asking(Operation::generate, "a lamp");
  request.aspect = domain::Aspect{4, 5};
  request.size = {1000, 1200};
  CHECK(bench.prepare(request)->asked.size_class == "2K");
  request.size = {928, 1152};
  CHECK(bench.prepare(request)->asked.size_class == "1K");
  request.size = {9'000, 9'000};
  CHECK(bench.prepare(request)->asked.size_class == "4K");
}

TEST_CASE("a fusion takes as many pictures as the model and not one more", "[providers]") {
  Bench bench;
  RenderRequest request = asking(Operation::fuse, "", "gemini-2.5-flash-image");
  for (int i = 0; i < 2; ++i)
    request = with_picture(bench, request, SourceRole::packshot, png(100 + i, 100));
  request = with_picture(bench, request, SourceRole::backdrop, png(1600, 900));
  const std::string body = bench.body(request);
  std::size_t pictures = 0;
  for (std::size_t at = body.find("inlineData"); at != std::string::npos;
       at = body.find("inlineData", at + 1))
    ++pictures;
  CHECK(pictures == 3);
  CHECK(body.find(R"("aspectRatio":"16:9")") != std::string::npos);  // the scene's own
  request = with_picture(bench, request, SourceRole::backdrop, png(50, 50));
  CHECK(refusal(bench, request) == "gemini-2.5-flash-image takes 3 pictures in one request, not 4");
  request.model = "gemini-nano-banana-2.1";
  CHECK(refusal(bench, request) == "sent");
}

TEST_CASE("pictures are sent in their order and the product's own alpha is not", "[providers]") {
  Bench bench;
  RenderRequest request = asking(Operation::recontextualize, "on a pier");
  request = with_picture(bench, request, SourceRole::packshot, png(10, 10));
  request = with_picture(bench, request, SourceRole::alpha, png(11, 11));
  request = with_picture(bench, request, SourceRole::packshot, png(12, 12));
  const std::string body = bench.body(request);
  CHECK(body.find(base64(png(10, 10))) < body.find(base64(png(12, 12))));
  CHECK(body.find(base64(png(12, 12))) != std::string::npos);
  CHECK(body.find(base64(png(11, 11))) == std::string::npos);
}

TEST_CASE("each operation says what it cannot do without", "[providers]") {
  Bench bench;
  const auto missing = [&](const RenderRequest& request) { return refusal(bench, request); };
  CHECK(missing(asking(Operation::generate, "")) == "generate needs a prompt");
  CHECK(missing(asking(Operation::recontextualize, "x")) ==
        "recontextualize needs one to three packshots");
  CHECK(missing(asking(Operation::fuse, "x")) == "fuse needs a packshot");
  CHECK(missing(asking(Operation::recolor, "x")) == "recolor needs a packshot");
  CHECK(missing(asking(Operation::edit, "x")) == "edit needs a picture");
  CHECK(missing(asking(Operation::refine, "x")) == "refine needs an earlier rendering");
  RenderRequest request =
      with_picture(bench, asking(Operation::fuse, ""), SourceRole::packshot, png(9, 9));
  CHECK(missing(request) == "fuse needs a scene picture");
  request.operation = Operation::recolor;
  CHECK(missing(request) == "recolor needs a colour or a swatch");
  request.zones = {{"lid", std::nullopt, std::nullopt}};
  CHECK(missing(request) == "recolor needs a swatch picture for zone lid");
  request.operation = Operation::edit;
  CHECK(missing(request) == "edit needs an instruction");
  request.operation = Operation::recontextualize;
  CHECK(missing(request) == "recontextualize needs a scene in words");
  for (int i = 0; i < 3; ++i)
    request = with_picture(bench, request, SourceRole::packshot, png(20 + i, 9));
  request.prompt = "x";
  CHECK(missing(request) == "recontextualize needs one to three packshots");
}

TEST_CASE("row 8: inputs are labelled by their bytes and what is no picture is never sent",
          "[providers]") {
  Bench bench;
  const RenderRequest request =
      with_picture(bench, asking(Operation::edit, "x"), SourceRole::picture, test::jpeg(60, 40));
  CHECK(bench.body(request).find(R"("mimeType":"image/jpeg")") != std::string::npos);
  const RenderRequest text = with_picture(bench, asking(Operation::edit, "x"), SourceRole::picture,
                                          "<svg xmlns='http://www.w3.org/2000/svg'/>");
  const util::Result<test::gemini::Call> refused = bench.prepare(text);
  REQUIRE(refused.has_error());
  CHECK(refused.error().kind == util::ErrorKind::bad_image);
  CHECK(refused.error().message.starts_with("the picture "));
}

TEST_CASE("a stateless refinement is a fresh user turn with the earlier rendering", "[providers]") {
  Bench bench;
  const std::string bytes = png(1024, 1024);
  const RenderRequest request =
      with_picture(bench, asking(Operation::refine, "make it warmer"), SourceRole::picture, bytes);
  CHECK(same_json(bench.body(request),
                  R"({"contents":[{"role":"user","parts":[{"text":"make it warmer"},)" +
                      inline_part(bytes) +
                      R"(]}],"generationConfig":{"responseModalities":["IMAGE"],
                        "imageConfig":{"aspectRatio":"1:1","imageSize":"1K"}}})"));
}

TEST_CASE("a conversation echoes the model's turn byte for byte with its signatures",
          "[providers]") {
  Bench bench;
  const std::string turn =
      R"({ "role":"model","parts":[ {"text":"Pl\u00e4ne","thought":true},
           {"inlineData":{"mimeType":"image/png","data":"QUJD"}, "thoughtSignature":"c2ln+/=="} ] })";
  RenderRequest request = asking(Operation::refine, "make it warmer");
  const std::string product = png(30, 30);
  request.earlier = {{"put it on a pier",
                      {{SourceRole::packshot, "", bench.shelf.put(product)}},
                      bench.shelf.put(turn)}};
  const std::string body = bench.body(request);
  CHECK(body.find(turn) != std::string::npos);
  CHECK(same_json(body, R"({"contents":[{"role":"user","parts":[{"text":"put it on a pier"},)" +
                            inline_part(product) + "]}," + turn +
                            R"(,{"role":"user","parts":[{"text":"make it warmer"}]}],
                      "generationConfig":{"responseModalities":["IMAGE"],
                        "imageConfig":{"imageSize":"1K"}}})"));
  request.model = "gemini-2.5-flash-image";
  CHECK(refusal(bench, request).starts_with("gemini-2.5-flash-image cannot go on with"));
  request.model = "gemini-3-pro-image";
  request.earlier[0].answer = bench.shelf.put("{\"role\":");
  CHECK(refusal(bench, request) == "the stored answer of an earlier turn is no JSON object");
}

TEST_CASE("product recontextualization is a prediction over views of one product", "[providers]") {
  Bench bench;
  bench.surface = test::gemini::vertex_surface("p", "us-central1").value();
  RenderRequest request = with_picture(
      bench,
      asking(Operation::recontextualize, "on a pier", "imagen-product-recontext-preview-06-30"),
      SourceRole::packshot, png(64, 64));
  request.seed = 5;
  request.surface = "vertex";
  const util::Result<test::gemini::Call> call = bench.prepare(request);
  REQUIRE(call.has_value());
  CHECK(call->request.url.target.ends_with("/imagen-product-recontext-preview-06-30:predict"));
  CHECK(same_json(call->request.body,
                  R"({"instances":[{"prompt":"on a pier","productImages":[
                      {"image":{"bytesBase64Encoded":")" +
                      base64(png(64, 64)) +
                      R"("}}]}],"parameters":{"sampleCount":1,"seed":5,"addWatermark":false}})"));
  request.aspect = domain::Aspect{4, 5};
  CHECK(refusal(bench, request) ==
        "imagen-product-recontext-preview-06-30 takes no aspect 4:5; it takes 1:1");
}

TEST_CASE("a prepared call holds what is recorded and no key", "[providers]") {
  Bench bench;
  test::gemini::PrepareOptions options;
  options.server_timeout = std::chrono::milliseconds(12'500);
  const auto call = bench.prepare(asking(Operation::generate, "a lamp"), options);
  REQUIRE(call.has_value());
  CHECK(call->request.method == "POST");
  CHECK(call->request.headers.lines() ==
        std::vector<std::pair<std::string, std::string>>{{"Content-Type", "application/json"},
                                                         {"X-Server-Timeout", "13"}});
  CHECK(call->worded.prompt == "a lamp");
  CHECK(call->worded.template_id == "bare");
  CHECK(call->worded.template_version == 1);
  CHECK(call->body_digest == util::sha256(call->request.body));
  CHECK(call->asked.model == "gemini-nano-banana-2.1");
  CHECK(call->asked.expected == domain::PixelSize{1024, 1024});
  CHECK(call->asked.price->book == "2026-11-01");
}

TEST_CASE("an answer is held against the same thing when it is read again", "[providers]") {
  Bench bench;
  const RenderRequest request =
      with_picture(bench, asking(Operation::edit, "x", "gemini-3.1-flash-image"),
                   SourceRole::picture, png(1200, 900));
  const auto material = test::gemini::load_material(request, bench.shelf.reader());
  const auto row = test::gemini::fitted_row(request, bench.surface, bench.catalog).value();
  const auto again = providers::asked_as(request, row, bench.catalog, bench.bare,
                                         material->pictures, {}, bench.surface.seller);
  const auto call = bench.prepare(request);
  REQUIRE(again.has_value());
  CHECK(again->aspect == "4:3");
  CHECK(again->expected == call->asked.expected);
  CHECK(again->successor == "gemini-nano-banana-2.1");
  CHECK(again->prompt_bytes == call->asked.prompt_bytes);
}

TEST_CASE("a body with large pictures is allocated once", "[providers]") {
  Bench bench;
  RenderRequest request = asking(Operation::fuse, "x");
  request = with_picture(bench, request, SourceRole::packshot, png(2000, 2000, 3'000'001));
  request = with_picture(bench, request, SourceRole::backdrop, png(3000, 2000, 5'000'000));
  const auto call = bench.prepare(request);
  REQUIRE(call.has_value());
  CHECK(call->request.body.size() > 10'600'000);
  CHECK(call->request.body.capacity() < call->request.body.size() + 8'000);
}

TEST_CASE("a request is only sent to the surface whose books it lands in", "[providers]") {
  Bench bench;
  bench.surface = test::gemini::gemini_surface("http://127.0.0.1:8080").value();
  RenderRequest request = asking(Operation::generate, "a lamp");
  CHECK(refusal(bench, request) ==
        "a request for gemini is not sent to custom:http://127.0.0.1:8080");
  request.surface = "custom:http://127.0.0.1:8080";
  CHECK(refusal(bench, request) == "sent");
}

TEST_CASE("a model without a row and a text that is no UTF-8 are refused", "[providers]") {
  Bench bench;
  CHECK(refusal(bench, asking(Operation::generate, "x", "gemini-9")) ==
        "there is no model \"gemini-9\"");
  CHECK(refusal(bench, asking(Operation::generate, "\xFF")) == "the prompt is no UTF-8 text");
  CHECK(refusal(bench, asking(Operation::edit, "x", "imagen-4.0-generate-001")) ==
        "edit needs a picture");
}
