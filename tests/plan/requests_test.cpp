#include "pipeline/plan/requests.hpp"

#include "pipeline/domain/prompt_template.hpp"
#include "tests/plan/job_in_code.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using domain::SourceRole;
using test::JobInCode;

namespace {

bool has_source(const domain::RenderRequest& request, SourceRole role, const char* name = "") {
  for (const domain::Source& source : request.sources)
    if (source.role == role && source.name == name) return true;
  return false;
}

/// The roles of a request's pictures, in order.
std::string roles(const domain::RenderRequest& request) {
  std::string all;
  for (const domain::Source& source : request.sources)
    all += (all.empty() ? "" : " ") + std::string(to_text(source.role));
  return all;
}

plan::Settings asked() {
  plan::Settings settings;
  settings.pixels = domain::PixelMode::regenerate;
  return settings;
}

plan::Wanted wanted_in(std::uint16_t scene) {
  plan::Wanted wanted;
  wanted.scene = scene;
  wanted.line = scene == 0 ? 0 : 1;
  return wanted;
}

}  // namespace

TEST_CASE("a product as photographed is cut out by its own mask, on the studio", "[plan]") {
  const JobInCode job;
  const domain::RenderRequest request = plan::product_request(job.input(), 0, 0, 0);
  CHECK(request.operation == domain::Operation::edit);
  CHECK(request.prompt == domain::kCutOutInstruction);
  CHECK(request.surface == "studio");
  CHECK(has_source(request, SourceRole::alpha));
  CHECK(request.zones.empty());
}

TEST_CASE("a colorway recolours its zone and protects the parts to be kept", "[plan]") {
  JobInCode job;
  job.job.products[0].keep.parts = {"print"};
  job.job.products[0].zones.push_back({"print", domain::View::front, "print.png", {}});
  job.digests["print.png"] = util::sha256("print");
  const domain::RenderRequest request = plan::product_request(job.input(), 0, 0, 1);
  CHECK(request.operation == domain::Operation::recolor);
  REQUIRE(request.zones.size() == 1);
  CHECK(request.zones[0].color == domain::Rgb{0xA8, 0xC8, 0xD8});
  CHECK(has_source(request, SourceRole::zone, "body"));
  CHECK(has_source(request, SourceRole::protect, "print"));
}

TEST_CASE("a view without a mask of the zone leaves finding it to the studio", "[plan]") {
  const JobInCode job;
  const domain::RenderRequest request = plan::product_request(job.input(), 0, 1, 1);
  CHECK_FALSE(has_source(request, SourceRole::zone, "body"));
  REQUIRE(request.zones.size() == 1);
  CHECK_FALSE(request.zones[0].like);
}

TEST_CASE("a product's own target beats the common colour, and a swatch is a source", "[plan]") {
  JobInCode job;
  job.job.products[0].colorways[1].target = std::filesystem::path("linen.jpg");
  job.digests["linen.jpg"] = util::sha256("linen");
  const domain::RenderRequest request = plan::product_request(job.input(), 0, 0, 1);
  CHECK(has_source(request, SourceRole::swatch, "body"));
  CHECK_FALSE(request.zones[0].color);
}

TEST_CASE("a scene of true scale uses the product's size, another one ignores it", "[plan]") {
  JobInCode job;
  plan::Settings settings;
  settings.size.height = domain::Length{95};
  const plan::MadeFrom cutout{util::sha256("cutout")};
  const auto plain = plan::placement_request(job.input(), wanted_in(1), settings, cutout);
  CHECK(plain.operation == domain::Operation::fuse);
  CHECK_FALSE(plain.placement->product_height);
  CHECK(plain.placement->height == 0.3);

  job.job.scenes[1].surface = domain::Surface{domain::SurfaceKind::table,
                                              {{0.1, 0.7}, {0.9, 0.7}, {1, 0.95}, {0, 0.95}},
                                              domain::Length{1400}};
  const auto scaled = plan::placement_request(job.input(), wanted_in(1), settings, cutout);
  CHECK(scaled.placement->product_height == domain::Length{95});
  CHECK_FALSE(scaled.placement->height);
}

