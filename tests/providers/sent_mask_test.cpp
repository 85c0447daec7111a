// A mask on the wire: in the vendor's own field where it has one, else as one more picture.
#include "pipeline/imaging/codec.hpp"
#include "tests/providers/api_shop.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using domain::Operation;
using domain::OutcomeKind;
using domain::SourceRole;
using providers::Reading;
using test::ApiShop;
using test::json_reply;
using test::png;

namespace {

constexpr const char* kRows = R"(
models:
  - {id: field-1, brand: F, provider: openai, operations: [edit], max_inputs: 2, mask: field, confidence: high, source: test}
  - {id: field-2, brand: F, provider: local, operations: [edit], max_inputs: 2, mask: field, options: {edit_endpoint: json}, confidence: high, source: test}
  - {id: field-3, brand: F, provider: local, operations: [edit], max_inputs: 3, mask: field, options: {edit_endpoint: none, mask_endpoint: inpainting}, confidence: high, source: test}
  - {id: field-4, brand: F, provider: openai, operations: [edit], max_inputs: 4, mask: field, masked_inputs: 1, confidence: high, source: test}
  - {id: picture-1, brand: P, provider: openai, operations: [edit], max_inputs: 2, confidence: high, source: test}
  - {id: picture-2, brand: P, provider: bfl, operations: [edit], max_inputs: 2, mask: field, confidence: high, source: test}
  - {id: none-1, brand: N, provider: openai, operations: [edit], max_inputs: 2, mask: none, confidence: high, source: test}
  - {id: comfy-1, brand: C, provider: comfyui, operations: [edit], max_inputs: 2, confidence: high, source: test}
prices:
  - book: own
    from: 2026-01-01
    source: test
    models:
      field-1: {confidence: high, picture: 0}
      field-2: {confidence: high, picture: 0}
      field-3: {confidence: high, picture: 0}
      field-4: {confidence: high, picture: 0}
      picture-1: {confidence: high, picture: 0}
      picture-2: {confidence: high, picture: 0}
      none-1: {confidence: high, picture: 0}
      comfy-1: {confidence: high, picture: 0}
)";

/// White in its left half.
std::string half_white(int width, int height) {
  cv::Mat grey(height, width, CV_8UC1, cv::Scalar(0));
  grey.colRange(0, width / 2).setTo(255);
  return imaging::encode_png_grey(grey);
}

std::string answered() {
  return R"({"data":[{"b64_json":")" + test::base64(png(64, 64)) + R"("}]})";
}

struct Bench {
  explicit Bench(const std::string& provider = "openai", providers::Reach reach = {})
      : shop(
            provider,
            kRows,
            [](const net::ServerRequest&) { return json_reply(answered()); },
            std::move(reach)) {}

  /// An edit of a picture of 60 x 40 inside `mask`.
  domain::RenderRequest edit(const char* model, std::string mask) {
    domain::RenderRequest request = shop.asking(Operation::edit, "at night", model);
    request.sources = {{SourceRole::picture, "", shop.shelf.put(picture)},
                       {SourceRole::mask, "", shop.shelf.put(std::move(mask))}};
    return request;
  }

  std::string picture = png(60, 40);
  ApiShop shop;
};

/// The file of a form's field; empty if it has none of that name.
std::string file_in(const std::string& body, const std::string& field) {
  const std::size_t part = body.find("name=\"" + field + "\"; filename=");
  if (part == std::string::npos) return {};
  const std::size_t begin = body.find("\r\n\r\n", part) + 4;
  return body.substr(begin, body.find("\r\n--vitrine-", begin) - begin);
}

