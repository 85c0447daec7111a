#include "pipeline/emulator/drawing.hpp"
#include "pipeline/emulator/request.hpp"
#include "pipeline/imaging/metadata.hpp"
#include "tests/emulator/caller.hpp"

#include <opencv2/core.hpp>

#include <algorithm>

using namespace vitrine;
using namespace vitrine::emulator;

namespace {

Pixels size_of(const std::string& bytes) {
  const imaging::FileInfo info = imaging::inspect(bytes).value();
  return {info.width, info.height};
}

std::string drawn_by(Caller& caller, const std::string& model, const std::string& body) {
  const net::ServerReply reply = caller.generate(model, body);
  INFO(reply.body.substr(0, 300));
  REQUIRE(reply.status == 200);
  return picture_of(json_of(reply));
}

}  // namespace

TEST_CASE("every model draws every ratio in the pixels of the table", "[emulator]") {
  Caller caller;
  struct Row {
    const char *model, *ratio, *size;
    Pixels pixels;
  };
  const Row rows[] = {
      {"gemini-2.5-flash-image", "4:5", "", {896, 1152}},
      {"gemini-2.5-flash-image", "21:9", "", {1536, 672}},
      {"gemini-3.1-flash-lite-image", "4:5", "1K", {928, 1152}},
      {"gemini-3.1-flash-image", "21:9", "512", {792, 168}},
      {"gemini-3.1-flash-image", "2:3", "4K", {3392, 5056}},
      {"gemini-nano-banana-2.1", "1:8", "2K", {768, 6144}},
      {"gemini-nano-banana-2.1", "16:9", "1K", {1376, 768}},
      {"gemini-3-pro-image", "1:1", "2K", {2048, 2048}},
  };
  for (const Row& row : rows) {
    INFO(row.model << " " << row.ratio << " " << row.size);
    const std::string size =
        *row.size == '\0' ? "" : R"(,"imageSize":")" + std::string(row.size) + "\"";
    const std::string config =
        R"({"imageConfig":{"aspectRatio":")" + std::string(row.ratio) + "\"" + size + "}}";
    CHECK(size_of(drawn_by(caller, row.model, text_body("a lamp", config))) == row.pixels);
  }
}

TEST_CASE("without a ratio an edit keeps the shape of its picture and words give a square",
          "[emulator]") {
  Caller caller;
  const std::string edit = R"({"contents":[{"role":"user","parts":[{"text":"put it on oak"},)" +
                           picture_json(room_png()) + "]}]}";
  CHECK(size_of(drawn_by(caller, "gemini-nano-banana-2.1", edit)) == Pixels{1200, 896});
  CHECK(size_of(drawn_by(caller, "gemini-nano-banana-2.1", text_body("a lamp"))) ==
        Pixels{1024, 1024});
}

TEST_CASE("the same body gives the same picture and another seed another one", "[emulator]") {
  Caller one, two, other("{picture: flat, seed: 2}");
  const std::string body = text_body("a lamp", R"({"seed":7})");
  const std::string model = "gemini-3.1-flash-image";
  CHECK(drawn_by(one, model, body) == drawn_by(two, model, body));
  CHECK(drawn_by(one, model, body) == drawn_by(one, model, body));
  CHECK(drawn_by(one, model, body) != drawn_by(other, model, body));
  CHECK(drawn_by(one, model, body) != drawn_by(one, model, text_body("a lamp", R"({"seed":8})")));
}

namespace {

int reds(const std::string& bytes) {
  const cv::Mat bgr = imaging::decode(bytes).value().bgr;
  int red = 0;
  for (int y = 0; y < bgr.rows; ++y)
    for (int x = 0; x < bgr.cols; ++x) {
      const cv::Vec3b& pixel = bgr.at<cv::Vec3b>(y, x);
      red += pixel[2] > 110 && pixel[1] < 100 && pixel[0] < 100;
    }
  return red;
}

}  // namespace

TEST_CASE("several pictures are views of one product, unless the words speak of products",
          "[emulator]") {
  const auto drawn = [](const std::string& words, int pictures) {
    Caller caller("seed: 1");
    std::string parts = R"({"text":")" + words + R"("})";
    for (int i = 0; i < pictures; ++i) parts += "," + picture_json(mug_png());
    return reds(drawn_by(caller, "gemini-2.5-flash-image",
                         R"({"contents":[{"role":"user","parts":[)" + parts + "]}]}"));
  };
  const int one = drawn("a mug on an oak table before the sea", 1);
  CHECK(drawn("a mug on an oak table before the sea", 3) == Approx(one).epsilon(0.02));
  // Side by side each is smaller.
  CHECK(drawn("the products on an oak table before the sea", 3) < 0.9 * one);
}

