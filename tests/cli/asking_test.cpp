// What people are shown of the requests that a model would get, before anything is asked.
#include "pipeline/cli/app.hpp"
#include "pipeline/cli/asked_calls.hpp"
#include "tests/cli/fixed_clock.hpp"
#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>
#include <rapidjson/document.h>

#include <sstream>

using namespace vitrine;
namespace fs = std::filesystem;

namespace {

constexpr const char* kJob = R"(vitrine: 1
name: asked
model: nano-banana-2.1
defaults: {style: editorial}
products:
  - sku: MUG-01
    packshots:
      - {file: ../samples/products/mug-front.jpg, mask: ../samples/products/mug-front.alpha.png}
      - {file: ../samples/products/mug-side.jpg, view: side}
    zones: {body: ../samples/products/mug-front.body.mask.png}
    keep: {text: ["LEAF & CO"]}
    colorways: [natural, glacier]
colorways:
  glacier: {zone: body, color: "#A8C8D8"}
scenes:
  pier: {prompt: "on a wet pier at dawn", camera: "85 mm, f/2", aspect: "4:5"}
  kitchen: {backdrop: ../samples/scenes/kitchen.jpg}
deliver:
  - {profile: google-lifestyle, scenes: [pier, kitchen]}
  - {profile: instagram, scenes: [pier]}
)";

struct Answer {
  int exit_code = 0;
  std::string out, err;
  rapidjson::Document json;
};

/// A project with one job, and the command in it.
class Shop {
 public:
  Shop() {
    fs::copy("samples", folder_ / "samples", fs::copy_options::recursive);
    folder_.write("vitrine.yaml", "{}\n");
    write(kJob);
  }
  void write(const std::string& job) const { folder_.write("jobs/asked.yaml", job); }
  void settings(const std::string& text) const { folder_.write("vitrine.yaml", text); }
  std::string job() const { return (folder_ / "jobs/asked.yaml").string(); }
  Answer says(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"--project", folder_.path().string()});
    std::ostringstream out, err;
    const test::FixedClock clock;
    Answer answer;
    answer.exit_code = cli::run_app(arguments, {out, err, false, clock});
    answer.out = out.str();
    answer.err = err.str();
    return answer;
  }
  Answer json(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "--json");
    Answer answer = says(std::move(arguments));
    answer.json.Parse(answer.out.c_str());
    REQUIRE_FALSE(answer.json.HasParseError());
    return answer;
  }
  bool has_store() const { return fs::exists(folder_ / ".vitrine"); }

 private:
  test::TempFolder folder_;
};

