#include "tests/spec/job_folder.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace vitrine;
using test::JobFolder;

namespace {

/// A job of one feed, shop/feeds/feed.csv, with further keys of the feed behind a comma.
std::string feed_job(const std::string& form, const std::string& keys = "") {
  return "vitrine: 1\nname: test\nproducts:\n  - {from: ../feeds/feed.csv, form: " + form + keys +
         "}\nscenes:\n  white: {packshot: white}\n  ledge: {prompt: a ledge}\n"
         "deliver:\n  - {profile: google-main, scenes: [white, ledge]}\n";
}

spec::Reading read_feed(const std::string& csv,
                        const std::string& form,
                        const std::string& keys = "") {
  const JobFolder folder;
  folder.write("shop/feeds/feed.csv", csv);
  return folder.read(feed_job(form, keys));
}

std::vector<std::string> row_messages(const spec::Reading& reading) {
  std::vector<std::string> messages;
  for (const domain::Problem& problem : reading.problems)
    if (problem.row > 0)
      messages.push_back(std::to_string(problem.row) + " " + problem.heading + ": " +
                         problem.message);
  return messages;
}

std::string colors(const domain::Product& product) {
  std::string text = product.shows.value_or("?") + " ->";
  for (const domain::ProductColorway& colorway : product.colorways)
    text += " " + colorway.name + (colorway.as_photographed ? " as photographed" : "") +
            (colorway.target ? " by target" : "");
  return text;
}

std::string pictures(const domain::Product& product) {
  std::string text;
  for (const domain::Packshot& packshot : product.packshots)
    text += (text.empty() ? "" : " ") + packshot.file.filename().string() + ":" +
            std::string(to_text(packshot.view));
  return text;
}

}  // namespace

TEST_CASE("a merchant row is a product in one colour", "[spec]") {
  const spec::Reading reading = read_feed(
      "id,title,image link,additional_image_link,color,item_group_id,product_type\n"
      "T-1,Tarp,../pictures/tarp.png,\"../pictures/tarp-back.png,../pictures/linen.png\","
      "Navy/White,TARP,Tents\n",
      "google-merchant");
  const domain::Product& tarp = test::product(reading, "T-1");
  CHECK(tarp.title == "Tarp");
  CHECK(tarp.group == "TARP");
  CHECK(tarp.category == "Tents");
  CHECK(colors(tarp) == "Navy-White -> Navy-White as photographed");
  CHECK(pictures(tarp) == "tarp.png:front tarp-back.png:back linen.png:other");
  CHECK(tarp.attributes.at("color") == "Navy/White");
  CHECK_FALSE(tarp.scenes);  // no such column: all that fit
}

TEST_CASE("a row with a target is made from the photograph of another colour", "[spec]") {
  const spec::Reading reading = read_feed(
      "sku,packshots,color,target,shows\n"
      "A,../pictures/tarp.png,green,,\n"
      "B,../pictures/tarp.png,red,#B3202A,\n"
      "C,../pictures/tarp.png,blue,../pictures/linen.png,grey\n"
      "D,../pictures/tarp.png,green,#00FF00,green\n"
      "E,../pictures/tarp.png,,#8FA58B,green\n",
      "table");
  CHECK(colors(test::product(reading, "A")) == "green -> green as photographed");
  CHECK(colors(test::product(reading, "B")) == "green -> red by target");  // A owns the photo
  CHECK(colors(test::product(reading, "C")) == "grey -> blue by target");
  CHECK(colors(test::product(reading, "D")) == "green -> green as photographed");
  CHECK(colors(test::product(reading, "E")) == "green -> 8FA58B by target");
}