TEST_CASE("a picture that is said to show the product is no scene, whatever stands around it",
          "[emulator]") {
  const auto drawn = [](const std::string& words) {
    Caller caller("seed: 1");
    const std::string parts = R"({"text":")" + words + R"("},)" + picture_json(mug_png()) + "," +
                              picture_json(room_png());
    return reds(drawn_by(caller, "gemini-2.5-flash-image",
                         R"({"contents":[{"role":"user","parts":[)" + parts + "]}]}"));
  };
  // The scene is the picture that shows no product, unless the words say that it shows one.
  CHECK(drawn("Place the product shown in image 1 into the scene of image 2") !=
        drawn("Place the product shown in image 1 and image 2 into this scene: a table"));
}

TEST_CASE("a product is drawn from the picture that was sent", "[emulator]") {
  Caller caller("seed: 1");
  const std::string body =
      R"({"contents":[{"role":"user","parts":[{"text":"on an oak table before the sea"},)" +
      picture_json(mug_png()) + R"(]}],"generationConfig":{"imageConfig":{"aspectRatio":"1:1"}}})";
  const std::string bytes = drawn_by(caller, "gemini-2.5-flash-image", body);
  REQUIRE(imaging::decode(bytes).value().bgr.size() == cv::Size(1024, 1024));
  CHECK(reds(bytes) > 1024 * 1024 / 50);
}

TEST_CASE("two pictures become one with the product before the scene", "[emulator]") {
  Caller caller("seed: 1");
  const std::string body =
      R"({"contents":[{"role":"user","parts":[{"text":"image 1 in image 2"},)" +
      picture_json(mug_png()) + "," + picture_json(room_png()) + "]}]}";
  const imaging::Picture picture =
      imaging::decode(drawn_by(caller, "gemini-2.5-flash-image", body)).value();
  REQUIRE(picture.bgr.size() == cv::Size(1024, 1024));  // the first picture is a square
  const cv::Mat& bgr = picture.bgr;
  int red = 0, lowest = 0, leftmost = bgr.cols, rightmost = 0;
  for (int y = 0; y < bgr.rows; ++y)
    for (int x = 0; x < bgr.cols; ++x) {
      const cv::Vec3b& pixel = bgr.at<cv::Vec3b>(y, x);
      if (!(pixel[2] > 110 && pixel[1] < 100 && pixel[0] < 100)) continue;
      ++red;
      lowest = y;
      leftmost = std::min(leftmost, x);
      rightmost = std::max(rightmost, x);
    }
  CHECK(red > 1024 * 1024 / 50);  // the mug, large enough to be the subject
  CHECK(lowest > 512);            // stands in the lower half
  CHECK(leftmost > 16);           // and touches no side
  CHECK(rightmost < 1024 - 16);
  // Beside and above it is the room that was sent, cut to the frame.
  const cv::Mat room = drawn::room(800, 600)(cv::Rect(100, 0, 600, 600));
  const auto means_of = [](const cv::Mat& from, double x, double y) {
    const int side = from.cols / 16;
    return cv::mean(from(
        cv::Rect(static_cast<int>(x * from.cols), static_cast<int>(y * from.rows), side, side)));
  };
  for (const auto& [x, y] : {std::pair(0.02, 0.02), std::pair(0.9, 0.02), std::pair(0.02, 0.4)})
    for (int c = 0; c < 3; ++c) {
      INFO(x << " " << y << " " << c);
      CHECK(means_of(bgr, x, y)[c] == Approx(means_of(room, x, y)[c]).margin(12));
    }
  // Neither picture alone: without the mug there is no red, without the room white at the edge.
  const cv::Scalar corner = means_of(bgr, 0.02, 0.02);
  CHECK_FALSE((corner[0] > 245 && corner[1] > 245 && corner[2] > 245));
}

TEST_CASE("a recoloured product has the asked colour", "[emulator]") {
  Caller caller("seed: 1");
  const std::string body =
      R"({"contents":[{"role":"user","parts":[{"text":"change the colour to #2040C0"},)" +
      picture_json(mug_png()) + "]}]}";
  const cv::Mat bgr = imaging::decode(drawn_by(caller, "gemini-2.5-flash-image", body)).value().bgr;
  int blue = 0;
  for (int y = 0; y < bgr.rows; ++y)
    for (int x = 0; x < bgr.cols; ++x) {
      const cv::Vec3b& pixel = bgr.at<cv::Vec3b>(y, x);
      blue += pixel[0] > 120 && pixel[2] < 90;
    }
  CHECK(blue > bgr.rows * bgr.cols / 10);
}