TEST_CASE("a scene told in words is drawn square on the studio unless it says otherwise",
          "[plan]") {
  JobInCode job;
  const auto request =
      plan::placement_request(job.input(), wanted_in(2), {}, {util::sha256("cutout")});
  CHECK(request.operation == domain::Operation::recontextualize);
  CHECK(request.aspect == domain::Aspect{1, 1});
  CHECK(request.prompt == "a wet street at night");
}

TEST_CASE("a model that regenerates is shown the packshots and told what to keep once", "[plan]") {
  JobInCode job;
  job.ask_a_model();
  job.job.products[0].keep = {{"wooden handle"}, {"LEAF & CO"}};
  job.job.products[0].pieces = 2;
  const auto request = plan::placement_request(job.input(), wanted_in(2), asked(), {});
  CHECK(request.surface == "gemini");
  CHECK(request.model == "painter-1");
  CHECK(request.renderer.empty());
  CHECK(roles(request) == "packshot packshot");
  CHECK(request.sources[0].digest == job.digests.at("MUG-01-front.jpg"));
  CHECK(request.keep_parts == std::vector<std::string>{"wooden handle"});
  CHECK(request.keep_text == std::vector<std::string>{"LEAF & CO"});
  CHECK(request.pieces == 2);
  CHECK(request.prompt == "a wet street at night");
}

TEST_CASE("a request lands in the books of the surface that the plan was given", "[plan]") {
  JobInCode job;
  job.ask_a_model();
  const auto bought = plan::placement_request(job.input(), wanted_in(2), asked(), {});
  job.model.surface = "custom:http://127.0.0.1:9000";
  const auto rehearsed = plan::placement_request(job.input(), wanted_in(2), asked(), {});
  CHECK(rehearsed.surface == "custom:http://127.0.0.1:9000");
  CHECK(domain::base_key(bought) != domain::base_key(rehearsed));
  CHECK(plan::placement_request(job.input(), wanted_in(2), {}, {}).surface == "studio");
}

TEST_CASE("what the job wishes of a model reaches only the model", "[plan]") {
  JobInCode job;
  job.ask_a_model();
  plan::Settings settings = asked();
  settings.note = "cap closed";
  settings.wishes = {"editorial", "2K", 7, domain::ThinkingLevel::high, {}, {}};
  const auto request = plan::placement_request(job.input(), wanted_in(2), settings, {});
  CHECK(request.prompt == "a wet street at night. cap closed");
  CHECK(request.style == "editorial");
  CHECK(request.size_class == "2K");
  CHECK(request.seed == 7);
  CHECK(request.thinking == domain::ThinkingLevel::high);

  plan::Settings plain = settings;
  plain.wishes = {};
  settings.pixels = plain.pixels = domain::PixelMode::original;
  CHECK(plan::placement_request(job.input(), wanted_in(2), settings, {}) ==
        plan::placement_request(job.input(), wanted_in(2), plain, {}));
}

TEST_CASE("a quality is asked of the models that have levels, the usual one unless it is wished",
          "[plan]") {
  JobInCode job;
  job.ask_a_model();
  const auto quality = [&](const std::string& wish) {
    plan::Settings settings = asked();
    settings.wishes.quality = wish;
    return plan::placement_request(job.input(), wanted_in(2), settings, {}).quality;
  };
  CHECK(quality("").empty());
  CHECK(quality("high").empty());  // refused before it comes to that
  job.model.row->qualities = {"low", "medium", "high"};
  job.model.row->quality = "medium";
  CHECK(quality("") == "medium");
  CHECK(quality("high") == "high");
}

TEST_CASE("system, safety and another template are part of what a model is asked", "[plan]") {
  JobInCode job;
  job.ask_a_model();
  plan::Settings settings = asked();
  settings.wishes.system = "Be plain.";
  settings.wishes.safety = {
      {{domain::HarmCategory::hate_speech, domain::SafetyThreshold::off}, {0, 7, 3}}};
  settings.wishes.prompt_template = "close-up";
  const auto request = plan::placement_request(job.input(), wanted_in(2), settings, {});
  CHECK(request.system == "Be plain.");
  REQUIRE(request.safety.size() == 1);
  CHECK(request.safety[0].threshold == domain::SafetyThreshold::off);
  CHECK(domain::template_of(request) == "close-up");

  settings.wishes = {};
  const auto plain = plan::placement_request(job.input(), wanted_in(2), settings, {});
  CHECK(domain::base_key(request) != domain::base_key(plain));
  // The usual template is the same one whether it is named or not.
  settings.wishes.prompt_template = domain::kUsualTemplate;
  CHECK(plan::placement_request(job.input(), wanted_in(2), settings, {}) == plain);
}

