// ComfyUI: pictures put there, the shop's graph queued, looked at, its output fetched.
#include "pipeline/providers/comfyui.hpp"

#include "pipeline/util/digest.hpp"
#include "tests/providers/api_shop.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using domain::Operation;
using domain::OutcomeKind;
using domain::SourceRole;
using providers::NodeRole;
using providers::Reading;
using test::ApiShop;
using test::fact;
using test::json_reply;
using test::picture_reply;
using test::png;

namespace {

constexpr const char* kRows = R"(
models:
  - id: comfy-a
    brand: Comfy A
    provider: comfyui
    operations: [generate, edit]
    aspects: ["1:1"]
    sizes: [1K]
    pixels: comfy
    max_inputs: 4
    takes_seed: true
    confidence: high
    source: test
pixel_tables:
  comfy: {"1K": {"1:1": 1024x1024}}
prices:
  - book: own
    from: 2026-01-01
    source: test
    models:
      comfy-a: {confidence: high, picture: 0}
)";

constexpr const char* kGraph = R"({
  "3": {"class_type": "KSampler", "inputs": {"seed": 18446744073709551615, "cfg": 2.5,
        "positive": ["6", 0], "latent_image": ["5", 0]}},
  "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 512, "height": 512}},
  "6": {"class_type": "TextEncodeQwenImageEditPlus", "inputs": {"prompt": "", "image1": ["10", 0],
        "image2": ["11", 0]}},
  "9": {"class_type": "SaveImage", "inputs": {"images": ["3", 0]}},
  "10": {"class_type": "LoadImage", "inputs": {"image": "a.png"}},
  "11": {"class_type": "LoadImage", "inputs": {"image": "b.png"}}
})";

const net::Headers kNow{{"Retry-After", "0"}};

providers::Reach reach_with(const char* json = kGraph) {
  providers::Reach reach;
  reach.graph = std::make_shared<const providers::ComfyGraph>(
      providers::ComfyGraph{json, {"6", "3", "5", {"10", "11"}, "9"}});
  return reach;
}

/// A server that has finished at the third look.
struct Machine {
  std::string end;  ///< the history's entry then
  std::string bytes = png(1024, 1024, 5'000);
  int looks = 0, fetches = 0;
  int put_status = 200;

  net::ServerReply answer(const net::ServerRequest& request) {
    if (request.target == "/upload/image")
      return json_reply(R"({"name":"x.png","subfolder":"","type":"input"})", put_status);
    if (request.target == "/prompt")
      return json_reply(R"({"prompt_id":"p-1","number":4,"node_errors":{}})", 200, kNow);
    if (request.target.starts_with("/view")) {
      ++fetches;
      return picture_reply(bytes);
    }
    return json_reply(++looks < 3 ? "{}" : R"({"p-1":)" + end + "}", 200, kNow);
  }
};

constexpr const char* kDone =
    R"({"outputs":{"9":{"images":[{"filename":"a b_00001_.png","subfolder":"x/y","type":"output"}]}},)"
    R"("status":{"status_str":"success","completed":true,"messages":[)"
    R"(["execution_start",{"prompt_id":"p-1","timestamp":1000}],)"
    R"(["execution_success",{"prompt_id":"p-1","timestamp":8250}]]}})";

struct Bench {
  explicit Bench(std::string end = kDone)
      : machine{std::move(end)},
        shop(
            "comfyui",
            kRows,
            [this](const net::ServerRequest& request) { return machine.answer(request); },
            reach_with()) {}
  Machine machine;
  ApiShop shop;
};

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("pictures are put there by their digest, the graph is queued with them and looked at",
          "[providers]") {
  Bench bench;
  domain::RenderRequest request = bench.shop.asking(Operation::edit, "at \"night\"", "comfy-a");
  const std::string first = png(30, 40), second = png(31, 41);
  request.sources = {{SourceRole::picture, "", bench.shop.shelf.put(first)},
                     {SourceRole::packshot, "", bench.shop.shelf.put(second)}};
  request.aspect = domain::parse_aspect("1:1");
  request.seed = 7;
  const auto call = bench.shop.prepare(request).value();
  const Reading reading = bench.shop.ask(request);
  const auto& asked = bench.shop.requests;
  REQUIRE(asked.size() == 7);
  const std::string name = util::sha256(first).hex() + ".png",
                    other = util::sha256(second).hex() + ".png";
  CHECK(asked[0].target == "/upload/image");
  CHECK(holds(asked[0].body, "name=\"image\"; filename=\"" + name + "\""));
  CHECK(holds(asked[0].body, first));
  CHECK(holds(asked[0].body, "name=\"overwrite\"\r\n\r\ntrue"));
  CHECK(holds(asked[1].body, second));
  CHECK(asked[2].target == "/prompt");
  CHECK_FALSE(asked[2].headers.find("x-vitrine-pieces"));
  const std::string sent = asked[2].body, id = sent.substr(sent.find("vitrine-"), 40);

  CHECK(test::same_json(
      sent, R"({"prompt":{"3":{"class_type":"KSampler","inputs":{"seed":7,"cfg":2.5,)"
            R"("positive":["6",0],"latent_image":["5",0]}},)"
            R"("5":{"class_type":"EmptyLatentImage","inputs":{"width":1024,"height":1024}},)"
            R"("6":{"class_type":"TextEncodeQwenImageEditPlus","inputs":{"prompt":"at \"night\"",)"
            R"("image1":["10",0],"image2":["11",0]}},)"
            R"("9":{"class_type":"SaveImage","inputs":{"images":["3",0]}},)"
            R"("10":{"class_type":"LoadImage","inputs":{"image":")" +
                name + R"("}},"11":{"class_type":"LoadImage","inputs":{"image":")" + other +
                R"("}}},"client_id":")" + id + R"("})"));
  CHECK(asked[3].target == "/history/p-1");
  CHECK(asked[5].target == "/history/p-1");
  CHECK(asked[6].target == "/view?filename=a%20b_00001_.png&subfolder=x%2Fy&type=output");
  CHECK(reading.outcome.kind == OutcomeKind::image);
  CHECK(bench.shop.picture(reading) == bench.machine.bytes);
  CHECK(fact(reading.outcome, "response_id") == "p-1");
  CHECK(fact(reading.outcome, "execution_ms") == "7250");
  CHECK(reading.charged.micros == 0);
  // The body that was sent and the graph it was made from, by their digests.
  CHECK(util::find(call.provenance, "body_sha256") == util::sha256(sent).hex());
  CHECK(util::find(call.provenance, "graph_sha256") == util::sha256(kGraph).hex());
  CHECK(util::find(call.provenance, "seed") == "7");
}

