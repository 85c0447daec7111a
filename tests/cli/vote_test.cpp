// From a page's file of votes to scores, through the command line.
#include "pipeline/cli/app.hpp"
#include "pipeline/lineage/lineage.hpp"
#include "pipeline/report/vote_file.hpp"
#include "pipeline/store/layout.hpp"
#include "pipeline/util/files.hpp"
#include "tests/cli/fixed_clock.hpp"
#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>
#include <rapidjson/document.h>

#include <sstream>

using namespace vitrine;
using Catch::Contains;

namespace {

struct Answer {
  int exit_code = 0;
  std::string out, err;
};

/// A project in which two models were compared on two shots, "spring-1".
class Shop {
 public:
  explicit Shop(const std::string& settings = "timezone: UTC\n") {
    folder_.write("vitrine.yaml", settings);
    lineage::Lineage::open(store(), lineage::Access::read_write);
    report::ComparisonKey key{"spring-1", "spring", {}};
    for (const char* id : {"aaaa", "bbbb"}) {
      domain::Vote pair;
      pair.shot = std::string("MUG/natural/") + id;
      pair.operation = domain::Operation::recontextualize;
      pair.left_asset = util::sha256(std::string("left") + id);
      pair.left_model = "flux-2-pro";
      pair.right_asset = util::sha256(std::string("right") + id);
      pair.right_model = "gpt-image-2";
      key.pairs[id] = pair;
    }
    const store::Layout layout(store());
    util::make_folders_durably(layout.comparisons());
    util::write_file_durably(layout.comparison(key.id), report::write_key(key));
  }

  std::string store() const { return (folder_ / ".vitrine").string(); }
  std::string votes(const std::string& votes, const std::string& comparison = "spring-1") const {
    return folder_
        .write("votes.json", R"({"vitrine_votes":1,"comparison":")" + comparison +
                                 R"(","votes":[)" + votes + "]}")
        .string();
  }
  std::vector<domain::Vote> recorded() const {
    return lineage::Lineage::open(store(), lineage::Access::read_write)->votes(std::nullopt);
  }
  Answer says(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"--project", folder_.path().string()});
    std::ostringstream out, err;
    const test::FixedClock clock;
    Answer answer;
    answer.exit_code = cli::run_app(arguments, {out, err, false, clock});
    answer.out = out.str();
    answer.err = err.str();
    return answer;
  }

 private:
  test::TempFolder folder_;
};

const std::string kFirst = R"({"pair":"aaaa","winner":"right"})";
const std::string kSecond = R"({"pair":"bbbb","winner":"tie"})";

}  // namespace

TEST_CASE("votes are recorded under the models that the key knows, and give scores", "[cli]") {
  const Shop shop;
  CHECK(shop.says({"scores"}).out == "no votes yet: vitrine compare makes a page to vote on\n");
  const Answer answer = shop.says({"vote", shop.votes(kFirst + "," + kSecond), "--as", "Anna B."});
  CHECK(answer.exit_code == 0);
  CHECK(answer.out ==
        "recorded  2 votes of Anna B. on comparison spring-1, which has 2 pairs\n"
        "scores    vitrine scores\n");
  const std::vector<domain::Vote> votes = shop.recorded();
  REQUIRE(votes.size() == 2);
  CHECK(votes[0].voter == "Anna B.");
  CHECK(votes[0].at == test::FixedClock().now());
  CHECK(votes[0].comparison == "spring-1");

  const Answer again = shop.says({"vote", shop.votes(kFirst), "--as", "Anna B."});
  CHECK_THAT(again.out, Contains("1 vote of Anna B.") && Contains("; 1 in place of earlier ones"));
  CHECK(shop.says({"vote", shop.votes(kFirst), "--as", "Ben"}).exit_code == 0);
  CHECK(shop.recorded().size() == 3);
  CHECK_THAT(
      shop.says({"scores"}).out,
      Contains("recontextualize: 3 votes of 2 people on 1 comparison") && Contains("gpt-image-2"));
  CHECK_THAT(shop.says({"scores", "--operation", "fuse"}).out, Contains("no votes yet"));
}