TEST_CASE("a job that says nothing of system, safety and template has the keys it always had",
          "[plan]") {
  JobInCode job;
  const auto drawn =
      plan::placement_request(job.input(), wanted_in(2), {}, {util::sha256("cutout")});
  CHECK(domain::base_key(drawn).hex() ==
        "57c560f03c3b8cf271fdf655398fdcb1312119e1455677ed7816c3c41f5b6b44");
  job.ask_a_model();
  const auto request = plan::placement_request(job.input(), wanted_in(2), asked(), {});
  CHECK(domain::base_key(request).hex() ==
        "f32f9390de27472de75e7329dea74a92734c2ae6a8f22c4f689849e8c352e321");
}

TEST_CASE("a camera is for scenes told in words alone: a picture has its own", "[plan]") {
  JobInCode job;
  job.ask_a_model();
  plan::Settings settings = asked();
  settings.camera = "85 mm, f/2";
  CHECK(plan::placement_request(job.input(), wanted_in(2), settings, {}).camera == "85 mm, f/2");
  CHECK(plan::placement_request(job.input(), wanted_in(1), settings, {}).camera.empty());
}

TEST_CASE("a model is asked for its usual size and a square unless the scene says otherwise",
          "[plan]") {
  JobInCode job;
  job.ask_a_model();
  const auto request = plan::placement_request(job.input(), wanted_in(2), asked(), {});
  CHECK(request.size_class == "1K");
  CHECK(request.aspect == domain::Aspect{1, 1});
  job.job.scenes[2].aspect = domain::Aspect{4, 5};
  CHECK(plan::placement_request(job.input(), wanted_in(2), asked(), {}).aspect ==
        domain::Aspect{4, 5});
  // A picture has a frame of its own.
  CHECK_FALSE(plan::placement_request(job.input(), wanted_in(1), asked(), {}).aspect);
}

TEST_CASE("packshots leave room for the scene's pictures within what the model takes", "[plan]") {
  JobInCode job;
  job.ask_a_model();
  auto& packshots = job.job.products[0].packshots;
  for (const char* file : {"MUG-01-top.jpg", "MUG-01-back.jpg"}) {
    packshots.push_back({file, domain::View::other, std::nullopt, {}});
    job.digests[file] = util::sha256(file);
  }
  job.digests["curtain.png"] = util::sha256("curtain");
  const auto roles_in = [&](std::uint16_t scene) {
    return roles(plan::placement_request(job.input(), wanted_in(scene), asked(), {}));
  };
  CHECK(roles_in(2) == "packshot packshot packshot");
  CHECK(roles_in(1) == "packshot packshot backdrop");
  job.job.scenes[1].foreground = "curtain.png";
  CHECK(roles_in(1) == "packshot backdrop foreground");
  job.model.row->max_inputs = 14;
  CHECK(roles_in(1) == "packshot packshot packshot backdrop foreground");
}

TEST_CASE("the shot's own view is shown first and no photograph twice", "[plan]") {
  JobInCode job;
  job.ask_a_model();
  plan::Wanted side = wanted_in(2);
  side.packshot = 1;
  auto request = plan::placement_request(job.input(), side, asked(), {});
  REQUIRE(request.sources.size() == 2);
  CHECK(request.sources[0].digest == job.digests.at("MUG-01-side.jpg"));
  job.digests["MUG-01-side.jpg"] = job.digests.at("MUG-01-front.jpg");
  request = plan::placement_request(job.input(), side, asked(), {});
  CHECK(roles(request) == "packshot");
}

TEST_CASE("a recoloured product is shown as the studio made it and in no other colour", "[plan]") {
  JobInCode job;
  job.ask_a_model();
  plan::Wanted glacier = wanted_in(1);
  glacier.colorway = 1;
  const auto product = util::sha256("recoloured");
  const auto request = plan::placement_request(job.input(), glacier, asked(), {product});
  CHECK(roles(request) == "cutout backdrop");
  CHECK(request.sources[0].digest == product);
}