TEST_CASE("a picture says in its metadata that it was emulated", "[emulator]") {
  for (const char* scenario : {"picture: flat", "format: jpeg", "seed: 3"}) {
    Caller caller(scenario);
    const std::string bytes = drawn_by(caller, "gemini-3-pro-image", text_body("a lamp"));
    const imaging::Provenance provenance = imaging::read_provenance(bytes).value();
    CHECK(provenance.ai_system == kMadeBy);
    CHECK(provenance.source_type == "trainedAlgorithmicMedia");
    CHECK(imaging::decode(bytes).has_value());
  }
}

TEST_CASE("answers are PNG or JPEG as the scenario or Vertex options say", "[emulator]") {
  Caller jpeg("{picture: flat, format: jpeg}"), png;
  const Json by_scenario = json_of(jpeg.generate("gemini-3-pro-image", text_body("a lamp")));
  CHECK(picture_of(by_scenario).starts_with("\xFF\xD8\xFF"));
  const std::string options =
      R"({"imageConfig":{"imageOutputOptions":{"mimeType":"image/jpeg","compressionQuality":85}}})";
  const std::string target =
      "/v1beta1/projects/p/locations/us-central1/publishers/google/models/"
      "gemini-2.5-flash-image:generateContent";
  const Json vertex = json_of(png.post(target, text_body("a lamp", options)));
  CHECK(picture_of(vertex).starts_with("\xFF\xD8\xFF"));
  CHECK(at(vertex, "usageMetadata", "trafficType").text == "ON_DEMAND");
  // The same field is unknown on the developer's API.
  const Json refused =
      json_of(png.generate("gemini-2.5-flash-image", text_body("a lamp", options)));
  CHECK(at(refused, "error", "message").text.find("Unknown name \"imageOutputOptions\"") !=
        std::string::npos);
}

TEST_CASE("usage counts words and pictures and thoughts by the tables", "[emulator]") {
  Caller caller;
  const std::string body = R"({"contents":[{"role":"user","parts":[{"text":"twelve chars"},)" +
                           picture_json(mug_png()) + "," + picture_json(room_png()) +
                           R"(]}],"generationConfig":{"responseModalities":["IMAGE"],
                              "imageConfig":{"imageSize":"2K"}}})";
  const Json answer = json_of(caller.generate("gemini-nano-banana-2.1", body));
  const Json& usage = at(answer, "usageMetadata");
  CHECK(at(usage, "promptTokenCount").text == std::to_string(3 + 2 * 1120));
  CHECK(at(usage, "candidatesTokenCount").text == "1680");
  CHECK(at(usage, "candidatesTokensDetails", 0, "modality").text == "IMAGE");
  const double thoughts = at(usage, "thoughtsTokenCount").number_or(0);
  CHECK(thoughts >= 420);
  CHECK(thoughts <= 860);
  CHECK(at(usage, "totalTokenCount").number_or(0) == 3 + 2240 + 1680 + thoughts);
  const Json flash = json_of(caller.generate("gemini-2.5-flash-image", text_body("a lamp")));
  CHECK(at(flash, "usageMetadata").find("thoughtsTokenCount") == nullptr);
}

TEST_CASE("models of the third family sign their parts and show thoughts when asked",
          "[emulator]") {
  Caller caller;
  const std::string config =
      R"({"thinkingConfig":{"includeThoughts":true,"thinkingLevel":"HIGH"}})";
  const Json answer =
      json_of(caller.generate("gemini-3.1-flash-image", text_body("a lamp", config)));
  const std::vector<Json>& parts = at(answer, "candidates", 0, "content").list_of("parts");
  REQUIRE(parts.size() == 3);
  CHECK(at(parts[0], "thought").truth);
  CHECK(parts[0].find("thoughtSignature") == nullptr);
  CHECK_FALSE(parts[1].text_of("thoughtSignature").empty());
  CHECK(parts[2].text_of("thoughtSignature") == signature_for(picture_of(answer)));
  const Json old = json_of(caller.generate("gemini-2.5-flash-image", text_body("a lamp")));
  for (const Json& part : at(old, "candidates", 0, "content").list_of("parts"))
    CHECK(part.find("thoughtSignature") == nullptr);
}

