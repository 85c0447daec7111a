// Scenes of several frames, and shots that are refined.
#include "tests/spec/job_folder.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using test::find;
using test::JobFolder;
using test::lines;

namespace {

/// A job of one product; `scenes` and `adjust` are indented lines.
std::string job_with(const std::string& scenes,
                     const std::string& adjust = {},
                     const std::string& delivered = "[morning]",
                     const std::string& of_product = {}) {
  return "vitrine: 1\nname: story\nmodel: gemini-2.5-flash-image\nproducts:\n"
         "  - {sku: MUG-01, title: Mug, packshots: [../pictures/mug-front.png]" +
         of_product + "}\nscenes:\n" + scenes +
         "deliver:\n  - {profile: shopify, scenes: " + delivered + "}\n" +
         (adjust.empty() ? "" : "adjust:\n" + adjust);
}

const char* const kMorning =
    "  morning:\n"
    "    prompt: A kitchen, a woman in a green cardigan\n"
    "    aspect: \"4:5\"\n"
    "    series:\n"
    "      - she reaches for the mug\n"
    "      - {name: pour, prompt: she pours coffee, camera: 85 mm}\n"
    "      - {prompt: she drinks, from: last}\n";

std::vector<std::string> names_of(const std::vector<domain::Scene>& scenes) {
  std::vector<std::string> names;
  for (const domain::Scene& scene : scenes) names.push_back(scene.name);
  return names;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("a series is a scene for each of its frames, told in common and own words", "[spec]") {
  const JobFolder folder;
  const spec::Reading reading = folder.read(job_with(kMorning));
  INFO(Catch::StringMaker<Texts>::convert(lines(reading.problems)));
  REQUIRE(reading.job);
  const std::vector<domain::Scene>& scenes = reading.job->scenes;
  CHECK(names_of(scenes) == Texts{"morning-1", "morning-pour", "morning-3"});
  CHECK(std::get<domain::PromptBackdrop>(scenes[0].backdrop).text ==
        "A kitchen, a woman in a green cardigan. she reaches for the mug");
  CHECK(scenes[1].camera == "85 mm");
  CHECK(scenes[0].camera.empty());
  for (const domain::Scene& scene : scenes) CHECK(scene.aspect == domain::Aspect{4, 5});
  CHECK(scenes[0].frame == domain::Frame{"morning", ""});
  CHECK(scenes[1].frame == domain::Frame{"morning", "morning-1"});
  CHECK(scenes[2].frame == domain::Frame{"morning", "morning-pour"});
  CHECK(scenes[1].origin.line == 12);
  CHECK(reading.job->deliver[0].scenes == Texts{"morning-1", "morning-pour", "morning-3"});
}

TEST_CASE("a frame is delivered by its own name, a series by its name is all of them", "[spec]") {
  const JobFolder folder;
  const auto delivered = [&](const std::string& scenes) {
    const spec::Reading reading = folder.read(job_with(kMorning, "", scenes));
    INFO(Catch::StringMaker<Texts>::convert(lines(reading.problems)));
    REQUIRE(reading.job);
    return reading.job->deliver[0].scenes;
  };
  CHECK(delivered("[morning-pour]") == Texts{"morning-pour"});
  CHECK(delivered("[morning-3, morning]") == Texts{"morning-3", "morning-1", "morning-pour"});
  const spec::Reading wrong = folder.read(job_with(kMorning, "", "[morning-poor]"));
  REQUIRE(find(wrong.problems, "no-such-scene"));
  CHECK(find(wrong.problems, "no-such-scene")->suggestion == "morning-pour");
}

TEST_CASE("a selector that names a series meets all of its frames", "[spec]") {
  const JobFolder folder;
  const spec::Reading reading =
      folder.read(job_with(kMorning, "  - {for: {scene: morning}, note: cap closed}\n", "[morning]",
                           ", scenes: [morning]"));
  INFO(Catch::StringMaker<Texts>::convert(lines(reading.problems)));
  REQUIRE(reading.job);
  const domain::Selector& subject = reading.job->adjust[0].subject;
  CHECK(subject.matches({{"scene", "morning-pour"}}));
  CHECK_FALSE(subject.matches({{"scene", "evening-1"}}));
  CHECK(reading.job->scenes[1].is_called("morning"));
}

TEST_CASE("two scenes of one name and a series in a picture are pointed at", "[spec]") {
  const JobFolder folder;
  const spec::Reading reading = folder.read(
      job_with("  morning:\n"
               "    backdrop: ../pictures/kitchen.png\n"
               "    series: [she reaches for the mug, {name: \"1\", prompt: she drinks}]\n"));
  CHECK(lines(reading.problems) ==
        Texts{"8:15 series-in-words the frames of the series \"morning\" are told in words; leave "
              "out backdrop",
              "9:46 two-scenes there is another scene \"morning-1\"; give this frame a name of its "
              "own"});
}

TEST_CASE("refining is one step or several, each with its picture and its mask", "[spec]") {
  const JobFolder folder;
  const std::string scenes = "  morning: {prompt: a kitchen}\n";
  const spec::Reading reading = folder.read(job_with(
      scenes,
      "  - for: {sku: MUG-01}\n"
      "    refine:\n"
      "      - warmer light\n"
      "      - {say: a little steam, from: last, within: ../pictures/mug-body.mask.png}\n"));
  INFO(Catch::StringMaker<Texts>::convert(lines(reading.problems)));
  REQUIRE(reading.job);
  const std::vector<domain::RefineStep>& steps = reading.job->adjust[0].refine;
  REQUIRE(steps.size() == 2);
  CHECK(steps[0].words == "warmer light");
  CHECK(steps[0].from == domain::StandsOn::original);
  CHECK(steps[0].origin.line == 13);
  CHECK(steps[1].from == domain::StandsOn::last);
  CHECK(steps[1].within == folder.path("shop/pictures/mug-body.mask.png"));
  const spec::Reading alone = folder.read(
      job_with(scenes, "  - {for: {sku: MUG-01}, refine: {say: warmer, from: last}}\n"));
  REQUIRE(alone.job);
  CHECK(alone.job->adjust[0].refine.at(0).words == "warmer");
  CHECK(alone.job->adjust[0].refine.at(0).from == domain::StandsOn::original);
}

TEST_CASE("a mask of one step cannot hold the words of others", "[spec]") {
  const JobFolder folder;
  const spec::Reading reading =
      folder.read(job_with("  morning: {prompt: a kitchen}\n",
                           "  - for: {sku: MUG-01}\n"
                           "    refine:\n"
                           "      - {say: a little steam, within: ../pictures/mug-body.mask.png}\n"
                           "      - warmer light\n"
                           "      - {say: darker, form: last}\n"));
  CHECK(lines(reading.problems) ==
        Texts{"14:9 mask-of-one-step this step repeats the words of those before it, and a mask is "
              "for one step's words; say from: last, so that it goes on from the picture before",
              "15:9 mask-of-one-step this step repeats the words of those before it, and a mask is "
              "for one step's words; say from: last, so that it goes on from the picture before",
              "15:23 unknown-key unknown key \"form\"; did you mean \"from\"?"});
}