/// White and transparent in its left half, black and opaque in the other: that is what every
/// vendor's field understands.
void check_field_form(const std::string& bytes) {
  const auto mask = imaging::decode(bytes);
  REQUIRE(mask.has_value());
  REQUIRE(mask->width() == 60);
  REQUIRE(mask->height() == 40);
  REQUIRE(mask->has_alpha());
  CHECK(mask->bgr.at<cv::Vec3b>(20, 5) == cv::Vec3b(255, 255, 255));
  CHECK(mask->alpha.at<uchar>(20, 5) == 0);
  CHECK(mask->bgr.at<cv::Vec3b>(20, 55) == cv::Vec3b(0, 0, 0));
  CHECK(mask->alpha.at<uchar>(20, 55) == 255);
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a mask goes in the form's own field, white and transparent where the picture may change",
          "[providers]") {
  Bench bench;
  const domain::RenderRequest request = bench.edit("field-1", half_white(60, 40));
  const auto call = bench.shop.prepare(request).value();
  CHECK(bench.shop.ask(request).outcome.kind == OutcomeKind::image);
  const std::string& sent = bench.shop.requests.at(0).body;
  CHECK(bench.shop.requests[0].target == "/images/edits");
  CHECK(holds(sent, "name=\"mask\"; filename=\"mask.png\"\r\nContent-Type: image/png"));
  check_field_form(file_in(sent, "mask"));
  CHECK(file_in(sent, "image[]") == bench.picture);
  CHECK_FALSE(holds(sent, "image-2"));
  CHECK(util::find(call.provenance, "body_sha256") == util::sha256(sent).hex());
  CHECK(util::find(call.provenance, "mask") == "in its field");
  CHECK(util::find(call.provenance, "image_1") == "inline");
  CHECK_FALSE(util::find(call.provenance, "image_2"));
}

TEST_CASE("a mask of another size is made as large as the picture that it is of", "[providers]") {
  Bench bench;
  for (const auto& [width, height] :
       {std::pair(30, 20), std::pair(600, 400), std::pair(151, 100)}) {
    const domain::RenderRequest request = bench.edit("field-1", half_white(width, height));
    const auto call = bench.shop.prepare(request).value();
    check_field_form(file_in(call.request.body, "mask"));
    CHECK(util::find(call.provenance, "mask") == "in its field, scaled");
    CHECK(bench.shop.prepare(request).value().request.body == call.request.body);
  }
  // As a picture, too.
  const auto call = bench.shop.prepare(bench.edit("picture-1", half_white(30, 20))).value();
  const std::size_t second = call.request.body.find("image-2.png");
  const auto mask = imaging::inspect(file_in(call.request.body.substr(second - 30), "image[]"));
  REQUIRE(mask.has_value());
  CHECK(mask->width == 60);
  CHECK(util::find(call.provenance, "image_2") == "inline, scaled");
}

TEST_CASE(
    "a photograph that says how its camera was held is put upright before its mask is laid on",
    "[providers]") {
  Bench bench;
  // 40 x 60 as stored, to be turned a quarter clockwise.
  const cv::Mat stored(60, 40, CV_8UC3, cv::Scalar(10, 120, 200));
  std::string photograph = imaging::encode_jpeg(stored, 90, true);
  using namespace std::string_literals;
  const std::string exif =
      "Exif\0\0MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"s;
  photograph.insert(2, "\xFF\xE1\0"s + static_cast<char>(exif.size() + 2) + exif);
  bench.picture = photograph;
  const auto call = bench.shop.prepare(bench.edit("field-1", half_white(60, 40))).value();
  const auto sent = imaging::decode(file_in(call.request.body, "image[]"));
  REQUIRE(sent.has_value());
  CHECK(sent->width() == 60);
  CHECK(sent->height() == 40);
  check_field_form(file_in(call.request.body, "mask"));
  CHECK(util::find(call.provenance, "mask") == "in its field");
  CHECK(util::find(call.provenance, "image_1") == "inline, upright");
}

TEST_CASE("where a model has no field the mask is the second picture, and the text names it",
          "[providers]") {
  Bench bench;
  domain::RenderRequest request = bench.edit("picture-1", half_white(60, 40));
  request.prompt_template = "product-photo";
  const auto picture = bench.shop.prepare(request).value();
  CHECK(holds(picture.request.body, "image 2 is a mask of the same picture"));
  CHECK(holds(picture.request.body, "image-2.png"));
  CHECK(file_in(picture.request.body, "mask").empty());
  CHECK_FALSE(util::find(picture.provenance, "mask"));
  request.model = "field-1";
  const auto field = bench.shop.prepare(request).value();
  CHECK_FALSE(holds(field.request.body, "is a mask"));
  CHECK_FALSE(holds(field.request.body, "image 2"));
}

