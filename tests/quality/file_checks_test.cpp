#include "tests/quality/packshot.hpp"

using namespace vitrine;
using namespace vitrine::test;
using domain::VerdictOutcome;

TEST_CASE("a faultless packshot passes everything, with its values", "[quality]") {
  Packshot packshot;
  packshot.colors = {{"body", std::nullopt, {}}};
  const std::vector<quality::Finding> findings = packshot.check();
  for (const quality::Finding& each : findings) {
    INFO(each.verdict.check << ": " << each.verdict.detail);
    CHECK(each.verdict.outcome == VerdictOutcome::pass);
    CHECK(each.evidence_png.empty());
    CHECK_FALSE(each.verdict.detail.empty());
  }
  for (const char* check :
       {"opens", "format", "pixels", "ratio", "bytes", "metadata", "whiteness", "fill", "margins",
        "sharpness", "clipping", "halo", "fringe", "islands", "color.body", "enlarged"})
    CHECK(has(findings, check));
  CHECK(finding(findings, "fill").verdict.value == Approx(0.86));
}

TEST_CASE("a file that does not open gets that one finding", "[quality]") {
  const Packshot packshot;
  const std::string file = packshot.file();
  const auto findings = packshot.check(std::string_view(file).substr(0, file.size() / 2));
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].verdict.check == "opens");
  CHECK(findings[0].verdict.outcome == VerdictOutcome::reject);
}

TEST_CASE("what the channel does not take is rejected", "[quality]") {
  Packshot packshot;
  packshot.profile.formats = {domain::ImageFormat::png};
  CHECK(outcome(packshot.check(), "format") == VerdictOutcome::reject);
  packshot = {};
  packshot.recipe.format = domain::ImageFormat::webp;
  CHECK(outcome(packshot.check(), "format") == VerdictOutcome::reject);
  packshot = {};
  packshot.profile.min_px = 1600;
  CHECK(outcome(packshot.check(), "pixels") == VerdictOutcome::reject);
  packshot = {};
  packshot.profile.max_px = 800;
  CHECK(outcome(packshot.check(), "pixels") == VerdictOutcome::reject);
  packshot = {};
  packshot.profile.max_megapixels = 0.5;
  CHECK(outcome(packshot.check(), "pixels") == VerdictOutcome::reject);
  packshot = {};
  packshot.profile.max_bytes = 2000;
  CHECK(outcome(packshot.check(), "bytes") == VerdictOutcome::reject);
  packshot = {};
  packshot.profile.min_bytes = 10'000'000;
  CHECK(outcome(packshot.check(), "bytes") == VerdictOutcome::reject);
}

TEST_CASE("transparency is rejected where the channel forbids it", "[quality]") {
  Packshot packshot;
  packshot.profile.formats = {domain::ImageFormat::png};
  packshot.recipe.format = domain::ImageFormat::png;
  const std::string png = imaging::encode_png({packshot.bgr, packshot.mask});
  CHECK(outcome(packshot.check(png), "format") == VerdictOutcome::reject);
  packshot.profile.alpha_allowed = true;
  CHECK(outcome(packshot.check(png), "format") == VerdictOutcome::pass);
}

TEST_CASE("the ratio is held with its tolerance", "[quality]") {
  Packshot packshot;
  packshot.profile.aspect = domain::Aspect{1000, 1004};
  CHECK(outcome(packshot.check(), "ratio") == VerdictOutcome::pass);
  packshot.profile.aspect = domain::Aspect{1000, 1010};
  CHECK(outcome(packshot.check(), "ratio") == VerdictOutcome::reject);
}

TEST_CASE("a file must say how it was made and lead back to its record", "[quality]") {
  const Packshot packshot;
  const std::string bare = imaging::encode_jpeg(packshot.bgr, 92, false);
  CHECK(outcome(packshot.check(bare), "metadata") == VerdictOutcome::reject);
  for (const imaging::Provenance& wrong :
       {imaging::Provenance{"digitalCapture", "", "", "77"},
        imaging::Provenance{"algorithmicallyEnhanced", "", "", "78"},
        imaging::Provenance{"algorithmicallyEnhanced", "someone else", "", "77"}})
    CHECK(outcome(packshot.check(imaging::with_provenance(bare, wrong).value()), "metadata") ==
          VerdictOutcome::reject);
}

TEST_CASE("the profile says what failing means", "[quality]") {
  Packshot packshot;
  packshot.profile.min_px = 1600;
  packshot.profile.severity["pixels"] = domain::Severity::warn;
  CHECK(outcome(packshot.check(), "pixels") == VerdictOutcome::warn);
  packshot.profile.severity["pixels"] = domain::Severity::info;
  const quality::Finding informed = finding(packshot.check(), "pixels");
  CHECK(informed.verdict.outcome == VerdictOutcome::pass);
  CHECK(informed.verdict.limit == 1600);
}

TEST_CASE("without an outline nothing that needs one passes", "[quality]") {
  Packshot packshot;
  packshot.mask.release();
  packshot.colors = {{"body", std::nullopt, {}}};
  const auto findings = packshot.check();
  for (const char* check :
       {"whiteness", "fill", "margins", "sharpness", "clipping", "halo", "fringe", "color.body"}) {
    CHECK(outcome(findings, check) == VerdictOutcome::not_measured);
    CHECK_FALSE(finding(findings, check).verdict.detail.empty());
  }
}
