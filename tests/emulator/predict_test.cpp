#include "pipeline/emulator/fault_choice.hpp"
#include "tests/emulator/caller.hpp"
#include "tests/emulator/form.hpp"

#include <opencv2/core.hpp>

using namespace vitrine;
using namespace vitrine::emulator;
using Ending = net::ServerReply::Ending;

namespace {

const std::string kVertex = "/v1/projects/p/locations/us-central1/publishers/google/models/";
const std::string kImagen = "imagen-4.0-generate-001";
const std::string kRecontext = "imagen-product-recontext-preview-06-30";

std::string imagen_body(const std::string& parameters = "{}") {
  return R"({"instances":[{"prompt":"a robot"}],"parameters":)" + parameters + "}";
}

std::string recontext_body(const std::string& parameters = "{}", int views = 1) {
  std::string images;
  for (int i = 0; i < views; ++i)
    images += std::string(i == 0 ? "" : ",") + R"({"image":{"bytesBase64Encoded":")" +
              to_base64(mug_png()) + R"("}})";
  return R"({"instances":[{"prompt":"on an oak table by the sea","productImages":[)" + images +
         R"(]}],"parameters":)" + parameters + "}";
}

net::ServerReply predict(Caller& caller, const std::string& model, const std::string& body) {
  return caller.post(kVertex + model + ":predict", body);
}

net::ServerReply run_batch(Caller& caller) {
  const Json created =
      json_of(caller.post("/v1/models/gemini-3.1-flash-image:batchGenerateContent",
                          R"({"batch":{"inputConfig":{"requests":{"requests":[{"request":)" +
                              text_body("a lamp") + R"(,"metadata":{"key":"1"}}]}}}})"));
  const std::string path = "/v1/" + std::string(created.text_of("name"));
  caller.get(path);
  return caller.get(path);
}

/// All that a client sees of a task at Black Forest Labs, as one reply.
net::ServerReply run_task(Caller& caller) {
  const net::Headers key{{"x-key", "k"}};
  net::ServerReply whole =
      caller.send("POST", "/v1/flux-kontext-pro", R"({"prompt":"a lamp"})", key);
  const auto target_in = [](const Json& json, std::string_view name) {
    const std::string url(json.text_of(name));
    return url.empty() ? url : url.substr(url.find('/', 8));
  };
  const std::string polling = target_in(parse_json(whole.body).value, "polling_url");
  if (whole.status != 200 || polling.empty()) return whole;
  caller.send("GET", polling, "", key);
  const net::ServerReply last = caller.send("GET", polling, "", key);
  whole.body += last.body;
  const Json answer = json_of(last);
  const Json* result = answer.find("result");
  const std::string sample = result == nullptr ? "" : target_in(*result, "sample");
  if (sample.empty()) return whole;
  const net::ServerReply picture = caller.send("GET", sample, "", {});
  whole.body += picture.body + std::string(picture.headers.find("Content-Type").value_or(""));
  return whole;
}

/// An answer of Qwen's with the picture behind its address.
net::ServerReply ask_qwen(Caller& caller) {
  net::ServerReply whole = caller.send(
      "POST", "/api/v1/services/aigc/multimodal-generation/generation",
      R"({"model":"qwen-image-3.0","input":{"messages":[{"role":"user","content":[{"text":"a lamp"}]}]}})",
      {{"Authorization", "Bearer k"}});
  const std::size_t begin = whole.body.find("/dashscope-result/");
  if (begin == std::string::npos) return whole;
  const std::size_t end = whole.body.find('"', begin);
  const net::ServerReply picture =
      caller.send("GET", whole.body.substr(begin, end - begin), "", {});
  whole.body += picture.body + std::string(picture.headers.find("Content-Type").value_or(""));
  return whole;
}

