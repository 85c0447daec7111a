#include "tests/lineage/records.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <tuple>

using namespace vitrine;
using namespace vitrine::lineage;
using domain::DeliveryState;

TEST_CASE("a waiting delivery reads back as it was put", "[lineage]") {
  const auto lineage = test::with_run();
  DeliveryRecord put = test::delivery("MUG-01/glacier/tokyo/back", test::task("tokyo"));
  put.view = "back";
  put.why = "waits for its colour";
  lineage->put_deliveries({{put}});
  const DeliveryRecord read = lineage->find_delivery("spring", put.shot, put.profile).value();
  CHECK(read.set == "spring");
  CHECK(read.shot == put.shot);
  CHECK(read.profile == put.profile);
  CHECK(read.sku == "MUG-01");
  CHECK(read.colorway == "glacier");
  CHECK(read.scene == "tokyo");
  CHECK(read.view == "back");
  CHECK(read.path == put.path);
  CHECK(read.compare_key == put.compare_key);
  CHECK(read.parts == put.parts);
  CHECK(read.render_key == put.render_key);
  CHECK(read.state == DeliveryState::waiting);
  CHECK(read.asset.empty());
  CHECK(read.why == put.why);
  CHECK_FALSE(lineage->find_delivery("autumn", put.shot, put.profile));
  CHECK_FALSE(lineage->find_delivery("spring", put.shot, "another"));
}

TEST_CASE("a delivery without a task has no render key", "[lineage]") {
  const auto lineage = test::with_run();
  DeliveryRecord held = test::delivery("MUG-01/glacier/tokyo", test::task("tokyo"));
  held.render_key = {};
  held.parts.clear();
  lineage->put_deliveries({{held}});
  const DeliveryRecord read = lineage->find_delivery("spring", held.shot, held.profile).value();
  CHECK(read.render_key.is_zero());
  CHECK(read.parts.empty());
}

TEST_CASE("deliveries are scanned in the order of their keys, whatever was put first",
          "[lineage]") {
  const auto lineage = test::with_run();
  std::vector<DeliveryRecord> put;
  for (int i = 0; i < 50; ++i)
    put.push_back(test::delivery("S" + std::to_string(i) + "/natural/white", test::task("white")));
  put.push_back(test::delivery("S/natural/white", test::task("white"), "autumn"));
  for (const std::string& word : domain::names<DeliveryState>())
    put[word.size()].state = domain::parse<DeliveryState>(word).value();
  lineage->put_deliveries(put);
  put.pop_back();
  std::ranges::sort(put, {}, &DeliveryRecord::compare_key);

  std::vector<DeliveryKey> scanned;
  lineage->scan_deliveries("spring", [&](const DeliveryKey& key) { scanned.push_back(key); });
  REQUIRE(scanned.size() == put.size());
  CHECK(lineage->count_deliveries("spring") == 50);
  CHECK(lineage->count_deliveries("winter") == 0);
  for (std::size_t i = 0; i < put.size(); ++i) {
    CHECK(scanned[i].compare_key == put[i].compare_key);
    CHECK(scanned[i].state == put[i].state);
    CHECK(lineage->delivery(scanned[i].row).shot == put[i].shot);
  }
  CHECK_THROWS_AS(lineage->delivery(1'000'000), Failure);

  std::vector<std::int64_t> rows;
  std::optional<util::Digest> last;
  for (auto piece = lineage->deliveries_after("spring", last, 7); !piece.empty();
       piece = lineage->deliveries_after("spring", last, 7)) {
    CHECK(piece.size() <= 7);
    for (const DeliveryKey& key : piece) rows.push_back(key.row);
    last = piece.back().compare_key;
  }
  CHECK(std::ranges::equal(rows, scanned, {}, {}, &DeliveryKey::row));
}

