#include "pipeline/providers/gemini/surface.hpp"
#include "pipeline/providers/gemini/travel.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using providers::PictureUse;
using providers::Travel;
using providers::Way;
using namespace vitrine::providers::gemini;

namespace {

const Surface& gemini() {
  static const Surface kSurface = gemini_surface().value();
  return kSurface;
}

std::string refusal(const Surface& surface, const std::vector<PictureUse>& pictures) {
  const util::Result<Travel> travel = decide_travel(surface, pictures, 0);
  return travel ? "sent" : travel.error().message;
}

}  // namespace

TEST_CASE("a picture of one request travels inside it", "[providers]") {
  const Travel travel = decide_travel(gemini(), {{5'000'000, 1}, {2'000'000, 2}}, 500).value();
  CHECK(travel.ways == std::vector{Way::inline_bytes, Way::inline_bytes});
  CHECK(travel.reason == "pictures go inline");
  CHECK(travel.body_bytes > 7'000'000 / 3 * 4);
}

TEST_CASE("a picture that many scenes use is uploaded once and then named", "[providers]") {
  const Travel first = decide_travel(gemini(), {{5'000'000, 12}, {1'000, 12}}, 0).value();
  CHECK(first.ways == std::vector{Way::upload, Way::inline_bytes});
  CHECK(first.reason == "1 uploaded, because several requests send them");
  const Travel later = decide_travel(gemini(), {{5'000'000, 12, true}}, 0).value();
  CHECK(later.ways == std::vector{Way::uploaded});
  CHECK(later.body_bytes < 5'000);
}

TEST_CASE("the inline limit counts base64 and moves the largest pictures first", "[providers]") {
  // 74 million bytes are 98.7 as base64, 76 million are 101.3.
  CHECK(decide_travel(gemini(), {{74'000'000, 1}}, 0)->ways == std::vector{Way::inline_bytes});
  const Travel travel = decide_travel(gemini(), {{30'000'000, 1}, {46'000'000, 1}}, 0).value();
  CHECK(travel.ways == std::vector{Way::inline_bytes, Way::upload});
  CHECK(travel.reason == "1 uploaded, because the request would pass 100.0 MB");
  CHECK(travel.body_bytes <= 100'000'000);
  CHECK(decide_travel(gemini(), {}, 101'000'000).has_error());
}

TEST_CASE("where nothing can be uploaded a request that is too large is refused", "[providers]") {
  const Surface comet = cometapi_surface().value();
  CHECK(refusal(comet, {{5'000'000, 12}}) == "sent");
  CHECK(decide_travel(comet, {{5'000'000, 12}}, 0)->ways == std::vector{Way::inline_bytes});
  CHECK(refusal(comet, {{76'000'000, 1}}) ==
        "the request has 101.3 MB; cometapi takes 100.0 MB and no uploads");
}

TEST_CASE("vertex takes seven megabytes a picture", "[providers]") {
  const Surface vertex = vertex_surface("p", "global").value();
  CHECK(refusal(vertex, {{7'000'000, 12}, {7'000'000, 1}}) == "sent");
  CHECK(refusal(vertex, {{1'000, 1}, {7'100'000, 1}}) ==
        "picture 2 has 7.1 MB; vertex takes 7.0 MB a picture");
}
