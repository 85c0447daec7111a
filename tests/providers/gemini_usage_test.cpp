#include "pipeline/providers/gemini/usage.hpp"
#include "tests/providers/wire.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using namespace vitrine::providers;
using namespace vitrine::providers::gemini;
using test::asked_for;

namespace {

Charge charged(const std::string& usage_json,
               PictureMade picture = PictureMade::yes,
               const Asked& asked = asked_for()) {
  const auto answer = providers::JsonAnswer::parse(usage_json);
  return charge_for(asked, read_usage(answer->root()), picture);
}

}  // namespace

TEST_CASE("row 14: pictures cost the picture's price and thinking counts as text", "[providers]") {
  // Measured on 2.1 at 1K: 54 in, 80 text, 1120 picture, 639 thoughts.
  const Charge charge = charged(
      R"({"promptTokenCount":54,"candidatesTokenCount":1200,"thoughtsTokenCount":639,
          "totalTokenCount":1893,"candidatesTokensDetails":[{"modality":"IMAGE","tokenCount":1120},
          {"modality":"TEXT","tokenCount":80}]})");
  CHECK(charge.tokens.input == 54);
  CHECK(charge.tokens.picture == 1120);
  CHECK(charge.tokens.text == 719);
  CHECK(charge.amount == util::Money{33'600 + 81 + 5'393});  // rounded once
  CHECK_FALSE(charge.estimated);
}

TEST_CASE("row 14: pictures sent are part of the input and are paid", "[providers]") {
  const Charge charge = charged(
      R"({"promptTokenCount":2294,"candidatesTokenCount":1120,"totalTokenCount":3414,
          "promptTokensDetails":[{"modality":"TEXT","tokenCount":54},
                                 {"modality":"IMAGE","tokenCount":2240}],
          "candidatesTokensDetails":[{"modality":"IMAGE","tokenCount":1120}]})");
  CHECK(charge.tokens.input == 2294);
  CHECK(charge.amount == util::Money{3'441 + 33'600});
}

TEST_CASE("row 15: what came out is total minus prompt whether or not candidates hold the thoughts",
          "[providers]") {
  const Charge apart = charged(
      R"({"promptTokenCount":54,"candidatesTokenCount":1120,"thoughtsTokenCount":639,
          "totalTokenCount":1813,"candidatesTokensDetails":[{"modality":"IMAGE","tokenCount":1120}]})");
  const Charge within = charged(
      R"({"promptTokenCount":54,"candidatesTokenCount":1759,"thoughtsTokenCount":639,
          "totalTokenCount":1813,"candidatesTokensDetails":[{"modality":"IMAGE","tokenCount":1120}]})");
  CHECK(apart.tokens.text == 639);
  CHECK(within.tokens.text == 639);
  CHECK(apart.amount == within.amount);
}

TEST_CASE("tokens of tools are not charged as output", "[providers]") {
  const Charge charge = charged(
      R"({"promptTokenCount":54,"candidatesTokenCount":1120,"toolUsePromptTokenCount":30,
          "totalTokenCount":1204})");
  CHECK(charge.tokens.picture == 1120);
  CHECK(charge.tokens.text == 0);
}

TEST_CASE("a gateway that does not split its output is priced by the table", "[providers]") {
  const Charge charge = charged(
      R"({"promptTokenCount":54,"candidatesTokenCount":1200,"thoughtsTokenCount":639,
          "totalTokenCount":1893})");
  CHECK(charge.tokens.picture == 1120);
  CHECK(charge.tokens.text == 719);
  CHECK_FALSE(charge.estimated);
  const Charge larger = charged(R"({"promptTokenCount":54,"candidatesTokenCount":2000,
      "totalTokenCount":2054})",
                                PictureMade::yes, asked_for("gemini-3-pro-image", "4K", "1:1"));
  CHECK(larger.tokens.picture == 2000);
  const Charge none =
      charged(R"({"promptTokenCount":54,"candidatesTokenCount":80,"totalTokenCount":134})",
              PictureMade::no);
  CHECK(none.tokens.picture == 0);
  CHECK(none.tokens.text == 80);
}

TEST_CASE("without a total the parts are summed and a total below them is none", "[providers]") {
  CHECK(charged(R"({"promptTokenCount":54,"candidatesTokenCount":1120,"thoughtsTokenCount":639})")
            .tokens.text == 639);
  CHECK(charged(R"({"promptTokenCount":54,"candidatesTokenCount":1130,"totalTokenCount":0})")
            .tokens.text == 10);
  CHECK(charged(R"({"promptTokenCount":-5,"candidatesTokenCount":1120})").tokens.input == 0);
}

TEST_CASE("where nothing is reported the book's typical call is charged and marked",
          "[providers]") {
  for (const char* usage : {"{}", R"({"trafficType":"ON_DEMAND"})"}) {
    const Charge made = charged(usage);
    CHECK(made.estimated);
    CHECK(made.tokens.input == 100 + 2 * 1120);
    CHECK(made.tokens.picture == 1120);
    CHECK(made.tokens.text == 640);
    CHECK(charged(usage, PictureMade::unknown).tokens.picture == 1120);
    CHECK(charged(usage, PictureMade::no).tokens.picture == 0);
    CHECK(charged(usage, PictureMade::no).estimated);
  }
}

TEST_CASE("an unknown price is no amount and never zero", "[providers]") {
  Asked asked = asked_for();
  asked.price.reset();
  CHECK_FALSE(
      charged(R"({"promptTokenCount":54,"totalTokenCount":54})", PictureMade::no, asked).amount);
  CHECK(no_charge(asked).amount == util::Money{});
}

TEST_CASE("a price by the piece is charged whatever was used and marked where nothing came",
          "[providers]") {
  const Asked asked = asked_for("imagen-product-recontext-preview-06-30", "1K", "1:1");
  const Charge made =
      charged(R"({"promptTokenCount":5,"totalTokenCount":5000})", PictureMade::yes, asked);
  CHECK(made.amount == util::Money{120'000});
  CHECK_FALSE(made.estimated);
  const Charge none = charged("{}", PictureMade::no, asked);
  CHECK(none.amount == util::Money{120'000});
  CHECK(none.estimated);
}

TEST_CASE("usage is recorded as it was sent and no more", "[providers]") {
  const auto answer = providers::JsonAnswer::parse(
      R"({"promptTokenCount":1174,"thoughtsTokenCount":0,"trafficType":"ON_DEMAND",
          "promptTokensDetails":[{"modality":"TEXT","tokenCount":54},{"modality":"IMAGE","tokenCount":1120}]})");
  CHECK(to_fields(read_usage(answer->root())) == util::Fields{{"tokens.prompt", "1174"},
                                                              {"tokens.thoughts", "0"},
                                                              {"tokens.picture_in", "1120"},
                                                              {"tokens.text_in", "54"},
                                                              {"traffic_type", "ON_DEMAND"}});
}
