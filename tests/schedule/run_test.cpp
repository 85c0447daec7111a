#include "pipeline/schedule/run.hpp"

#include "pipeline/imaging/metadata.hpp"
#include "pipeline/schedule/prior_lineage.hpp"
#include "pipeline/store/publish.hpp"
#include "tests/plan/job_in_code.hpp"
#include "tests/schedule/fake_provider.hpp"
#include "tests/schedule/shop.hpp"
#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <set>

using namespace vitrine;
using test::FakeProvider;
using test::Shop;

namespace {

std::shared_ptr<FakeProvider> fake(FakeProvider::Hook hook = {}) {
  return std::make_shared<FakeProvider>(std::move(hook));
}

domain::DeliveryState state_of(Shop& shop, const std::string& shot, const std::string& profile) {
  return shop.lineage->find_delivery("code", shot, profile)->state;
}

}  // namespace

TEST_CASE("a run renders each task once and finishes every delivery that waits on it",
          "[schedule]") {
  Shop shop;
  const auto provider = fake();
  const schedule::Summary summary = shop.run(provider);
  CHECK(provider->calls == 12);
  CHECK(summary.rendered == 12);
  CHECK(summary.finished == 12);
  CHECK(summary.failed == 0);
  CHECK(summary.planned == 12);
  CHECK(shop.lineage->assets("code").size() == 12);
}

TEST_CASE("accepted pictures lie where the shop reads, the others wait for a person",
          "[schedule]") {
  Shop shop;
  shop.job.job.scenes[2].approve = domain::Approval::person;
  const schedule::Summary summary = shop.run(fake());
  CHECK(static_cast<int>(shop.delivered().size()) == summary.finished - summary.needs_person);
  CHECK(state_of(shop, "MUG-01/natural/tokyo", "life") == domain::DeliveryState::needs_person);
  for (const std::string& file : shop.delivered()) CHECK(file.find("tokyo") == std::string::npos);
}

TEST_CASE("what stands in a model's backdrop says so, and nothing else does", "[schedule]") {
  Shop shop;
  const std::string drawn =
      imaging::with_provenance(
          imaging::encode_jpeg(cv::Mat(20, 20, CV_8UC3, cv::Scalar::all(90)), 90, false),
          {"trainedAlgorithmicMedia", "some-model", {}, "x"})
          .value();
  shop.job.digests["kitchen.jpg"] = shop.store->put(drawn);
  shop.run(fake());
  int composites = 0;
  for (const lineage::AssetRecord& asset : shop.lineage->assets("code")) {
    const bool in_kitchen = asset.recipe.source_type == "compositeWithTrainedAlgorithmicMedia";
    composites += in_kitchen;
    CHECK((asset.recipe.ai_system == "some-model") == in_kitchen);
    if (in_kitchen) CHECK(asset.background_generated);
  }
  CHECK(composites == 4);  // two products in two colours
}

TEST_CASE("a second run over the same job renders, finishes and writes nothing", "[schedule]") {
  Shop shop;
  shop.run(fake());
  const auto provider = fake();
  const schedule::Summary summary = shop.run(provider);
  CHECK(provider->calls == 0);
  CHECK(summary.finished == 0);
  CHECK(summary.reused == 12);
}

TEST_CASE("a failed task stops only what stands on it, and those are named", "[schedule]") {
  Shop shop;
  const auto fails_for_mug_in_glacier = [&](const domain::RenderRequest& request,
                                            domain::Outcome& outcome) {
    const auto mug = shop.job.digests.at("MUG-01-front.jpg");
    if (request.operation != domain::Operation::recolor || request.sources[0].digest != mug) return;
    outcome = {};
    outcome.kind = domain::OutcomeKind::invalid_request;
    outcome.message = "the zone is empty";
  };
  const schedule::Summary summary = shop.run(fake(fails_for_mug_in_glacier));
  CHECK(summary.failed == 3);
  CHECK(summary.finished == 9);
  REQUIRE(summary.failures.size() == 1);
  CHECK(summary.failures[0].message == "the zone is empty");
  CHECK(summary.failures[0].shot == "MUG-01/glacier/white");
  CHECK(summary.failures[0].dependents ==
        std::vector<std::string>{"MUG-01/glacier/kitchen", "MUG-01/glacier/tokyo"});
  CHECK(state_of(shop, "MUG-01/glacier/kitchen", "life") == domain::DeliveryState::waiting);
}

TEST_CASE("what failed is tried again by the next run, and only that", "[schedule]") {
  Shop shop;
  shop.run(fake([](const domain::RenderRequest& request, domain::Outcome& outcome) {
    if (request.operation != domain::Operation::recontextualize) return;
    outcome = {};
    outcome.kind = domain::OutcomeKind::no_image;
    outcome.message = "no picture came";
  }));
  const auto provider = fake();
  const schedule::Summary summary = shop.run(provider);
  CHECK(provider->calls == 4);
  CHECK(summary.finished == 4);
  CHECK(summary.failed == 0);
}

