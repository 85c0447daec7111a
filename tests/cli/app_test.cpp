#include "pipeline/cli/app.hpp"

#include "pipeline/cli/project.hpp"
#include "pipeline/cli/session.hpp"
#include "tests/cli/fixed_clock.hpp"
#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>
#include <rapidjson/document.h>

#include <sstream>

using namespace vitrine;

namespace {

struct Answer {
  int exit_code = 0;
  std::string out, err;
};

Answer vitrine_says(const std::vector<std::string>& arguments) {
  std::ostringstream out, err;
  const test::FixedClock clock;
  Answer answer;
  answer.exit_code = cli::run_app(arguments, {out, err, false, clock});
  answer.out = out.str();
  answer.err = err.str();
  return answer;
}

}  // namespace

TEST_CASE("help shows every command with an example and exits 0", "[cli]") {
  const Answer help = vitrine_says({"--help"});
  CHECK(help.exit_code == 0);
  for (const char* command : {"check", "plan", "run", "explain", "status", "assets", "show",
                              "reproduce", "costs", "report", "schema", "models", "init", "verify",
                              "doctor", "gc", "backup", "vote", "scores"}) {
    CHECK(help.out.find(command) != std::string::npos);
    const Answer one = vitrine_says({command, "--help"});
    CHECK(one.exit_code == 0);
    CHECK(one.out.find("Example") != std::string::npos);
  }
}

TEST_CASE("a misspelt command is answered with the one that was meant, exit 2", "[cli]") {
  const Answer answer = vitrine_says({"chekc", "x.yaml"});
  CHECK(answer.exit_code == 2);
  CHECK(answer.err.find("did you mean \"check\"?") != std::string::npos);
}

TEST_CASE("under --json every failure is exactly one JSON value on stdout", "[cli]") {
  test::TempFolder folder;
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"--json"},
           {"--json", "chekc"},
           {"--json", "plan"},
           {"--json", "plan", (folder / "none.yaml").string()},
           {"--json", "run", (folder / "none.yaml").string()},
           {"--json", "check", (folder / "none.yaml").string()},
           {"--json", "--project", folder.path().string(), "status"},
           {"--json", "--project", folder.path().string(), "reproduce", "--all"},
           {"--json", "--project", folder.path().string(), "doctor"},
           {"--json", "--project", folder.path().string(), "doctor", "--repair"},
           {"--json", "--project", folder.path().string(), "verify"},
           {"--json", "--project", folder.path().string(), "gc"},
           {"--json", "--project", folder.path().string(), "gc", "--grace", "soon"},
           {"--json", "--project", folder.path().string(), "backup", (folder / "b").string()},
           {"--json", "--project", folder.path().string(), "backup"},
           {"--json", "--project", folder.path().string(), "approve", "MUG-01/natural/white"},
           {"--json", "--project", folder.path().string(), "reject", "7c1e09ab"},
           {"--json", "--project", folder.path().string(), "redo", "MUG-01/natural/white"},
           {"--json", "approve", "--only", "nonsense"},
           {"--json", "plan", "x.yaml", "--only", "nonsense"}}) {
    const Answer answer = vitrine_says(arguments);
    INFO(answer.out);
    CHECK(answer.exit_code == 2);
    rapidjson::Document document;
    document.Parse(answer.out.c_str());
    REQUIRE_FALSE(document.HasParseError());
    CHECK_FALSE(document["ok"].GetBool());
    CHECK(document["exit"].GetInt() == 2);
    CHECK(document["problems"].Size() >= 1);
    CHECK(answer.err.empty());
  }
}

TEST_CASE("a selector is a field with patterns or a shot with stars", "[cli]") {
  const auto by_field = cli::parse_selector("sku=MUG-*,BAG-*").value();
  CHECK(by_field.matches({{"sku", "BAG-01"}}));
  CHECK_FALSE(by_field.matches({{"sku", "LAMP-01"}}));
  const auto by_shot = cli::parse_selector("MUG-01/*/kitchen").value();
  CHECK(by_shot.matches({{"sku", "MUG-01"}, {"colorway", "red"}, {"scene", "kitchen"}}));
  CHECK_FALSE(by_shot.matches({{"sku", "MUG-01"}, {"colorway", "red"}, {"scene", "desk"}}));
  CHECK(cli::parse_selector("kitchen").has_error());
}

TEST_CASE("a project is the nearest folder with settings, a store or version control", "[cli]") {
  test::TempFolder folder;
  folder.write("shop/vitrine.yaml", "{}\n");
  folder.write("shop/jobs/a.yaml", "");
  folder.write("shop/jobs/deep/.git/HEAD", "");
  folder.write("shop/jobs/deep/b.yaml", "");
  const auto root = std::filesystem::canonical(folder.path());
  CHECK(cli::find_project(folder / "shop/jobs/a.yaml").root == root / "shop");
  CHECK(cli::find_project(folder / "shop/jobs/deep/b.yaml").root == root / "shop/jobs/deep");
}