TEST_CASE("a conversation goes on only with the model turn as it was given", "[emulator]") {
  Caller caller;
  const std::string model = "gemini-3-pro-image";
  const Json first = json_of(caller.generate(model, text_body("a lamp")));
  const std::string turn = to_text(at(first, "candidates", 0, "content"));
  const auto history = [](const std::string& model_turn) {
    return R"({"contents":[{"role":"user","parts":[{"text":"a lamp"}]},)" + model_turn +
           R"(,{"role":"user","parts":[{"text":"brighter"}]}]})";
  };
  CHECK(caller.generate(model, history(turn)).status == 200);

  std::string unsigned_turn = turn;
  const std::size_t begin = unsigned_turn.rfind(R"(,"thoughtSignature":)");
  unsigned_turn.erase(begin, unsigned_turn.find('}', begin) - begin);
  const net::ServerReply refused = caller.generate(model, history(unsigned_turn));
  CHECK(refused.status == 400);
  CHECK(at(json_of(refused), "error", "message").text ==
        "Image part is missing a thought_signature in content position 2, part position 2.");

  const std::string other =
      R"({"role":"model","parts":[{"inlineData":{"mimeType":"image/png","data":")" +
      to_base64(mug_png()) + R"("},"thoughtSignature":"c29tZXRoaW5n"}]})";
  CHECK(at(json_of(caller.generate(model, history(other))), "error", "message").text ==
        "Corrupted thought signature.");
  const std::string skipped =
      R"({"role":"model","parts":[{"inlineData":{"mimeType":"image/png","data":")" +
      to_base64(mug_png()) + R"("},"thoughtSignature":"skip_thought_signature_validator"}]})";
  CHECK(caller.generate(model, history(skipped)).status == 200);
}

TEST_CASE("a stream holds one part an event and the usage in the last", "[emulator]") {
  Caller caller;
  const net::ServerReply reply = caller.post(
      "/v1/models/gemini-3.1-flash-image:streamGenerateContent?alt=sse", text_body("a lamp"));
  CHECK(reply.headers.find("content-type") == "text/event-stream");
  std::vector<Json> events;
  std::string_view rest = reply.body;
  while (rest.starts_with("data: ")) {
    const std::size_t end = rest.find("\r\n\r\n");
    REQUIRE(end != std::string_view::npos);
    events.push_back(parse_json(rest.substr(6, end - 6)).value);
    rest.remove_prefix(end + 4);
  }
  CHECK(rest.empty());
  REQUIRE(events.size() == 2);
  CHECK(events[0].find("usageMetadata") == nullptr);
  CHECK(at(events[1], "usageMetadata", "totalTokenCount").number_or(0) > 1120);
  CHECK(at(events[1], "candidates", 0, "finishReason").text == "STOP");
  CHECK_FALSE(picture_of(events[1]).empty());
  const net::ServerReply array =
      caller.post("/v1/models/gemini-3.1-flash-image:streamGenerateContent", text_body("a lamp"));
  CHECK(json_of(array).items.size() == 2);
}

TEST_CASE("tokens are counted without drawing", "[emulator]") {
  Caller caller;
  const std::string contents =
      R"("contents":[{"parts":[{"text":"how many"},)" + picture_json(mug_png()) + "]}]";
  const std::string target = "/v1/models/gemini-2.5-flash-image:countTokens";
  const Json plain = json_of(caller.post(target, "{" + contents + "}"));
  CHECK(at(plain, "totalTokens").text == "260");
  CHECK(at(plain, "promptTokensDetails", 1, "tokenCount").text == "258");
  const Json wrapped = json_of(
      caller.post(target, R"({"generateContentRequest":{"model":"models/x",)" + contents + "}}"));
  CHECK(at(wrapped, "totalTokens").text == "260");
  CHECK(caller.emulator.bill().total_micros() == 0);
}

TEST_CASE("Imagen draws as many pictures as were asked", "[emulator]") {
  Caller caller;
  const net::ServerReply reply = caller.post(
      "/v1beta/models/imagen-4.0-generate-001:predict",
      R"({"instances":[{"prompt":"a robot"}],"parameters":{"sampleCount":2,"aspectRatio":"3:4",
          "personGeneration":"DONT_ALLOW","includeRaiReason":true,"sampleImageSize":"2K",
          "outputOptions":{"mimeType":"image/jpeg"}}})");
  const Json answer = json_of(reply);
  REQUIRE(answer.list_of("predictions").size() == 2);
  for (const Json& one : answer.list_of("predictions")) {
    CHECK(one.text_of("mimeType") == "image/jpeg");
    const std::string bytes = from_base64(one.text_of("bytesBase64Encoded")).value();
    CHECK(size_of(bytes) == Pixels{1792, 2560});
  }
  CHECK(caller.emulator.bill().total_micros() == 80'000);
  const std::string vertex =
      "/v1beta1/projects/p/locations/l/publishers/google/models/imagen-4.0-generate-001:predict";
  CHECK(caller.post(vertex, R"({"instances":[{"prompt":"x"}],"parameters":{"seed":5}})").status ==
        400);
  CHECK(caller
            .post(vertex,
                  R"({"instances":[{"prompt":"x"}],"parameters":{"seed":5,"addWatermark":false}})")
            .status == 200);
}
