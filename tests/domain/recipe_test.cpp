#include "pipeline/domain/recipe.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using namespace vitrine::domain;

namespace {

Recipe full_recipe() {
  return {.finisher = "finish/1",
          .profile = "amazon-main",
          .framing = Framing::fit_product,
          .size = {2000, 1500},
          .fill = 0.88,
          .background = Rgb{255, 254, 253},
          .snap_white = true,
          .shadow = true,
          .format = ImageFormat::webp,
          .quality = 90,
          .quality_min = 70,
          .chroma = Chroma::full,
          .sharpen = 30,
          .max_bytes = 10'000'000,
          .min_bytes = 300'000,
          .source_type = "compositeCapture",
          .ai_system = "gemini",
          .ai_version = "2.1",
          .rehearsal = true,
          .repairs = {{RepairKind::white_snap, {}, {}, {}}, {RepairKind::pad, {}, {}, {}}}};
}

}  // namespace

TEST_CASE("a recipe survives being written as fields and read again", "[domain]") {
  CHECK(recipe_from_fields(to_fields(full_recipe())).value() == full_recipe());
  CHECK(recipe_from_fields(to_fields(Recipe{})).value() == Recipe{});
  CHECK(recipe_from_fields({{"glaze", "thick"}}).has_error());
  CHECK(recipe_from_fields({{"size", "2000"}}).has_error());
}

TEST_CASE("another rendering, recipe or codec makes another asset", "[domain]") {
  const util::Digest rendering = util::sha256("r");
  const util::Digest key = finish_key(rendering, full_recipe(), "jpeg 2.1");
  Recipe other = full_recipe();
  other.quality = 91;
  CHECK(finish_key(util::sha256("s"), full_recipe(), "jpeg 2.1") != key);
  CHECK(finish_key(rendering, other, "jpeg 2.1") != key);
  CHECK(finish_key(rendering, full_recipe(), "jpeg 2.2") != key);
  CHECK(finish_key(rendering, full_recipe(), "jpeg 2.1") == key);
}
