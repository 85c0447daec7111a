#include "pipeline/quality/set_consistency.hpp"

#include "tests/imaging/drawn.hpp"

#include <catch2/catch.hpp>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

using namespace vitrine;
using quality::SetMeasure;
using quality::SetMember;

namespace {

/// A calm white set of pictures of `count` products, each of its own outline and colour.
std::vector<SetMember> calm_set(int count) {
  std::vector<SetMember> members;
  for (int i = 0; i < count; ++i) {
    SetMember member;
    member.group = "SKU-" + std::to_string(i);
    member.shot = member.group + "/natural/white";
    member.asset = std::to_string(i);
    member.now.fill = 0.85 + 0.001 * (i % 3);
    member.now.center_y = 0.5;
    member.now.background = {100, 0, 0};
    member.now.plain = true;
    member.now.shadow = {0.01 * (i % 2), 0.05 - 0.01 * (i % 3)};
    member.now.outline = 0x9E3779B97F4A7C15ULL * static_cast<std::uint64_t>(i + 1);
    for (auto& color : member.now.colors) color = {static_cast<float>(20 + 7 * i), 0, 0};
    members.push_back(member);
  }
  return members;
}

std::vector<std::string> checks_on(const std::vector<std::vector<domain::Verdict>>& verdicts,
                                   std::size_t member) {
  std::vector<std::string> names;
  for (const domain::Verdict& verdict : verdicts[member]) names.push_back(verdict.check);
  return names;
}

int count(const std::vector<std::vector<domain::Verdict>>& verdicts) {
  int all = 0;
  for (const auto& one : verdicts) all += static_cast<int>(one.size());
  return all;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a robust score finds the one that differs and is not moved by it", "[quality][set]") {
  const std::vector<double> scores = quality::robust_scores({1, 1.1, 0.9, 1, 1.2, 9}, 0.01);
  CHECK(scores[5] > 20);
  for (int i = 0; i < 5; ++i) CHECK(scores[static_cast<std::size_t>(i)] <= quality::kOutlier);
}

TEST_CASE("equal values do not explode: the floor is the least deviation", "[quality][set]") {
  const std::vector<double> scores = quality::robust_scores({0.85, 0.85, 0.85, 0.86}, 0.006);
  CHECK(scores[3] == Approx(0.01 / (1.4826 * 0.006)));
  CHECK(scores[3] < quality::kOutlier);
  CHECK(quality::robust_scores({1, 1, 99}, 0.01) == std::vector<double>{0, 0, 0});
}

TEST_CASE("a calm set is left in peace", "[quality][set]") {
  CHECK(count(quality::consistency_of(calm_set(8))) == 0);
}

TEST_CASE("each trait that stands out is named on its picture alone", "[quality][set]") {
  const auto with = [](auto change) {
    std::vector<SetMember> members = calm_set(8);
    change(members[5].now);
    const auto verdicts = quality::consistency_of(members);
    CHECK(count(verdicts) == static_cast<int>(verdicts[5].size()));
    return checks_on(verdicts, 5);
  };
  CHECK(with([](SetMeasure& m) { m.fill = 0.7; }) == Names{"set.fill"});
  CHECK(with([](SetMeasure& m) { m.center_x = 0.58; }) == Names{"set.center"});
  CHECK(with([](SetMeasure& m) { m.center_y = 0.42; }) == Names{"set.center"});
  CHECK(with([](SetMeasure& m) { m.background.L = 96; }) == Names{"set.background"});
  CHECK(with([](SetMeasure& m) { m.background.b = 4; }) == Names{"set.balance"});
  CHECK(with([](SetMeasure& m) { m.shadow->across = -0.4; }) == Names{"set.shadow"});
  CHECK(with([](SetMeasure& m) { m.shadow->down = -0.4; }) == Names{"set.shadow"});
  CHECK(with([](SetMeasure& m) { m.shadow.reset(); }) == Names{});
}

TEST_CASE("in a scene only pictures of one product are held against each other", "[quality][set]") {
  std::vector<SetMember> members = calm_set(8);
  for (std::size_t i = 0; i < members.size(); ++i) {
    members[i].now.plain = false;
    members[i].now.fill = 0.1 + 0.1 * static_cast<double>(i);  // true sizes
  }
  CHECK(count(quality::consistency_of(members)) == 0);
  for (SetMember& member : members) member.group = "SKU", member.now.fill = 0.4;
  members[2].now.fill = 0.55;
  const auto verdicts = quality::consistency_of(members);
  CHECK(checks_on(verdicts, 2) == Names{"set.fill"});
  CHECK(verdicts[2][0].outcome == domain::VerdictOutcome::warn);
  CHECK(verdicts[2][0].detail == "fill is 0.550, in the pictures of SKU 0.400 is usual");
}

TEST_CASE("against last night: the one that moved otherwise than the others is named",
          "[quality][set]") {
  std::vector<SetMember> members = calm_set(8);
  for (SetMember& member : members) {
    member.now.plain = false;  // nothing but the change is compared
    member.before = member.now;
    member.before->fill -= 0.06;  // a profile of another fill moves all
  }
  CHECK(count(quality::consistency_of(members)) == 0);
  members[3].before->fill = members[3].now.fill + 0.05;
  CHECK(checks_on(quality::consistency_of(members), 3) == Names{"set.change"});
  // Where only one was made anew, the others did not move.
  for (std::size_t i = 0; i < members.size(); ++i)
    if (i != 3) members[i].before.reset();
  CHECK(checks_on(quality::consistency_of(members), 3) == Names{"set.change"});
}

TEST_CASE("the same picture under two names is told on both, another colour is another picture",
          "[quality][set]") {
  std::vector<SetMember> members = calm_set(3);
  members[2].now = members[0].now;
  members[2].now.outline ^= 3;
  const auto verdicts = quality::consistency_of(members);
  CHECK(checks_on(verdicts, 0) == Names{"set.duplicate"});
  CHECK(checks_on(verdicts, 2) == Names{"set.duplicate"});
  CHECK(verdicts[0][0].detail.find("SKU-2/natural/white") != std::string::npos);
  for (auto& color : members[2].now.colors) color.a += 12;
  CHECK(count(quality::consistency_of(members)) == 0);
  members[2].now = members[0].now;
  members[2].asset = members[0].asset;
  CHECK(count(quality::consistency_of(members)) == 0);
}

TEST_CASE("a measure is taken from the picture and survives its line of text", "[quality][set]") {
  const drawn::Mug mug = drawn::mug({250, 250, 250}, {60, 60, 190}, true);
  const auto measure = quality::measure_for_set(mug.bgr, mug.alpha);
  REQUIRE(measure);
  CHECK(measure->fill == Approx(228.0 / 400).margin(0.01));
  CHECK(measure->center_x == Approx(234.0 / 400).margin(0.01));
  CHECK(measure->plain);
  CHECK(measure->background.L == Approx(98.3).margin(0.5));
  REQUIRE(measure->shadow);
  CHECK(std::abs(measure->shadow->across) < 0.2);
  const auto again = quality::set_measure_from(quality::to_text(*measure));
  REQUIRE(again);
  CHECK(again->fill == Approx(measure->fill).margin(1e-4));
  CHECK(again->outline == measure->outline);
  REQUIRE(again->shadow);
  CHECK(again->shadow->across == Approx(measure->shadow->across).margin(1e-4));
  CHECK(again->shadow->down == Approx(measure->shadow->down).margin(1e-4));
  const auto without = quality::set_measure_from(quality::to_text({}));
  REQUIRE(without);
  CHECK_FALSE(without->shadow);
  CHECK(again->colors[4].a == Approx(measure->colors[4].a).margin(0.01));
  CHECK_FALSE(quality::set_measure_from("set/0 1 2 3"));
  CHECK_FALSE(quality::measure_for_set(mug.bgr, cv::Mat(mug.alpha.size(), CV_8UC1, cv::Scalar(0))));
}

TEST_CASE("a shadow to the right leans right, half the size is the same outline",
          "[quality][set]") {
  drawn::Mug mug = drawn::mug({250, 250, 250}, {60, 60, 190});
  const auto plain = quality::measure_for_set(mug.bgr, mug.alpha);
  CHECK_FALSE(plain->shadow);
  cv::Mat half, half_alpha;
  cv::resize(mug.bgr, half, {}, 0.5, 0.5, cv::INTER_AREA);
  cv::resize(mug.alpha, half_alpha, {}, 0.5, 0.5, cv::INTER_AREA);
  CHECK(std::popcount(quality::measure_for_set(half, half_alpha)->outline ^ plain->outline) <= 5);
  mug.bgr(cv::Rect(350, 300, 30, 20)).setTo(cv::Scalar(200, 200, 200));
  mug.bgr(cv::Rect(285, 310, 65, 12)).setTo(cv::Scalar(200, 200, 200));
  const auto shaded = quality::measure_for_set(mug.bgr, mug.alpha);
  REQUIRE(shaded->shadow);
  CHECK(shaded->shadow->across > 0.3);

  // The same shadow behind the product lies higher in the picture.
  drawn::Mug lit_from_front = drawn::mug({250, 250, 250}, {60, 60, 190});
  lit_from_front.bgr(cv::Rect(350, 180, 30, 20)).setTo(cv::Scalar(200, 200, 200));
  lit_from_front.bgr(cv::Rect(350, 200, 30, 12)).setTo(cv::Scalar(200, 200, 200));
  const auto behind = quality::measure_for_set(lit_from_front.bgr, lit_from_front.alpha);
  REQUIRE(behind->shadow);
  CHECK(behind->shadow->down < shaded->shadow->down - 0.3);
}
