#include "pipeline/lineage/keeping.hpp"
#include "tests/lineage/records.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace vitrine;
using namespace vitrine::lineage;
using domain::DeliveryState;
using domain::Verdict;
using domain::VerdictOutcome;

namespace {

JudgementRecord judgement(const std::string& picture, std::vector<Verdict> verdicts, int seconds) {
  return {util::sha256(picture), util::sha256("cut-out"), "gate/1", std::move(verdicts),
          test::after_seconds(seconds)};
}

util::Digest take_of(Lineage& lineage, const TaskRecord& task) {
  return lineage.chosen_rendering(task.base_key).value().render_key;
}

}  // namespace

TEST_CASE("what the gate measured of a rendering reads back, the latest of it", "[lineage]") {
  const auto lineage = test::with_run();
  CHECK(lineage->judgement(util::sha256("picture")).empty());
  Verdict tiles = test::verdict("identity.tiles", VerdictOutcome::reject);
  tiles.evidence = util::sha256("crop");
  const Verdict color = test::verdict("identity.color.body", VerdictOutcome::not_measured);
  lineage->record_judgement(judgement("picture", {tiles, color}, 1));
  CHECK(lineage->judgement(util::sha256("picture")) == std::vector<Verdict>{tiles, color});
  tiles.outcome = VerdictOutcome::pass;
  lineage->record_judgement(judgement("picture", {tiles}, 2));  // the same question again
  CHECK(lineage->judgement(util::sha256("picture")) == std::vector<Verdict>{tiles});
  JudgementRecord newer = judgement("picture", {color}, 3);
  newer.checks = "gate/2";
  lineage->record_judgement(newer);
  CHECK(lineage->judgement(util::sha256("picture")) == std::vector<Verdict>{color});
  CHECK(lineage->judgement(util::sha256("another")).empty());
}

TEST_CASE("what a check learned of a packshot is kept by its version", "[lineage]") {
  const auto lineage = test::with_run();
  const util::Digest packshot = util::sha256("packshot");
  CHECK_FALSE(lineage->calibration(packshot, "identity", 1));
  lineage->put_calibration(packshot, "identity", 1, "limits");
  lineage->put_calibration(packshot, "identity", 1, "better limits");
  CHECK(lineage->calibration(packshot, "identity", 1) == "better limits");
  CHECK_FALSE(lineage->calibration(packshot, "identity", 2));
  CHECK_FALSE(lineage->calibration(packshot, "text", 1));
}

TEST_CASE("of several takes the accepted one stands, then the one that waits for a person",
          "[lineage]") {
  const auto lineage = test::with_run();
  const TaskRecord first = test::task("harbour", 0), second = test::task("harbour", 1),
                   third = test::task("harbour", 2);
  test::render(*lineage, first, 1);
  test::render(*lineage, second, 2);
  test::render(*lineage, third, 3);
  const auto takes = lineage->renderings(first.base_key);
  REQUIRE(takes.size() == 3);
  const TaskRecord lost = test::task("harbour", 3);  // which nobody has made
  lineage->add_tasks({{lost}});
  const auto asked_for = lineage->takes(first.base_key);
  REQUIRE(asked_for.size() == 4);
  CHECK(asked_for[0].render_key == first.render_key);
  CHECK(asked_for[3].take == 3);
  CHECK(asked_for[3].key_fields == lost.key_fields);
  CHECK(lineage->takes(util::sha256("another")).empty());
  CHECK(takes[0].take == 2);
  CHECK(takes[2].take == 0);
  CHECK(take_of(*lineage, first) == third.render_key);  // the latest, while nothing else is known
  SECTION("a person is asked about an earlier one") {
    DeliveryRecord asked = test::delivery("MUG/red/harbour", second);
    asked.state = DeliveryState::needs_person;
    lineage->put_deliveries({{asked}});
    CHECK(take_of(*lineage, first) == second.render_key);
  }

  // What other pictures stand on is what they would be asked for with again.
  CHECK_FALSE(lineage->has_accepted(first.render_key));
  lineage->put_standing(second.render_key, {1});
  lineage->put_standing(first.render_key, {2});
  CHECK(take_of(*lineage, first) == first.render_key);
  CHECK(lineage->has_accepted(first.render_key));
  CHECK_FALSE(lineage->has_accepted(second.render_key));
  lineage->put_standing(third.render_key, {3});

  DeliveryRecord waiting = test::delivery("MUG/red/harbour", second);
  waiting.state = DeliveryState::needs_person;
  lineage->put_deliveries({{waiting}});
  CHECK(take_of(*lineage, first) == third.render_key);
  DeliveryRecord accepted = test::delivery("MUG/red/harbour-2", first);
  accepted.state = DeliveryState::accepted;
  lineage->record_finished(test::finished(accepted));
  CHECK(take_of(*lineage, first) == first.render_key);
}