TEST_CASE("under --json vote and scores print one value", "[cli]") {
  const Shop shop;
  rapidjson::Document json;
  json.Parse(shop.says({"--json", "vote", shop.votes(kFirst), "--as", "anna"}).out.c_str());
  REQUIRE_FALSE(json.HasParseError());
  CHECK(json["ok"].GetBool());
  CHECK(json["voter"] == "anna");
  CHECK(json["recorded"].GetInt() == 1);
  CHECK(json["replaced"].GetInt() == 0);
  CHECK(json["pairs"].GetInt() == 2);
  rapidjson::Document table;
  table.Parse(shop.says({"--json", "scores"}).out.c_str());
  REQUIRE_FALSE(table.HasParseError());
  const auto& models = table["operations"][0]["models"];
  REQUIRE(models.Size() == 2);
  CHECK(models[0]["model"] == "gpt-image-2");
  CHECK(models[0]["score"].GetDouble() > models[1]["score"].GetDouble());
  CHECK(models[0]["low"].GetDouble() < models[0]["score"].GetDouble());
}

TEST_CASE("every mistake of a file of votes is told at once, and nothing is recorded", "[cli]") {
  const Shop shop;
  const std::string file =
      shop.votes(kFirst + R"(,{"pair":"cccc","winner":"left"},{"winner":"x"})");
  const Answer answer = shop.says({"vote", file, "--as", " anna"});
  CHECK(answer.exit_code == 2);
  CHECK(answer.out.empty());
  CHECK_THAT(answer.err, Contains("--as takes a name") && Contains("vote 3: it names no pair") &&
                             Contains("has no pair \"cccc\"") && Contains("Nothing was recorded."));
  CHECK(shop.recorded().empty());
  rapidjson::Document json;
  json.Parse(shop.says({"--json", "vote", file}).out.c_str());
  REQUIRE_FALSE(json.HasParseError());
  CHECK_FALSE(json["ok"].GetBool());
  CHECK(json["problems"].Size() == 2);
}

TEST_CASE("an unknown comparison is answered with the one that was meant", "[cli]") {
  const Shop shop;
  const auto complaint = [&](const std::string& file) {
    const Answer answer = shop.says({"--json", "vote", file});
    CHECK(answer.exit_code == 2);
    rapidjson::Document json;
    json.Parse(answer.out.c_str());
    return std::string(json["problems"][0]["message"].GetString());
  };
  CHECK(complaint(shop.votes(kFirst, "sprnig-1")) ==
        "no comparison here is called \"sprnig-1\"; did you mean \"spring-1\"?");
  CHECK(complaint(shop.votes(kFirst, "autumn")) ==
        "no comparison here is called \"autumn\"; there is \"spring-1\"");
  CHECK(complaint(shop.votes(kFirst, "../../vitrine")) ==
        "\"../../vitrine\" is no name of a comparison");
  CHECK_THAT(complaint(shop.store() + "/none.json"), Contains("none.json"));
  CHECK(shop.recorded().empty());
}

TEST_CASE("where the project keeps no names a vote has none, and none can be given", "[cli]") {
  const Shop shop("people: none\n");
  const Answer answer = shop.says({"vote", shop.votes(kFirst), "--as", "anna"});
  CHECK(answer.exit_code == 2);
  CHECK_THAT(answer.err, Contains("people: none"));
  CHECK(shop.recorded().empty());
  CHECK_THAT(shop.says({"vote", shop.votes(kFirst)}).out,
             Contains("recorded  1 vote on comparison spring-1"));
  REQUIRE(shop.recorded().size() == 1);
  CHECK(shop.recorded()[0].voter.empty());
}

TEST_CASE("a misspelt operation is answered with the one that was meant", "[cli]") {
  const Answer answer = Shop().says({"scores", "--operation", "fues"});
  CHECK(answer.exit_code == 2);
  CHECK_THAT(answer.err, Contains("did you mean \"fuse\"?"));
}
