#include "pipeline/emulator/pictures.hpp"
#include "tests/emulator/caller.hpp"
#include "tests/emulator/form.hpp"

using namespace vitrine;
using namespace vitrine::emulator;

namespace {

/// Text, picture and seed stand where a usual graph has them; the first text is the negative one.
std::string graph_of(const std::string& seed = "7", const std::string& image = "") {
  std::string nodes = R"(
    "1": {"class_type": "CLIPTextEncode", "inputs": {"text": "ugly", "clip": ["9", 1]}},
    "2": {"class_type": "CLIPTextEncode", "inputs": {"text": "on a plain white background"}},
    "3": {"class_type": "KSampler", "inputs": {"seed": )" +
                      seed + R"(, "positive": ["2", 0],
          "negative": ["1", 0], "latent_image": ["4", 0]}},
    "4": {"class_type": "EmptyLatentImage", "inputs": {"width": 640, "height": 512, "batch_size": 1}},
    "5": {"class_type": "SaveImage", "inputs": {"images": ["3", 0], "filename_prefix": "x"}})";
  if (!image.empty())
    nodes += R"(, "6": {"class_type": "LoadImage", "inputs": {"image": ")" + image + "\"}}";
  return R"({"client_id":"c","prompt":{)" + nodes + "}}";
}

net::ServerReply queue(Caller& caller, const std::string& body) {
  return caller.send("POST", "/prompt", body, {});
}

/// Looks until the history is there.
Json history_of(Caller& caller, const std::string& id) {
  for (int i = 0; i < 10; ++i) {
    const Json history = json_of(caller.send("GET", "/history/" + id, "", {}));
    if (!history.items.empty()) return at(history, id.c_str());
  }
  FAIL("the history stays empty");
  return {};
}

net::ServerReply view(Caller& caller, const Json& history) {
  const Json& image = at(history, "outputs", "5", "images", 0);
  return caller.send("GET",
                     "/view?filename=" + at(image, "filename").text + "&subfolder=" +
                         at(image, "subfolder").text + "&type=" + at(image, "type").text,
                     "", {});
}

std::string drawn_by(Caller& caller, const std::string& body) {
  const net::ServerReply queued = queue(caller, body);
  REQUIRE(queued.status == 200);
  return view(caller, history_of(caller, at(json_of(queued), "prompt_id").text)).body;
}

Json upload(Caller& caller, const std::string& bytes, const std::string& overwrite = "false") {
  return json_of(caller.send(
      "POST", "/upload/image",
      form_of(
          {{"image", bytes, "mug.png", "image/png"}, {"type", "input"}, {"overwrite", overwrite}}),
      {{"Content-Type", kFormType}}));
}

}  // namespace

TEST_CASE("a graph is queued, its history polled, its picture viewed", "[emulator]") {
  Caller caller("{picture: flat, comfyui: {pending: 2}}");
  const Json queued = json_of(queue(caller, graph_of()));
  CHECK(at(queued, "number").text == "1");
  CHECK(at(queued, "node_errors").items.empty());
  const std::string target = "/history/" + at(queued, "prompt_id").text;
  CHECK(caller.send("GET", target, "", {}).body == "{}");
  CHECK(caller.send("GET", target, "", {}).body == "{}");
  const Json history = history_of(caller, at(queued, "prompt_id").text);
  CHECK(at(history, "status", "status_str").text == "success");
  CHECK(at(history, "status", "completed").truth);
  const net::ServerReply picture = view(caller, history);
  CHECK(picture.headers.find("Content-Type") == "image/png");
  CHECK(shape_of(picture.body) == Pixels{640, 512});
  CHECK(caller.send("GET", "/view?filename=other.png&type=output", "", {}).status == 404);
  CHECK(caller.send("GET", "/history/nobody", "", {}).body == "{}");
  CHECK(caller.emulator.bill().entries().front().model == "comfyui-local");
  CHECK(caller.emulator.bill().total_micros() == 0);
}

