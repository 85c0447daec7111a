#include "tests/spec/job_folder.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace vitrine;
using test::find;
using test::JobFolder;
using test::lines;

namespace {

std::size_t error_count(const spec::Reading& reading) {
  return static_cast<std::size_t>(std::count_if(
      reading.problems.begin(), reading.problems.end(), [](const domain::Problem& problem) {
        return problem.level == domain::Problem::Level::error;
      }));
}

}  // namespace

TEST_CASE("a complete job is read into checked values", "[spec]") {
  const JobFolder folder;
  const spec::Reading reading = folder.read(test::complete_job());
  INFO(Catch::StringMaker<std::vector<std::string>>::convert(lines(reading.problems)));
  REQUIRE(reading.job);
  const spec::Job& job = *reading.job;
  CHECK(job.name == "outdoor-autumn");
  CHECK(job.model == "gemini-2.5-flash-image");
  CHECK(job.model_origin == domain::Origin{0, 4, 8});
  CHECK(job.budget.run == util::Money{5'000'000});
  CHECK(job.budget.month == util::Money{120'000'000});
  CHECK_FALSE(job.budget.day);
  CHECK(job.guard.renders == 60);
  CHECK(job.guard.missing == 0.1);
  CHECK(job.guard.set_aside == 0.05);
  CHECK(job.files.size() == 4);
  CHECK(job.feed_rows == 2);
  CHECK(job.rows_set_aside == 0);
  CHECK(job.output.folder == folder.path("shop/out/outdoor"));
  CHECK(job.output.name == "{sku}_{slot}_{version}.{ext}");
  CHECK_FALSE(job.revision.is_zero());

  SECTION("products") {
    const domain::Product& kettle = test::product(reading, "KETTLE-01");
    REQUIRE(kettle.packshots.size() == 2);
    CHECK(kettle.packshots[0].file == folder.path("shop/pictures/kettle-front.png"));
    CHECK(kettle.packshots[1].view == domain::View::back);
    REQUIRE(kettle.colorways.size() == 2);
    CHECK(kettle.colorways[0].as_photographed);
    CHECK(kettle.colorways[0].sku == "KETTLE-01-R");
    CHECK_FALSE(kettle.colorways[1].as_photographed);
    REQUIRE(kettle.zones.size() == 2);
    const auto& lid = std::get<domain::LikeColor>(kettle.zones[1].area);
    CHECK(lid.color == domain::Rgb{0xB3, 0x20, 0x2A});
    CHECK(lid.within == domain::Box{0.2, 0, 0.8, 0.3});
    CHECK(kettle.keep.parts == std::vector<std::string>{"wooden handle", "lid"});
    CHECK(kettle.keep.text == std::vector<std::string>{"FJELL"});
    CHECK(kettle.size.height == domain::Length{210});
    CHECK(kettle.origin == domain::Origin{0, 28, 10});

    const domain::Product& mug = test::product(reading, "MUG-01");
    CHECK(mug.packshots[1].view == domain::View::side);  // from its file's name
    CHECK(mug.colorways[0].as_photographed);
    CHECK(std::get<std::filesystem::path>(*mug.colorways[1].target) ==
          folder.path("shop/pictures/linen.png"));
    CHECK(mug.scenes == std::vector<std::string>{"ledge"});
  }
  SECTION("scenes") {
    const domain::Scene* ledge = job.find_scene("ledge");
    REQUIRE(ledge);
    CHECK(ledge->surface->polygon.size() == 4);
    CHECK(ledge->surface->front_edge == domain::Length{1400});
    CHECK(ledge->light == domain::Light{domain::LightFrom::left, domain::LightQuality::soft});
    const domain::Scene* shelf = job.find_scene("shelf");
    REQUIRE(shelf);
    CHECK(shelf->surface);  // copied from ledge
    CHECK(shelf->place->height == 0.3);
    CHECK(shelf->fits.conditions.size() == 1);
    CHECK(job.find_scene("white")->is_packshot());
    const domain::Scene* harbour = job.find_scene("harbour");
    REQUIRE(harbour);
    CHECK(harbour->aspect == domain::Aspect{4, 5});
    CHECK(harbour->aspect_from == domain::Origin{0, 64, 13});
    CHECK_FALSE(harbour->light);  // nobody said any
    CHECK(harbour->wishes.seed == 7);
    CHECK(harbour->wishes.resolution == "2K");
    CHECK(harbour->wishes.resolution_from == domain::Origin{0, 66, 17});
    CHECK(harbour->wishes.thinking == domain::ThinkingLevel::high);
    CHECK(harbour->wishes.thinking_from == domain::Origin{0, 68, 15});
    CHECK(job.defaults.wishes.style == "editorial");
    CHECK(job.defaults.wishes.resolution == "512");
    CHECK(job.defaults.wishes.resolution_from == domain::Origin{0, 12, 15});
    CHECK(std::holds_alternative<domain::PictureBackdrop>(job.find_scene("room")->backdrop));
    CHECK(job.find_scene("attic"));  // of a shared file: nobody must ask for it
  }
  SECTION("deliver and adjust") {
    REQUIRE(job.deliver.size() == 4);
    CHECK(job.deliver[1].views.kind == spec::ViewChoice::Kind::additional);
    CHECK(job.deliver[1].colorways == std::vector<std::string>{"red", "sage"});
    CHECK(job.deliver[2].except.matches({{"stock", "out_of_stock"}}));
    CHECK(job.deliver[3].approve == domain::Approval::person);
    CHECK(job.deliver[3].pixels_origin.line == 76);
    REQUIRE(job.adjust.size() == 4);
    CHECK(job.adjust[0].size->height == domain::Length{1200});
    CHECK(job.adjust[1].take == 1);
    CHECK(job.adjust[3].hold == "new photos on 3 December");
  }
  SECTION("the job's defaults win over those of files it extends, key by key") {
    CHECK(job.defaults.tries == 3);
    CHECK(job.defaults.shadow == domain::ShadowKind::contact);
    CHECK(job.defaults.approve == domain::Approval::checks);
  }
}

