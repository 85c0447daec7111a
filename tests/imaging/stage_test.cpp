#include "pipeline/imaging/stage.hpp"

#include "pipeline/imaging/lab.hpp"

#include <catch2/catch.hpp>
#include <opencv2/core.hpp>

using namespace vitrine::imaging;

namespace {

Stage stage_of(Material material) {
  Stage stage;
  stage.surface = material;
  stage.surface_color = usual_color(material);
  return stage;
}

}  // namespace

TEST_CASE("every material draws, repeats, and shows detail or calm as it should",
          "[imaging][stage]") {
  for (const Material material :
       {Material::paper, Material::marble, Material::oak, Material::walnut, Material::linen,
        Material::concrete, Material::tiles, Material::sand, Material::stone, Material::asphalt}) {
    const cv::Mat once = draw_stage(stage_of(material), {160, 160});
    CHECK(cv::norm(once, draw_stage(stage_of(material), {160, 160}), cv::NORM_INF) == 0);
    cv::Scalar mean, deviation;
    cv::meanStdDev(once(cv::Rect(60, 130, 40, 24)), mean, deviation);
    INFO(static_cast<int>(material));
    CHECK(deviation[1] < (material == Material::paper ? 8 : 40));
    CHECK(deviation[1] > 0.5);
  }
}

TEST_CASE("a seed changes the grain of a material, not its colour", "[imaging][stage]") {
  Stage stage = stage_of(Material::oak);
  const cv::Mat one = draw_stage(stage, {160, 160});
  stage.seed = 99;
  const cv::Mat other = draw_stage(stage, {160, 160});
  CHECK(cv::norm(one, other, cv::NORM_INF) > 0);
  CHECK(cv::norm(cv::mean(one), cv::mean(other)) < 6);
}

TEST_CASE("light is brighter on its own side", "[imaging][stage]") {
  Stage stage = stage_of(Material::concrete);
  stage.light = LightSide::left;
  const cv::Mat left = draw_stage(stage, {160, 160});
  CHECK(cv::mean(left.colRange(0, 80))[1] > cv::mean(left.colRange(80, 160))[1]);
  stage.light = LightSide::right;
  const cv::Mat right = draw_stage(stage, {160, 160});
  CHECK(cv::mean(right.colRange(0, 80))[1] < cv::mean(right.colRange(80, 160))[1]);
}