/// A graph's way at ComfyUI, as one reply.
net::ServerReply run_graph(Caller& caller) {
  net::ServerReply whole =
      caller.send("POST", "/prompt",
                  R"({"prompt":{"1":{"class_type":"CLIPTextEncode","inputs":{"text":"a lamp"}},
                    "2":{"class_type":"SaveImage","inputs":{}}}})",
                  {});
  const std::string id(parse_json(whole.body).value.text_of("prompt_id"));
  if (whole.status != 200 || id.empty()) return whole;
  caller.send("GET", "/history/" + id, "", {});
  whole.body += caller.send("GET", "/history/" + id, "", {}).body;
  whole.body += caller.send("GET", "/view?filename=ComfyUI_00011_.png&type=output", "", {}).body;
  return whole;
}

/// The ways in which pictures are made.
struct Way {
  const char* name;
  RouteKind route;
  net::ServerReply (*ask)(Caller&);
};
const Way kWays[] = {
    {"generateContent", RouteKind::generate,
     [](Caller& caller) { return caller.generate("gemini-3.1-flash-image", text_body("a lamp")); }},
    {"streamGenerateContent", RouteKind::stream,
     [](Caller& caller) {
       return caller.post("/v1/models/gemini-3.1-flash-image:streamGenerateContent?alt=sse",
                          text_body("a lamp"));
     }},
    {"Imagen", RouteKind::predict,
     [](Caller& caller) { return predict(caller, kImagen, imagen_body()); }},
    {"recontext", RouteKind::predict,
     [](Caller& caller) { return predict(caller, kRecontext, recontext_body()); }},
    {"a batch", RouteKind::batch_line, run_batch},
    {"OpenAI's generations", RouteKind::openai_generate,
     [](Caller& caller) {
       return caller.send("POST", "/v1/images/generations",
                          R"({"model":"gpt-image-2","prompt":"a lamp"})",
                          {{"Authorization", "Bearer k"}});
     }},
    {"OpenAI's edits", RouteKind::openai_edit,
     [](Caller& caller) {
       return caller.send("POST", "/v1/images/edits",
                          form_of({{"model", "gpt-image-2"},
                                   {"prompt", "a lamp"},
                                   {"image", mug_png(), "m.png", "image/png"}}),
                          {{"Authorization", "Bearer k"}, {"Content-Type", kFormType}});
     }},
    {"Black Forest Labs", RouteKind::bfl_submit, run_task},
    {"Qwen", RouteKind::dashscope_generate, ask_qwen},
    {"a server of the shop's own", RouteKind::local_generate,
     [](Caller& caller) {
       return caller.send("POST", "/sdcpp/v1/images/generations", R"({"prompt":"a lamp"})", {});
     }},
    {"ComfyUI", RouteKind::comfy_prompt, run_graph},
};

bool differ(const net::ServerReply& one, const net::ServerReply& other) {
  return one.status != other.status || one.body != other.body || one.ending != other.ending ||
         one.trailing != other.trailing || one.chunked != other.chunked ||
         one.informational != other.informational || one.close_after != other.close_after ||
         one.delay != other.delay || one.delay_per_piece != other.delay_per_piece ||
         one.headers.lines() != other.headers.lines();
}

std::string scenario_of(const std::string& fault, RouteKind route) {
  return "{picture: flat, faults: [{fault: " + fault +
         ", delay: 1s, route: " + std::string(to_text(route)) + "}]}";
}

BillEntry booked_for(const Caller& caller, RouteKind route) {
  for (const BillEntry& entry : caller.emulator.bill().entries())
    if (entry.route == to_text(route)) return entry;
  FAIL("nothing was booked for " << to_text(route));
  return {};
}

/// The pictures of an answer to :predict.
std::vector<std::string> predicted(const Json& answer) {
  std::vector<std::string> pictures;
  for (const Json& one : answer.list_of("predictions"))
    if (const auto bytes = from_base64(one.text_of("bytesBase64Encoded")); bytes && !bytes->empty())
      pictures.push_back(*bytes);
  return pictures;
}

}  // namespace

