#include "pipeline/plan/recipes.hpp"

namespace vitrine::plan {
namespace {

constexpr double kDefaultFill =
    0.88;  // satisfies the fill rules of every channel known to have one

bool on_white(const domain::Profile& profile) {
  return profile.background == domain::BackgroundMode::exact_white ||
         profile.background == domain::BackgroundMode::white_or_near;
}

void set_quality(domain::Recipe& recipe, const domain::Profile& profile) {
  recipe.quality = profile.jpeg_quality;
  recipe.quality_min = profile.jpeg_quality_min;
  if (recipe.format == domain::ImageFormat::avif) {
    recipe.quality = profile.avif_quality;
    recipe.quality_min = profile.avif_quality_min;
  }
}

}  // namespace

std::string source_type(const domain::Scene& scene, domain::PixelMode pixels) {
  if (pixels == domain::PixelMode::regenerate) return "trainedAlgorithmicMedia";
  if (scene.is_packshot()) return "algorithmicallyEnhanced";
  if (std::holds_alternative<domain::PictureBackdrop>(scene.backdrop)) return "compositeCapture";
  return "composite";  // a photograph on a drawn backdrop: no trained model had a part in it
}

domain::Recipe recipe_for(const Input& input,
                          const domain::Profile& profile,
                          const domain::Scene& scene,
                          domain::PixelMode pixels) {
  domain::Recipe recipe;
  recipe.finisher = input.finisher;
  recipe.profile = profile.id;
  recipe.size = profile.target_px;
  recipe.format = profile.formats.empty() ? domain::ImageFormat::jpeg : profile.formats.front();
  set_quality(recipe, profile);
  recipe.chroma = profile.chroma;
  recipe.sharpen = profile.sharpen;
  recipe.max_bytes = profile.max_bytes;
  recipe.min_bytes = profile.min_bytes;
  recipe.source_type = source_type(scene, pixels);
  recipe.rehearsal = !input.stand_in.empty();
  if (pixels == domain::PixelMode::regenerate)
    recipe.ai_system = recipe.rehearsal ? input.stand_in : input.model.id;
  if (!scene.is_packshot()) {
    recipe.framing = domain::Framing::crop;
    recipe.background = profile.background_rgb;
    return recipe;
  }
  const auto& plain = std::get<domain::PackshotBackdrop>(scene.backdrop);
  recipe.framing = domain::Framing::fit_product;
  recipe.fill = profile.fill_target > 0 ? profile.fill_target : kDefaultFill;
  if (on_white(profile))
    recipe.background = profile.background_rgb;
  else if (plain.color)
    recipe.background = plain.color;
  else if (!profile.alpha_allowed)
    recipe.background = profile.background_rgb;
  const bool white = recipe.background == domain::Rgb{255, 255, 255};
  recipe.snap_white = white && profile.background == domain::BackgroundMode::exact_white;
  recipe.shadow = recipe.background && profile.shadow_allowed &&
                  profile.background != domain::BackgroundMode::exact_white;
  return recipe;
}

}  // namespace vitrine::plan