TEST_CASE("a client may wait for the queue to be empty and then read all of the history",
          "[emulator]") {
  Caller caller("{picture: flat, comfyui: {pending: 1}}");
  const std::string id = at(json_of(queue(caller, graph_of())), "prompt_id").text;
  const auto running = [&] {
    return at(json_of(caller.send("GET", "/queue", "", {})), "queue_running");
  };
  CHECK(at(running(), 0, 1).text == id);
  CHECK(caller.send("GET", "/history?max_items=200", "", {}).body == "{}");
  CHECK(at(running(), 0, 1).text == id);  // this look draws it
  CHECK(running().items.empty());
  const Json history = json_of(caller.send("GET", "/history?max_items=200", "", {}));
  CHECK(at(history, id.c_str(), "prompt", 1).text == id);
  CHECK(shape_of(view(caller, at(history, id.c_str())).body) == Pixels{640, 512});
}

TEST_CASE("seed and text of the graph decide the picture", "[emulator]") {
  Caller caller;
  CHECK(drawn_by(caller, graph_of("7")) == drawn_by(caller, graph_of("7")));
  CHECK(drawn_by(caller, graph_of("7")) != drawn_by(caller, graph_of("8")));
}

TEST_CASE("a picture that was uploaded is drawn from by its name", "[emulator]") {
  Caller caller("seed: 2");
  CHECK(at(upload(caller, mug_png()), "name").text == "mug.png");
  CHECK(at(upload(caller, mug_png()), "name").text == "mug.png");       // the same bytes
  CHECK(at(upload(caller, room_png()), "name").text == "mug (1).png");  // others
  CHECK(at(upload(caller, mug_png(), "true"), "name").text == "mug.png");
  const imaging::Picture drawn =
      imaging::decode(drawn_by(caller, graph_of("7", "mug.png"))).value();
  // The text behind "positive" asked for the mug alone on white, not the first text of the graph.
  CHECK(drawn.bgr.at<cv::Vec3b>(2, 2) == cv::Vec3b(255, 255, 255));
  const net::ServerReply sent = caller.send("GET", "/view?filename=mug.png&type=input", "", {});
  CHECK(sent.body == mug_png());
}

TEST_CASE("a graph that cannot run is refused with the node's name", "[emulator]") {
  Caller caller;
  const auto refused = [&](const std::string& body) {
    const net::ServerReply reply = queue(caller, body);
    CHECK(reply.status == 400);
    return json_of(reply);
  };
  CHECK(at(refused("{}"), "error", "type").text == "no_prompt");
  CHECK(at(refused(R"({"prompt":{"1":{"class_type":"CLIPTextEncode","inputs":{}}}})"), "error",
           "type")
            .text == "prompt_no_outputs");
  CHECK(at(refused(R"({"prompt":{"1":{"inputs":{}}}})"), "error", "type").text == "invalid_prompt");
  const Json missing = refused(graph_of("7", "nowhere.png"));
  CHECK(at(missing, "node_errors", "6", "class_type").text == "LoadImage");
  std::string masked = graph_of();
  masked.insert(masked.size() - 2,
                R"(, "8": {"class_type": "LoadImageMask", "inputs": {"image": "nowhere.png"}})");
  CHECK(at(refused(masked), "node_errors", "8", "class_type").text == "LoadImageMask");
  CHECK(at(missing, "node_errors", "6", "errors", 0, "details").text.find("nowhere.png") !=
        std::string::npos);
}

TEST_CASE("a graph that fails says so in its history", "[emulator]") {
  Caller caller("{picture: flat, faults: [{fault: image-other}]}");
  const Json history = history_of(caller, at(json_of(queue(caller, graph_of())), "prompt_id").text);
  CHECK(at(history, "status", "status_str").text == "error");
  CHECK_FALSE(at(history, "status", "completed").truth);
  CHECK(at(history, "outputs").items.empty());
}