TEST_CASE("all mistakes are told in one go, in the order of the file", "[spec]") {
  const JobFolder folder;
  const spec::Reading reading = folder.read(
      "vitrine: 1\n"
      "name: test\n"
      "aprove: checks\n"
      "products:\n"
      "  - sku: MUG-01\n"
      "    packshots: [../pictures/mug-fornt.png]\n"
      "    colorways: [glacir]\n"
      "colorways:\n"
      "  glacier: {color: \"#8FA58\"}\n"
      "scenes:\n"
      "  harbour: {prompt: pier}\n"
      "deliver:\n"
      "  - {profile: amazon-man, scenes: [harbor]}\n");
  CHECK_FALSE(reading.job);
  std::vector<std::string> messages;
  for (const domain::Problem& problem : reading.problems)
    messages.push_back(std::to_string(problem.line) + ":" + std::to_string(problem.column) + ": " +
                       problem.message);
  const std::string picture = folder.path("shop/pictures/mug-fornt.png").string();
  CHECK(messages ==
        std::vector<std::string>{
            "3:1: unknown key \"aprove\"; known: extends, model, fallback, budget, guard, "
            "defaults, adjust, "
            "export, output",
            "6:17: no file " + picture + "; did you mean \"../pictures/mug-front.png\"?",
            "7:17: no colorway \"glacir\"; did you mean \"glacier\" (line 9)?",
            "9:3: nobody asks for the colorway \"glacier\"; did you mean \"glacir\"?",
            "9:20: \"#8FA58\" is no colour: 5 digits, 3 or 6 needed",
            "11:3: nobody asks for the scene \"harbour\"; did you mean \"harbor\"?",
            "13:15: no profile \"amazon-man\"; did you mean \"amazon-main\"?",
            "13:36: no scene \"harbor\"; did you mean \"harbour\" (line 11)?",
        });
}

