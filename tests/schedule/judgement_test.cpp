#include "pipeline/schedule/judgement.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using namespace vitrine::schedule;
using domain::RepairKind;
using domain::Severity;
using domain::Verdict;
using domain::VerdictOutcome;

namespace {

Verdict verdict(const std::string& check, VerdictOutcome outcome, double value = 0.3) {
  Verdict made;
  made.check = check;
  made.outcome = outcome;
  made.value = value;
  made.limit = 0.5;
  made.detail = "it differs";
  return made;
}
Verdict rejected(const std::string& check, double value = 0.3) {
  return verdict(check, VerdictOutcome::reject, value);
}
Verdict passed(const std::string& check) { return verdict(check, VerdictOutcome::pass, 0.9); }

Judgement mended_by(RepairKind kind, std::vector<Verdict> verdicts) {
  domain::Repair repair;
  repair.kind = kind;
  return {std::move(verdicts), {repair}};
}

}  // namespace

TEST_CASE("a channel's severity for a check or its group decides what failing means",
          "[schedule]") {
  domain::Profile profile;
  profile.severity = {{"identity", Severity::warn},
                      {"identity.count", Severity::reject},
                      {"identity.color", Severity::info}};
  const auto read = under(profile, {rejected("identity.tiles"), rejected("identity.count"),
                                    rejected("identity.color.body"), rejected("text.brand")});
  CHECK(read[0].outcome == VerdictOutcome::warn);
  CHECK(read[1].outcome == VerdictOutcome::reject);
  CHECK(read[2].outcome == VerdictOutcome::pass);
  CHECK(read[3].outcome == VerdictOutcome::reject);
}

TEST_CASE("a product that nobody could find again is for a person", "[schedule]") {
  Verdict blind = verdict("identity.same", VerdictOutcome::not_measured);
  blind.detail = "it has no features";
  CHECK(objection({passed("text.label"), blind}) ==
        "nobody could measure whether this is the product: it has no features");
  domain::Profile lenient;
  lenient.severity = {{"identity", Severity::warn}};
  CHECK(passes(under(lenient, {blind})));
  CHECK(passes({verdict("text.brand", VerdictOutcome::not_measured)}));
  CHECK_FALSE(passes({verdict("text.reader", VerdictOutcome::not_measured)}));
}

TEST_CASE("the objection names the first failure and counts the others", "[schedule]") {
  CHECK(objection({passed("identity.same")}).empty());
  CHECK(objection({rejected("identity.tiles"), rejected("text.label")}) ==
        "identity.tiles: it differs (and 1 more)");
}

TEST_CASE("only a mended picture that the channel allows is chosen, and only if it is better",
          "[schedule]") {
  Judged judged;
  judged.ways = {{{rejected("text.brand")}, {}},
                 mended_by(RepairKind::restore_label, {passed("text.brand")})};
  domain::Profile profile;
  CHECK(way_for(profile, judged).repairs.size() == 1);
  profile.repairs = {RepairKind::match_color};
  CHECK(way_for(profile, judged).repairs.empty());
  profile.repairs = {RepairKind::restore_label};
  judged.ways[1].verdicts = {rejected("text.brand"), rejected("identity.color.body")};
  CHECK(way_for(profile, judged).repairs.empty());
}

TEST_CASE("of two failing pictures the one nearer to its limits is better", "[schedule]") {
  CHECK(is_better({rejected("identity.tiles", 0.45)}, {rejected("identity.tiles", 0.2)}));
  CHECK_FALSE(is_better({rejected("identity.tiles", 0.2)}, {rejected("identity.tiles", 0.45)}));
  CHECK(is_better({rejected("identity.tiles", 0.2)},
                  {rejected("identity.tiles", 0.45), rejected("text.label", 0.45)}));
  CHECK_FALSE(is_better({passed("identity.tiles")}, {passed("identity.tiles")}));
}

TEST_CASE("each kind of failure has its sentence, said once", "[schedule]") {
  CHECK(sentences_about({rejected("identity.tiles"), rejected("identity.sharpness"),
                         rejected("text.label"), passed("identity.count"),
                         rejected("identity.color.lid"), rejected("text.added"),
                         rejected("identity.outline"), rejected("identity.complete"),
                         rejected("identity.parts")}) ==
        std::vector<std::string>{"again.print", "again.text", "again.color", "again.overlay",
                                 "again.complete"});
  CHECK(sentences_about(
            {passed("identity.tiles"), verdict("identity.same", VerdictOutcome::not_measured)})
            .empty());
}

TEST_CASE("words beside the product are a fault where the channel forbids them", "[schedule]") {
  domain::Profile profile;
  CHECK(passes(under(profile, {rejected("text.added")})));
  profile.forbid = {"text_overlay"};
  CHECK_FALSE(passes(under(profile, {rejected("text.added")})));
}

TEST_CASE("another picture is paid for only where the failure is certain", "[schedule]") {
  CHECK(is_worth_another({rejected("text.brand")}));
  CHECK(is_worth_another({rejected("identity.tiles"), rejected("identity.count")}));
  CHECK_FALSE(is_worth_another({rejected("identity.tiles"), rejected("identity.color.body")}));
  CHECK_FALSE(is_worth_another({passed("text.brand"), rejected("text.added")}));
}
