#include "pipeline/studio/design.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using namespace vitrine::studio;
using imaging::Material;
using imaging::Wall;

namespace {

imaging::Stage stage_for(std::string_view prompt) {
  return design_for(prompt, std::nullopt, 0).stage;
}

}  // namespace

TEST_CASE("the words of a prompt choose surface and wall", "[studio][design]") {
  CHECK(stage_for("on a white marble counter").surface == Material::marble);
  CHECK(stage_for("On an OAK table").surface == Material::oak);
  CHECK(stage_for("a linen tablecloth").surface == Material::linen);
  CHECK(stage_for("raw concrete").surface == Material::concrete);
  CHECK(stage_for("bathroom tiles").surface == Material::tiles);
  CHECK(stage_for("walking a forest trail").wall == Wall::foliage);
  CHECK(stage_for("kitchen by the window").wall == Wall::window_light);
  CHECK(stage_for("seamless sage sweep").seamless);
}

TEST_CASE("night is dark, wet mirrors, dawn is warm", "[studio][design]") {
  const imaging::Stage tokyo = stage_for("on a wet Tokyo street crossing at night");
  CHECK(tokyo.surface == Material::asphalt);
  CHECK(tokyo.wall == Wall::bokeh);
  CHECK(tokyo.wet);
  CHECK(tokyo.brightness < 0.5f);
  CHECK(stage_for("a pier at dawn").warmth > 0.5f);
  CHECK(stage_for("a cold winter morning on stone").brightness > 0.9f);
}

TEST_CASE("only whole words count", "[studio][design]") {
  CHECK(stage_for("a soaked cloak").surface == Material::paper);
  CHECK(stage_for("oak-table").surface == Material::oak);
}

TEST_CASE("the record names what was designed and which words decided it", "[studio][design]") {
  CHECK(design_for("on a wooden pier, fishing boats far behind", {}, 0).description ==
        "designed oak table before the sea (\"wooden\", \"pier\")");
  CHECK(design_for("lorem ipsum", {}, 0).description ==
        "designed paper sweep (no word of the prompt is known)");
}

TEST_CASE("another take varies the material and nothing else", "[studio][design]") {
  const imaging::Stage first = design_for("oak", {}, 0).stage;
  const imaging::Stage second = design_for("oak", {}, 1).stage;
  CHECK(first.seed != second.seed);
  CHECK(first.surface == second.surface);
  CHECK(first.brightness == second.brightness);
}