TEST_CASE("deliveries are listed by shot and profile, of one set or of all", "[lineage]") {
  const auto lineage = test::with_run();
  const TaskRecord task = test::task("white");
  lineage->put_deliveries({{test::delivery("B/x/white", task), test::delivery("A/x/white", task),
                            test::delivery("C/x/white", task, "autumn")}});
  CHECK(lineage->deliveries("spring").size() == 2);
  CHECK(lineage->deliveries("spring").at(0).shot == "A/x/white");
  CHECK(lineage->deliveries("").at(2).set == "autumn");
}

TEST_CASE("putting a delivery again keeps its row and its asset", "[lineage]") {
  const auto lineage = test::with_run();
  const Finished done = test::finished(test::delivery("MUG/natural/white", test::task("white")));
  lineage->record_finished(done);
  DeliveryRecord changed = test::delivery("MUG/natural/white", test::task("other"));
  changed.compare_key = util::sha256("another");
  lineage->put_deliveries({{changed}});
  const DeliveryRecord read = lineage->deliveries("spring").at(0);
  CHECK(lineage->count_deliveries("spring") == 1);
  CHECK(read.compare_key == changed.compare_key);
  CHECK(read.state == DeliveryState::waiting);
  CHECK(read.asset == done.asset.id);
}

TEST_CASE("a path belongs to the delivery that named it last", "[lineage]") {
  const auto lineage = test::with_run();
  const TaskRecord task = test::task("white");
  DeliveryRecord renamed = test::delivery("MUG/natural/studio", task);
  lineage->put_deliveries({{test::delivery("MUG/natural/white", task)}});
  renamed.path = "MUG/natural/white.jpg";
  lineage->put_deliveries({{renamed}});
  REQUIRE(lineage->count_deliveries("spring") == 1);
  CHECK(lineage->deliveries("spring").at(0).shot == renamed.shot);
  CHECK(lineage->compare_key_at("spring", renamed.path) == renamed.compare_key);
  CHECK(lineage->compare_key_at("spring", "elsewhere.jpg") == std::nullopt);
  CHECK(lineage->compare_key_at("autumn", renamed.path) == std::nullopt);
}

TEST_CASE("removed deliveries are gone, others stay", "[lineage]") {
  const auto lineage = test::with_run();
  const TaskRecord task = test::task("white");
  lineage->put_deliveries({{test::delivery("A/x/white", task), test::delivery("B/x/white", task)}});
  lineage->remove_deliveries("spring", {{{"A/x/white", "amazon-main"}, {"B/x/white", "other"}}});
  REQUIRE(lineage->count_deliveries("spring") == 1);
  CHECK(lineage->deliveries("spring").at(0).shot == "B/x/white");
}

TEST_CASE("what a delivery depends on is kept once by digest", "[lineage]") {
  const auto lineage = test::with_run();
  const util::Fields fields{{"title", "Stoneware mug"}, {"text", std::string(3000, 'y')}};
  const util::Digest digest = util::key_of("product/1", fields);
  lineage->put_parts({{{digest, fields}, {digest, fields}}});
  CHECK(lineage->part(digest) == fields);
  CHECK_FALSE(lineage->part(util::sha256("unknown")));
}

TEST_CASE("a person's or the gate's word changes one delivery's state", "[lineage]") {
  const auto lineage = test::with_run();
  const auto state_of = [&](const std::string& shot) {
    return lineage->find_delivery("spring", shot, "amazon-main").value().state;
  };
  const TaskRecord task = test::task("white");
  lineage->put_deliveries({{test::delivery("A/x/white", task)}});
  lineage->record_finished(test::finished(test::delivery("B/x/white", task)));
  lineage->set_delivery_state("spring", "B/x/white", "amazon-main", DeliveryState::rejected,
                              "dull");
  CHECK(state_of("B/x/white") == DeliveryState::rejected);
  CHECK(lineage->find_delivery("spring", "B/x/white", "amazon-main")->why == "dull");
  CHECK(state_of("A/x/white") == DeliveryState::waiting);
  CHECK_THROWS_AS(lineage->set_delivery_state("spring", "A/x/white", "amazon-main",
                                              DeliveryState::accepted, ""),
                  Failure);
  CHECK_THROWS_AS(lineage->set_delivery_state("spring", "C/x/white", "amazon-main",
                                              DeliveryState::rejected, ""),
                  Failure);
}

