#include "pipeline/domain/profile.hpp"

#include <catch2/catch.hpp>

using namespace vitrine::domain;

TEST_CASE("a responsive set is the profile again, in each width and format", "[domain]") {
  Profile profile;
  profile.id = "web";
  profile.target_px = {1200, 1801};
  profile.min_px = 1000;
  profile.formats = {ImageFormat::jpeg, ImageFormat::webp};
  profile.widths = {400, 1200, 1600};
  profile.width_formats = {ImageFormat::webp, ImageFormat::avif};
  const auto set = responsive_set(profile);
  REQUIRE(set.size() == 4);  // nothing is enlarged to 1600
  CHECK(set[0].id == "web@400.webp");
  CHECK(set[0].target_px == PixelSize{400, 600});
  CHECK(set[0].formats == std::vector{ImageFormat::webp});
  CHECK(set[0].name_suffix == "-400");
  CHECK(set[0].variant_of == "web");
  CHECK(set[0].min_px == 0);
  CHECK(set[3].id == "web@1200.avif");
  for (const Profile& variant : set) CHECK(responsive_set(variant).empty());
}

TEST_CASE("without formats of its own a set has the delivered one, without widths it is empty",
          "[domain]") {
  Profile profile;
  profile.target_px = {900, 900};
  profile.formats = {ImageFormat::jpeg, ImageFormat::webp};
  CHECK(responsive_set(profile).empty());
  profile.widths = {300};
  REQUIRE(responsive_set(profile).size() == 1);
  CHECK(responsive_set(profile)[0].formats == std::vector{ImageFormat::jpeg});
}