TEST_CASE("who asks for a take and later ones is not given an earlier one, though it is accepted",
          "[lineage]") {
  const auto lineage = test::with_run();
  const TaskRecord first = test::task("harbour", 0), redone = test::task("harbour", 2);
  test::render(*lineage, first, 1);
  CHECK_FALSE(lineage->has_accepted(first.render_key));
  DeliveryRecord delivered = test::delivery("MUG/red/harbour", first);
  delivered.state = DeliveryState::accepted;
  lineage->record_finished(test::finished(delivered));
  CHECK(lineage->has_accepted(first.render_key));
  CHECK_FALSE(lineage->chosen_rendering(first.base_key, 1));
  // A newer check asks again about another file; that one lies in the shop meanwhile, or not.
  Published file;
  file.set = delivered.set;
  file.shot = delivered.shot;
  file.profile = delivered.profile;
  file.path = delivered.path;
  file.blob = test::finished(delivered).asset.blob;
  Finished anew = test::finished(delivered, "finished anew");
  anew.delivery.state = DeliveryState::needs_person;
  lineage->record_finished(anew);
  REQUIRE(lineage->find_delivery(delivered.set, delivered.shot, delivered.profile)->state ==
          DeliveryState::needs_person);
  CHECK_FALSE(lineage->has_accepted(first.render_key));
  lineage->record_published({{file}});
  CHECK(lineage->has_accepted(first.render_key));
  test::render(*lineage, redone, 2);
  CHECK(lineage->chosen_rendering(first.base_key, 1).value().take == 2);
  CHECK(lineage->chosen_rendering(first.base_key).value().take == 0);
  CHECK_FALSE(lineage->has_accepted(redone.render_key));
}

TEST_CASE("evidence of a refused rendering and the source of a repair are not collected",
          "[lineage]") {
  const test::TempFolder folder;
  const auto lineage = Lineage::open(folder.path(), Access::read_write);
  lineage->begin_run(test::run_start("r1"));
  Verdict tiles = test::verdict("identity.tiles", VerdictOutcome::reject);
  tiles.evidence = util::sha256("refused spot");
  lineage->record_judgement(judgement("picture", {tiles}, 1));
  const TaskRecord task = test::task("harbour");
  test::render(*lineage, task, 1);
  Finished finished = test::finished(test::delivery("MUG/red/harbour", task));
  domain::Repair repair;
  repair.kind = domain::RepairKind::restore_label;
  repair.source = util::sha256("packshot");
  repair.place.points.resize(4);
  finished.asset.recipe.repairs = {repair};
  lineage->record_finished(finished);
  CHECK(lineage->asset(finished.asset.id).value().recipe == finished.asset.recipe);

  const auto keeping = Keeping::open(folder.path(), Access::read_only);
  std::vector<util::Digest> kept;
  keeping->scan_references(0, [&](const BlobReference& reference) {
    if (reference.kept) kept.push_back(reference.digest);
  });
  CHECK(std::count(kept.begin(), kept.end(), util::sha256("refused spot")) == 1);
  CHECK(std::count(kept.begin(), kept.end(), util::sha256("packshot")) == 1);
}
