#include "pipeline/plan/shots.hpp"
#include "tests/plan/job_in_code.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace vitrine;
using test::JobInCode;

TEST_CASE("a shot is named by SKU, colorway and scene, and by its view unless it is the front",
          "[plan]") {
  JobInCode job;
  job.job.deliver[0].views.kind = spec::ViewChoice::Kind::all;
  const plan::Input input = job.input();
  const auto wanted = plan::wanted_files(input);
  CHECK(plan::shot_name(job.job, wanted[0]) == "MUG-01/natural/white");
  CHECK(plan::shot_name(job.job, wanted[1]) == "MUG-01/natural/white/side");
}

TEST_CASE("file names are filled from the pattern and kept safe for every shop", "[plan]") {
  JobInCode job;
  job.job.products[0].colorways[1].name = "sea blue/green";
  job.job.output.name = "{sku}-{color}-{scene}.{version}.{ext}";
  const plan::Input input = job.input();
  plan::Wanted wanted;
  wanted.colorway = 1;
  CHECK(plan::file_name(job.job, job.profiles.at("main"), wanted) ==
        "main/MUG-01-sea-blue-green-white.{version}.jpg");
}

TEST_CASE("pictures of a responsive set lie beside theirs, named with their width", "[plan]") {
  JobInCode job;
  domain::Profile profile = job.profiles.at("main");
  profile.widths = {400, 800};
  profile.width_formats = {domain::ImageFormat::avif};
  std::vector<std::string> names{plan::file_name(job.job, profile, {})};
  for (const domain::Profile& variant : domain::responsive_set(profile))
    names.push_back(plan::file_name(job.job, variant, {}));
  CHECK(names == std::vector<std::string>{"main/MUG-01_natural_white_front.jpg",
                                          "main/MUG-01_natural_white_front-400.avif",
                                          "main/MUG-01_natural_white_front-800.avif"});
}

TEST_CASE("a colorway with a SKU of its own is delivered under it", "[plan]") {
  JobInCode job;
  job.job.products[0].colorways[1].sku = "MUG-01-G";
  plan::Wanted wanted;
  wanted.colorway = 1;
  CHECK(plan::file_name(job.job, job.profiles.at("main"), wanted) ==
        "main/MUG-01-G_glacier_white_front.jpg");
}

TEST_CASE("slots count a product's pictures for one profile", "[plan]") {
  JobInCode job;
  job.profiles["life"].slot_code = "PT##";
  job.job.output.name = "{sku}.{color}.{slot}.{ext}";
  const plan::Input input = job.input();
  std::vector<std::string> names;
  for (const plan::Wanted& wanted : plan::wanted_files(input))
    if (job.job.deliver[wanted.line].profile == "life" && wanted.product == 0 &&
        wanted.colorway == 0)
      names.push_back(plan::file_name(job.job, job.profiles.at("life"), wanted));
  CHECK(names ==
        std::vector<std::string>{"life/MUG-01.natural.PT01.jpg", "life/MUG-01.natural.PT02.jpg"});
}

TEST_CASE("two shots with one file name are an error that names both", "[plan]") {
  JobInCode job;
  job.job.output.name = "{sku}.{ext}";
  const plan::Input input = job.input();
  const auto problems = plan::check_names(input, plan::wanted_files(input));
  REQUIRE_FALSE(problems.empty());
  CHECK(problems[0].code == "same-file-name");
  CHECK(problems[0].message.find("MUG-01/") != std::string::npos);
  job.job.output.name = "{sku}-{color}-{scene}-{view}.{ext}";
  CHECK(plan::check_names(job.input(), plan::wanted_files(job.input())).empty());
}

TEST_CASE("a picture asked for twice for one profile counts once", "[plan]") {
  JobInCode job;
  job.job.deliver.push_back(job.job.deliver[0]);
  const plan::Input input = job.input();
  CHECK(plan::wanted_files(input).size() == 12);
}

TEST_CASE("a product is put only where it fits and where it may go, but always on its packshot",
          "[plan]") {
  JobInCode job;
  job.job.scenes[1].fits.conditions = {{"category", {"Kitchen*"}, {}}};
  job.job.products[0].scenes = std::vector<std::string>{};
  const plan::Input input = job.input();
  std::multiset<std::string> shots;
  for (const plan::Wanted& wanted : plan::wanted_files(input))
    if (wanted.colorway == 0) shots.insert(plan::shot_name(job.job, wanted));
  CHECK(shots == std::multiset<std::string>{"MUG-01/natural/white", "BAG-01/natural/white",
                                            "BAG-01/natural/tokyo"});
}

TEST_CASE("only and except of a deliver line judge the product", "[plan]") {
  JobInCode job;
  job.job.deliver[1].only.conditions = {{"category", {"Home*"}, {}}};
  job.job.deliver[0].except.conditions = {{"stock", {"out_of_stock"}, {}}};
  const plan::Input input = job.input();
  CHECK(plan::wanted_files(input).size() == 4 + 4);  // a field nobody has excludes nobody
}

TEST_CASE("several packshots of one view are told apart by number", "[plan]") {
  JobInCode job;
  auto& packshots = job.job.products[0].packshots;
  packshots[1].view = domain::View::other;
  packshots.push_back(packshots[1]);
  plan::Wanted wanted;
  wanted.packshot = 1;
  CHECK(plan::shot_name(job.job, wanted) == "MUG-01/natural/white/other");
  wanted.packshot = 2;
  CHECK(plan::shot_name(job.job, wanted) == "MUG-01/natural/white/other-2");
}

TEST_CASE("a product that names its profiles is delivered to no other", "[plan]") {
  JobInCode job;
  job.job.products[0].profiles = std::vector<std::string>{"main"};
  CHECK(plan::wanted_files(job.input()).size() == 12 - 4);
}