TEST_CASE("a model is told of light and surface only where the scene speaks of them", "[plan]") {
  JobInCode job;
  job.ask_a_model();
  auto request = plan::placement_request(job.input(), wanted_in(2), asked(), {});
  CHECK_FALSE(request.light);
  CHECK_FALSE(request.placement);
  job.job.scenes[2].light = domain::Light{domain::LightFrom::left, domain::LightQuality::hard};
  job.job.scenes[2].surface =
      domain::Surface{domain::SurfaceKind::shelf, {{0, 0.5}, {1, 0.5}, {1, 1}}, std::nullopt};
  request = plan::placement_request(job.input(), wanted_in(2), asked(), {});
  CHECK(request.light->from == domain::LightFrom::left);
  CHECK(request.placement->on == domain::SurfaceKind::shelf);
  // Where exactly is no word that a model could keep, so it must not buy another picture.
  CHECK(request.placement->polygon.empty());
}

TEST_CASE("nothing that only a profile says enters a request", "[plan]") {
  JobInCode job;
  plan::Wanted white = wanted_in(2), other = white;
  other.line = 0;
  const plan::MadeFrom cutout{util::sha256("cutout")};
  CHECK(plan::placement_request(job.input(), white, {}, cutout) ==
        plan::placement_request(job.input(), other, {}, cutout));
}

TEST_CASE("a bundle's request holds its members' own, each under its number", "[plan][bundle]") {
  JobInCode job;
  domain::Product bundle;
  bundle.sku = "SET-01";
  bundle.packshots = {job.job.products[0].packshots[0]};
  bundle.colorways = {{"natural", "", {}, {}, true, {}}};
  bundle.members = {{"MUG-01", 2, 0, 1, {}}, {"TEA-01", 1, 1, 0, {}}};
  bundle.pieces = 3;
  job.job.products[1].size.height = domain::Length{140};
  job.job.products.push_back(bundle);
  const domain::RenderRequest request = plan::product_request(job.input(), 2, 0, 0);
  CHECK(request.prompt == domain::kArrangeInstruction);
  CHECK(has_source(request, SourceRole::packshot, "1/"));
  CHECK(has_source(request, SourceRole::zone, "1/body"));
  CHECK(has_source(request, SourceRole::packshot, "2/"));
  REQUIRE(request.zones.size() == 1);
  CHECK(request.zones[0].zone == "1/body");
  REQUIRE(request.members.size() == 2);
  CHECK(request.members[0].count == 2);
  CHECK(request.members[1].height == domain::Length{140});
  // The stored fields are the request.
  CHECK(domain::request_from_fields(domain::to_fields(request)).value() == request);
  // Another photograph of a member is another bundle.
  const util::Digest before = domain::base_key(request);
  job.touch(job.job.products[1].packshots[0].file.string());
  CHECK(domain::base_key(plan::product_request(job.input(), 2, 0, 0)) != before);
}

TEST_CASE("light and reflection enter a placement only where the scene says them", "[plan]") {
  JobInCode job;
  job.job.scenes[1].light.reset();
  const domain::RenderRequest silent =
      plan::placement_request(job.input(), wanted_in(1), {}, {util::sha256("cut")});
  CHECK_FALSE(silent.light);
  CHECK_FALSE(util::find(domain::to_fields(silent), "reflection"));
  job.job.scenes[1].reflection = 0.25;
  const domain::RenderRequest told =
      plan::placement_request(job.input(), wanted_in(1), {}, {util::sha256("cut")});
  CHECK(util::find(domain::to_fields(told), "reflection") == "0.25");
  CHECK(domain::request_from_fields(domain::to_fields(told)).value() == told);
}

TEST_CASE("the most pictures that a job sends are three views and those of its fullest scene",
          "[plan]") {
  JobInCode job;
  CHECK(plan::most_pictures_sent(job.job) == 4);
  job.job.scenes[1].foreground = "curtain.png";
  CHECK(plan::most_pictures_sent(job.job) == 5);
}