TEST_CASE("a section whose name is misspelt is told once, and not again wherever it is needed",
          "[spec]") {
  const JobFolder folder;
  const spec::Reading reading = folder.read(
      "vitrine: 1\n"
      "name: test\n"
      "products:\n"
      "  - {sku: A, packshots: ../pictures/mug-front.png, colorways: [glacier]}\n"
      "colorway:\n"
      "  glacier: {color: \"#8FA5B8\"}\n"
      "scens:\n"
      "  harbour: {prompt: pier}\n"
      "deliver:\n"
      "  - {profile: shopify, scenes: [harbour]}\n"
      "adjust:\n"
      "  - {for: {scene: harbour}, shadow: none}\n");
  CHECK(lines(reading.problems) ==
        std::vector<std::string>{
            "5:1 unknown-key unknown key \"colorway\"; did you mean \"colorways\"?",
            "7:1 unknown-key unknown key \"scens\"; did you mean \"scenes\"?"});
}

TEST_CASE("keys that are known but not available yet say so", "[spec]") {
  const JobFolder folder;
  const spec::Reading reading = folder.read(
      "vitrine: 1\n"
      "name: test\n"
      "products:\n"
      "  - {sku: A, packshots: ../pictures/mug-front.png}\n"
      "  - {sku: B, packshots: [{file: ../pictures/mug-front.png, market: [de]}]}\n"
      "scenes:\n"
      "  walk: {prompt: a trail, person: synthetic, rights: {until: 2027-06-30}}\n"
      "deliver:\n"
      "  - {profile: shopify, market: [de]}\n"
      "export: [{as: shopify-images}]\n");
  CHECK(lines(reading.problems) ==
        std::vector<std::string>{"5:60 not-available \"market\" is not available yet",
                                 "7:27 not-available \"person\" is not available yet",
                                 "7:46 not-available \"rights\" is not available yet",
                                 "9:24 not-available \"market\" is not available yet",
                                 "10:1 not-available \"export\" is not available yet"});
}

TEST_CASE("a missing key is told once, and not at all where its misspelling was told", "[spec]") {
  const JobFolder folder;
  const spec::Reading missing =
      folder.read(test::job_with_products("  - {sku: A, titel: a, packshot: x.png}\n"));
  CHECK(lines(missing.problems) ==
        std::vector<std::string>{
            "4:14 unknown-key unknown key \"titel\"; did you mean \"title\"?",
            "4:24 unknown-key unknown key \"packshot\"; did you mean \"packshots\"?"});
  const spec::Reading without = folder.read(test::job_with_products("  - {sku: A}\n"));
  CHECK(lines(without.problems) ==
        std::vector<std::string>{
            "4:5 missing-key \"packshots\" is missing in an item of \"products\""});
}

TEST_CASE("a value left out is told at its key", "[spec]") {
  const JobFolder folder;
  const std::string job = test::complete_job();
  for (const std::string key : {"model", "title", "packshots", "polygon", "scenes", "front_edge"}) {
    const std::size_t at =
        job.find(key + ": ") == std::string::npos ? job.find(key + ":") : job.find(key + ": ");
    const std::size_t end = job.find('\n', at);
    const std::string wrong = job.substr(0, at + key.size() + 1) + job.substr(end);
    const spec::Reading reading = folder.read(wrong);
    INFO(key);
    CHECK_FALSE(reading.job);
    const int line =
        1 + static_cast<int>(std::count(job.begin(), job.begin() + static_cast<long>(at), '\n'));
    const bool told = std::any_of(reading.problems.begin(), reading.problems.end(),
                                  [&](const domain::Problem& p) { return p.line == line; });
    CHECK((told || job[end + 1] == ' '));  // a block below is a value
  }
  const spec::Reading color = folder.read(
      "vitrine: 1\nname: a\nproducts: [{sku: A, packshots: ../pictures/mug-front.png, "
      "colorways: [red]}]\ncolorways:\n  red:\n    color: #B3202A\nscenes: {w: {packshot: true}}\n"
      "deliver: [{profile: shopify}]\n");
  const domain::Problem* problem = find(color.problems, "no-value");
  REQUIRE(problem);
  CHECK(problem->line == 6);
  CHECK(problem->column == 5);
  CHECK(problem->message ==
        "\"color\" has no value; a colour needs quotes, because # begins a comment");
}

TEST_CASE("a number that stands for text asks for quotes", "[spec]") {
  const JobFolder folder;
  const spec::Reading reading = folder.read(
      test::job_with_products("  - {sku: 4711, packshots: ../pictures/mug-front.png}\n"));
  REQUIRE(reading.problems.size() == 1);
  CHECK(reading.problems[0].message == "\"sku\" must be text: put quotes around it, \"4711\"");
}

