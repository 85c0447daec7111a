#include "pipeline/plan/requests.hpp"

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
  const auto cutout = util::sha256("cutout");
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
      plan::placement_request(job.input(), wanted_in(2), {}, util::sha256("cutout"));
  CHECK(request.operation == domain::Operation::recontextualize);
  CHECK(request.aspect == domain::Aspect{1, 1});
  CHECK(request.prompt == "a wet street at night");
}

TEST_CASE("a model that regenerates is shown the packshots and told what to keep", "[plan]") {
  JobInCode job;
  job.model = {"gemini-nano-banana-2.1", "gemini", std::nullopt};
  job.job.products[0].keep.text = {"LEAF & CO"};
  plan::Settings settings;
  settings.pixels = domain::PixelMode::regenerate;
  const auto request = plan::placement_request(job.input(), wanted_in(2), settings, {});
  CHECK(request.surface == "gemini");
  CHECK(request.model == "gemini-nano-banana-2.1");
  CHECK(request.renderer.empty());
  CHECK(has_source(request, SourceRole::packshot));
  CHECK_FALSE(has_source(request, SourceRole::cutout));
  CHECK(request.prompt.find("LEAF & CO") != std::string::npos);
}

TEST_CASE("nothing that only a profile says enters a request", "[plan]") {
  JobInCode job;
  plan::Wanted white = wanted_in(2), other = white;
  other.line = 0;
  const auto cutout = util::sha256("cutout");
  CHECK(plan::placement_request(job.input(), white, {}, cutout) ==
        plan::placement_request(job.input(), other, {}, cutout));
}