TEST_CASE("without a seed each take and each wording has its own, the same call always the same",
          "[providers]") {
  Bench bench;
  const auto seed = [&](const char* prompt, int take) {
    domain::RenderRequest request = bench.shop.asking(Operation::generate, prompt, "comfy-a");
    request.take = take;
    return std::string(*util::find(bench.shop.prepare(request).value().provenance, "seed"));
  };
  CHECK(seed("x", 0) == seed("x", 0));
  CHECK(seed("x", 0) != seed("x", 1));
  CHECK(seed("x", 0) != seed("y", 0));
}

TEST_CASE("a node for which there is no picture is taken out with what it feeds", "[providers]") {
  Bench bench;
  domain::RenderRequest request = bench.shop.asking(Operation::edit, "x", "comfy-a");
  request.sources = {{SourceRole::packshot, "", bench.shop.shelf.put(png(30, 40))}};
  CHECK(bench.shop.ask(request).outcome.kind == OutcomeKind::image);
  const std::string& sent = bench.shop.requests[1].body;
  CHECK(holds(sent, "\"image1\""));
  CHECK_FALSE(holds(sent, "\"image2\""));
  CHECK_FALSE(holds(sent, "\"11\""));
}

TEST_CASE("more pictures than the graph has nodes for are refused before anything is sent",
          "[providers]") {
  Bench bench;
  domain::RenderRequest request = bench.shop.asking(Operation::edit, "x", "comfy-a");
  for (int side : {30, 31, 32})
    request.sources.push_back({SourceRole::packshot, "", bench.shop.shelf.put(png(side, 40))});
  const auto call = bench.shop.prepare(request);
  REQUIRE(call.has_error());
  CHECK(call.error().kind == util::ErrorKind::unsupported);
  CHECK(holds(call.error().message, "takes 2 of the pictures, and this call sends 3"));
  CHECK(bench.shop.requests.empty());
}

TEST_CASE("a graph that fails at work may do better, and says at which node", "[providers]") {
  Bench bench(R"({"outputs":{},"status":{"status_str":"error","completed":false,"messages":[)"
              R"(["execution_start",{}],["execution_error",{"node_id":"3","node_type":"KSampler",)"
              R"("exception_message":"CUDA out of memory","traceback":["/home/x"]}]]}})");
  const Reading reading = bench.shop.ask(bench.shop.asking(Operation::generate, "x", "comfy-a"));
  CHECK(reading.outcome.kind == OutcomeKind::transient);
  CHECK(holds(reading.outcome.message, "node 3 (KSampler): CUDA out of memory"));
  CHECK_FALSE(holds(reading.outcome.message, "/home"));
  CHECK(bench.machine.fetches == 0);
}

