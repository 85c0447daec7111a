// A job on the shop's own ComfyUI, by its own graph.
#include "tests/e2e/emulator_process.hpp"
#include "tests/e2e/shop.hpp"

#include <catch2/catch.hpp>

#include <fstream>

using namespace vitrine;
using test::EmulatorProcess;
using test::Ended;
using test::Shop;

namespace {

constexpr const char* kGraph = R"({
  "3": {"class_type": "KSampler", "inputs": {"seed": 1, "steps": 20, "positive": ["6", 0],
        "latent_image": ["5", 0]}},
  "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 512, "height": 512}},
  "6": {"class_type": "TextEncodeQwenImageEditPlus", "inputs": {"prompt": "", "image1": ["10", 0],
        "image2": ["11", 0], "image3": ["12", 0]}},
  "9": {"class_type": "SaveImage", "inputs": {"images": ["3", 0]}},
  "10": {"class_type": "LoadImage", "inputs": {"image": "a.png"}},
  "11": {"class_type": "LoadImage", "inputs": {"image": "b.png"}},
  "12": {"class_type": "LoadImage", "inputs": {"image": "c.png"}}
})";

void name_graph(const Shop& shop, const std::string& base) {
  std::filesystem::create_directories(shop.root() / "comfy");
  std::ofstream(shop.root() / "comfy/edit.json") << kGraph;
  std::ofstream(shop.root() / "vitrine.yaml", std::ios::app)
      << "providers:\n  comfyui:\n"
      << (base.empty() ? "" : "    base_url: " + base + "\n") << "    graph: comfy/edit.json\n"
      << R"(    nodes: {prompt: "6", seed: "3", size: "5", images: ["10", "11", "12"], output: "9"})"
      << "\n";
}

}  // namespace

TEST_CASE("a job on the shop's own ComfyUI is made by its graph, free, and rebuilt offline",
          "[e2e][paid]") {
  const Shop shop;
  const EmulatorProcess emulator;
  name_graph(shop, emulator.base_url());
  const Ended run = shop.json("run jobs/spring.yaml --model comfyui-local --yes");
  INFO(run.out << run.err);
  REQUIRE((run.exit_code == 0 || run.exit_code == 4));
  const auto bill = emulator.bill();
  CHECK(bill["micros"].GetInt64() == 0);
  int graphs = 0, uploads = 0, waiting = 0;
  for (const auto& entry : bill["requests"].GetArray()) {
    CHECK(std::string(entry["vendor"].GetString()) == "comfyui");
    CHECK(entry["status"].GetInt() == 200);
    CHECK(entry["credentials"].ObjectEmpty());
    const std::string route = entry["route"].GetString();
    graphs += route == "comfy-prompt";
    uploads += route == "comfy-upload";
    // A queue of one: no graph comes before the last one's picture has been fetched.
    waiting += route == "comfy-prompt" ? 1 : route == "comfy-view" ? -1 : 0;
    CHECK(waiting <= 1);
  }
  CHECK(graphs >= 3);
  CHECK(uploads >= graphs);
  const Ended again = shop.json("reproduce --all");
  INFO(again.out << again.err);
  CHECK(again.exit_code == 0);
  CHECK(again.json["assets"].GetInt() >= 1);
  CHECK(again.json["identical"].GetInt() == again.json["assets"].GetInt());
  const Ended books = shop.json("costs verify");
  INFO(books.out << books.err);
  CHECK(books.exit_code == 0);
}

TEST_CASE("a rehearsal of ComfyUI needs the shop's graph, and says so in one sentence without",
          "[e2e][paid]") {
  const Shop shop;
  const char* kCompare =
      "compare jobs/spring.yaml --shots 1 --rehearse --models comfyui-local,flux-2-pro";
  const auto row = [](const Ended& ended) -> const rapidjson::Value& {
    for (const auto& one : ended.json["models"].GetArray())
      if (std::string(one["model"].GetString()) == "comfyui-local") return one;
    throw std::runtime_error("no row of comfyui-local");
  };
  const Ended without = shop.json(kCompare);
  INFO(without.out << without.err);
  CHECK(std::string(row(without)["left_out"].GetString()).find("providers.comfyui.graph") !=
        std::string::npos);
  const Ended refused = shop.json("run jobs/spring.yaml --rehearse --model comfyui-local");
  INFO(refused.out << refused.err);
  CHECK(refused.exit_code == 5);
  CHECK(refused.out.find("comfyui runs a graph of yours and none is named") != std::string::npos);
  name_graph(shop, "");
  const Ended rehearsed = shop.json("run jobs/spring.yaml --rehearse --model comfyui-local");
  INFO(rehearsed.out << rehearsed.err);
  CHECK((rehearsed.exit_code == 0 || rehearsed.exit_code == 4));
  const Ended with = shop.json(kCompare);
  INFO(with.out << with.err);
  CHECK(row(with)["left_out"].IsNull());
  CHECK(row(with)["calls"].GetInt() >= 1);
  CHECK(row(with)["failed"].GetInt() == 0);
  CHECK(row(with)["charged_usd"].GetDouble() == 0);
}
