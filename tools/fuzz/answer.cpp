#include "pipeline/providers/gemini/answer.hpp"

#include "tests/providers/wire.hpp"
#include "tools/fuzz/target.hpp"

#include <cstdlib>

// Whatever a server sends, it is one outcome and one charge, and a picture that is found can be
// copied.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vitrine;
  static const providers::gemini::Surface surface = providers::gemini::gemini_surface().value();
  static const providers::Asked asked = test::asked_for();
  if (size == 0) return 0;
  constexpr int kStatus[] = {200, 400, 403, 429, 500, 503, 200, 200};
  const std::string_view body(reinterpret_cast<const char*>(data) + 1, size - 1);
  const providers::gemini::Reading reading =
      providers::gemini::read_answer(surface, asked, test::head_of(kStatus[data[0] & 7]), body);
  if (reading.picture) {
    std::size_t bytes = 0;
    const bool copied = providers::copy_picture(
        body, *reading.picture, [&](std::string_view piece) { bytes += piece.size(); });
    if (reading.outcome.kind == domain::OutcomeKind::image &&
        (!copied || static_cast<std::int64_t>(bytes) != reading.picture_facts.bytes))
      std::abort();
  }
  if (reading.turn) static_cast<void>(reading.turn->of(body));
  return 0;
}

namespace vitrine::fuzz {
std::vector<std::string> seeds() {
  using namespace test;
  const std::string ok(1, '\0'), refused(1, '\1'), busy(1, '\3');
  const std::string picture = picture_part(png(928, 1152));
  return {ok + answer(picture),
          ok + answer(R"({"text":"here it is"},)" + picture),
          ok + answer(picture_part(jpeg(928, 1152), "image/jpeg")),
          ok + answer(R"({"text":"no"})", "IMAGE_SAFETY"),
          ok + R"({"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"}})",
          ok + R"({"predictions":[{"mimeType":"image/png","bytesBase64Encoded":")" +
              base64(png(64, 64)) + R"("}]})",
          ok + answer(R"x({"text":"![x](https://host.example/a.png)"})x"),
          refused + R"({"error":{"code":400,"message":"bad \u00e9","status":"INVALID_ARGUMENT"}})",
          busy + R"({"error":{"code":429,"status":"RESOURCE_EXHAUSTED","details":[{"@type":)"
                 R"("type.googleapis.com/google.rpc.RetryInfo","retryDelay":"7s"}]}})"};
}
}  // namespace vitrine::fuzz
