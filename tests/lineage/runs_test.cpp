#include "tests/lineage/records.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using namespace vitrine::lineage;

TEST_CASE("a run reads back as it began, and as it ended", "[lineage]") {
  const auto lineage = Lineage::open(":memory:", Access::read_write);
  const RunStart start = test::run_start("20261122-020000");
  lineage->begin_run(start);
  RunRecord record = lineage->runs("spring", 10).at(0);
  CHECK(record.start.id == start.id);
  CHECK(record.start.set == "spring");
  CHECK(record.start.job_file == start.job_file);
  CHECK(record.start.job_revision == start.job_revision);
  CHECK(record.start.command == start.command);
  CHECK(record.start.tool == start.tool);
  CHECK(record.start.started == start.started);
  CHECK_FALSE(record.end);
  CHECK(lineage->job_text(start.job_revision) == start.job_text);
  CHECK(lineage->job_text(util::sha256("another")).empty());

  lineage->end_run(start.id, {test::after_seconds(9), 3, "budget", 10, 4, 5, 6, 1, 2, {70}, {8}});
  const RunEnd end = lineage->runs("", 10).at(0).end.value();
  CHECK(end.ended == test::after_seconds(9));
  CHECK(end.exit_code == 3);
  CHECK(end.stopped == "budget");
  CHECK(std::vector{end.planned, end.rendered, end.finished, end.reused, end.failed,
                    end.needs_person} == std::vector{10, 4, 5, 6, 1, 2});
  CHECK(end.charged.micros == 70);
  CHECK(end.unknown.micros == 8);
}

TEST_CASE("runs come newest first, of one set or of all", "[lineage]") {
  const auto lineage = Lineage::open(":memory:", Access::read_write);
  for (int i = 0; i < 3; ++i) {
    RunStart run = test::run_start("r" + std::to_string(i), i == 1 ? "autumn" : "spring");
    run.started = test::after_seconds(i);
    lineage->begin_run(run);
  }
  CHECK(lineage->runs("", 10).size() == 3);
  CHECK(lineage->runs("", 2).at(0).start.id == "r2");
  CHECK(lineage->runs("", 2).at(1).start.id == "r1");
  CHECK(lineage->runs("spring", 10).at(1).start.id == "r0");
  CHECK(lineage->runs("winter", 10).empty());
}

TEST_CASE("a run ends once, and only if it began", "[lineage]") {
  const auto lineage = test::with_run();
  CHECK_THROWS_AS(lineage->begin_run(test::run_start("r1")), Failure);
  CHECK_THROWS_AS(lineage->end_run("r2", {}), Failure);
  lineage->end_run("r1", {});
  CHECK_THROWS_AS(lineage->end_run("r1", {}), Failure);
}

TEST_CASE("what a run did with a delivery is kept, the last word counting", "[lineage]") {
  const auto lineage = test::with_run();
  lineage->add_run_items("r1", {{RunItem{"B/x/y", "amazon-main", "wait", "a colour comes first"},
                                 RunItem{"A/x/y", "amazon-main", "render", "new"}}});
  lineage->add_run_items("r1", {{RunItem{"B/x/y", "amazon-main", "render", "prompt changed"}}});
  const std::vector<RunItem> items = lineage->run_items("r1");
  REQUIRE(items.size() == 2);
  CHECK(items[0].shot == "A/x/y");
  CHECK(items[1].action == "render");
  CHECK(items[1].reason == "prompt changed");
  CHECK_THROWS_AS(lineage->add_run_items("r1", {{RunItem{"A/x/y", "p", "dance", ""}}}), Failure);
  CHECK_THROWS_AS(lineage->add_run_items("r9", {{RunItem{"A/x/y", "p", "render", ""}}}), Failure);
}

TEST_CASE("a set's page is about its newest run that ended and did more than reuse", "[lineage]") {
  const auto lineage = test::with_run();
  const std::string set = test::run_start("r1").set;
  const RunItem item{"A/x/y", "amazon-main", "render", "new"};
  lineage->add_run_items("r1", {&item, 1});
  CHECK(lineage->run_with_news(set).empty());  // it is under way
  lineage->end_run("r1", {});
  CHECK(lineage->run_with_news(set) == "r1");
  lineage->begin_run(test::run_start("r2"));
  lineage->end_run("r2", {});
  CHECK(lineage->run_with_news(set) == "r1");
  lineage->begin_run(test::run_start("r3"));
  lineage->add_run_items("r3", {&item, 1});
  CHECK(lineage->run_with_news(set) == "r1");
  lineage->end_run("r3", {});
  CHECK(lineage->run_with_news(set) == "r3");
  CHECK(lineage->run_with_news("another").empty());
}

TEST_CASE("a hashed input file is remembered by path, its latest stamp counting", "[lineage]") {
  const auto lineage = Lineage::open(":memory:", Access::read_write);
  const InputFile mug{"packshots/mug.jpg", {100, 200, 300}, util::sha256("mug"), test::kEvening};
  const InputFile cup{"packshots/cup.jpg", {1, 2, 3}, util::sha256("cup"), test::kEvening};
  lineage->remember_inputs({{mug, cup}});
  InputFile changed = mug;
  changed.stamp.mtime_ns = 201;
  changed.digest = util::sha256("mug, retouched");
  lineage->remember_inputs({{changed}});
  const std::vector<InputFile> files = lineage->input_files();
  REQUIRE(files.size() == 2);
  CHECK(files[0].path == cup.path);
  CHECK(files[1].stamp == changed.stamp);
  CHECK(files[1].digest == changed.digest);
  CHECK(files[1].hashed_at == test::kEvening);
}

TEST_CASE("published files are known by set and path until forgotten", "[lineage]") {
  const auto lineage = Lineage::open(":memory:", Access::read_write);
  const Published first{"spring", "a.jpg", util::sha256("1"), {1, 2, 3}, test::kEvening, "gate"};
  Published second = first;
  second.path = "b.jpg";
  lineage->record_published({{second, first}});
  second.blob = util::sha256("2");
  second.by = "mia";
  lineage->record_published({{second}});
  const std::vector<Published> items = lineage->published("spring");
  REQUIRE(items.size() == 2);
  CHECK(items[0].path == "a.jpg");
  CHECK(items[0].stamp == first.stamp);
  CHECK(items[0].at == test::kEvening);
  CHECK(items[1].blob == second.blob);
  CHECK(items[1].by == "mia");
  std::vector<std::pair<std::string, FileStamp>> scanned;
  lineage->scan_published("spring", [&](std::string_view path, const FileStamp& stamp) {
    scanned.emplace_back(path, stamp);
  });
  CHECK(scanned ==
        std::vector{std::pair(first.path, first.stamp), std::pair(second.path, second.stamp)});
  lineage->forget_published("spring", {{"a.jpg"}});
  CHECK(lineage->published("").size() == 1);
  CHECK(lineage->published("autumn").empty());
}
