#include "tests/lineage/records.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace vitrine;
using namespace vitrine::lineage;

TEST_CASE("a finished asset reads back whole, and its delivery has it", "[lineage]") {
  const auto lineage = test::with_run();
  const Finished done = test::finished(test::delivery("MUG/natural/white", test::task("white")));
  lineage->record_finished(done);
  const AssetRecord read = lineage->asset(done.asset.id).value();
  CHECK(read.id == done.asset.id);
  CHECK(read.rendering == done.asset.rendering);
  CHECK(read.rendering_mask == done.asset.rendering_mask);
  CHECK(read.render_key == done.asset.render_key);
  CHECK(read.blob == done.asset.blob);
  CHECK(read.size == 4321);
  CHECK(read.pixels == domain::PixelSize{2000, 2000});
  CHECK(read.recipe == done.asset.recipe);
  CHECK(read.codec_versions == done.asset.codec_versions);
  CHECK(read.product_pixels == "original");
  CHECK(read.background_generated);
  CHECK(read.facts == done.asset.facts);
  CHECK(read.created == done.asset.created);
  const DeliveryRecord delivery = lineage->deliveries("spring").at(0);
  CHECK(delivery.asset == done.asset.id);
  CHECK(delivery.state == domain::DeliveryState::accepted);
  CHECK_FALSE(lineage->asset(util::sha256("none").hex()));
  CHECK_FALSE(lineage->asset("not an id"));
}

TEST_CASE("an asset without a mask has none", "[lineage]") {
  const auto lineage = test::with_run();
  Finished done = test::finished(test::delivery("MUG/natural/white", test::task("white")));
  done.asset.rendering_mask.reset();
  lineage->record_finished(done);
  CHECK_FALSE(lineage->asset(done.asset.id)->rendering_mask);
}

TEST_CASE("every outcome and severity of a verdict is kept, not-a-number too", "[lineage]") {
  const auto lineage = test::with_run();
  Finished done = test::finished(test::delivery("MUG/natural/white", test::task("white")));
  for (const std::string& word : domain::names<domain::VerdictOutcome>()) {
    domain::Verdict verdict;
    verdict.check = "outcome " + word;
    verdict.outcome = domain::parse<domain::VerdictOutcome>(word).value();
    done.verdicts.push_back(verdict);
  }
  for (const std::string& word : domain::names<domain::Severity>()) {
    domain::Verdict verdict;
    verdict.check = "severity " + word;
    verdict.severity = domain::parse<domain::Severity>(word).value();
    done.verdicts.push_back(verdict);
  }
  lineage->record_finished(done);
  const std::vector<StoredVerdict> read = lineage->verdicts(done.asset.id);
  REQUIRE(read.size() == done.verdicts.size());
  for (std::size_t i = 0; i < read.size(); ++i) CHECK(read[i].verdict == done.verdicts[i]);
  CHECK_FALSE(read[0].check_key == read[1].check_key);

  done.verdicts = {done.verdicts[0]};
  done.verdicts[0].value = std::numeric_limits<double>::quiet_NaN();
  lineage->record_finished(done);
  CHECK(std::isnan(lineage->verdicts(done.asset.id).at(0).verdict.value));
  CHECK(lineage->verdicts("no id").empty());
}

TEST_CASE("a new limit judges an old picture anew, only the new verdict is shown", "[lineage]") {
  const auto lineage = test::with_run();
  Finished done = test::finished(test::delivery("MUG/natural/white", test::task("white")));
  lineage->record_finished(done);
  const util::Digest before = lineage->verdicts(done.asset.id).at(0).check_key;
  done.verdicts[0].limit = 0.25;
  done.verdicts[0].outcome = domain::VerdictOutcome::reject;
  lineage->record_finished(done);
  const std::vector<StoredVerdict> read = lineage->verdicts(done.asset.id);
  REQUIRE(read.size() == 1);
  CHECK(read[0].verdict == done.verdicts[0]);
  CHECK_FALSE(read[0].check_key == before);
}

TEST_CASE("two deliveries may have the same asset, made once", "[lineage]") {
  const auto lineage = test::with_run();
  const TaskRecord task = test::task("white");
  lineage->record_finished(test::finished(test::delivery("MUG/natural/white", task)));
  lineage->record_finished(test::finished(test::delivery("MUG/blue/white", task, "autumn")));
  CHECK(lineage->assets("spring").size() == 1);
  CHECK(lineage->assets("autumn").size() == 1);
  CHECK(lineage->assets("").size() == 1);
  CHECK(lineage->assets("winter").empty());
}

TEST_CASE("a finisher that gives other bytes under its old version is found out", "[lineage]") {
  const auto lineage = test::with_run();
  Finished done = test::finished(test::delivery("MUG/natural/white", test::task("white")));
  lineage->record_finished(done);
  const util::Digest first = done.asset.blob;
  done.asset.blob = util::sha256("other bytes");
  CHECK_THROWS_WITH(lineage->record_finished(done), Catch::Contains("finish/1"));
  CHECK(lineage->asset(done.asset.id)->blob == first);
}

TEST_CASE("assets are found by the first digits of their id or of their bytes", "[lineage]") {
  const auto lineage = test::with_run();
  const TaskRecord task = test::task("white");
  const Finished one = test::finished(test::delivery("A/x/white", task), "one");
  const Finished two = test::finished(test::delivery("B/x/white", task), "two");
  lineage->record_finished(one);
  lineage->record_finished(two);
  const auto only = [&](const std::string& prefix) {
    const std::vector<AssetRecord> found = lineage->assets_like(prefix);
    REQUIRE(found.size() == 1);
    return found[0].id;
  };
  CHECK(only(one.asset.id.substr(0, 5)) == one.asset.id);
  CHECK(only(one.asset.id) == one.asset.id);
  CHECK(only(two.asset.blob.hex().substr(0, 8)) == two.asset.id);
  CHECK(lineage->assets_like(one.asset.id.substr(0, 3)).empty());
  CHECK(lineage->assets_like("zzzz").empty());
  CHECK(lineage->assets_like(one.asset.id + "0").empty());
}