TEST_CASE("a scene nobody asks for is an error, unless another scene extends it", "[spec]") {
  const JobFolder folder;
  const auto read = [&](const char* scenes) {
    return folder.read(
        "vitrine: 1\nname: t\nproducts: [{sku: A, packshots: "
        "../pictures/mug-front.png}]\nscenes:\n" +
        std::string(scenes) + "deliver: [{profile: shopify, scenes: [used]}]\n");
  };
  const spec::Reading unused = read("  used: {packshot: white}\n  idle: {prompt: x}\n");
  REQUIRE(error_count(unused) == 1);
  CHECK(unused.problems[0].message == "no line of deliver asks for the scene \"idle\"");
  CHECK(unused.problems[0].line == 6);
  CHECK(read("  used: {extends: base}\n  base: {prompt: x}\n").job);
}

TEST_CASE("a scene needs one of packshot, backdrop and prompt, and may take it from another",
          "[spec]") {
  const JobFolder folder;
  const auto read = [&](const std::string& scenes) {
    return folder.read(
        "vitrine: 1\nname: t\nproducts: [{sku: A, packshots: "
        "../pictures/mug-front.png}]\nscenes: " +
        scenes + "\ndeliver: [{profile: shopify}]\n");
  };
  CHECK(find(read("{a: {camera: x}}").problems, "no-backdrop"));
  CHECK(find(read("{a: {prompt: x, packshot: true}}").problems, "two-backdrops"));
  const spec::Reading changed =
      read("{a: {prompt: x, camera: y}, b: {extends: a, packshot: \"#F2F3F4\"}}");
  REQUIRE(changed.job);
  const domain::Scene* scene = changed.job->find_scene("b");
  CHECK(scene->is_packshot());
  CHECK(scene->camera == "y");
  CHECK(find(read("{a: {extends: b}, b: {extends: a}}").problems, "cycle"));
}

TEST_CASE("natural is as photographed only where nothing else bears the name", "[spec]") {
  const JobFolder folder;
  const auto read = [&](const std::string& product, const std::string& colorways) {
    return folder.read(
        "vitrine: 1\nname: t\nproducts:\n  - {sku: A, packshots: "
        "../pictures/mug-front.png, " +
        product + "}\n" + colorways +
        "scenes: {w: {packshot: white}}\ndeliver: [{profile: shopify}]\n");
  };
  CHECK(test::product(read("colorways: [natural]", ""), "A").colorways[0].as_photographed);
  const std::string list = "colorways: {natural: {color: \"#EDE0C8\"}}\n";
  CHECK_FALSE(test::product(read("colorways: [natural]", list), "A").colorways[0].as_photographed);
  CHECK(find(read("shows: red, colorways: [natural]", "").problems, "no-such-colorway"));
}

TEST_CASE("a number of an article stands once in a job", "[spec]") {
  const JobFolder folder;
  const spec::Reading reading = folder.read(test::job_with_products(
      "  - {sku: A, packshots: ../pictures/mug-front.png}\n"
      "  - {sku: B, packshots: ../pictures/mug-front.png, shows: red, colorways: [{name: red, sku: "
      "A}]}\n"));
  const domain::Problem* problem = find(reading.problems, "duplicate-sku");
  REQUIRE(problem);
  CHECK(problem->line == 5);
  CHECK(problem->message.find("job.yaml:4") != std::string::npos);
}

TEST_CASE("two packshots of one view would give two shots one name", "[spec]") {
  const JobFolder folder;
  const spec::Reading reading = folder.read(
      test::job_with_products("  - sku: A\n    packshots:\n      - ../pictures/mug-front.png\n"
                              "      - {file: ../pictures/mug-side.png, view: front}\n"));
  const domain::Problem* problem = find(reading.problems, "same-shot-name");
  REQUIRE(problem);
  CHECK(problem->line == 7);
}

