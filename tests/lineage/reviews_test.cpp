#include "pipeline/lineage/keeping.hpp"
#include "pipeline/lineage/migrations.hpp"
#include "tests/lineage/records.hpp"
#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using namespace vitrine::lineage;
using domain::Decision;
using domain::DeliveryState;

namespace {

domain::Review review_of(const Finished& done, Decision decision, int at = 200) {
  domain::Review review;
  review.asset = done.asset.blob;
  review.decision = decision;
  review.note = "said so";
  review.reviewer = "anna";
  review.at = test::after_seconds(at);
  review.failed = {"identity/1", "whiteness/1"};
  review.checks = util::sha256("shown");
  review.profile = done.delivery.profile;
  review.rendering = done.asset.rendering;
  return review;
}

Finished asked(const std::string& shot, const TaskRecord& task, const std::string& set = "spring") {
  Finished done = test::finished(test::delivery(shot, task, set));
  done.delivery.state = DeliveryState::needs_person;
  return done;
}

const TaskRecord kTask = test::task("white");
const DeliveryAt kMug{"spring", "MUG/natural/white", "amazon-main"};

}  // namespace

TEST_CASE("a decision reads back whole, the last one holds, and a redo decides nothing",
          "[lineage]") {
  const auto lineage = test::with_run();
  const Finished done = asked(kMug.shot, kTask);
  lineage->record_finished(done);
  CHECK_FALSE(lineage->decision(done.asset.blob));
  const domain::Review no = review_of(done, Decision::reject);
  lineage->add_review(no);
  CHECK(lineage->decision(done.asset.blob) == no);
  domain::Review yes = review_of(done, Decision::approve, 201);
  yes.failed.clear();
  lineage->add_review(yes);
  const domain::Review again = review_of(done, Decision::redo, 202);
  lineage->add_review(again);
  CHECK(lineage->decision(done.asset.blob) == yes);
  CHECK(lineage->reviews(done.asset.blob) == std::vector{no, yes, again});
  CHECK_FALSE(lineage->decision(util::sha256("other bytes")));
}

TEST_CASE("what was decided is held against the state of every delivery of those bytes",
          "[lineage]") {
  const auto lineage = test::with_run();
  const Finished done = asked(kMug.shot, kTask);
  lineage->record_finished(done);
  lineage->record_finished(asked("MUG/blue/white", kTask, "autumn"));
  CHECK(lineage->deliveries_behind("spring").empty());
  const DeliveryAt other{"autumn", "MUG/blue/white", "amazon-main"};
  CHECK(lineage->deliveries_with(done.asset.blob) == std::vector{other, kMug});
  const auto become = [&](DeliveryState state) {
    lineage->set_delivery_state(kMug.set, kMug.shot, kMug.profile, state, "");
  };
  lineage->add_review(review_of(done, Decision::approve));
  CHECK(lineage->deliveries_behind("spring") == std::vector{kMug});
  CHECK(lineage->deliveries_behind("autumn") == std::vector{other});
  become(DeliveryState::accepted);
  CHECK(lineage->deliveries_behind("spring").empty());
  lineage->add_review(review_of(done, Decision::reject));
  CHECK(lineage->deliveries_behind("spring") == std::vector{kMug});
  become(DeliveryState::rejected);
  CHECK(lineage->deliveries_behind("spring").empty());
  lineage->add_review(review_of(done, Decision::approve));
  CHECK(lineage->deliveries_behind("spring") == std::vector{kMug});
}

TEST_CASE("a delivery that waits for another picture does not stand on the one it keeps",
          "[lineage]") {
  const auto lineage = test::with_run();
  const Finished done = asked(kMug.shot, kTask);
  lineage->record_finished(done);
  lineage->add_review(review_of(done, Decision::approve));
  DeliveryRecord refused = done.delivery;
  refused.render_key = test::task("white", 1).render_key;
  lineage->put_deliveries({{refused}});
  CHECK(lineage->deliveries("spring").at(0).asset == done.asset.id);
  CHECK(lineage->deliveries_behind("spring").empty());
  CHECK(lineage->deliveries_with(done.asset.blob).empty());
}

TEST_CASE("a picture that another take gave again is the delivery's own", "[lineage]") {
  const auto lineage = test::with_run();
  test::render(*lineage, kTask, 1);
  const Finished done = [&] {
    Finished made = asked(kMug.shot, kTask);
    made.asset.rendering = test::settlement(1).rendering.blob;
    return made;
  }();
  lineage->record_finished(done);
  const TaskRecord second = test::task("white", 1);
  lineage->add_tasks({{second}});
  lineage->begin_attempt(test::attempt(2, second));
  Settlement same = test::settlement(2);
  same.rendering = test::settlement(1).rendering;
  lineage->settle(same);
  Finished again = done;
  again.delivery.render_key = again.asset.render_key = second.render_key;
  lineage->record_finished(again);
  CHECK(lineage->asset(done.asset.id)->render_key == kTask.render_key);
  CHECK(lineage->deliveries_with(done.asset.blob) == std::vector{kMug});
}

