// What vitrine.yaml may say about asking models, and how mistakes in it are told.
#include "pipeline/cli/provider_settings.hpp"

#include "pipeline/cli/output.hpp"
#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>

#include <sstream>

using namespace vitrine;

namespace {

class SettingsFile {
 public:
  cli::SettingsReading read(const std::string& text) const {
    return cli::read_project_settings(folder_.write("vitrine.yaml", text));
  }
  std::filesystem::path folder() const { return folder_.path(); }

 private:
  test::TempFolder folder_;
};

/// "3:5 code" of each problem.
std::vector<std::string> told(const cli::SettingsReading& reading) {
  std::vector<std::string> all;
  for (const domain::Problem& problem : reading.problems)
    all.push_back(std::to_string(problem.line) + ":" + std::to_string(problem.column) + " " +
                  problem.code);
  return all;
}

}  // namespace

TEST_CASE("limits of an account and the project's time zone are read from vitrine.yaml", "[cli]") {
  const SettingsFile file;
  const auto reading = file.read(R"(timezone: Asia/Tokyo
providers:
  gemini:
    limits: {requests_per_minute: 500, pictures_per_minute: 100, tokens_per_minute: 1000000,
             requests_per_day: 2000, spend_per_10_minutes: 10 USD}
  vertex: {limits: {spend_per_10_minutes: 0.5}}
)");
  CHECK(told(reading).empty());
  const schedule::RateLimits limits = reading.settings.provider("gemini").limits;
  CHECK(limits.requests_per_minute == 500);
  CHECK(limits.pictures_per_minute == 100);
  CHECK(limits.tokens_per_minute == 1'000'000);
  CHECK(limits.requests_per_day == 2000);
  CHECK(limits.spend_per_10_minutes == util::Money{10'000'000});
  CHECK(reading.settings.provider("vertex").limits.spend_per_10_minutes == util::Money{500'000});
  CHECK(reading.settings.provider("cometapi").limits == schedule::RateLimits{});
  CHECK(reading.settings.zone.offset_at({}) == std::chrono::hours(9));
  CHECK(told(file.read("timezone: Mars/Olympus\n")) ==
        std::vector<std::string>{"1:11 bad-timezone"});
  CHECK(told(file.read("providers: {gemini: {limits: {requests_per_minute: 0}}}\n")).size() == 1);
  CHECK(told(file.read("providers: {gemini: {limits: {requests: 9}}}\n")).size() == 1);
}

TEST_CASE("providers and network are read from vitrine.yaml", "[cli]") {
  const SettingsFile file;
  const auto reading = file.read(R"(providers:
  gemini: {base_url: "http://127.0.0.1:8080", key_env: SHOP_KEY}
  vertex:
    project: my-shop
    location: europe-west4
    credentials: keys/robot.json
  cometapi: {auth: bearer}
network: {in_flight: 32, attempt_deadline: 10 min, proxy: "http://proxy:3128", no_proxy: .local}
profiles: []
)");
  CHECK(told(reading).empty());
  const cli::ProjectSettings& settings = reading.settings;
  CHECK(settings.provider("gemini").base_url == "http://127.0.0.1:8080");
  CHECK(settings.provider("gemini").key_env == "SHOP_KEY");
  CHECK(settings.provider("vertex").project == "my-shop");
  CHECK(settings.provider("vertex").location == "europe-west4");
  CHECK(settings.provider("vertex").credentials == file.folder() / "keys/robot.json");
  CHECK(settings.provider("cometapi").auth == providers::gemini::Auth::bearer);
  CHECK(settings.network.in_flight == 32);
  CHECK(settings.network.attempt_deadline == std::chrono::minutes(10));
  CHECK(settings.network.proxy == "http://proxy:3128");
  CHECK(settings.network.no_proxy == ".local");
}

TEST_CASE("nothing, an empty file and rows alone say nothing about providers", "[cli]") {
  const SettingsFile file;
  CHECK(cli::read_project_settings(std::nullopt).problems.empty());
  for (const char* text :
       {"", "# a comment\n", "{}\n", "profiles:\n  - {id: a, sizes: {512: b}}\n"})
    CHECK(told(file.read(text)).empty());
}

TEST_CASE("every mistake in the settings is told at its token, with what was meant", "[cli]") {
  const SettingsFile file;
  const auto reading = file.read(R"(providers:
  vertx: {}
  gemini:
    base_url: "http://10.0.0.7:8080"
    keyenv: SHOP_KEY
  cometapi: {auth: barer}
network:
  in_flight: 0
  attempt_deadline: soon
  proxy: "https://proxy/"
)");
  CHECK(told(reading) == std::vector<std::string>{"2:3 unknown-key", "4:15 plain-http",
                                                  "5:5 unknown-key", "6:20 unknown-value",
                                                  "8:14 out-of-range", "9:21 bad-duration",
                                                  "10:10 bad-address"});
  CHECK(reading.problems[0].suggestion == "vertex");
  CHECK(reading.problems[1].suggestion == "https://10.0.0.7:8080");
  CHECK(reading.problems[2].suggestion == "key_env");
  CHECK(reading.problems[3].suggestion == "bearer");
  const auto top = file.read("netwrok: {}\nproviders: {vertex: {location: \"../x\"}}\n");
  CHECK(told(top) == std::vector<std::string>{"1:1 unknown-key", "2:32 bad-name"});
  CHECK(top.problems[0].suggestion == "network");
}

TEST_CASE("a key in the settings is refused and shown nowhere", "[cli]") {
  const SettingsFile file;
  const std::string key = "AIzaSyB1234567890abcdefghijklmnopqrstuv";
  for (const std::string& line : {"{key_env: " + key + "}", "{api_key: " + key + "}",
                                  "{base_url: \"https://user:" + key + "@gateway.example\"}",
                                  "{base_url: \"https://gateway.example/?key=" + key + "\"}"}) {
    const auto reading = file.read("providers:\n  gemini: " + line + "\n");
    INFO(line);
    REQUIRE(reading.problems.size() == 1);
    CHECK(reading.problems[0].line == 2);
    std::ostringstream out;
    cli::print_problems(reading.problems, out);
    CHECK(out.str().find(key) == std::string::npos);
    CHECK(out.str().find("vitrine.yaml:2:") != std::string::npos);
  }
}

TEST_CASE("a time zone that nobody knows is told at its place", "[cli]") {
  const SettingsFile file;
  const auto reading = file.read("timezone: UTC\n");
  CHECK(told(reading).empty());
  CHECK(told(file.read("timezone: Europe/Berlni\n")) ==
        std::vector<std::string>{"1:11 bad-timezone"});
  CHECK(told(file.read("timezone: ../passwd\n")) == std::vector<std::string>{"1:11 bad-timezone"});
}

namespace {

constexpr const char* kGraph = R"({
  "3": {"class_type": "KSampler", "inputs": {"seed": 1, "positive": ["6", 0]}},
  "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 512}},
  "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "x"}},
  "9": {"class_type": "SaveImage", "inputs": {"images": ["3", 0]}},
  "10": {"class_type": "LoadImage", "inputs": {"image": "a.png"}},
  "12": {"class_type": "LoadImageMask", "inputs": {"image": "b.png", "channel": "red"}}
})";

}  // namespace

