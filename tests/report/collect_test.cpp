#include "pipeline/report/collect.hpp"

#include "pipeline/report/html.hpp"
#include "tests/report/recorded_catalog.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace vitrine;
using domain::DeliveryState;
using report::CollectOptions;
using report::Group;
using report::Item;
using report::Page;
using test::kSet;
using test::RecordedCatalog;

namespace {

const std::string kRun = "20261122-020007";

/// What a run leaves behind: one delivery of every group.
void record_a_night(RecordedCatalog& catalog) {
  catalog.begin_run("20261121-020000");
  catalog.deliver("20261121-020000", "BOWL-02/natural/white");
  catalog.note("20261121-020000", "BOWL-02/natural/white", "render", "new");
  catalog.begin_run(kRun);
  catalog.deliver(kRun, "MUG-01/natural/white");
  catalog.note(kRun, "MUG-01/natural/white", "render", "new");
  catalog.deliver(kRun, "MUG-01/glacier/white");
  catalog.note(kRun, "MUG-01/glacier/white", "render", "colour: body #112233 -> body #A8C8D8");
  catalog.deliver(kRun, "MUG-01/rust/white", DeliveryState::needs_person, "color.body: 6.2 of 5");
  catalog.note(kRun, "MUG-01/rust/white", "render", "new");
  catalog.fail(kRun, "TEA-03/natural/white", "no product in the packshot");
  catalog.note(kRun, "TEA-03/natural/white", "render", "new");
  catalog.wait("TEA-03/sand/white", "the budget was reached");
  catalog.end_run(kRun);
}

Page collected(RecordedCatalog& catalog, CollectOptions options = {}) {
  options.set = kSet;
  return report::collect(catalog.lineage(), catalog.store(), options);
}

const Item& item(const Page& page, const std::string& shot) {
  const auto found = std::find_if(page.items.begin(), page.items.end(),
                                  [&](const Item& each) { return each.shot == shot; });
  REQUIRE(found != page.items.end());
  return *found;
}

}  // namespace

TEST_CASE("every delivery is in the group that its record and the run's reason say", "[report]") {
  RecordedCatalog catalog;
  record_a_night(catalog);
  const Page page = collected(catalog);
  CHECK(item(page, "BOWL-02/natural/white").group == Group::unchanged);
  CHECK(item(page, "MUG-01/natural/white").group == Group::added);
  CHECK(item(page, "MUG-01/glacier/white").group == Group::changed);
  CHECK(item(page, "MUG-01/rust/white").group == Group::needs_person);
  CHECK(item(page, "TEA-03/natural/white").group == Group::failed);
  CHECK(item(page, "TEA-03/sand/white").group == Group::held);
  CHECK(page.counts.total() == 6);
  for (const Group group : report::kGroups) CHECK(page.counts[group] == 1);
}

TEST_CASE("a file that was only written again is unchanged", "[report]") {
  RecordedCatalog catalog;
  record_a_night(catalog);
  catalog.note(kRun, "BOWL-02/natural/white", "restore", "delivered file missing or touched");
  CHECK(item(collected(catalog), "BOWL-02/natural/white").group == Group::unchanged);
}

TEST_CASE("a held delivery keeps its file and says why", "[report]") {
  RecordedCatalog catalog;
  record_a_night(catalog);
  catalog.note(kRun, "BOWL-02/natural/white", "hold", "held: new photos on 3 December");
  const Page page = collected(catalog);
  const Item& held = item(page, "BOWL-02/natural/white");
  CHECK(held.group == Group::held);
  CHECK(held.reason == "held: new photos on 3 December");
  CHECK(held.picture.has_value());
}