TEST_CASE("a bad row is set aside with its number and heading, the others run", "[spec]") {
  const spec::Reading reading = read_feed(
      "sku,packshots,color,target,shows,height,pieces,scenes\n"
      "GOOD,../pictures/tarp.png,green,,,\"21,5 cm\",2,ledge\n"
      "A,../pictures/TARP.png,green,,,,,\n"
      "B,https://shop.example/tarp.png,green,,,,,\n"
      "C,../pictures/tarp.png,red,#B3202,,,,\n"
      "D,../pictures/tarp.png,red,,green,,,\n"
      "E,../pictures/tarp.png,green,,,21,0,leddge\n"
      ",../pictures/tarp.png,green,,,,,\n"
      "F,,green,,,,,\n",
      "table");
  REQUIRE(reading.job);
  CHECK(reading.job->products.size() == 1);
  CHECK(test::product(reading, "GOOD").size.height == domain::Length{215});
  CHECK(test::product(reading, "GOOD").pieces == 2);
  CHECK(test::product(reading, "GOOD").scenes == std::vector<std::string>{"ledge"});
  CHECK(reading.job->feed_rows == 8);
  CHECK(reading.job->rows_set_aside == 7);
  std::vector<std::string> messages = row_messages(reading);
  REQUIRE(messages.size() == 9);
  CHECK(messages[0].starts_with("3 packshots: A set aside, packshots: no file "));
  CHECK(messages[0].ends_with(", but there is tarp.png (case differs)"));
  messages.erase(messages.begin());
  CHECK(messages ==
        std::vector<std::string>{
            "4 packshots: B set aside, packshots: \"https://shop.example/tarp.png\" is a web "
            "address; only files are read, download it first",
            "5 target: C set aside, target: \"#B3202\" is no colour: 5 digits, 3 or 6 needed",
            "6 shows: D set aside, shows: the photo shows \"green\", not \"red\", and there is no "
            "target for it",
            "7 height: E set aside, height: \"21\" is not a length as \"21 cm\"",
            "7 pieces: E set aside, pieces: \"0\" is not a number from 1 to 100",
            "7 scenes: E set aside, scenes: no scene \"leddge\"; did you mean \"ledge\"?",
            "8 sku: row 8 set aside, sku: the number is empty",
            "9 packshots: F set aside, packshots: it has no picture"});
  const domain::Problem* first = test::find(reading.problems, "case-differs");
  REQUIRE(first);
  CHECK(first->line == 3);
  CHECK(first->level == domain::Problem::Level::warning);
  CHECK(first->suggestion == "../pictures/tarp.png");
}

TEST_CASE("bad_rows: stop makes a bad row stop the job", "[spec]") {
  const spec::Reading reading =
      read_feed("sku,packshots\nA,none.png\n", "table", ", bad_rows: stop");
  CHECK_FALSE(reading.job);
  CHECK(domain::has_errors(reading.problems));
}

TEST_CASE("equal rows count once, one number with different data is used nowhere", "[spec]") {
  const spec::Reading reading = read_feed(
      "sku,packshots,title\n"
      "A,../pictures/tarp.png,x\nA,../pictures/tarp.png,x\n"
      "B,../pictures/tarp.png,x\nC,../pictures/tarp.png,x\nB,../pictures/tarp.png,y\n",
      "table");
  REQUIRE(reading.job);
  CHECK(reading.job->products.size() == 2);
  CHECK(reading.job->feed_rows == 4);
  CHECK(row_messages(reading) ==
        std::vector<std::string>{"4 : B set aside: row 6 has the same number and other data",
                                 "6 : B set aside: row 4 has the same number and other data"});
}

TEST_CASE("a second table is joined by equal cells", "[spec]") {
  const JobFolder folder;
  folder.write("shop/feeds/feed.csv",
               "sku,packshots,color\nA,../pictures/tarp.png,green\nB,../pictures/tarp.png,red\n"
               "C,../pictures/tarp.png,blue\n");
  folder.write("shop/tables/second.csv",
               "article;hex\nB;#B3202A\nC;#0000FF\nC;#0000AA\nZ;#FFFFFF\n");
  const std::string keys =
      ", join: {from: ../tables/second.csv, on: {sku: article}}, columns: {target: hex}";
  const spec::Reading reading = folder.read(feed_job("table", keys));
  CHECK(colors(test::product(reading, "A")) == "green -> green as photographed");
  CHECK(colors(test::product(reading, "B")) == "green -> red by target");
  CHECK(row_messages(reading) ==
        std::vector<std::string>{
            "4 : C set aside: second.csv has two rows for it with different data",
            "4 : \"C\" stands here and in row 3 with different data; neither is used",
            "5 : \"Z\" matches no row of feed.csv"});

  SECTION("a heading that stands in both is never a silent winner") {
    folder.write("shop/tables/second.csv", "article,color\nB,red\n");
    const spec::Reading both =
        folder.read(feed_job("table", ", join: {from: ../tables/second.csv, on: {sku: article}}"));
    CHECK(test::find(both.problems, "ambiguous-column"));
  }
  SECTION("unless the join says that the two are equal") {
    folder.write("shop/tables/second.csv", "sku,hex\nB,#B3202A\n");
    CHECK(folder
              .read(feed_job("table",
                             ", join: {from: ../tables/second.csv, on: {sku: sku}}, columns: "
                             "{target: hex}"))
              .job);
  }
  SECTION("a key that is no heading is told with the nearest") {
    const spec::Reading wrong =
        folder.read(feed_job("table", ", join: {from: ../tables/second.csv, on: {sku: artikle}}"));
    const domain::Problem* problem = test::find(wrong.problems, "no-such-column");
    REQUIRE(problem);
    CHECK(problem->suggestion == "article");
    CHECK(problem->line == 4);
  }
}