TEST_CASE(
    "a zone that one product lacks is told at that product, one that all lack at the colorway",
    "[spec]") {
  const JobFolder folder;
  const auto read = [&](const std::string& first_zone, const std::string& second_zone) {
    return folder.read(
        "vitrine: 1\nname: t\nproducts:\n"
        "  - {sku: A, packshots: ../pictures/mug-front.png, colorways: [blue], zones: {" +
        first_zone +
        ": ../pictures/mug-body.mask.png}}\n"
        "  - {sku: B, packshots: ../pictures/mug-front.png, colorways: [blue], zones: {" +
        second_zone +
        ": ../pictures/mug-body.mask.png}}\n"
        "colorways:\n  blue: {zone: body, color: \"#0000FF\"}\n"
        "scenes: {w: {packshot: white}}\ndeliver: [{profile: shopify}]\n");
  };
  CHECK(read("body", "body").job);
  const spec::Reading one = read("body", "rim");
  REQUIRE(error_count(one) == 1);
  CHECK(one.problems[0].line == 5);
  CHECK(one.problems[0].message ==
        "\"B\" has no zone \"body\", which the colorway \"blue\" recolours; known: rim");
  const spec::Reading all = read("rim", "rim");
  REQUIRE(error_count(all) == 1);
  CHECK(all.problems[0].line == 7);
}

TEST_CASE("selectors know the fields of products and shots", "[spec]") {
  const JobFolder folder;
  const auto read = [&](const std::string& rest) {
    return folder.read(
        "vitrine: 1\nname: t\nproducts:\n  - {sku: KETTLE-01, packshots: "
        "../pictures/mug-front.png, category: Kitchen > Kettles, attributes: "
        "{season: autumn}}\n"
        "scenes: {white: {packshot: white}}\n" +
        rest);
  };
  const std::string deliver = "deliver: [{profile: shopify}]\n";
  CHECK(read("deliver: [{profile: shopify, only: {season: autumn}}]\n").job);
  const spec::Reading field = read("deliver: [{profile: shopify, only: {saeson: autumn}}]\n");
  REQUIRE(find(field.problems, "no-such-field"));
  CHECK(find(field.problems, "no-such-field")->suggestion == "season");
  CHECK(find(read("deliver: [{profile: shopify, except: {scene: white}}]\n").problems,
             "wrong-field"));
  CHECK(read(deliver + "adjust: [{for: {scene: white, view: front}, take: 1}]\n").job);
  const spec::Reading sku = read(deliver + "adjust: [{for: {sku: KETTEL-01}, take: 1}]\n");
  REQUIRE(find(sku.problems, "no-such-sku"));
  CHECK(find(sku.problems, "no-such-sku")->suggestion == "KETTLE-01");
  const spec::Reading category =
      read("deliver: [{profile: shopify, only: {category: \"Kitchn*\"}}]\n");
  REQUIRE(find(category.problems, "no-such-category"));
  CHECK(find(category.problems, "no-such-category")->suggestion == "Kitchen*");
}

TEST_CASE("a scene passes on what it wishes of a model, and may say it anew", "[spec]") {
  const JobFolder folder;
  const spec::Reading reading = folder.read(
      "vitrine: 1\nname: t\nproducts: [{sku: A, packshots: ../pictures/mug-front.png}]\n"
      "scenes:\n  a: {prompt: x, style: muted, seed: 3}\n  b: {extends: a, style: loud}\n"
      "deliver: [{profile: shopify, scenes: [a, b]}]\n");
  REQUIRE(reading.job);
  CHECK(reading.job->find_scene("b")->wishes.style == "loud");
  CHECK(reading.job->find_scene("b")->wishes.seed == 3);
}

TEST_CASE("a seed no model takes and a level that is none are pointed at", "[spec]") {
  const JobFolder folder;
  const auto read = [&](const std::string& defaults) {
    return folder.read(
        test::job_with_products("  - {sku: A, packshots: ../pictures/mug-front.png}\n") +
        "defaults: {" + defaults + "}\n");
  };
  const spec::Reading good =
      read("seed: 2147483647, resolution: 512, style: muted, thinking: low, quality: xhigh");
  REQUIRE(good.job);
  CHECK(good.job->defaults.wishes.quality == "xhigh");
  CHECK(good.job->defaults.wishes.quality_from == domain::Origin{0, 9, 85});
  CHECK(good.job->defaults.wishes.seed_from == domain::Origin{0, 9, 18});
  CHECK(read("quality: hihg").problems.at(0).suggestion == "high");
  CHECK(lines(read("seed: 2147483648").problems) ==
        std::vector<std::string>{
            "9:18 out-of-range \"seed\" must be at most 2147483647, not 2147483648"});
  const spec::Reading level = read("thinking: hihg");
  REQUIRE(level.problems.size() == 1);
  CHECK(level.problems[0].code == "unknown-value");
  CHECK(level.problems[0].suggestion == "high");
  CHECK(find(read("style: \"\"").problems, "no-value"));
}