TEST_CASE("the page has the run's own figures and counts what is accepted now", "[report]") {
  RecordedCatalog catalog;
  record_a_night(catalog);
  const Page page = collected(catalog);
  CHECK(page.title == kSet);
  CHECK(page.run == kRun);
  CHECK(page.totals.planned == 4);
  CHECK(page.totals.rendered == 2);
  CHECK(page.totals.charged == util::Money{67'000});
  CHECK(page.totals.accepted == 3);
  CHECK(page.ended.has_value());
}

TEST_CASE("an earlier run is told as it was, and one that never was is refused", "[report]") {
  RecordedCatalog catalog;
  record_a_night(catalog);
  CollectOptions options;
  options.run = "20261121-020000";
  const Page page = collected(catalog, options);
  CHECK(item(page, "BOWL-02/natural/white").group == Group::added);
  CHECK_FALSE(page.ended.has_value());
  options.run = "19990101-000000";
  CHECK_THROWS_WITH(collected(catalog, options), Catch::Contains("19990101-000000"));
}

TEST_CASE("an item carries its lineage from the packshot to the file", "[report]") {
  RecordedCatalog catalog;
  record_a_night(catalog);
  const Page page = collected(catalog);
  const Item& changed = item(page, "MUG-01/glacier/white");
  REQUIRE(changed.inputs.size() == 2);
  CHECK(changed.inputs[0] == report::Input{"packshot", "", catalog.packshot()});
  CHECK(changed.inputs[1].name == "body");
  CHECK(changed.rendering == util::sha256("rendering of MUG-01/glacier/white"));
  CHECK_FALSE(changed.blob.is_zero());
  CHECK(changed.asset.size() == 64);
  CHECK(changed.provider == "studio");
  CHECK(changed.attempts == 1);
  CHECK(changed.price == util::Money{});
  CHECK(changed.facts.front() == util::Field{"surface", "table"});
}

TEST_CASE("a picture that stands in for another model's says whose, and the run how many",
          "[report]") {
  RecordedCatalog catalog;
  record_a_night(catalog);
  const Page before = collected(catalog);
  CHECK(before.fallbacks.empty());
  CHECK(item(before, "MUG-01/glacier/white").instead_of.empty());
  const auto attempts = catalog.lineage().attempts_of_run(kRun);
  std::optional<lineage::TaskRecord> task;
  for (const lineage::AttemptRecord& attempt : attempts)
    if (attempt.rendering &&
        attempt.rendering->blob == item(before, "MUG-01/glacier/white").rendering)
      task = catalog.lineage().task(attempt.render_key);
  REQUIRE(task);
  lineage::FallbackRecord record;
  record.asked = util::sha256("what was asked for");
  record.taken = task->base_key;
  record.asked_surface = "gemini";
  record.asked_model = "gemini-2.5-flash-image";
  record.taken_surface = "openai";
  record.taken_model = "gpt-image-2";
  record.why = "the day's requests are used up";
  record.run = kRun;
  catalog.lineage().put_fallback(record);
  record.asked = util::sha256("something else");
  record.taken = util::sha256("what nobody made");
  catalog.lineage().put_fallback(record);
  const Page page = collected(catalog);
  CHECK(page.fallbacks == std::vector<report::FellBack>{{"gemini-2.5-flash-image", "gpt-image-2", 1,
                                                         "the day's requests are used up"}});
  CHECK(item(page, "MUG-01/glacier/white").instead_of == "gemini-2.5-flash-image");
  CHECK(item(page, "MUG-01/glacier/white").instead_why == "the day's requests are used up");
  CHECK(item(page, "BOWL-02/natural/white").instead_of.empty());
}

TEST_CASE("verdicts come with the spot where one failed", "[report]") {
  RecordedCatalog catalog;
  record_a_night(catalog);
  const Page page = collected(catalog);
  const Item& waiting = item(page, "MUG-01/rust/white");
  REQUIRE(waiting.verdicts.size() == 2);
  for (const report::CheckedItem& checked : waiting.verdicts)
    CHECK(checked.crop.has_value() == (checked.verdict.check == "color.body"));
  CHECK(waiting.why == "color.body: 6.2 of 5");
}

TEST_CASE("a picture in whose place another was asked for says so until it is decided about",
          "[report]") {
  RecordedCatalog catalog;
  record_a_night(catalog);
  domain::Review redo;
  redo.asset = item(collected(catalog), "MUG-01/rust/white").blob;
  redo.decision = domain::Decision::redo;
  redo.reviewer = "anna";
  redo.note = "less green";
  catalog.lineage().add_review(redo);
  const Page page = collected(catalog);
  CHECK_THAT(item(page, "MUG-01/rust/white").redo,
             Catch::StartsWith("asked for anew by anna on ") && Catch::EndsWith(": less green"));
  std::string html;
  report::write_html(page, [&](std::string_view piece) { html += piece; });
  CHECK_THAT(html, Catch::Contains("asked for anew by anna on "));
  CHECK(item(page, "MUG-01/glacier/white").redo.empty());
  redo.decision = domain::Decision::reject;
  catalog.lineage().add_review(redo);
  CHECK(item(collected(catalog), "MUG-01/rust/white").redo.empty());
}

TEST_CASE("each stored picture becomes one thumbnail, however many cards show it", "[report]") {
  RecordedCatalog catalog;
  record_a_night(catalog);
  const Page page = collected(catalog);
  CHECK(page.pictures.size() == 6);  // four files, one packshot, one crop
  const report::Thumbnail& packshot =
      page.pictures.at(item(page, "MUG-01/glacier/white").before.value());
  CHECK(packshot.media_type == "image/jpeg");
  CHECK(packshot.width == 360);
  CHECK(packshot.height == 270);
  CHECK(page.pictures
            .at(item(page, "MUG-01/rust/white")
                    .verdicts[0]
                    .crop.value_or(*item(page, "MUG-01/rust/white").verdicts[1].crop))
            .media_type == "image/webp");
  CHECK(item(page, "TEA-03/natural/white").before == item(page, "MUG-01/glacier/white").before);
  CHECK_FALSE(item(page, "TEA-03/natural/white").picture.has_value());
}

TEST_CASE("a picture that the store has lost leaves a sentence, not a hole", "[report]") {
  RecordedCatalog catalog;
  record_a_night(catalog);
  const auto empty_store = store::memory_store();
  CollectOptions options;
  options.set = kSet;
  const Page page = report::collect(catalog.lineage(), *empty_store, options);
  CHECK(page.pictures.empty());
  const Item& changed = item(page, "MUG-01/glacier/white");
  CHECK_FALSE(changed.picture.has_value());
  const auto told = util::find(changed.facts, "picture");
  REQUIRE(told.has_value());
  CHECK_THAT(std::string(*told), Catch::StartsWith("not shown: "));
}

TEST_CASE("past the limits the urgent ones stay and the rest is counted by product", "[report]") {
  RecordedCatalog catalog;
  record_a_night(catalog);
  CollectOptions options;
  options.most_pictured = 1;
  options.most_listed = 3;
  const Page page = collected(catalog, options);
  REQUIRE(page.items.size() == 3);
  CHECK(item(page, "MUG-01/rust/white").picture.has_value());
  CHECK(item(page, "TEA-03/natural/white").group == Group::failed);
  CHECK_FALSE(item(page, "MUG-01/natural/white").picture.has_value());
  REQUIRE(page.summarised.size() == 3);
  CHECK(page.summarised[0].sku == "BOWL-02");
  CHECK(page.summarised[0].counts[Group::unchanged] == 1);
  CHECK(page.summarised[1].sku == "MUG-01");
  CHECK(page.summarised[1].counts[Group::changed] == 1);
  CHECK(page.summarised[2].counts[Group::held] == 1);
  CHECK(page.counts.total() == 6);
}

TEST_CASE("equal records give equal pages, and a set without runs an empty one", "[report]") {
  RecordedCatalog one, other;
  record_a_night(one);
  record_a_night(other);
  CHECK(collected(one) == collected(other));
  RecordedCatalog nothing;
  CHECK(collected(nothing).items.empty());
  CHECK(collected(nothing).run.empty());
}