TEST_CASE("a row cannot give a protocol a field that it does not have", "[providers]") {
  Bench bench("bfl");
  const auto call = bench.shop.prepare(bench.edit("picture-2", half_white(60, 40))).value();
  CHECK(holds(call.request.body, "\"input_image_2\""));
  CHECK_FALSE(holds(call.request.body, "\"mask\""));
}

TEST_CASE("a mask that lets nothing change is refused before anything is sent", "[providers]") {
  Bench bench;
  const auto why = [&](const char* model, std::string mask) {
    const auto refused = bench.shop.prepare(bench.edit(model, std::move(mask)));
    REQUIRE(refused.has_error());
    return refused.error().message;
  };
  const std::string black = imaging::encode_png_grey(cv::Mat(40, 60, CV_8UC1, cv::Scalar(90)));
  for (const char* model : {"field-1", "picture-1"}) {
    CHECK(holds(why(model, black), "is black everywhere, so nothing may change; paint white"));
    CHECK(holds(why(model, png(60, 40)), "cannot be read"));
  }
  CHECK(why("none-1", half_white(60, 40)) ==
        "none-1 takes no mask; ask for the change in words alone, or another model");
  CHECK(bench.shop.requests.empty());
}

TEST_CASE("a mask is one, and of the picture that is sent first", "[providers]") {
  Bench bench;
  domain::RenderRequest request = bench.edit("field-1", half_white(60, 40));
  // It counts as none of the pictures that the model takes.
  request.sources.push_back({SourceRole::packshot, "", bench.shop.shelf.put(png(30, 30))});
  CHECK(bench.shop.prepare(request).has_value());
  std::swap(request.sources[0], request.sources[2]);
  CHECK(bench.shop.prepare(request).error().message ==
        "the picture that a mask is of has to be the first one sent");
  request.sources.erase(request.sources.begin(), request.sources.begin() + 1);
  request.sources.push_back(request.sources.front());
  CHECK(bench.shop.prepare(request).error().message == "edit takes one mask, not 2");
  request.sources = {request.sources.back()};
  CHECK(bench.shop.prepare(request).error().message ==
        "edit needs the picture that its mask is of");
}

TEST_CASE("a mask of another shape than its picture is refused with both sizes", "[providers]") {
  Bench bench;
  const auto why = [&](const char* model, int width, int height) {
    const auto call = bench.shop.prepare(bench.edit(model, half_white(width, height)));
    return call ? std::string() : call.error().message;
  };
  for (const char* model : {"field-1", "picture-1"}) {
    CHECK(holds(why(model, 40, 60), "measures 40 x 60 and the picture that it is of 60 x 40"));
    CHECK(holds(why(model, 600, 390), "draw it over the rendering itself"));
    CHECK(holds(why(model, 600, 410), "measures 600 x 410"));
    CHECK(why(model, 602, 399).empty());
    CHECK(why(model, 91, 61).empty());
  }
  CHECK(bench.shop.requests.empty());
}

TEST_CASE("a row that takes few pictures with a mask refuses more, and only with one",
          "[providers]") {
  Bench bench;
  domain::RenderRequest request = bench.edit("field-4", half_white(60, 40));
  CHECK(bench.shop.prepare(request).has_value());
  request.sources.push_back({SourceRole::packshot, "", bench.shop.shelf.put(png(30, 30))});
  CHECK(bench.shop.prepare(request).error().message ==
        "field-4 takes 1 picture with a mask, not 2");
  request.sources.erase(request.sources.begin() + 1);
  CHECK(bench.shop.prepare(request).has_value());
}