TEST_CASE("system, safety and template are read where every setting is, in one order", "[spec]") {
  using domain::HarmCategory;
  using domain::SafetyThreshold;
  const JobFolder folder;
  const spec::Reading reading = folder.read(test::complete_job());
  REQUIRE(reading.job);
  const domain::Wishes& defaults = reading.job->defaults.wishes;
  CHECK(reading.job->defaults.camera == "50 mm");
  CHECK(defaults.system == "Never invent accessories.");
  CHECK(defaults.system_from == domain::Origin{0, 14, 11});
  REQUIRE(defaults.safety.size() == 2);
  CHECK(defaults.safety[1] ==
        domain::SafetyWish{{HarmCategory::dangerous_content, SafetyThreshold::off}, {0, 15, 36}});
  const domain::Wishes& harbour = reading.job->find_scene("harbour")->wishes;
  CHECK(harbour.prompt_template == "close-up");
  REQUIRE(harbour.safety.size() == 1);
  CHECK(harbour.safety[0].rule ==
        domain::SafetyRule{HarmCategory::harassment, SafetyThreshold::none});
  const spec::Adjustment& line = reading.job->adjust.at(2);
  CHECK(line.camera == "35 mm");
  CHECK(line.wishes.style == "muted");
  CHECK(line.wishes.thinking == domain::ThinkingLevel::low);
  CHECK(line.wishes.prompt_template == "close-up");

  const spec::Reading turned =
      folder.read(test::job_with_products("  - {sku: A, packshots: ../pictures/mug-front.png}\n") +
                  "defaults: {safety: {dangerous_content: off, hate_speech: only_high}}\n");
  REQUIRE(turned.job);
  CHECK(turned.job->defaults.wishes.safety[0].rule.category == HarmCategory::hate_speech);
}

TEST_CASE("a harm, a threshold or a template that is none is pointed at with the one meant",
          "[spec]") {
  const JobFolder folder;
  const auto read = [&](const std::string& defaults) {
    return folder.read(
        test::job_with_products("  - {sku: A, packshots: ../pictures/mug-front.png}\n") +
        "defaults: {" + defaults + "}\n");
  };
  CHECK(lines(read("safety: {hate_speach: off}").problems) ==
        std::vector<std::string>{
            "9:21 unknown-key unknown key \"hate_speach\"; did you mean \"hate_speech\"?"});
  CHECK(lines(read("safety: {hate_speech: only_hihg}").problems) ==
        std::vector<std::string>{"9:34 unknown-value \"hate_speech\" cannot be \"only_hihg\"; did "
                                 "you mean \"only_high\"?"});
  CHECK(find(read("safety: {}").problems, "no-value"));
  CHECK(find(read("system: \"\"").problems, "no-value"));
  CHECK(lines(read("template: closeup").problems) ==
        std::vector<std::string>{"9:22 no-such-template no prompt template \"closeup\"; did you "
                                 "mean \"close-up\"?"});
}

