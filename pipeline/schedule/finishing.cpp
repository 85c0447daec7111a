#include "pipeline/schedule/finishing.hpp"

#include "pipeline/finish/finish.hpp"
#include "pipeline/imaging/codec.hpp"
#include "pipeline/quality/quality.hpp"
#include "pipeline/schedule/file_repairs.hpp"

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

/// A delivery's file by one recipe, and what was measured of it.
struct Developed {
  std::string asset_id;
  finish::Deliverable made;
  quality::Report report;
};

Result<Developed> develop(const FinishingInput& input,
                          const domain::Recipe& recipe,
                          const std::string& rendering,
                          const std::string& mask,
                          store::AssetStore& store) {
  Developed developed;
  developed.asset_id =
      domain::finish_key(input.rendered.blob, recipe, finish::codec_versions(recipe)).hex();
  Result<finish::Deliverable> made =
      finish::apply(recipe, rendering, mask, developed.asset_id,
                    [&store](const util::Digest& digest) { return store.get(digest); });
  if (!made) return made.error();
  developed.made = *std::move(made);
  quality::Subject subject{.delivered = developed.made.bytes,
                           .profile = input.profile,
                           .recipe = recipe,
                           .asset_id = developed.asset_id,
                           .product_mask = developed.made.mask,
                           .pixels = input.pixels,
                           .scene = input.scene,
                           .scale = developed.made.scale};
  if (input.reference) subject.reference = input.reference->picture;
  if (input.reference) subject.colors = color_targets(input.reference->request, store);
  developed.report = quality::check_and_measure(subject);
  return developed;
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

std::int64_t Reference::bytes() const {
  return static_cast<std::int64_t>(picture.bgr.total() * picture.bgr.elemSize() +
                                   picture.alpha.total());
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
  return std::make_shared<const Reference>(
      Reference{std::move(*picture), request, guessed, source_marks(request, store)});
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
  const Judgement nothing_measured;
  const Judgement& way =
      input.rendered.judged ? way_for(input.profile, *input.rendered.judged) : nothing_measured;
  domain::Recipe recipe = with_marks(input.recipe, input.backdrop);
  if (input.reference) recipe = with_marks(std::move(recipe), input.reference->marks);
  recipe.repairs = way.repairs;
  Result<Developed> developed = develop(input, recipe, *rendering, mask, store);
  if (!developed) return developed.error();
  // Each is tried where its check has failed, and kept where less is wrong then.
  for (domain::Repair& repair : repairs_of_file(input, developed->report.findings, *rendering)) {
    recipe.repairs.push_back(std::move(repair));
    Result<Developed> mended = develop(input, recipe, *rendering, mask, store);
    if (mended && is_less_wrong(mended->report.findings, developed->report.findings))
      developed = std::move(mended);
    else
      recipe.repairs.pop_back();
  }

  FinishedPicture result;
  for (quality::Finding& finding : developed->report.findings) {
    if (!finding.evidence_png.empty()) finding.verdict.evidence = store.put(finding.evidence_png);
    result.verdicts.push_back(std::move(finding.verdict));
  }
  for (domain::Verdict& verdict : under(input.profile, way.verdicts))
    result.verdicts.push_back(std::move(verdict));
  finish::Deliverable& made = developed->made;
  lineage::AssetRecord& asset = result.asset;
  asset.id = developed->asset_id;
  asset.codec_versions = finish::codec_versions(recipe);
  asset.rendering = input.rendered.blob;
  asset.rendering_mask = input.rendered.mask;
  asset.render_key = input.rendered.render_key;
  asset.blob = store.put(made.bytes);
  asset.size = static_cast<std::int64_t>(made.bytes.size());
  asset.pixels = recipe.size;
  asset.recipe = std::move(recipe);
  asset.facts = std::move(made.facts);
  if (input.backdrop.content_credentials ||
      (input.reference && input.reference->marks.content_credentials))
    asset.facts.push_back({"source_c2pa", "present"});
  if (const auto& measure = developed->report.set)
    asset.facts.push_back({"set", quality::to_text(*measure)});
  result.bytes = std::make_shared<const std::string>(std::move(made.bytes));
  return result;
}

}  // namespace vitrine::schedule
