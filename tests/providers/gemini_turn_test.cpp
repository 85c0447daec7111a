#include "pipeline/providers/gemini/turn.hpp"
#include "tests/providers/wire.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using namespace vitrine::providers;
using namespace vitrine::providers::gemini;
using domain::Operation;
using domain::SourceRole;
using test::asking;
using test::base64;
using test::Bench;
using test::png;

namespace {

const std::string kPicture = png(928, 1152, 60'000);

/// A turn with thoughts, a draft, odd spacing and signatures, and the picture spelled like this.
std::string turn_with(const std::string& letters) {
  return R"({ "role" : "model",
  "parts":[{"text":"Pl\u00e4ne \/ turn/1","thought":true},{"inlineData":{"mimeType":"image/png","data":")" +
         base64(png(9, 9)) + R"("},"thought":true},
   {"inlineData":{"mimeType":"image/png","data":")" +
         letters + R"("} ,"thoughtSignature":"c2ln+\/=="} ] })";
}

struct Kept {
  std::string turn;  ///< as it came
  std::string kept;  ///< as it is stored
};

/// What reading an answer keeps of its turn.
Kept kept_of(const std::string& letters) {
  const std::string turn = turn_with(letters);
  const std::string body = R"({"candidates":[{"content":)" + turn + R"(,"finishReason":"STOP"}]})";
  Asked asked = test::asked_for();
  asked.keeps_turn = true;
  const Reading reading = test::read(body, 200, asked);
  if (!reading.turn || !reading.picture || !reading.picture_digest) return {turn, ""};
  return {turn, kept_turn(body, *reading.turn, *reading.picture, *reading.picture_digest,
                          reading.picture_facts.bytes)};
}

util::Result<std::string> nothing_there(const util::Digest&) {
  return util::Error{util::ErrorKind::not_found, "no such blob"};
}

}  // namespace

TEST_CASE("a turn is kept without its picture and comes back byte for byte", "[providers]") {
  const Kept kept = kept_of(base64(kPicture));
  CHECK(kept.kept.size() < 1'000);  // thought and draft, but not the 80 kB of the rendering
  CHECK(kept.kept.find(R"("thoughtSignature":"c2ln+\/==")") != std::string::npos);
  CHECK(picture_of_turn(kept.kept) == util::sha256(kPicture));
  test::Shelf shelf;
  shelf.put(kPicture);
  CHECK(whole_turn(kept.kept, shelf.reader()).value() == kept.turn);
  CHECK(whole_turn(kept.kept, nothing_there).error().kind == util::ErrorKind::not_found);
}

TEST_CASE("a picture that is spelled another way stays in the turn", "[providers]") {
  std::string escaped, for_urls = base64(kPicture), unpadded = base64(png(928, 1152, 60'001));
  for (const char letter : base64(kPicture))
    escaped += letter == '/' ? "\\/" : std::string(1, letter);
  for (char& letter : for_urls) letter = letter == '/' ? '_' : letter == '+' ? '-' : letter;
  while (unpadded.ends_with('=')) unpadded.pop_back();
  REQUIRE(unpadded.size() % 4 != 0);
  for (const std::string& letters : {escaped, for_urls, unpadded}) {
    const Kept kept = kept_of(letters);
    CHECK(kept.kept == kept.turn);
    CHECK(whole_turn(kept.kept, nothing_there).value() == kept.turn);
    CHECK_FALSE(picture_of_turn(kept.kept));
  }
}

TEST_CASE("a note that fits nothing is damaged and not guessed at", "[providers]") {
  const std::string digest = util::sha256("x").hex();
  for (const std::string note : {"", "%\n{}", "% 3\n{}", "% -1\n{}", "% 1x\n{}", "abc 1\n{}"}) {
    std::string kept = "turn/1 ";
    for (const char c : note) kept += c == '%' ? digest : std::string(1, c);
    CHECK(whole_turn(kept, nothing_there).error().kind == util::ErrorKind::damaged);
    CHECK_FALSE(picture_of_turn(kept));
  }
}

TEST_CASE("row 11: a conversation whose signature was refused goes on as a stateless edit",
          "[providers]") {
  Bench bench;
  const Kept kept = kept_of(base64(kPicture));
  bench.shelf.put(kPicture);
  domain::RenderRequest request = asking(Operation::refine, "make it warmer");
  request.earlier = {{"put it on a pier", {}, bench.shelf.put(kept.kept)}};
  CHECK(bench.body(request).find(kept.turn) != std::string::npos);

  const util::Result<domain::RenderRequest> fresh = stateless(request, bench.shelf.reader());
  REQUIRE(fresh.has_value());
  CHECK(fresh->sources ==
        std::vector<domain::Source>{{SourceRole::picture, "", util::sha256(kPicture)}});
  CHECK(domain::base_key(*fresh) != domain::base_key(request));
  CHECK(test::same_json(bench.body(*fresh),
                        R"({"contents":[{"role":"user","parts":[{"text":"make it warmer"},)" +
                            test::picture_part(kPicture) +
                            R"(]}],"generationConfig":{"responseModalities":["IMAGE"],
             "imageConfig":{"aspectRatio":"4:5","imageSize":"1K"}}})"));
}

TEST_CASE("without a conversation or a rendering in it there is no stateless edit", "[providers]") {
  test::Shelf shelf;
  domain::RenderRequest request = asking(Operation::refine, "make it warmer");
  CHECK(stateless(request, shelf.reader()).error().kind == util::ErrorKind::bad_spec);
  request.earlier = {{"x", {}, shelf.put(R"({"role":"model","parts":[]})")}};
  CHECK(stateless(request, shelf.reader()).error().kind == util::ErrorKind::not_found);
}
