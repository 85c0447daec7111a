#include "pipeline/audit/reproduce.hpp"

#include "pipeline/domain/request.hpp"
#include "pipeline/finish/finish.hpp"
#include "pipeline/imaging/codec.hpp"
#include "pipeline/imaging/exact.hpp"
#include "pipeline/studio/studio.hpp"
#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using audit::Sameness;

namespace {

/// A store with one packshot, its cut-out, and an asset finished from it.
struct Archive {
  test::TempFolder folder;
  std::unique_ptr<store::AssetStore> store = store::open_store((folder / "store").string());
  std::unique_ptr<lineage::Lineage> lineage =
      lineage::Lineage::open(":memory:", lineage::Access::read_write);
  lineage::AssetRecord asset;
  domain::RenderRequest request;

  Archive() {
    imaging::exact::stay_on_calling_thread();
    imaging::Picture packshot;
    packshot.bgr = cv::Mat(220, 220, CV_8UC3, cv::Scalar(250, 250, 250));
    packshot.bgr(cv::Rect(70, 60, 80, 110)).setTo(cv::Scalar(40, 90, 170));
    request.operation = domain::Operation::edit;
    request.surface = request.model = "studio";
    request.renderer = studio::kRenderer;
    request.prompt = domain::kCutOutInstruction;
    request.shadow = domain::ShadowKind::none;
    request.sources = {
        {domain::SourceRole::packshot, "", store->put(imaging::encode_png(packshot))}};
    record_task();
    finish();
  }

  void record_task() {
    const domain::Outcome outcome =
        studio::render(request, [&](const util::Digest& digest) { return store->get(digest); });
    REQUIRE(outcome.kind == domain::OutcomeKind::image);
    lineage::TaskRecord task;
    task.base_key = domain::base_key(request);
    task.render_key = domain::render_key(task.base_key, 0);
    task.operation = request.operation;
    task.surface = task.model = "studio";
    task.key_fields = domain::to_fields(request);
    lineage->add_tasks({&task, 1});
    asset.render_key = task.render_key;
    asset.rendering = store->put(outcome.bytes);
    if (!outcome.mask.empty()) asset.rendering_mask = store->put(outcome.mask);
  }

  void finish() {
    asset.recipe.finisher = finish::kFinisher;
    asset.recipe.profile = "test";
    asset.recipe.framing = domain::Framing::fit_product;
    asset.recipe.size = {300, 300};
    asset.recipe.fill = 0.8;
    asset.recipe.background = domain::Rgb{255, 255, 255};
    asset.recipe.source_type = "algorithmicallyEnhanced";
    asset.codec_versions = imaging::codec_versions();
    asset.id = domain::finish_key(asset.rendering, asset.recipe, asset.codec_versions).hex();
    const std::string mask =
        asset.rendering_mask ? store->get(*asset.rendering_mask).value() : std::string();
    const auto made =
        finish::apply(asset.recipe, store->get(asset.rendering).value(), mask, asset.id);
    REQUIRE(made.has_value());
    asset.blob = util::sha256(made->bytes);  // its bytes are not kept: reproducing needs none
  }

  audit::Reproduction reproduce(int threads = 1) {
    return audit::reproduce(*lineage, *store, {asset}, threads).front();
  }

  std::filesystem::path blob_file(const util::Digest& digest) const {
    const std::string hex = digest.hex();
    return folder.path() / "store" / "blobs" / "sha256" / hex.substr(0, 2) / hex;
  }
};

}  // namespace

TEST_CASE("an asset is rebuilt to the same bytes without its own blob, on any thread count",
          "[audit]") {
  Archive archive;
  CHECK(archive.reproduce(1).sameness == Sameness::identical);
  CHECK(archive.reproduce(7).sameness == Sameness::identical);
}

TEST_CASE("one flipped byte in a rendering is found and named", "[audit]") {
  Archive archive;
  const auto file = archive.blob_file(archive.asset.rendering);
  std::string bytes = test::read_text(file);
  bytes[bytes.size() / 2] ^= 1;
  std::filesystem::permissions(file, std::filesystem::perms::owner_write,
                               std::filesystem::perm_options::add);
  archive.folder.write(std::filesystem::relative(file, archive.folder.path()).string(), bytes);
  const audit::Reproduction result = archive.reproduce();
  CHECK(result.sameness == Sameness::different);
  CHECK(result.detail.find(archive.asset.rendering.hex().substr(0, 12)) != std::string::npos);
  CHECK(result.detail.find("damaged") != std::string::npos);
}

TEST_CASE("a rendering or an input that is gone makes the asset missing or different, by name",
          "[audit]") {
  Archive archive;
  SECTION("the rendering") {
    std::filesystem::remove(archive.blob_file(archive.asset.rendering));
    CHECK(archive.reproduce().sameness == Sameness::missing);
  }
  SECTION("the packshot") {
    std::filesystem::remove(archive.blob_file(archive.request.sources[0].digest));
    CHECK(archive.reproduce().sameness != Sameness::identical);
    CHECK_FALSE(archive.reproduce().detail.empty());
  }
}

TEST_CASE("an asset whose recorded bytes are not what its record makes is different", "[audit]") {
  Archive archive;
  archive.asset.blob = util::sha256("something else");
  CHECK(archive.reproduce().sameness == Sameness::different);
  archive.asset.codec_versions = "libjpeg-turbo 1.0";
  CHECK(archive.reproduce().detail.find("libjpeg-turbo 1.0") != std::string::npos);
}

TEST_CASE("an asset made by another renderer or finisher version says so", "[audit]") {
  Archive archive;
  archive.asset.recipe.finisher = "finish/0";
  CHECK(archive.reproduce().detail.find("finish/0") != std::string::npos);
}

TEST_CASE("an asset without a task on record is missing", "[audit]") {
  Archive archive;
  archive.asset.render_key = util::sha256("nobody's");
  CHECK(archive.reproduce().sameness == Sameness::missing);
}
