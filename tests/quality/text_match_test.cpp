#include "pipeline/quality/text_match.hpp"

#include <catch2/catch.hpp>

using namespace vitrine::quality;

namespace {

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("the character error rate is edits over the reference's letters", "[quality]") {
  CHECK(character_error_rate("Elderflower Cordial", "Elderflower Cordial") == 0);
  CHECK(character_error_rate("FJELL", "FJEEL") == Approx(0.2));
  CHECK(character_error_rate("FJELL", "FJEL") == Approx(0.2));
  CHECK(character_error_rate("FJELL", "FJELLS") == Approx(0.2));
  CHECK(character_error_rate("FJELL", "") == 1);
  CHECK(character_error_rate("", "") == 0);
  CHECK(character_error_rate("", "SALE") == 1);
}

TEST_CASE("quotes, dashes and spaces are not compared, points between digits are", "[quality]") {
  CHECK(comparable("\u201cL'eau\u201d") == comparable("L\u2019 eau"));
  CHECK(comparable("cedar\u2013wood ") == comparable("cedar-wood"));
  CHECK(comparable("16.9") != comparable("169"));
  CHECK(comparable("end.") == comparable("end"));
  CHECK(comparable("caf\u00e9") != comparable("cafe"));
}

TEST_CASE("what a false label differs by is not folded", "[quality]") {
  CHECK(comparable("500") != comparable("5OO"));
  CHECK(comparable("modern") != comparable("modem"));
  CHECK(comparable("lO") != comparable("1O"));
  CHECK(comparable("Fjell") != comparable("fjell"));
  CHECK(comparable("CO") == comparable("Co"));  // the same shape, a smaller size
}

TEST_CASE("edits are told for the word they fall in", "[quality]") {
  CHECK(word_edits(Words{"SOY", "CANDLE"}, Words{"SOY", "CANDLF"}) == std::vector<int>{0, 1});
  CHECK(word_edits(Words{"500", "ml"}, Words{"500ml"}) == std::vector<int>{0, 0});
  CHECK(word_edits(Words{"250", "ml"}, Words{"200", "ml"}) == std::vector<int>{1, 0});
  CHECK(word_edits(Words{"FJELL"}, Words{"FJELLS"}) == std::vector<int>{0});
  CHECK(word_edits(Words{"FJELL", "now"}, Words{"FJELLS", "now"}) == std::vector<int>{1, 0});
  CHECK(word_edits(Words{"BODY"}, Words{"BoDy"}) == std::vector<int>{0});
  CHECK(word_edits(Words{"FJELL"}, Words{"Fjell"}) == std::vector<int>{4});
  CHECK(word_edits(Words{"FJELL"}, Words{"|", "FJELL", "ee"}) == std::vector<int>{0});
  CHECK(word_edits(Words{"FJELL"}, Words{}) == std::vector<int>{5});
}

TEST_CASE("a phrase is found whole, in its case first", "[quality]") {
  const Words line{"Leaf", "LEAF", "&", "CO"};
  CHECK(find_phrase(line, "LEAF & CO").first == 1);
  CHECK(find_phrase(line, "LEAF & CO").last == 4);
  CHECK(find_phrase(line, "LEAF").first == 1);
  CHECK(find_phrase(line, "leaf").first == 0);
  CHECK(find_phrase(line, "EAF").empty());
  CHECK(find_phrase(line, "").empty());
}

TEST_CASE("an amount is a number with its unit", "[quality]") {
  const Words line{"500", "ml", "12", "herbs", "250ml", "5%"};
  CHECK(is_amount(line, 0));
  CHECK_FALSE(is_amount(line, 1));
  CHECK_FALSE(is_amount(line, 2));
  CHECK(is_amount(line, 4));
  CHECK(is_amount(line, 5));
}
