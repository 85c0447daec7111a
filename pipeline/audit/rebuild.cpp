#include "pipeline/audit/rebuild.hpp"

#include "pipeline/domain/request.hpp"
#include "pipeline/finish/finish.hpp"
#include "pipeline/imaging/codec.hpp"
#include "pipeline/imaging/exact.hpp"
#include "pipeline/studio/studio.hpp"
#include "pipeline/util/files.hpp"

namespace vitrine::audit {
namespace {

using util::Digest;

/// The bytes made again go into the store only if they are those that were lost.
std::optional<std::string> put_if_same(const Digest& blob,
                                       const std::string& bytes,
                                       store::AssetStore& store,
                                       const char* how) {
  if (util::sha256(bytes) != blob) return std::string(how) + " gave other bytes";
  store.put(bytes);
  return std::nullopt;
}

std::optional<std::string> render_again(const lineage::RenderingSource& source,
                                        const Digest& blob,
                                        lineage::Lineage& lineage,
                                        store::AssetStore& store) {
  if (source.bought) return "a model was paid for it, and no program makes it again";
  const auto task = lineage.task(source.render_key);
  if (!task) return "its task is not on record";
  const auto request = domain::request_from_fields(task->key_fields);
  if (!request) return request.error().message;
  if (request->renderer != studio::kRenderer)
    return "it was rendered by " + request->renderer + ", and this program is " + studio::kRenderer;
  // Repairing works on one thread, so there is none that would notice.
  for (const domain::Source& one : request->sources)
    if (one.role == domain::SourceRole::network) imaging::exact::use_plain_arithmetic();
  const domain::Outcome outcome =
      studio::render(*request, [&](const Digest& digest) { return store.get(digest); });
  if (outcome.kind != domain::OutcomeKind::image)
    return "rendering again gave no picture: " + outcome.message;
  return put_if_same(blob, source.is_mask ? outcome.mask : outcome.bytes, store, "rendering again");
}

std::optional<std::string> finish_again(const lineage::AssetRecord& asset,
                                        store::AssetStore& store) {
  if (!finish::knows_finisher(asset.recipe.finisher))
    return "it was finished by " + asset.recipe.finisher + ", and this program is " +
           finish::kFinisher;
  const auto rendering = store.get(asset.rendering);
  if (!rendering) return rendering.error().message;
  std::string mask;
  if (asset.rendering_mask) {
    auto stored = store.get(*asset.rendering_mask);
    if (!stored) return stored.error().message;
    mask = *std::move(stored);
  }
  const auto made =
      finish::apply(asset.recipe, *rendering, mask, asset.id,
                    [&store](const util::Digest& digest) { return store.get(digest); });
  if (!made) return made.error().message;
  if (const std::string codecs = finish::codec_versions(asset.recipe);
      codecs != asset.codec_versions && util::sha256(made->bytes) != asset.blob)
    return "the codecs differ: recorded " + asset.codec_versions + ", here " + codecs;
  return put_if_same(asset.blob, made->bytes, store, "finishing again");
}

}  // namespace

std::optional<std::string> rebuild(const Digest& blob,
                                   const std::filesystem::path& project,
                                   lineage::Keeping& keeping,
                                   lineage::Lineage& lineage,
                                   store::AssetStore& store) {
  for (const std::string& path : keeping.input_paths(blob))
    if (const auto bytes = util::read_file(project / path); bytes && util::sha256(*bytes) == blob)
      return put_if_same(blob, *bytes, store, "the project's file");
  std::string why = "nothing on record makes it";
  if (const auto source = keeping.rendering_source(blob)) {
    const auto wrong = render_again(*source, blob, lineage, store);
    if (!wrong) return std::nullopt;
    why = *wrong;
  }
  for (const std::string& id : keeping.assets_with(blob)) {
    const auto asset = lineage.asset(id);
    const auto wrong = asset ? finish_again(*asset, store) : std::optional<std::string>(why);
    if (!wrong) return std::nullopt;
    why = *wrong;
  }
  return why;
}

}  // namespace vitrine::audit
