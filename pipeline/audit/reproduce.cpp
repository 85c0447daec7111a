#include "pipeline/audit/reproduce.hpp"

#include "pipeline/domain/request.hpp"
#include "pipeline/finish/finish.hpp"
#include "pipeline/imaging/exact.hpp"
#include "pipeline/studio/studio.hpp"

#include <algorithm>
#include <atomic>
#include <optional>
#include <thread>
#include <unordered_map>
#include <utility>

namespace vitrine::audit {
namespace {

/// A rendering to be proved, with all the assets that were finished from it.
struct Negative {
  lineage::TaskRecord task;
  std::vector<std::size_t> assets;
};

std::string short_name(const util::Digest& digest) { return digest.hex().substr(0, 12); }

/// Whether a matting network took part, which repeats in plain arithmetic only.
bool uses_network(const lineage::TaskRecord& task) {
  return util::find(task.key_fields, "source.network").has_value();
}

/// Whether the studio makes the recorded rendering again; otherwise says what differs.
std::optional<std::string> render_again(const Negative& negative,
                                        const lineage::AssetRecord& asset,
                                        store::AssetStore& store) {
  const auto request = domain::request_from_fields(negative.task.key_fields);
  if (!request) return request.error().message;
  if (request->surface != "studio") return std::nullopt;  // asking again is another act
  if (request->renderer != studio::kRenderer)
    return "it was rendered by " + request->renderer + ", and this program is " + studio::kRenderer;
  const domain::Outcome outcome =
      studio::render(*request, [&](const util::Digest& digest) { return store.get(digest); });
  if (outcome.kind != domain::OutcomeKind::image)
    return "rendering again gave no picture: " + outcome.message;
  const util::Digest again = util::sha256(outcome.bytes);
  if (again != asset.rendering)
    return "rendering again gave " + short_name(again) + " instead of " +
           short_name(asset.rendering);
  if (asset.rendering_mask && util::sha256(outcome.mask) != *asset.rendering_mask)
    return "rendering again gave another product mask";
  return std::nullopt;
}

Reproduction failed(const std::string& asset, Sameness sameness, std::string detail) {
  return {asset, sameness, std::move(detail)};
}

Reproduction finish_again(const lineage::AssetRecord& asset,
                          const std::string& rendering,
                          const std::string& mask,
                          store::AssetStore& store) {
  if (!finish::knows_finisher(asset.recipe.finisher))
    return failed(asset.id, Sameness::different,
                  "it was finished by " + asset.recipe.finisher + ", and this program is " +
                      finish::kFinisher);
  const auto made =
      finish::apply(asset.recipe, rendering, mask, asset.id,
                    [&store](const util::Digest& digest) { return store.get(digest); });
  if (!made) return failed(asset.id, Sameness::different, made.error().message);
  if (util::sha256(made->bytes) == asset.blob) return {asset.id, Sameness::identical, {}};
  const std::string codecs = finish::codec_versions(asset.recipe);
  if (codecs != asset.codec_versions)
    return failed(asset.id, Sameness::different,
                  "the codecs differ: recorded " + asset.codec_versions + ", here " + codecs);
  return failed(asset.id, Sameness::different, "finishing again gave other bytes");
}

std::string what_is_wrong(const char* what, const util::Digest& digest, const util::Error& error) {
  return std::string(what) + " " + short_name(digest) +
         (error.kind == util::ErrorKind::damaged ? ": its stored bytes are damaged"
                                                 : ": its bytes are not in the store");
}

void prove(const Negative& negative,
           const std::vector<lineage::AssetRecord>& assets,
           store::AssetStore& store,
           std::vector<Reproduction>& results) {
  const lineage::AssetRecord& first = assets[negative.assets.front()];
  const auto all = [&](Sameness sameness, const std::string& detail) {
    for (const std::size_t i : negative.assets) results[i] = failed(assets[i].id, sameness, detail);
  };
  const auto sameness_of = [](const util::Error& error) {
    return error.kind == util::ErrorKind::damaged ? Sameness::different : Sameness::missing;
  };
  const auto rendering = store.get(first.rendering);
  if (!rendering)
    return all(sameness_of(rendering.error()),
               what_is_wrong("rendering", first.rendering, rendering.error()));
  std::string mask;
  if (first.rendering_mask) {
    auto stored = store.get(*first.rendering_mask);
    if (!stored)
      return all(sameness_of(stored.error()),
                 what_is_wrong("product mask", *first.rendering_mask, stored.error()));
    mask = std::move(*stored);
  }
  if (const auto difference = render_again(negative, first, store))
    return all(Sameness::different, *difference);
  for (const std::size_t i : negative.assets)
    results[i] = finish_again(assets[i], *rendering, mask, store);
}

}  // namespace

const char* to_text(Sameness sameness) {
  switch (sameness) {
    case Sameness::identical:
      return "identical";
    case Sameness::different:
      return "different";
    case Sameness::missing:
      return "missing";
  }
  return "missing";
}

std::vector<Reproduction> reproduce(lineage::Lineage& lineage,
                                    store::AssetStore& store,
                                    const std::vector<lineage::AssetRecord>& assets,
                                    int threads) {
  imaging::exact::stay_on_calling_thread();
  std::vector<Reproduction> results(assets.size());
  std::vector<Negative> negatives;
  std::unordered_map<util::Digest, std::size_t> index;
  for (std::size_t i = 0; i < assets.size(); ++i) {
    const auto task = lineage.task(assets[i].render_key);
    if (!task) {
      results[i] = failed(assets[i].id, Sameness::missing, "its task is not on record");
      continue;
    }
    const auto [found, added] = index.try_emplace(assets[i].render_key, negatives.size());
    if (added) negatives.push_back({*task, {}});
    negatives[found->second].assets.push_back(i);
  }
  for (const Negative& negative : negatives)
    if (uses_network(negative.task)) imaging::exact::use_plain_arithmetic();
  // Results are written to places of their own, so that threads share nothing but the counter.
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < negatives.size(); i = next++)
      prove(negatives[i], assets, store, results);
  };
  const int count =
      threads > 0 ? threads : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  std::vector<std::jthread> helpers;
  for (int i = 1; i < count; ++i) helpers.emplace_back(work);
  work();
  helpers.clear();
  return results;
}

}  // namespace vitrine::audit