TEST_CASE("a scene says whom it falls back to, else the job does, and an empty list is one",
          "[spec]") {
  const JobFolder folder;
  const spec::Reading reading = folder.read(
      "vitrine: 1\nname: t\nmodel: gemini-2.5-flash-image\n"
      "fallback: [gemini-3-pro-image, gpt-image-2]\n"
      "products: [{sku: A, packshots: ../pictures/mug-front.png}]\n"
      "scenes:\n  a: {prompt: x}\n  b: {prompt: y, fallback: [gpt-image-2]}\n"
      "  c: {prompt: z, fallback: []}\n  d: {extends: b}\n"
      "deliver: [{profile: shopify, scenes: [a, b, c, d]}]\n");
  INFO(Catch::StringMaker<std::vector<std::string>>::convert(lines(reading.problems)));
  REQUIRE(reading.job);
  const spec::Job& job = *reading.job;
  using Named = std::vector<domain::Fallback>;
  CHECK(job.fallback == Named{{"gemini-3-pro-image", {0, 4, 12}}, {"gpt-image-2", {0, 4, 32}}});
  CHECK(job.fallback_of(*job.find_scene("a")) == job.fallback);
  CHECK(job.fallback_of(*job.find_scene("b")) == Named{{"gpt-image-2", {0, 8, 29}}});
  CHECK(job.fallback_of(*job.find_scene("c")).empty());
  CHECK(job.fallback_of(*job.find_scene("d")) == Named{{"gpt-image-2", {0, 8, 29}}});
}

TEST_CASE("a model that could not take over is pointed at in its list, all in one go", "[spec]") {
  const JobFolder folder;
  const spec::Reading reading = folder.read(
      "vitrine: 1\nname: t\nmodel: gemini-2.5-flash-image\n"
      "fallback: [gpt-imagee-2, studio, gemini-2.5-flash-image]\n"
      "products: [{sku: A, packshots: ../pictures/mug-front.png}]\n"
      "scenes:\n  a: {prompt: x, fallback: [gpt-image-2, gpt-image-2]}\n"
      "  b: {extends: a, prompt: y}\n"
      "deliver: [{profile: shopify, scenes: [a, b]}]\n");
  CHECK_FALSE(reading.job);
  CHECK(lines(reading.problems) ==
        std::vector<std::string>{
            "4:12 no-such-model no model \"gpt-imagee-2\"; did you mean \"gpt-image-2\"?",
            "4:26 studio-fallback the studio stands in for nobody: its pictures are other pictures "
            "than a model's; leave it out, or say model: studio",
            "4:34 own-fallback \"gemini-2.5-flash-image\" is the job's own model: it is asked "
            "first; leave it out here",
            "7:42 duplicate-fallback \"gpt-image-2\" stands twice in this list; once is enough"});
}

TEST_CASE("files that extend each other in a circle are refused", "[spec]") {
  const JobFolder folder;
  folder.write("shop/scenes/a.yaml", "extends: b.yaml\nscenes: {w: {packshot: true}}\n");
  folder.write("shop/scenes/b.yaml", "extends: a.yaml\n");
  const spec::Reading reading = folder.read(
      "vitrine: 1\nname: t\nextends: ../scenes/a.yaml\nproducts: [{sku: A, packshots: "
      "../pictures/mug-front.png}]\ndeliver: [{profile: shopify, scenes: [w]}]\n");
  const domain::Problem* problem = find(reading.problems, "cycle");
  REQUIRE(problem);
  CHECK(problem->file == folder.path("shop/scenes/b.yaml").string());
}

TEST_CASE("a pattern of file names holds only placeholders that are known, and the type",
          "[spec]") {
  const JobFolder folder;
  const auto code = [&](const std::string& name) {
    const spec::Reading reading = folder.read(
        test::job_with_products("  - {sku: A, packshots: ../pictures/mug-front.png}\n") +
        "output: {name: \"" + name + "\"}\n");
    return reading.problems.empty() ? std::string() : reading.problems.front().code;
  };
  CHECK(code("{sku}.{ext}").empty());
  CHECK(code("{skku}.{ext}") == "unknown-placeholder");
  CHECK(code("{sku") == "bad-name-pattern");
  CHECK(code("{sku}.jpg") == "bad-name-pattern");
  CHECK(code("../{sku}.{ext}") == "bad-name-pattern");
  CHECK(code("{market}.{ext}") == "not-available");
}

TEST_CASE("a job that is not there is one clear problem", "[spec]") {
  const JobFolder folder;
  const spec::Reading reading =
      spec::read_job(folder.path("shop/jobs/none.yaml"), test::test_vocabulary());
  CHECK_FALSE(reading.job);
  REQUIRE(reading.problems.size() == 1);
  CHECK(reading.problems[0].code == "no-file");
}
