#include "pipeline/schedule/finishing.hpp"

#include "pipeline/finish/finish.hpp"
#include "pipeline/imaging/codec.hpp"
#include "pipeline/imaging/resample.hpp"
#include "pipeline/quality/quality.hpp"
#include "pipeline/quality/set_measure.hpp"

#include <utility>

namespace vitrine::schedule {
namespace {

using util::Error;
using util::Result;

/// What each changed zone must look like, and the kept parts, which must look as they did. Where no
/// mask was drawn and the product's dominant colour is the zone, the whole product is measured by
/// its dominant colour.
std::vector<quality::ColorTarget> color_targets(const domain::RenderRequest& request,
                                                store::AssetStore& store) {
  std::vector<quality::ColorTarget> targets;
  // A bundle's masks lie in its members' photographs, not in its own picture.
  if (!request.members.empty()) return targets;
  const auto mask_of = [&](domain::SourceRole role, const std::string& name) {
    for (const domain::Source& source : request.sources) {
      if (source.role != role || source.name != name) continue;
      const Result<std::string> bytes = store.get(source.digest);
      if (!bytes) break;
      if (Result<cv::Mat> mask = imaging::decode_mask(*bytes)) return std::move(*mask);
    }
    return cv::Mat();
  };
  for (const domain::ZoneChange& zone : request.zones) {
    // A swatch has no one colour; a zone told by its colour has no area but the studio's finding.
    if (!zone.color || zone.like) continue;
    quality::ColorTarget target;
    target.zone = zone.zone;
    target.target = zone.color;
    target.mask = mask_of(domain::SourceRole::zone, zone.zone);
    targets.push_back(std::move(target));
  }
  for (const domain::Source& source : request.sources) {
    if (source.role != domain::SourceRole::protect) continue;
    quality::ColorTarget kept;  // no target: as in the reference
    kept.zone = source.name;
    kept.mask = mask_of(domain::SourceRole::protect, source.name);
    if (!kept.mask.empty()) targets.push_back(std::move(kept));
  }
  return targets;
}

}  // namespace

std::string doubt_about(const util::Fields& facts) {
  const auto fact = [&facts](const char* name) {
    return std::string(util::find(facts, name).value_or(""));
  };
  const std::string fit = fact("picture.fit");
  if (fit == "other_ratio" || fit == "other_size")
    return "the model answered with " + fact("picture.size") + " pixels, " +
           (fit == "other_ratio" ? "another shape than the " : "another size than the ") +
           fact("picture.expected") + " that were asked for";
  if (fact("picture.from_thought") == "yes")
    return "the model gave no finished picture: this one is from its thoughts and may be a draft";
  return {};
}

Result<std::shared_ptr<const Reference>> load_reference(const domain::RenderRequest& request,
                                                        const util::Digest& cutout,
                                                        store::AssetStore& store,
                                                        const util::Fields& facts) {
  const Result<std::string> bytes = store.get(cutout);
  if (!bytes) return bytes.error();
  Result<imaging::Picture> picture = imaging::decode(*bytes);
  if (!picture) return picture.error();
  const bool guessed = util::find(facts, "outline") == "guessed";
  return std::make_shared<const Reference>(Reference{std::move(*picture), request, guessed});
}

Result<FinishedPicture> finish_and_check(const FinishingInput& input, store::AssetStore& store) {
  const Result<std::string> rendering = store.get(input.rendered.blob);
  if (!rendering) return rendering.error();
  std::string mask;
  if (input.rendered.mask) {
    Result<std::string> stored = store.get(*input.rendered.mask);
    if (!stored) return stored.error();
    mask = std::move(*stored);
  }
  FinishedPicture result;
  lineage::AssetRecord& asset = result.asset;
  asset.codec_versions = imaging::codec_versions();
  asset.id = domain::finish_key(input.rendered.blob, input.recipe, asset.codec_versions).hex();
  Result<finish::Deliverable> made = finish::apply(input.recipe, *rendering, mask, asset.id);
  if (!made) return made.error();

  quality::Subject subject{.delivered = made->bytes,
                           .profile = input.profile,
                           .recipe = input.recipe,
                           .asset_id = asset.id,
                           .product_mask = made->mask,
                           .pixels = input.pixels,
                           .scene = input.scene,
                           .scale = made->scale};
  if (input.reference) subject.reference = input.reference->picture;
  if (input.reference) subject.colors = color_targets(input.reference->request, store);
  for (quality::Finding& finding : quality::check(subject)) {
    if (!finding.evidence_png.empty()) finding.verdict.evidence = store.put(finding.evidence_png);
    result.verdicts.push_back(std::move(finding.verdict));
  }
  asset.rendering = input.rendered.blob;
  asset.rendering_mask = input.rendered.mask;
  asset.render_key = input.rendered.render_key;
  asset.blob = store.put(made->bytes);
  asset.size = static_cast<std::int64_t>(made->bytes.size());
  asset.pixels = input.recipe.size;
  asset.recipe = input.recipe;
  asset.facts = std::move(made->facts);
  if (const auto picture = imaging::decode(made->bytes))
    if (const auto measure =
            quality::measure_for_set(imaging::flatten(*picture, {255, 255, 255}), made->mask))
      asset.facts.push_back({"set", quality::to_text(*measure)});
  result.bytes = std::make_shared<const std::string>(std::move(made->bytes));
  return result;
}

}  // namespace vitrine::schedule