TEST_CASE("cells are translated, and one that leads nowhere is its row's problem", "[spec]") {
  const spec::Reading reading = read_feed(
      "sku,packshots,where\nA,../pictures/tarp.png,Life A|white\nB,../pictures/tarp.png,\n"
      "C,../pictures/tarp.png,Life C\n",
      "table", ", columns: {scenes: where}, values: {scenes: {Life A: ledge}}");
  CHECK(test::product(reading, "A").scenes == std::vector<std::string>{"ledge", "white"});
  CHECK(test::product(reading, "B").scenes->empty());  // an empty cell: packshot scenes only
  CHECK(row_messages(reading).size() == 1);
}

TEST_CASE("a deliver cell narrows to profiles or channels, an unknown one does not stop the rest",
          "[spec]") {
  const spec::Reading reading = read_feed(
      "sku,packshots,deliver\nA,../pictures/tarp.png,google|shopify\n"
      "B,../pictures/tarp.png,shopfy;amazon-main\nC,../pictures/tarp.png,\n",
      "table");
  CHECK(
      test::product(reading, "A").profiles ==
      std::vector<std::string>{"google-main", "google-additional", "google-lifestyle", "shopify"});
  CHECK(test::product(reading, "B").profiles == std::vector<std::string>{"amazon-main"});
  CHECK(test::product(reading, "C").profiles->empty());
  CHECK(row_messages(reading) ==
        std::vector<std::string>{
            "3 deliver: B, deliver: no profile \"shopfy\"; did you mean \"shopify\"?"});
  REQUIRE(reading.job);
  CHECK(reading.job->rows_set_aside == 0);
}

TEST_CASE("a feed's own filter drops rows", "[spec]") {
  const spec::Reading reading = read_feed(
      "sku,packshots,status\nA,../pictures/tarp.png,active\nB,../pictures/tarp.png,draft\n",
      "table", ", columns: {attributes: {state: status}}, except: {state: draft}");
  REQUIRE(reading.job);
  CHECK(reading.job->products.size() == 1);
  CHECK(test::product(reading, "A").attributes.at("state") == "active");
}

TEST_CASE("a feed that is too old stops the job", "[spec]") {
  const JobFolder folder;
  folder.write("shop/feeds/feed.csv", "sku,packshots\nA,../pictures/tarp.png\n");
  const auto written = std::filesystem::last_write_time(folder.path("shop/feeds/feed.csv"));
  const auto since_1970 = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::file_clock::to_sys(written).time_since_epoch());
  spec::ReadOptions options;
  options.project = folder.path("shop");
  const auto read_after = [&](std::chrono::hours age) {
    options.now_micros = (since_1970 + age).count();
    return folder.read(feed_job("table", ", max_age: 36 h"), options);
  };
  CHECK(read_after(std::chrono::hours(35)).job);
  const spec::Reading old = read_after(std::chrono::hours(40));
  const domain::Problem* problem = test::find(old.problems, "old-feed");
  REQUIRE(problem);
  CHECK(problem->message == "feed.csv is 40 h old, more than 36 h: the last export did not arrive");
}

TEST_CASE("two colours cannot both be as photographed in one picture", "[spec]") {
  const spec::Reading reading = read_feed(
      "sku,packshots,color\nA,../pictures/tarp.png,green\nB,../pictures/tarp.png,red\n", "table");
  const domain::Problem* problem = test::find(reading.problems, "shared-photo");
  REQUIRE(problem);
  CHECK(problem->row == 3);
}

TEST_CASE("a feed without the columns it needs says what they are called", "[spec]") {
  const spec::Reading reading =
      read_feed("article,image_link\nA,../pictures/tarp.png\n", "google-merchant");
  const domain::Problem* problem = test::find(reading.problems, "missing-column");
  REQUIRE(problem);
  CHECK(problem->message ==
        "the feed has no column for sku (google-merchant: \"id\"); name it in `columns`");
}
