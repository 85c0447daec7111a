#include "pipeline/schedule/source_marks.hpp"

#include "pipeline/imaging/codec.hpp"
#include "pipeline/imaging/metadata.hpp"
#include "tests/support/drawn.hpp"
#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using domain::SourceRole;
using schedule::source_marks;
using schedule::with_marks;

namespace {

struct Shelf {
  test::TempFolder folder;
  std::unique_ptr<store::AssetStore> store = store::open_store(folder.path().string());
  domain::RenderRequest request;

  void add(const std::string& bytes, SourceRole role = SourceRole::packshot) {
    request.sources.push_back({role, {}, store->put(bytes)});
  }
};

std::string photo() { return imaging::encode_jpeg(test::ramp(20, 20, false).bgr, 90, false); }

std::string photo_that_says(const std::string& type, const std::string& system = {}) {
  return imaging::with_provenance(photo(), {type, system, {}, "x"}).value();
}

}  // namespace

TEST_CASE("a photograph that names a model makes an asset that says so", "[schedule]") {
  Shelf shelf;
  shelf.add(photo());
  shelf.add(photo_that_says("trainedAlgorithmicMedia", "some-model"));
  shelf.add(photo_that_says("digitalCapture"));
  const schedule::SourceMarks marks = source_marks(shelf.request, *shelf.store);
  domain::Recipe recipe;
  recipe.source_type = "algorithmicallyEnhanced";
  CHECK(with_marks(recipe, marks).source_type == "trainedAlgorithmicMedia");
  CHECK(with_marks(recipe, marks).ai_system == "some-model");
  recipe.ai_system = "own";
  CHECK(with_marks(recipe, marks).ai_system == "own");
}

TEST_CASE("a model's backdrop makes a composite of the asset, and its system is named",
          "[schedule]") {
  Shelf shelf;
  const util::Digest drawn =
      shelf.store->put(photo_that_says("trainedAlgorithmicMedia", "some-model"));
  const schedule::SourceMarks marks = schedule::backdrop_marks(drawn, *shelf.store);
  CHECK(marks.is_generated());
  domain::Recipe recipe;
  recipe.source_type = "compositeCapture";
  CHECK(with_marks(recipe, marks).source_type == "compositeWithTrainedAlgorithmicMedia");
  CHECK(with_marks(recipe, marks).ai_system == "some-model");
  const util::Digest taken = shelf.store->put(photo_that_says("digitalCapture"));
  CHECK_FALSE(schedule::backdrop_marks(taken, *shelf.store).is_generated());
  CHECK(with_marks(recipe, schedule::backdrop_marks(taken, *shelf.store)) == recipe);
  CHECK(with_marks(recipe, schedule::backdrop_marks(util::sha256("gone"), *shelf.store)) == recipe);
}

TEST_CASE("ordinary photographs, masks and files that are gone change nothing", "[schedule]") {
  Shelf shelf;
  shelf.add(photo_that_says("digitalCapture"));
  shelf.add(photo_that_says("trainedAlgorithmicMedia"), SourceRole::zone);
  shelf.request.sources.push_back({SourceRole::packshot, {}, util::sha256("nowhere")});
  domain::Recipe recipe;
  recipe.source_type = "algorithmicallyEnhanced";
  CHECK(with_marks(recipe, source_marks(shelf.request, *shelf.store)) == recipe);
}

TEST_CASE("Content Credentials of a photograph are noted", "[schedule]") {
  Shelf shelf;
  shelf.add(photo());
  CHECK_FALSE(source_marks(shelf.request, *shelf.store).content_credentials);
  const std::string jumbf = std::string("JP\0\1\0\0\0\1\0\0\0\x20jumb\0\0\0\x18jumdc2pa", 28);
  const std::string jpeg = photo();
  shelf.add(jpeg.substr(0, 2) + std::string("\xFF\xEB\0\x1E", 4) + jumbf + jpeg.substr(2));
  CHECK(source_marks(shelf.request, *shelf.store).content_credentials);
}