TEST_CASE("an output node without a picture brings none", "[providers]") {
  Bench bench(
      R"({"outputs":{"8":{"images":[{"filename":"a.png"}]}},"status":{"status_str":"success"}})");
  const Reading reading = bench.shop.ask(bench.shop.asking(Operation::generate, "x", "comfy-a"));
  CHECK(reading.outcome.kind == OutcomeKind::no_image);
  CHECK(holds(reading.outcome.message, "node 9"));
}

TEST_CASE("a graph that the server does not take is an invalid request that names the node",
          "[providers]") {
  ApiShop shop(
      "comfyui", kRows,
      [](const net::ServerRequest&) {
        return json_reply(
            R"({"error":{"type":"prompt_outputs_failed_validation","message":"Prompt outputs failed )"
            R"(validation","details":""},"node_errors":{"4":{"errors":[{"type":"value_not_in_list",)"
            R"("message":"Value not in list","details":"ckpt_name: 'x' not in []"}],)"
            R"("class_type":"CheckpointLoaderSimple"}}})",
            400);
      },
      reach_with());
  const Reading reading = shop.ask(shop.asking(Operation::generate, "x", "comfy-a"));
  CHECK(shop.requests.size() == 1);
  CHECK(reading.outcome.kind == OutcomeKind::invalid_request);
  CHECK(holds(reading.outcome.message, "node 4 (CheckpointLoaderSimple)"));
  CHECK(fact(reading.outcome, "node") == "4");
}

TEST_CASE("a picture that cannot be put there ends the call before the graph is queued",
          "[providers]") {
  Bench bench;
  bench.machine.put_status = 500;
  domain::RenderRequest request = bench.shop.asking(Operation::edit, "x", "comfy-a");
  request.sources = {{SourceRole::packshot, "", bench.shop.shelf.put(png(30, 40))}};
  const Reading reading = bench.shop.ask(request);
  CHECK(bench.shop.requests.size() == 1);
  CHECK(reading.outcome.kind == OutcomeKind::transient);
  CHECK_FALSE(reading.picture);
}

TEST_CASE("an answer that names no run leads nowhere", "[providers]") {
  for (const char* body : {"{}", R"({"prompt_id":"../system_stats"})", "busy"}) {
    ApiShop shop(
        "comfyui", kRows, [&](const net::ServerRequest&) { return json_reply(body, 200, kNow); },
        reach_with());
    const auto call = shop.prepare(shop.asking(Operation::generate, "x", "comfy-a")).value();
    const net::CallResult sent = shop.send(call.request);
    INFO(body);
    REQUIRE_FALSE(sent);
    CHECK(sent.error().error.kind == util::ErrorKind::damaged);
    CHECK(sent.error().progress == net::Progress::answered);
  }
}

TEST_CASE("ComfyUI without a graph of the shop's is no API, and says what is missing",
          "[providers]") {
  const auto opened = providers::find_api("comfyui")->open({});
  REQUIRE(opened.has_error());
  CHECK(holds(opened.error().message, "providers.comfyui.graph"));
  const auto place = providers::find_api("comfyui")->open(reach_with()).value()->place();
  CHECK(place.name == "custom:http://127.0.0.1:8188");
}

TEST_CASE("what is no graph in API form is told apart, and so is each node that does not fit",
          "[providers]") {
  using providers::graph_problem, providers::node_problem;
  CHECK_FALSE(graph_problem(kGraph));
  CHECK(holds(*graph_problem("{\"3\":"), "no JSON"));
  CHECK(holds(*graph_problem("[]"), "no JSON object"));
  CHECK(holds(*graph_problem("{}"), "no JSON object"));
  CHECK(holds(*graph_problem(R"({"nodes":[],"links":[]})"), "API form"));
  CHECK(holds(*graph_problem(R"({"3":{"class_type":"X"}})"), "node 3"));
  CHECK(providers::graph_nodes(kGraph).size() == 6);
  CHECK_FALSE(node_problem(kGraph, "6", NodeRole::prompt));
  CHECK_FALSE(node_problem(kGraph, "3", NodeRole::seed));
  CHECK_FALSE(node_problem(kGraph, "5", NodeRole::size));
  CHECK_FALSE(node_problem(kGraph, "10", NodeRole::image));
  CHECK_FALSE(node_problem(kGraph, "9", NodeRole::output));
  CHECK(holds(*node_problem(kGraph, "7", NodeRole::output), "no node 7"));
  CHECK(holds(*node_problem(kGraph, "3", NodeRole::prompt), "no input text or prompt"));
  CHECK(
      holds(*node_problem(R"({"5":{"class_type":"E","inputs":{"width":5}}})", "5", NodeRole::size),
            "no input height"));
  CHECK(holds(*node_problem(R"({"6":{"class_type":"C","inputs":{"text":["12",0]}}})", "6",
                            NodeRole::prompt),
              "name that one: 12"));
}