TEST_CASE("servers of one's own get a mask as the options of their row say", "[providers]") {
  Bench bench("local");
  const std::string json =
      bench.shop.prepare(bench.edit("field-2", half_white(60, 40))).value().request.body;
  const std::string begins = R"("mask":{"image_url":"data:image/png;base64,)";
  const std::size_t at = json.find(begins);
  REQUIRE(at != std::string::npos);
  const std::size_t from = at + begins.size();
  check_field_form(test::decoded(json.substr(from, json.find('"', from) - from)));

  const auto call = bench.shop.prepare(bench.edit("field-3", half_white(60, 40))).value();
  CHECK(call.request.url.target == "/images/inpainting");
  check_field_form(file_in(call.request.body, "mask"));
  CHECK(file_in(call.request.body, "image") == bench.picture);
  CHECK(holds(call.request.body, "name=\"model\"\r\n\r\nfield-3\r\n"));
  CHECK(holds(call.request.body, "name=\"prompt\"\r\n\r\nat night\r\n"));
  CHECK_FALSE(holds(call.request.body, "output_format"));
  domain::RenderRequest two = bench.edit("field-3", half_white(60, 40));
  two.sources.push_back({SourceRole::packshot, "", bench.shop.shelf.put(png(30, 30))});
  // Of more pictures the mask is one, where the others go.
  const auto many = bench.shop.prepare(two).value();
  CHECK(many.request.url.target == "/images/generations");
  rapidjson::Document body;
  body.Parse(many.request.body.c_str());
  CHECK(body["ref_images"].Size() == 3);
}

TEST_CASE("a local server's answer by address is fetched from itself and from nowhere else",
          "[providers]") {
  const std::string bytes = png(64, 64);
  std::string address;
  ApiShop shop("local", kRows, [&](const net::ServerRequest& request) {
    return request.method == "POST" ? json_reply(R"({"data":[{"url":")" + address + R"("}]})")
                                    : test::picture_reply(bytes);
  });
  domain::RenderRequest request = shop.asking(Operation::edit, "at night", "field-3");
  request.sources = {{SourceRole::picture, "", shop.shelf.put(png(60, 40))}};
  address = shop.base() + "/generated-images/a.png";
  const Reading reading = shop.ask(request);
  CHECK(reading.outcome.kind == OutcomeKind::image);
  CHECK(shop.picture(reading) == bytes);
  CHECK(shop.requests.back().target == "/generated-images/a.png");

  for (const char* other : {"http://127.0.0.1:9/elsewhere.png?sig=1", "/elsewhere.png"}) {
    address = other;
    const std::size_t before = shop.requests.size();
    const Reading refused = shop.ask(request);
    CHECK(shop.requests.size() == before + 1);
    // Final and free: the server would answer so again, and nothing came of it.
    CHECK(refused.outcome.kind == OutcomeKind::invalid_request);
    CHECK(refused.charged.micros == 0);
    CHECK_FALSE(refused.outcome.may_be_billed);
    CHECK(holds(refused.outcome.message,
                *other == '/' ? "answered with no whole address for field-3"
                              : "answered with an address of another host for field-3"));
    CHECK_FALSE(holds(refused.outcome.message, "sig"));
    CHECK_FALSE(holds(std::string(shop.body()), "sig"));
  }
}

