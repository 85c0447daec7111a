#include "pipeline/domain/profile.hpp"
#include "tests/catalog/project.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace vitrine;
using namespace std::chrono_literals;
using test::built_in;
using test::load_with_settings;

TEST_CASE("a dated rule switches on at the beginning of its day", "[catalog]") {
  const catalog::Catalog before = built_in(2027y / 1 / 30), after = built_in(2027y / 1 / 31);
  CHECK(before.find_profile("google-main")->min_px == 100);
  CHECK(before.find_profile("google-main")->version == 2);
  CHECK(after.find_profile("google-main")->min_px == 500);
  CHECK(after.find_profile("google-main")->version == 3);
  // Announced for main and additional pictures only.
  CHECK(after.find_profile("google-additional")->min_px == 500);
  CHECK(after.find_profile("google-lifestyle")->min_px == 100);
}

TEST_CASE("a coming rule is told with its day and what it changes", "[catalog]") {
  const catalog::Catalog before = built_in(2026y / 11 / 22);
  const auto& coming = before.coming_rules();
  const auto main = std::find_if(coming.begin(), coming.end(), [](const domain::ComingRule& rule) {
    return rule.profile == "google-main";
  });
  REQUIRE(main != coming.end());
  CHECK(main->from == 2027y / 1 / 31);
  CHECK(main->text == "min_px 100 -> 500");
  CHECK(before.find_profile("google-main")->notes.ends_with("from 2027-01-31: min_px 100 -> 500"));

  const catalog::Catalog after = built_in(2027y / 1 / 31);
  CHECK(after.coming_rules().empty());
  CHECK(after.find_profile("google-main")->notes.ends_with("since 2027-01-31: min_px 100 -> 500"));
}

TEST_CASE("Amazon's first picture shows the photographed product on exact white", "[catalog]") {
  const catalog::Catalog catalog = built_in();
  const domain::Profile& main = *catalog.find_profile("amazon-main");
  CHECK(main.target_px == domain::PixelSize{2000, 2000});
  CHECK(main.background == domain::BackgroundMode::exact_white);
  CHECK(main.fill_target == 0.88);
  CHECK(main.regenerate_forbidden);
  CHECK_FALSE(main.shadow_allowed);
  CHECK(main.formats.front() == domain::ImageFormat::jpeg);
  CHECK(main.max_bytes == 10'000'000);
  CHECK(main.severity_of("whiteness", domain::Severity::info) == domain::Severity::reject);
  CHECK_FALSE(catalog.find_profile("amazon-secondary")->regenerate_forbidden);
  CHECK(catalog.find_profile("amazon-third") == nullptr);
}

TEST_CASE("Zalando's own best size passes the tolerance around its published ratio", "[catalog]") {
  const catalog::Catalog catalog = built_in();
  const domain::Profile& zalando = *catalog.find_profile("zalando");
  const double published = 1 / 1.44;
  const double delivered = static_cast<double>(zalando.target_px.width) / zalando.target_px.height;
  CHECK(std::abs(delivered / published - 1) <= zalando.aspect_tolerance);
}

TEST_CASE("a picture's slot is the profile's code with its position", "[catalog]") {
  const catalog::Catalog catalog = built_in();
  CHECK(catalog.find_profile("amazon-main")->slot_name(1) == "MAIN");
  CHECK(catalog.find_profile("amazon-secondary")->slot_name(3) == "PT03");
  CHECK(catalog.find_profile("amazon-secondary")->slot_name(123) == "PT123");
}

TEST_CASE("a profile says how colour is held, how much is sharpened, and what its set is",
          "[catalog]") {
  const auto loading = load_with_settings(R"(
profiles:
  - id: web
    extends: shopify
    chroma: "4:2:0"
    sharpen: 45
    avif_quality: 60
    widths: [400, 800]
    width_formats: [webp, avif]
)");
  REQUIRE(loading.catalog);
  const domain::Profile& web = *loading.catalog->find_profile("web");
  CHECK(web.chroma == domain::Chroma::halved);
  CHECK(web.sharpen == 45);
  CHECK(web.avif_quality == 60);
  CHECK(web.widths == std::vector{400, 800});
  CHECK(web.width_formats == std::vector{domain::ImageFormat::webp, domain::ImageFormat::avif});
  const domain::Profile& shopify = *loading.catalog->find_profile("shopify");
  CHECK(shopify.chroma == domain::Chroma::measured);
  CHECK(shopify.sharpen == 30);
  CHECK(shopify.widths.empty());
  const auto wrong =
      load_with_settings("profiles:\n  - {id: web, extends: shopify, widths: [4]}\n");
  REQUIRE(wrong.problems.size() == 1);
  CHECK(wrong.problems[0].message.find("whole numbers from 16") != std::string::npos);
}

TEST_CASE("a profile whose rules no picture could meet is refused", "[catalog]") {
  const auto loading = load_with_settings(R"(
profiles:
  - id: kiosk
    extends: shopify
    target_px: 400x400
    max_px: 300
    fill_min: 0.9
    slot_code: media
    name_pattern: "{sku}_{slot}.{ext}"
)");
  CHECK_FALSE(loading.catalog);
  std::vector<std::string> messages;
  for (const domain::Problem& problem : loading.problems) {
    CHECK(problem.code == "contradiction");
    CHECK(problem.line == 3);
    messages.push_back(problem.message);
  }
  CHECK(messages == std::vector<std::string>{
                        "profile kiosk: target_px is below min_px",
                        "profile kiosk: target_px is above max_px",
                        "profile kiosk: fill_target is outside fill_min to fill_max",
                        "profile kiosk: several pictures would share one {slot}: slot_code needs a "
                        "# for the position"});
}

TEST_CASE("a mistake in a rule that is still to come is found today", "[catalog]") {
  const auto loading = load_with_settings(R"(
profiles:
  - id: kiosk
    extends: shopify
    from:
      2030-01-01: {version: 2, min_px: many}
      2031-01-01: {min_px: 900}
      soon: {min_px: 1000}
)");
  REQUIRE(loading.problems.size() == 3);
  CHECK(loading.problems[0].line == 8);
  CHECK(loading.problems[0].message == "\"soon\" is not a day such as 2027-01-31");
  CHECK(loading.problems[1].line == 6);
  CHECK(loading.problems[1].message ==
        "min_px of profile kiosk: \"many\" is not a whole number from 0 to 20000");
  CHECK(loading.problems[2].line == 7);
  CHECK(loading.problems[2].code == "version-not-raised");
}