TEST_CASE("deliveries may swap their paths", "[lineage]") {
  const auto lineage = test::with_run();
  const TaskRecord task = test::task("white");
  DeliveryRecord a = test::delivery("A/x/white", task), b = test::delivery("B/x/white", task);
  lineage->put_deliveries({{a, b}});
  std::swap(a.path, b.path);
  lineage->put_deliveries({{a, b}});
  const std::vector<DeliveryRecord> read = lineage->deliveries("spring");
  REQUIRE(read.size() == 2);
  CHECK(read[0].path == "B/x/white.jpg");
  CHECK(read[1].path == "A/x/white.jpg");
}

TEST_CASE("deliveries are read in pieces by set, shot and profile, none twice and none left out",
          "[lineage]") {
  const auto lineage = test::with_run();
  std::vector<DeliveryRecord> put;
  for (int i = 0; i < 600; ++i)
    put.push_back(test::delivery("S" + std::to_string(i % 300) + "/natural/white",
                                 test::task("white"), i < 300 ? "spring" : "autumn"));
  DeliveryRecord small = put.front();
  small.profile = "amazon-main@800";
  small.path += ".small";
  put.push_back(small);
  lineage->put_deliveries(put);
  std::vector<DeliveryAt> seen;
  for_each_delivery(*lineage, "", [&](const DeliveryRecord& one) {
    seen.push_back({one.set, one.shot, one.profile});
  });
  CHECK(seen.size() == put.size());
  for (std::size_t i = 1; i < seen.size(); ++i)
    CHECK((seen[i - 1].set != seen[i].set || std::tie(seen[i - 1].shot, seen[i - 1].profile) <
                                                 std::tie(seen[i].shot, seen[i].profile)));
  int in_autumn = 0;
  for_each_delivery(*lineage, "autumn",
                    [&](const DeliveryRecord& one) { in_autumn += one.set == "autumn"; });
  CHECK(in_autumn == 300);
  for_each_delivery(*lineage, "winter", [](const DeliveryRecord&) { FAIL("there is none"); });
  CHECK(
      lineage->records_after("spring", DeliveryAt{"spring", "S99/natural/white", "z"}, 5).empty());
  CHECK(lineage->records_after("", std::nullopt, 5).size() == 5);

  CHECK(lineage->deliveries_of("", put.front().shot).size() == 3);
  const auto of_spring = lineage->deliveries_of("spring", put.front().shot);
  REQUIRE(of_spring.size() == 2);
  CHECK(of_spring[1].profile == "amazon-main@800");
  CHECK(lineage->deliveries_of("", "S/natural/white").empty());
}

TEST_CASE("states are counted, and an asset names the delivery that has it", "[lineage]") {
  const auto lineage = test::with_run();
  const TaskRecord task = test::task("white");
  test::render(*lineage, task, 1);
  DeliveryRecord waiting = test::delivery("MUG/red/white", task);
  waiting.state = DeliveryState::waiting;
  lineage->put_deliveries({{waiting, test::delivery("MUG/red/white", task, "autumn")}});
  const Finished finished = test::finished(test::delivery("MUG/blue/white", task));
  lineage->record_finished(finished);
  auto states = lineage->count_states("");
  CHECK(states["spring"][DeliveryState::waiting] == 1);
  CHECK(states["spring"][DeliveryState::accepted] == 1);
  CHECK(states["autumn"].size() == 1);
  CHECK(lineage->count_states("autumn").size() == 1);
  CHECK(lineage->count_states("winter").empty());
  CHECK(lineage->delivery_with(finished.asset.id).value().shot == "MUG/blue/white");
  CHECK_FALSE(lineage->delivery_with(util::sha256("another").hex()));
  CHECK_FALSE(lineage->delivery_with("no digest"));
}