TEST_CASE("ComfyUI's mask goes to the node that the graph has for it, or is one of the pictures",
          "[providers]") {
  constexpr const char* kGraph = R"({
    "6": {"class_type": "CLIPTextEncode", "inputs": {"text": ""}},
    "9": {"class_type": "SaveImage", "inputs": {"images": ["6", 0]}},
    "10": {"class_type": "LoadImage", "inputs": {"image": "a.png"}},
    "11": {"class_type": "LoadImage", "inputs": {"image": "b.png"}},
    "12": {"class_type": "LoadImageMask", "inputs": {"image": "c.png", "channel": "red"}},
    "13": {"class_type": "VAEEncodeForInpaint", "inputs": {"pixels": ["10", 0], "mask": ["12", 0]}}
  })";
  const auto with = [&](const std::string& mask) {
    providers::Reach reach;
    reach.graph = std::make_shared<const providers::ComfyGraph>(
        providers::ComfyGraph{kGraph, {"6", "", "", {"10", "11"}, "9", mask}});
    return reach;
  };
  Bench node("comfyui", with("12"));
  const auto call = node.shop.prepare(node.edit("comfy-1", half_white(30, 20))).value();
  const std::string& body = call.request.body;
  const std::string name = util::sha256(node.picture).hex() + ".png";
  CHECK(holds(body, R"("10":{"class_type":"LoadImage","inputs":{"image":")" + name));
  CHECK_FALSE(holds(body, R"("11":)"));
  const std::string mask = body.substr(body.find(node.picture) + node.picture.size());
  check_field_form(mask);
  CHECK(holds(body, R"("12":{"class_type":"LoadImageMask","inputs":{"image":")" +
                        util::sha256(mask).hex() + ".png"));
  CHECK(util::find(call.provenance, "mask") == "in its field, scaled");
  domain::RenderRequest whole = node.edit("comfy-1", half_white(30, 20));
  whole.sources.pop_back();
  // Without one its node goes, and what it feeds does without.
  const std::string plain = node.shop.prepare(whole).value().request.body;
  CHECK_FALSE(holds(plain, R"("12":)"));
  CHECK(holds(plain, R"("inputs":{"pixels":["10",0]})"));

  Bench picture("comfyui", with(""));
  const auto two = picture.shop.prepare(picture.edit("comfy-1", half_white(60, 40))).value();
  CHECK(holds(two.request.body, R"("11":{"class_type":"LoadImage","inputs":{"image":")" +
                                    util::sha256(half_white(60, 40)).hex()));
  CHECK_FALSE(util::find(two.provenance, "mask"));
}

TEST_CASE("Gemini asks, counts and prices a mask as a picture even if its row speaks of a field",
          "[providers]") {
  ApiShop shop("gemini",
               R"(
models:
  - {id: wide-1, brand: W, provider: gemini, operations: [refine], max_inputs: 3, mask: field, masked_inputs: 1, confidence: high, source: test}
prices:
  - {book: own, from: 2026-01-01, source: test, models: {wide-1: {confidence: high, picture: 0}}}
)",
               [](const net::ServerRequest&) { return json_reply("{}"); });
  domain::RenderRequest request = shop.asking(Operation::refine, "make it night", "wide-1");
  request.sources = {{SourceRole::packshot, "", shop.shelf.put(png(30, 30))},
                     {SourceRole::picture, "", shop.shelf.put(png(60, 40))},
                     {SourceRole::mask, "", shop.shelf.put(half_white(60, 40))}};
  // A field's mask would have to be of the first picture.
  const auto call = shop.prepare(request);
  CHECK((call ? "" : call.error().message) == std::string());
  request.sources.push_back({SourceRole::packshot, "", shop.shelf.put(png(31, 30))});
  CHECK(shop.prepare(request).error().message == "wide-1 takes 3 pictures in one request, not 4");
}

TEST_CASE("Gemini has no field for a mask, which is scaled and explained", "[providers]") {
  test::Bench bench;
  domain::RenderRequest request =
      test::asking(Operation::refine, "make it night", "gemini-nano-banana-2.1");
  request.sources = {{SourceRole::picture, "", bench.shelf.put(png(60, 40))},
                     {SourceRole::mask, "", bench.shelf.put(half_white(30, 20))}};
  const auto material = providers::gemini::load_material(request, bench.shelf.reader());
  REQUIRE(material.has_value());
  const providers::SentPicture& mask = material->pictures.at(1);
  CHECK(mask.size == domain::PixelSize{60, 40});
  CHECK(mask.source.digest == util::sha256(mask.bytes));  // an upload of it is this picture's
  bench.bare = bench.catalog.prompts().at("product-photo");
  CHECK(
      holds(bench.prepare(request).value().request.body, "image 2 is a mask of the same picture"));
  request.sources[1].digest =
      bench.shelf.put(imaging::encode_png_grey(cv::Mat(40, 60, CV_8UC1, cv::Scalar(0))));
  CHECK(providers::gemini::load_material(request, bench.shelf.reader()).has_error());
}
