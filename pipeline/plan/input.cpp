#include "pipeline/plan/input.hpp"

#include "pipeline/catalog/catalog.hpp"

#include <algorithm>
#include <unordered_set>

namespace vitrine::plan {

std::vector<std::filesystem::path> input_files(const spec::Job& job) {
  std::vector<std::filesystem::path> files;
  std::unordered_set<std::string> seen;
  const auto add = [&](const std::filesystem::path& file) {
    if (seen.insert(file.string()).second) files.push_back(file);
  };
  const auto add_target = [&](const domain::Target& target) {
    if (const auto* swatch = std::get_if<std::filesystem::path>(&target)) add(*swatch);
  };
  for (const domain::Product& product : job.products) {
    for (const domain::Packshot& packshot : product.packshots) {
      add(packshot.file);
      if (packshot.mask) add(*packshot.mask);
    }
    for (const domain::Zone& zone : product.zones)
      if (const auto* mask = std::get_if<std::filesystem::path>(&zone.area)) add(*mask);
    for (const domain::ProductColorway& colorway : product.colorways)
      if (colorway.target) add_target(*colorway.target);
  }
  if (job.matting) add(job.matting->file);
  for (const domain::Colorway& colorway : job.colorways) add_target(colorway.target);
  for (const domain::Scene& scene : job.scenes) {
    if (const auto* picture = std::get_if<domain::PictureBackdrop>(&scene.backdrop))
      add(picture->file);
    if (scene.foreground) add(*scene.foreground);
  }
  for (const spec::Adjustment& line : job.adjust)
    for (const domain::RefineStep& step : line.refine)
      if (step.within) add(*step.within);
  return files;
}

std::vector<const ModelChoice*> Input::chain(const domain::Scene& scene) const {
  std::vector<const ModelChoice*> chain{&model};
  if (model.is_studio()) return chain;
  for (const domain::Fallback& named : job.fallback_of(scene)) {
    const auto found =
        std::find_if(fallbacks.begin(), fallbacks.end(),
                     [&](const ModelChoice& choice) { return choice.id == named.model; });
    if (found != fallbacks.end()) chain.push_back(&*found);
  }
  return chain;
}

std::string ModelChoice::size_class(const std::string& wish) const {
  return wish.empty() && row ? catalog::usual_size(*row) : wish;
}

std::string ModelChoice::quality(const std::string& wish) const {
  if (!row) return wish;
  if (row->qualities.empty()) return {};
  return wish.empty() ? row->quality : wish;
}

std::string ModelChoice::price_name(const std::string& size_class, const std::string& quality) {
  return quality.empty() ? size_class : size_class + " " + quality;
}

const domain::PicturePrice* ModelChoice::price_of(const std::string& size_class,
                                                  const std::string& quality) const {
  const auto listed = prices.find(price_name(size_class, quality));
  if (listed != prices.end()) return &listed->second;
  const bool usual = size_class == this->size_class({}) && quality == this->quality({});
  return price && usual ? &*price : nullptr;
}

std::size_t ModelChoice::most_pictures(bool masked) const {
  constexpr std::size_t kEveryModelTakes = 3;
  if (!row) return kEveryModelTakes;
  const bool is_limited = masked && row->masked_inputs > 0;
  const int most = is_limited ? std::min(row->max_inputs, row->masked_inputs + 1) : row->max_inputs;
  return static_cast<std::size_t>(std::max(most, 0));
}

bool ShotFilter::wants(const std::map<std::string, std::string>& fields) const {
  const auto matches = [&](const domain::Selector& s) { return s.matches(fields); };
  if (!only.empty() && std::none_of(only.begin(), only.end(), matches)) return false;
  return std::none_of(except.begin(), except.end(), matches);
}

}  // namespace vitrine::plan