TEST_CASE("every fault does something on every route that makes pictures, or is refused for it",
          "[emulator]") {
  for (const Way& way : kWays) {
    Caller untouched;
    const net::ServerReply plain = way.ask(untouched);
    REQUIRE(plain.status == 200);
    for (int i = 0; i < kFaultKinds; ++i) {
      const auto kind = static_cast<FaultKind>(i);
      const std::string name(row_of(kind).name), scenario = scenario_of(name, way.route);
      INFO(name << " on " << way.name);
      const std::vector<Mistake> mistakes = read_scenario(scenario).mistakes;
      if (!can_befall(kind, way.route)) {
        REQUIRE(mistakes.size() == 1);
        CHECK(mistakes.front().message.find("cannot befall") != std::string::npos);
        continue;
      }
      REQUIRE(mistakes.empty());
      Caller caller(scenario);
      const net::ServerReply reply = way.ask(caller);
      const BillEntry booked = booked_for(caller, way.route);
      CHECK(differ(reply, plain));
      CHECK(booked.fault == name);
      // What others than Google refuse with a status, they do not bill.
      const bool refused = reply.status >= 400 && row_of(kind).group == FaultGroup::no_picture;
      CHECK(booked.billed == (row_of(kind).billed && !refused));
      // Imagen and Qwen are priced by the picture: without one there is nothing to pay. A prompt
      // that Black Forest Labs turns down costs nothing either.
      const bool unmade = row_of(kind).group == FaultGroup::no_picture;
      const bool turned_down = kind == FaultKind::blocked || kind == FaultKind::prohibited_content;
      const bool free =
          way.route == RouteKind::local_generate || way.route == RouteKind::comfy_prompt;
      const bool by_picture =
          way.route == RouteKind::predict || way.route == RouteKind::dashscope_generate;
      const bool made = !free && !refused && !(by_picture && unmade) &&
                        !(way.route == RouteKind::bfl_submit && turned_down);
      CHECK((booked.charge.micros > 0) == (row_of(kind).billed && made));
    }
  }
}

TEST_CASE("a fault that cannot befall a route leaves it to the next one", "[emulator]") {
  Caller caller("{picture: flat, faults: [{fault: missing-usage}, {fault: internal}]}");
  CHECK(predict(caller, kImagen, imagen_body()).status == 500);
  CHECK(caller.generate("gemini-3-pro-image", text_body("x")).status == 200);
  const std::vector<Mistake> mistakes =
      read_scenario("faults: [{fault: text-only, model: imagen-*}]").mistakes;
  REQUIRE(mistakes.size() == 1);
  CHECK(mistakes.front().message ==
        "text-only cannot befall predict, and these models do nothing else");
  CHECK(read_scenario("faults: [{fault: text-only, model: [imagen-*, gemini-3-pro-image]}]")
            .mistakes.empty());
}

TEST_CASE("a fault that finds nothing to change has not befallen", "[emulator]") {
  Caller caller("{picture: flat, faults: [{fault: jpeg}]}");
  const std::string jpeg = imagen_body(R"({"outputOptions":{"mimeType":"image/jpeg"}})");
  CHECK(predict(caller, kImagen, jpeg).status == 200);
  CHECK(caller.emulator.bill().entries().back().fault.empty());
  CHECK(caller.emulator.bill().entries().back().billed);
  Caller thinking("{picture: flat, faults: [{fault: thoughts-in-candidates, billed: false}]}");
  thinking.generate("gemini-2.5-flash-image", text_body("x"));  // which does not think
  CHECK(thinking.emulator.bill().entries().back().fault.empty());
  CHECK(thinking.emulator.bill().entries().back().billed);
  Caller refused("{picture: flat, faults: [{fault: jpeg}]}");
  refused.generate("gemini-2.5-flash-image", "{}");
  CHECK(refused.emulator.bill().entries().back().fault.empty());
}