TEST_CASE("an input is hashed again only when it looks changed", "[cli]") {
  test::TempFolder folder;
  const auto file = folder.write("a.jpg", "first");
  const cli::Project project{folder.path()};
  const auto lineage = lineage::Lineage::open(":memory:", lineage::Access::read_write);
  const util::Timestamp later{std::int64_t{1} << 55};
  const auto digest = [&](util::Timestamp now) {
    return cli::digest_inputs(project, {file}, lineage.get(), lineage.get(), now).at(file.string());
  };
  CHECK(digest(later) == util::sha256("first"));
  // Same size, time and inode: what was remembered is believed.
  const auto time = std::filesystem::last_write_time(file);
  folder.write("a.jpg", "FIRST");
  std::filesystem::last_write_time(file, time);
  CHECK(digest(later) == util::sha256("first"));
  folder.write("a.jpg", "other bytes");
  CHECK(digest(later) == util::sha256("other bytes"));
}

TEST_CASE("a file hashed within two seconds of its change is not believed next time", "[cli]") {
  test::TempFolder folder;
  const auto file = folder.write("a.jpg", "first");
  const cli::Project project{folder.path()};
  const auto lineage = lineage::Lineage::open(":memory:", lineage::Access::read_write);
  const auto time = std::filesystem::last_write_time(file);
  const util::Timestamp long_ago{0};
  cli::digest_inputs(project, {file}, lineage.get(), lineage.get(), long_ago);
  folder.write("a.jpg", "FIRST");
  std::filesystem::last_write_time(file, time);
  CHECK(cli::digest_inputs(project, {file}, lineage.get(), lineage.get(), long_ago)
            .at(file.string()) == util::sha256("FIRST"));
}

TEST_CASE("init makes a project that check understands", "[cli]") {
  test::TempFolder folder;
  CHECK(vitrine_says({"init", folder.path().string()}).exit_code == 0);
  const Answer checked = vitrine_says({"check", (folder / "jobs/first.yaml").string()});
  CHECK(checked.exit_code == 2);  // its photograph is not there yet, and that is all
  CHECK(checked.out.find("mug.jpg") != std::string::npos);
  CHECK(checked.out.find("1 error") != std::string::npos);
}

TEST_CASE("a time of day that is none is refused, and what a deadline leaves is told, exit 3",
          "[cli]") {
  CHECK(vitrine_says({"run", "x.yaml", "--deadline", "25:00"}).exit_code == 2);
  CHECK(vitrine_says({"run", "x.yaml", "--deadline", "25:00"}).err.find("write it as 06:00") !=
        std::string::npos);
  const test::TempFolder folder;
  REQUIRE(vitrine_says({"init", folder.path().string()}).exit_code == 0);
  folder.write("vitrine.yaml", "timezone: UTC\n");
  std::filesystem::create_directories(folder / "photos");
  std::filesystem::copy_file("samples/products/mug-front.jpg", folder / "photos/mug.jpg");
  const std::string job = (folder / "jobs/first.yaml").string();
  /// A microsecond before 02:03.
  struct LateClock final : util::Clock {
    util::Timestamp now() const override { return {1'795'312'979'999'999}; }
    std::chrono::steady_clock::time_point steady_now() const override { return {}; }
  } clock;
  std::ostringstream out, err;
  const int exit_code =
      cli::run_app({"run", job, "--deadline", "02:03", "--json"}, {out, err, false, clock});
  CHECK(exit_code == 3);
  rapidjson::Document told;
  told.Parse(out.str().c_str());
  REQUIRE_FALSE(told.HasParseError());
  CHECK(std::string(told["stopped"].GetString()) == "deadline");
  CHECK(told["planned"].GetInt() > 0);
  CHECK(told["parked"].GetInt() == told["planned"].GetInt());
  CHECK(told["failed"].GetInt() == told["planned"].GetInt());
  CHECK(told["finished"].GetInt() == 0);
}

TEST_CASE("completion knows the commands", "[cli]") {
  for (const char* shell : {"bash", "zsh"}) {
    const Answer answer = vitrine_says({"completion", shell});
    CHECK(answer.exit_code == 0);
    CHECK(answer.out.find("reproduce") != std::string::npos);
    CHECK(answer.out.find("verify reconcile") != std::string::npos);
    CHECK(answer.out.find('@') == answer.out.rfind('@'));  // zsh has one of its own at most
  }
  CHECK(vitrine_says({"completion", "fish"}).exit_code == 2);
}