TEST_CASE("a graph of ComfyUI's is read with its nodes, as text whatever they look like", "[cli]") {
  const test::TempFolder folder;
  folder.write("comfy/edit.json", kGraph);
  const auto reading = cli::read_project_settings(folder.write("vitrine.yaml", R"(providers:
  comfyui: {base_url: "http://127.0.0.1:8188", graph: comfy/edit.json,
            nodes: {prompt: 6, seed: "3", images: ["10"], mask: "12", output: 9}}
)"));
  CHECK(told(reading).empty());
  const auto graph = reading.settings.provider("comfyui").graph;
  REQUIRE(graph);
  CHECK(graph->nodes == providers::GraphNodes{"6", "3", "", {"10"}, "9", "12"});
  CHECK(graph->digest() == util::sha256(kGraph));
}

TEST_CASE("every mistake about a graph is told at its token", "[cli]") {
  const test::TempFolder folder;
  folder.write("edit.json", kGraph);
  folder.write("list.json", "[]");
  folder.write("broken.json", "{");
  folder.write("editor.json", R"({"nodes": [], "links": []})");
  const auto read = [&](const std::string& text) {
    return cli::read_project_settings(
        folder.write("vitrine.yaml", "providers:\n  comfyui:\n" + text));
  };
  const auto reading = read(R"(    graph: edit.json
    nodes:
      prompt: "9"
      seed: "6"
      size: "5"
      images: ["11", "10", "10"]
      output: "99"
)");
  CHECK(told(reading) == std::vector<std::string>{"5:15 bad-node", "6:13 bad-node", "7:13 bad-node",
                                                  "8:16 unknown-node", "8:28 bad-node",
                                                  "9:15 unknown-node"});
  CHECK_FALSE(reading.settings.provider("comfyui").graph);
  const std::string nodes = "    nodes: {prompt: \"6\", output: \"9\"}\n";
  for (const auto& [file, code] :
       {std::pair("none.json", "no-such-file"), std::pair("list.json", "bad-graph"),
        std::pair("broken.json", "bad-graph"), std::pair("editor.json", "bad-graph")}) {
    INFO(file);
    CHECK(told(read("    graph: " + std::string(file) + "\n" + nodes)) ==
          std::vector<std::string>{"3:12 " + std::string(code)});
  }
  CHECK(told(read("    graph: edit.json\n")) == std::vector<std::string>{"3:12 no-nodes"});
  CHECK(told(read(nodes)) == std::vector<std::string>{"3:12 no-graph"});
  CHECK(told(read("    graph: edit.json\n    nodes: {output: \"9\"}\n")).size() == 1);
}