TEST_CASE("faults of a picture show in what Imagen answers", "[emulator]") {
  const auto answer = [](const std::string& fault, const std::string& parameters) {
    Caller caller("{picture: flat, faults: [{fault: " + fault + "}]}");
    return json_of(predict(caller, kImagen, imagen_body(parameters)));
  };
  const std::string wide = R"({"aspectRatio":"16:9","sampleCount":2})";
  CHECK(imaging::inspect(predicted(answer("wrong-ratio", wide)).at(1))->width == 1024);
  CHECK(imaging::inspect(predicted(answer("wrong-size", wide)).at(1))->width == 704);
  const Json mislabelled = answer("wrong-mime", "{}");
  CHECK(predicted(mislabelled).front().starts_with("\xFF\xD8\xFF"));
  CHECK(at(mislabelled, "predictions", 0, "mimeType").text == "image/png");
  CHECK(predicted(answer("truncated-base64", "{}")).empty());
  CHECK_FALSE(imaging::inspect(predicted(answer("garbage-picture", "{}")).front()).has_value());
  CHECK(answer("empty-stop", wide).find("predictions") == nullptr);
  const Json nothing = answer("no-image", wide);
  CHECK(nothing.list_of("predictions").size() == 2);
  CHECK(predicted(nothing).empty());
  CHECK(at(answer("image-safety", wide), "predictions", 1, "raiFilteredReason").text !=
        at(answer("recitation", wide), "predictions", 1, "raiFilteredReason").text);
}

TEST_CASE("a product is put into a new scene by recontext", "[emulator]") {
  Caller caller("seed: 1");
  const Json answer =
      json_of(predict(caller, kRecontext,
                      recontext_body(R"({"sampleCount":2,"seed":7,"addWatermark":false,
                         "outputOptions":{"mimeType":"image/jpeg","compressionQuality":90}})",
                                     2)));
  const std::vector<std::string> pictures = predicted(answer);
  REQUIRE(pictures.size() == 2);
  CHECK(pictures[0] != pictures[1]);
  for (const std::string& bytes : pictures) {
    CHECK(bytes.starts_with("\xFF\xD8\xFF"));
    const cv::Mat bgr = imaging::decode(bytes).value().bgr;
    REQUIRE(bgr.size() == cv::Size(1024, 1024));
    int red = 0, white = 0;
    for (int y = 0; y < bgr.rows; ++y)
      for (int x = 0; x < bgr.cols; ++x) {
        const cv::Vec3b& pixel = bgr.at<cv::Vec3b>(y, x);
        red += pixel[2] > 110 && pixel[1] < 100 && pixel[0] < 100;
        white += pixel[0] > 245 && pixel[1] > 245 && pixel[2] > 245;
      }
    CHECK(red > bgr.rows * bgr.cols / 50);   // the mug is there
    CHECK(white < bgr.rows * bgr.cols / 2);  // and no longer alone on nothing
  }
  CHECK(caller.emulator.bill().total_micros() == 2 * 120'000);
  CHECK(caller.emulator.bill().entries().back().surface == "vertex");
}

TEST_CASE("what recontext does not take is refused", "[emulator]") {
  Caller caller;
  const auto status = [&](const std::string& body) {
    return predict(caller, kRecontext, body).status;
  };
  CHECK(status(recontext_body("{}", 3)) == 200);
  CHECK(status(recontext_body("{}", 4)) == 400);
  CHECK(status(imagen_body()) == 400);  // no product
  CHECK(status(recontext_body(R"({"aspectRatio":"16:9"})")) == 400);
  CHECK(status(recontext_body(R"({"sampleCount":5})")) == 400);
  CHECK(status(recontext_body(R"({"seed":7})")) == 400);  // needs addWatermark: false
  CHECK(status(recontext_body(R"({"colour":"red"})")) == 400);
  CHECK(caller.post("/v1beta/models/" + kRecontext + ":predict", recontext_body()).status == 404);
  CHECK(caller.post(kVertex + kRecontext + ":generateContent", text_body("x")).status == 404);
  CHECK(caller.emulator.bill().total_micros() == 120'000);
}