std::string with(std::string text, const std::string& old, const std::string& other) {
  const std::size_t at = text.find(old);
  REQUIRE(at != std::string::npos);
  return text.replace(at, old.size(), other);
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("show --prompt tells the words, the pictures in order and what they are sent with",
          "[cli]") {
  const Shop shop;
  const Answer answer = shop.json({"show", "--prompt", "MUG-01/natural/pier", "--job", shop.job()});
  INFO(answer.out);
  REQUIRE(answer.exit_code == 0);
  const auto& requests = answer.json["requests"];
  REQUIRE(requests.Size() == 1);  // two profiles, one picture
  const auto& request = requests[0];
  CHECK(request["profiles"].Size() == 2);
  CHECK(request["asked"].GetBool());
  CHECK(std::string(request["model"].GetString()) == "gemini-nano-banana-2.1");
  CHECK(std::string(request["surface"].GetString()) == "gemini");
  CHECK(std::string(request["template"].GetString()) == "product-photo");
  CHECK(request["template_version"].GetInt() >= 1);
  CHECK(std::string(request["aspect"].GetString()) == "4:5");
  CHECK(std::string(request["size_class"].GetString()) == "1K");
  const auto& pictures = request["pictures"];
  REQUIRE(pictures.Size() == 2);
  CHECK(std::string(pictures[0]["role"].GetString()) == "packshot");
  CHECK(std::string(pictures[0]["file"].GetString()) == "samples/products/mug-front.jpg");
  CHECK(std::string(pictures[0]["sha256"].GetString()) ==
        util::sha256(test::read_text("samples/products/mug-front.jpg")).hex());
  CHECK(std::string(pictures[1]["file"].GetString()) == "samples/products/mug-side.jpg");
  const std::string prompt = request["prompt"].GetString();
  CHECK(contains(prompt, "image 1 and image 2"));
  CHECK(contains(prompt, "on a wet pier at dawn"));
  CHECK(contains(prompt, "editorial"));
  // Said once: by the template alone.
  CHECK(prompt.find("LEAF & CO") == prompt.rfind("LEAF & CO"));
  CHECK(contains(prompt, "LEAF & CO"));
  CHECK_FALSE(shop.has_store());
}

TEST_CASE("show --prompt reads as text what json says", "[cli]") {
  const Shop shop;
  const Answer answer = shop.says({"show", "--prompt", "MUG-01/natural/pier", "--job", shop.job()});
  INFO(answer.out << answer.err);
  REQUIRE(answer.exit_code == 0);
  for (const char* part :
       {"asked of   gemini-nano-banana-2.1 on gemini: recontextualize", "aspect     4:5",
        "size       1K", "image 1    packshot, samples/products/mug-front.jpg, sha256 ",
        "template   product-photo, version ", "\n\nPlace the product shown in image 1"})
    CHECK(contains(answer.out, part));
}

TEST_CASE("show --prompt tells the system instruction, safety and the project's own template",
          "[cli]") {
  const Shop shop;
  shop.settings(
      "prompts:\n  - {id: close-up, version: 3, lines: [{text: \"A close-up, {prompt}.\"}]}\n");
  shop.write(with(kJob, "defaults: {style: editorial}",
                  "defaults: {system: \"Be plain.\", safety: {hate_speech: only_high}, "
                  "template: close-up}"));
  const std::vector<std::string> shown{"show", "--prompt", "MUG-01/natural/pier", "--job",
                                       shop.job()};
  const Answer text = shop.says(shown);
  INFO(text.out << text.err);
  REQUIRE(text.exit_code == 0);
  CHECK(contains(text.out, "  safety     hate_speech: only_high\n"));
  CHECK(contains(text.out, "  template   close-up, version 3\n"));
  CHECK(contains(
      text.out, "\nSystem instruction:\nBe plain.\n\nPrompt:\nA close-up, on a wet pier at dawn."));
  const Answer json = shop.json(shown);
  const auto& request = json.json["requests"][0];
  CHECK(std::string(request["system"].GetString()) == "Be plain.");
  CHECK(std::string(request["safety"]["hate_speech"].GetString()) == "only_high");
  CHECK(std::string(request["template"].GetString()) == "close-up");
  CHECK(request["template_version"].GetInt() == 3);
  CHECK(std::string(request["prompt"].GetString()) == "A close-up, on a wet pier at dawn.");
}

TEST_CASE("a template nobody knows is refused at its word, and the studio says what it ignores",
          "[cli]") {
  const Shop shop;
  shop.write(with(kJob, "style: editorial", "style: editorial, template: product-foto"));
  const Answer answer = shop.json({"check", shop.job()});
  CHECK(answer.exit_code == 2);
  const auto& problems = answer.json["problems"];
  REQUIRE(problems.Size() == 1);
  CHECK(std::string(problems[0]["code"].GetString()) == "no-such-template");
  CHECK(problems[0]["line"].GetInt() == 4);
  CHECK(problems[0]["column"].GetInt() == 40);
  CHECK(std::string(problems[0]["suggestion"].GetString()) == "product-photo");

  shop.write(with(kJob, "style: editorial", "style: editorial, system: \"Be plain.\""));
  CHECK(contains(shop.says({"plan", shop.job(), "--model", "studio"}).out,
                 "note      style, system: only for a model that is asked; the studio does not "
                 "read them\n"));
  CHECK_FALSE(contains(shop.says({"plan", shop.job()}).out, "does not read"));
}

TEST_CASE("a recoloured product that is not made yet is said to be made first", "[cli]") {
  const Shop shop;
  const Answer answer = shop.json({"show", "--prompt", "MUG-01/glacier/pier", "--job", shop.job()});
  REQUIRE(answer.exit_code == 0);
  const auto& pictures = answer.json["requests"][0]["pictures"];
  REQUIRE(pictures.Size() == 1);
  CHECK(std::string(pictures[0]["role"].GetString()) == "cutout");
  CHECK(pictures[0]["sha256"].IsNull());
  CHECK(contains(pictures[0]["file"].GetString(), "first"));
}

TEST_CASE("of a shot that the studio makes show --prompt says that no model is asked", "[cli]") {
  const Shop shop;
  const std::vector<std::string> kitchen{"show", "--prompt", "MUG-01/natural/kitchen", "--job",
                                         shop.job()};
  CHECK(contains(shop.says(kitchen).out, "nothing is asked of a model"));
  CHECK_FALSE(shop.json(kitchen).json["requests"][0]["asked"].GetBool());
  const Answer drawn = shop.says(
      {"show", "--prompt", "MUG-01/natural/pier", "--job", shop.job(), "--model", "studio"});
  CHECK(contains(drawn.out, "nothing is asked of a model"));
  CHECK(contains(drawn.out, "these words:\n\non a wet pier at dawn"));
}

TEST_CASE("show --prompt of a shot that is none names the one that was meant", "[cli]") {
  const Shop shop;
  const Answer answer = shop.says({"show", "--prompt", "MUG-01/natural/peir", "--job", shop.job()});
  CHECK(answer.exit_code == 2);
  CHECK(contains(answer.err, "did you mean \"MUG-01/natural/pier\"?"));
  CHECK(shop.says({"show", "--prompt", "MUG-01/natural/pier"}).exit_code == 2);
  CHECK(shop.says({"show", "MUG-01/natural/pier", "--job", shop.job()}).exit_code == 2);
}

TEST_CASE("the plan says what is asked of the model, how often, at what price and how it travels",
          "[cli]") {
  const Shop shop;
  const Answer text = shop.says({"plan", shop.job()});
  INFO(text.out << text.err);
  REQUIRE(text.exit_code == 0);
  CHECK(contains(text.out,
                 "gemini-nano-banana-2.1 on gemini: 2 calls in 1K at 0.04206 USD a picture "
                 "(price book 2026-11-01), pictures go inline\n"));
  const Answer json = shop.json({"plan", shop.job()});
  const auto& asked = json.json["asked"];
  REQUIRE(asked.Size() == 1);
  CHECK(std::string(asked[0]["surface"].GetString()) == "gemini");
  CHECK(asked[0]["calls"].GetInt() == 2);
  REQUIRE(asked[0]["sizes"].Size() == 1);
  CHECK(std::string(asked[0]["sizes"][0]["price_book"].GetString()) == "2026-11-01");
  CHECK(asked[0]["sizes"][0]["price_usd"].GetDouble() == Approx(0.0421).margin(0.0001));
  CHECK(asked[0]["pictures"]["inline"].GetInt() == 3);  // two photographs, one recoloured product
  CHECK(asked[0]["pictures"]["uploaded"].GetInt() == 0);
  CHECK(json.json["forecast_usd"]["min"].GetDouble() == Approx(0.0421).margin(0.0001));
  CHECK(shop.json({"plan", shop.job(), "--model", "studio"}).json["asked"].Size() == 0);
}

TEST_CASE("each size class has its own count and price in the plan", "[cli]") {
  const Shop shop;
  shop.write(with(with(kJob, "aspect: \"4:5\"}",
                       "aspect: \"4:5\"}\n  wall: {prompt: \"before a wall\", resolution: 2K}"),
                  "[pier, kitchen]", "[pier, wall, kitchen]"));
  const Answer text = shop.says({"plan", shop.job()});
  INFO(text.out << text.err);
  CHECK(contains(text.out, "2 calls in 1K at 0.04206, 2 calls in 2K at 0.05886 USD a picture"));
}

TEST_CASE("each quality has its own count and price in the plan, as each size has", "[cli]") {
  const Shop shop;
  shop.write(with(with(with(kJob, "aspect: \"4:5\"}",
                            "aspect: \"4:5\"}\n  wall: {prompt: \"before a wall\", quality: high}\n"
                            "  sea: {prompt: \"by the sea\", quality: low}"),
                       "[pier, kitchen]", "[pier, wall, sea, kitchen]"),
                  "nano-banana-2.1", "gpt-image-2"));
  const Answer text = shop.says({"plan", shop.job()});
  INFO(text.out << text.err);
  CHECK(contains(text.out,
                 "2 calls in 1K (quality low) at 0.0206, 2 calls in 1K (quality medium) "
                 "at 0.06761, 2 calls in 1K (quality high) at 0.22559 USD a picture"));
  const Answer json = shop.json({"plan", shop.job()});
  const auto& sizes = json.json["asked"][0]["sizes"];
  REQUIRE(sizes.Size() == 3);
  CHECK(std::string(sizes[0]["quality"].GetString()) == "low");
  CHECK(std::string(sizes[2]["quality"].GetString()) == "high");
  CHECK(sizes[2]["price_usd"].GetDouble() > 9 * sizes[0]["price_usd"].GetDouble());
  CHECK(json.json["asked"][0]["calls"].GetInt() == 6);
}

TEST_CASE("a picture that several requests send is uploaded once", "[cli]") {
  const Shop shop;
  std::string scenes, names;
  for (const char* name : {"one", "two", "three", "four"}) {
    scenes += std::string("  ") + name + ": {prompt: \"before a wall, " + name + "\"}\n";
    names += std::string(", ") + name;
  }
  shop.write(with(with(kJob, "  kitchen:", scenes + "  kitchen:"), "[pier, kitchen]",
                  "[pier, kitchen" + names + "]"));
  const Answer answer = shop.json({"plan", shop.job()});
  INFO(answer.out << answer.err);
  REQUIRE(answer.exit_code == 0);
  const auto& asked = answer.json["asked"][0];
  CHECK(asked["calls"].GetInt() == 10);
  // The recoloured product at least; a photograph only if it is large enough to be worth it.
  CHECK(asked["pictures"]["uploaded"].GetInt() >= 1);
  CHECK(contains(answer.out, "because several requests send them"));
}

TEST_CASE("what the model does not offer is refused by check and plan at the word that asks",
          "[cli]") {
  const Shop shop;
  shop.write(
      with(with(kJob, "aspect: \"4:5\"", "aspect: \"2:1\""), "style: editorial", "resolution: 8K"));
  for (const char* command : {"check", "plan"}) {
    const Answer answer = shop.json({command, shop.job()});
    INFO(command << answer.out);
    CHECK(answer.exit_code == 2);
    const auto& problems = answer.json["problems"];
    REQUIRE(problems.Size() == 2);
    CHECK(std::string(problems[0]["code"].GetString()) == "aspect-not-offered");
    CHECK(problems[0]["line"].GetInt() == 16);
    CHECK(problems[0]["column"].GetInt() == 73);
    CHECK(std::string(problems[0]["suggestion"].GetString()) == "16:9");
    CHECK(std::string(problems[1]["code"].GetString()) == "resolution-not-offered");
    CHECK(problems[1]["line"].GetInt() == 4);
    CHECK(problems[1]["column"].GetInt() == 24);
    CHECK(std::string(problems[1]["suggestion"].GetString()) == "4K");
  }
  // The studio draws any shape and has no size classes.
  CHECK(shop.says({"plan", shop.job(), "--model", "studio"}).exit_code == 0);
}
