#include "pipeline/report/blind_page.hpp"

#include "pipeline/report/vote_file.hpp"
#include "tests/report/sample_page.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <regex>
#include <set>
#include <stdexcept>

using namespace vitrine;
using Catch::Contains;
using report::BlindPage;
using report::ComparedShot;
using report::Comparison;
using report::Contender;

namespace {

int times(std::string_view text, std::string_view part) {
  int count = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string_view::npos; at += part.size())
    ++count;
  return count;
}

Contender contender(store::AssetStore& store, const std::string& model, int hue) {
  const util::Digest blob = store.put(test::painted_jpeg(60, 40, hue));
  return {model, util::sha256("asset " + std::to_string(hue)), blob};
}

Comparison three_models(store::AssetStore& store) {
  Comparison comparison{"spring-2026-11-26", "spring", {}};
  int hue = 0;
  for (const char* shot : {"MUG-01/natural/tokyo", "BOX-01/sage/table"}) {
    ComparedShot compared{shot, "recontextualize", {}};
    for (const char* model : {"flux-2-pro", "gpt-image-2", "qwen-image-edit"})
      compared.contenders.push_back(contender(store, model, ++hue));
    comparison.shots.push_back(std::move(compared));
  }
  return comparison;
}

report::ComparisonKey key_of(const BlindPage& page) {
  return report::read_key(page.key_json).value();
}

}  // namespace

TEST_CASE("every two models' pictures of a shot are a pair, and every picture is there once",
          "[blind]") {
  const auto store = store::memory_store();
  const BlindPage page = report::blind_page(three_models(*store), *store);
  CHECK(page.pairs == 6);
  CHECK(times(page.html, "data-pair=\"") == 6);
  CHECK(times(page.html, "src=\"data:image/jpeg") == 6);
  CHECK(page.left_out.empty());
  const report::ComparisonKey key = key_of(page);
  CHECK(key.id == "spring-2026-11-26");
  CHECK(key.job == "spring");
  REQUIRE(key.pairs.size() == 6);
  for (const auto& [id, pair] : key.pairs) {
    CHECK_THAT(page.html, Contains("data-pair=\"" + id + "\""));
    CHECK(pair.left_model != pair.right_model);
    CHECK(pair.operation == domain::Operation::recontextualize);
  }
}

TEST_CASE("nothing on the page depends on who made what", "[blind]") {
  const auto store = store::memory_store();
  const Comparison comparison = three_models(*store);
  const BlindPage page = report::blind_page(comparison, *store);
  for (const char* word : {"flux", "gpt", "qwen", "recontextualize"})
    CHECK(times(page.html, word) == 0);

  Comparison other = comparison;
  for (ComparedShot& shot : other.shots) {
    std::swap(shot.contenders[0].model, shot.contenders[2].model);
    std::reverse(shot.contenders.begin(), shot.contenders.end());
  }
  std::reverse(other.shots.begin(), other.shots.end());
  CHECK(report::blind_page(other, *store).html == page.html);
  CHECK(report::blind_page(other, *store).key_json != page.key_json);
}

TEST_CASE("no model has a side of its own, and another comparison draws anew", "[blind]") {
  const auto store = store::memory_store();
  Comparison comparison{"first", "spring", {}};
  const util::Digest one = store->put(test::painted_jpeg(8, 8, 1));
  const util::Digest two = store->put(test::painted_jpeg(8, 8, 2));
  for (int i = 0; i < 400; ++i) {
    const std::string shot = "MUG-" + std::to_string(i) + "/natural/tokyo";
    comparison.shots.push_back(
        {shot,
         "fuse",
         {{"a", util::sha256("a" + shot), one}, {"b", util::sha256("b" + shot), two}}});
  }
  const auto sides = [&](const char* id) {
    comparison.id = id;
    std::set<std::string> left;  // shots in which a stands left
    for (const auto& [pair, vote] : key_of(report::blind_page(comparison, *store)).pairs)
      if (vote.left_model == "a") left.insert(vote.shot);
    return left;
  };
  const auto first = sides("first"), second = sides("second");
  CHECK(first.size() > 160);
  CHECK(first.size() < 240);
  CHECK(first != second);
}

TEST_CASE("what cannot be compared is left out and said", "[blind]") {
  const auto store = store::memory_store();
  Comparison comparison = three_models(*store);
  comparison.shots.resize(1);
  std::vector<Contender>& contenders = comparison.shots[0].contenders;
  contenders[1].blob = util::sha256("gone");
  contenders[2].blob = contenders[0].blob;
  const BlindPage page = report::blind_page(comparison, *store);
  CHECK(page.pairs == 0);
  CHECK(key_of(page).pairs.empty());
  REQUIRE(page.left_out.size() == 3);
  CHECK_THAT(page.left_out[0],
             Contains("MUG-01/natural/tokyo: flux-2-pro and gpt-image-2 cannot be shown"));
  CHECK_THAT(page.left_out[1], Contains("flux-2-pro and qwen-image-edit gave the same bytes"));

  Comparison alone = three_models(*store);
  for (Contender& contender : alone.shots[0].contenders) contender.model = "one";
  CHECK(report::blind_page(alone, *store).pairs == 3);  // those of the other shot
}

TEST_CASE("the page of votes asks nothing of any network and runs its own script only", "[blind]") {
  const auto store = store::memory_store();
  Comparison comparison = three_models(*store);
  comparison.job = comparison.shots[0].shot = "\"><script>alert(1)</script>";
  const std::string html = report::blind_page(comparison, *store).html;
  CHECK(times(html, "http:") == 0);
  CHECK(times(html, "https:") == 0);
  CHECK(times(html, "<script>") == 1);
  CHECK(times(html, "&lt;script&gt;alert(1)") >= 2);
  CHECK_THAT(html, Contains("default-src &#39;none&#39;; img-src data:;"));
  CHECK(std::regex_search(html, std::regex("script-src &#39;sha256-[A-Za-z0-9+/=]{44}&#39;")));
}

TEST_CASE("a comparison that no file can be called after is refused", "[blind]") {
  const auto store = store::memory_store();
  Comparison comparison = three_models(*store);
  for (const char* id : {"", "../up", "a/b", ".hidden", "two words"}) {
    comparison.id = id;
    CHECK_THROWS_AS(report::blind_page(comparison, *store), std::invalid_argument);
  }
  comparison.id = "spring@2026.11_26-1";
  comparison.shots[0].operation = "paint";
  CHECK_THROWS_AS(report::blind_page(comparison, *store), std::invalid_argument);
}