TEST_CASE("a rejected rendering is known when it is finished otherwise, until one is approved",
          "[lineage]") {
  const auto lineage = test::with_run();
  const Finished done = asked(kMug.shot, kTask);
  lineage->record_finished(done);
  const util::Digest rendering = done.asset.rendering;
  CHECK_FALSE(lineage->rejection_of_rendering(rendering, kMug.profile));
  const domain::Review no = review_of(done, Decision::reject);
  lineage->add_review(no);
  CHECK(lineage->rejection_of_rendering(rendering, kMug.profile) == no);
  CHECK_FALSE(lineage->rejection_of_rendering(rendering, "instagram"));
  domain::Review other = review_of(done, Decision::approve);
  other.asset = util::sha256("finished otherwise");
  lineage->add_review(other);
  CHECK_FALSE(lineage->rejection_of_rendering(rendering, kMug.profile));
}

TEST_CASE("published files of rejected bytes are named, and a delivery's files by whose they are",
          "[lineage]") {
  const auto lineage = test::with_run();
  const Finished done = asked(kMug.shot, kTask);
  lineage->record_finished(done);
  const auto file = [&](const std::string& path, const util::Digest& blob) {
    return Published{"spring", path,      blob,        {1, 2, 3}, test::after_seconds(1),
                     "gate",   kMug.shot, kMug.profile};
  };
  const Published old = file("a_1.jpg", util::sha256("older")),
                  now = file("a_2.jpg", done.asset.blob);
  lineage->record_published({{old, now}});
  CHECK(lineage->published_paths(kMug) == std::vector<std::string>{"a_1.jpg", "a_2.jpg"});
  CHECK(lineage->published_at("spring", "a_2.jpg")->shot == kMug.shot);
  CHECK_FALSE(lineage->published_at("spring", "a_3.jpg"));
  CHECK(lineage->rejected_files("spring").empty());
  lineage->add_review(review_of(done, Decision::reject));
  const auto rejected = lineage->rejected_files("spring");
  REQUIRE(rejected.size() == 1);
  CHECK(rejected[0].path == "a_2.jpg");
  CHECK(rejected[0].blob == done.asset.blob);
  lineage->add_review(review_of(done, Decision::approve));
  CHECK(lineage->rejected_files("spring").empty());
}

TEST_CASE("a decision takes bytes out of the collection they were marked for", "[lineage]") {
  const test::TempFolder folder;
  const auto lineage = Lineage::open(folder.path(), Access::read_write);
  lineage->begin_run(test::run_start("r1"));
  const Finished done = asked(kMug.shot, kTask);
  lineage->record_finished(done);
  const auto keeping = Keeping::open(folder.path(), Access::read_write);
  keeping->mark({}, {{done.asset.blob}}, test::after_seconds(300));
  CHECK(keeping->is_marked(done.asset.blob));
  lineage->add_review(review_of(done, Decision::approve));
  CHECK_FALSE(keeping->is_marked(done.asset.blob));
}

TEST_CASE("files that an older program published learn whose they are", "[lineage]") {
  Connection connection(":memory:", Access::read_write);
  const auto steps = migrations();
  migrate(connection, steps.first(2), [](int) { return std::string(); });
  connection.execute(
      "INSERT INTO delivery_set VALUES (1, 'spring');"
      "INSERT INTO delivery (set_id, shot, profile, sku, colorway, scene, view, path, compare_key,"
      " parts, state, why) VALUES (1, 'MUG/natural/white', 'amazon-main', 'MUG', 'natural', "
      "'white',"
      " 'front', 'a.jpg', zeroblob(32), x'', 'waiting', '');"
      "INSERT INTO publish_item VALUES (1, 'a.jpg', zeroblob(32), 1, 2, 3, 'gate', 4, NULL),"
      " (1, 'gone.jpg', zeroblob(32), 1, 2, 3, 'gate', 4, NULL);");
  const test::TempFolder folder;
  migrate(connection, steps, [&](int) { return (folder / "copy.db").string(); });
  Query query(connection, "SELECT shot, profile FROM publish_item ORDER BY path");
  REQUIRE(query.step());
  CHECK(query.text() == "MUG/natural/white");
  CHECK(query.text() == "amazon-main");
  REQUIRE(query.step());
  CHECK(query.text().empty());
}