TEST_CASE("a delivered file that is gone or touched is written again without a render",
          "[schedule]") {
  Shop shop;
  shop.run(fake());
  const std::set<std::string> before = shop.delivered();
  REQUIRE(before.size() >= 2);
  std::filesystem::remove(shop.out / *before.begin());
  shop.out.write(*before.rbegin(), "scribbled over");
  const auto provider = fake();
  const schedule::Summary summary = shop.run(provider);
  CHECK(provider->calls == 0);
  CHECK(summary.finished == 0);
  CHECK(summary.restored == 2);
  CHECK(shop.delivered() == before);
  CHECK(test::read_text(shop.out / *before.rbegin()) != "scribbled over");
}

TEST_CASE("a re-made but equal cut-out stops the wave: its placements are not rendered again",
          "[schedule]") {
  Shop shop;
  // The product's picture is the same whatever the packshot's bytes are.
  const auto same_product = [](const domain::RenderRequest& request, domain::Outcome& outcome) {
    if (request.placement) return;
    imaging::Picture picture = imaging::decode(outcome.bytes).value();
    picture.bgr.setTo(cv::Scalar(40, 80, 120));
    outcome.bytes = imaging::encode_png(picture);
  };
  shop.run(fake(same_product));
  shop.job.touch("MUG-01-front.jpg");
  const auto provider = fake(same_product);
  shop.run(provider);
  CHECK(provider->calls == 2);  // the mug in its two colours; no scene
}

TEST_CASE("with the gate off everything is made and recorded, and nothing is delivered",
          "[schedule]") {
  Shop shop;
  schedule::ScheduleOptions options;
  options.gate = false;
  const schedule::Summary summary = shop.run(fake(), options);
  CHECK(summary.finished == 12);
  CHECK(shop.delivered().empty());
  CHECK(shop.lineage->find_delivery("code", "MUG-01/natural/white", "main")->why == "gate: off");
}

TEST_CASE("no more is in flight at once than was allowed", "[schedule]") {
  Shop shop;
  schedule::ScheduleOptions options;
  options.in_flight = 2;
  shop.run(fake(), options);
  CHECK(shop.progress.most_in_flight == 2);
}

TEST_CASE("a renderer whose picture cannot be read fails its shots with a sentence", "[schedule]") {
  Shop shop;
  const schedule::Summary summary =
      shop.run(fake([](const domain::RenderRequest& request, domain::Outcome& outcome) {
        if (!request.placement) return;
        outcome.bytes = "not a picture";
      }));
  CHECK(summary.failed == 8);
  CHECK_FALSE(summary.failures[0].message.empty());
}

TEST_CASE("every attempt is on record with its facts and its end", "[schedule]") {
  Shop shop;
  shop.run(fake());
  const auto asset = shop.lineage->assets("code").front();
  const auto attempts = shop.lineage->attempts(asset.render_key);
  REQUIRE(attempts.size() == 1);
  CHECK(attempts[0].state == "settled");
  CHECK(attempts[0].charged == util::Money{0});
  CHECK(attempts[0].facts == util::Fields{{"renderer", "fake"}});
  const auto task = shop.lineage->task(asset.render_key);
  REQUIRE(task);
  CHECK(domain::request_from_fields(task->key_fields).has_value());
}

TEST_CASE("a product whose outline was guessed waits for a person", "[schedule]") {
  Shop shop;
  const schedule::Summary summary =
      shop.run(fake([](const domain::RenderRequest& request, domain::Outcome& outcome) {
        if (!request.placement) outcome.facts.push_back({"outline", "guessed"});
      }));
  CHECK(summary.needs_person == 12);
  CHECK(shop.delivered().empty());
  // A check's own objection comes first where it has one; the others are asked for their outline.
  CHECK(std::any_of(summary.questions.begin(), summary.questions.end(), [](const auto& question) {
    return question.why.find("mask") != std::string::npos;
  }));
}

TEST_CASE("a lost rendering is given back only if it comes out as recorded", "[schedule]") {
  test::TempFolder folder;
  Shop shop;
  shop.store = store::open_store(folder.path().string());
  shop.run(fake());
  const lineage::AssetRecord lost = *shop.lineage->asset(
      shop.lineage->find_delivery("code", "MUG-01/natural/kitchen", "life")->asset);
  const std::string hex = lost.rendering.hex();
  std::filesystem::remove(folder.path() / "blobs/sha256" / hex.substr(0, 2) / hex);
  shop.job.profiles["life"].target_px = {280, 280};
  SECTION("the same bytes") {
    CHECK(shop.run(fake()).failed == 0);
    CHECK(shop.store->contains(lost.rendering));
  }
  SECTION("other bytes") {
    const auto other = [](const domain::RenderRequest& request, domain::Outcome& outcome) {
      if (!request.placement) return;
      imaging::Picture picture = imaging::decode(outcome.bytes).value();
      picture.bgr.setTo(cv::Scalar(1, 2, 3));
      outcome.bytes = imaging::encode_png(picture);
    };
    const schedule::Summary summary = shop.run(fake(other));
    CHECK(summary.failed == 1);
    CHECK(summary.failures.front().message.find("other bytes") != std::string::npos);
  }
}
