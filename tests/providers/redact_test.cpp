#include "pipeline/providers/redact.hpp"

#include "pipeline/util/text.hpp"

#include <catch2/catch.hpp>

#include <string>

using vitrine::providers::redacted;

namespace {

constexpr const char* kGoogleKey = "AIzaSyD4nKxR3vQw8tYpLmZ0bHcGfEjUiOaSd12";

bool hides(const std::string& text, const std::string& secret) {
  return redacted(text).find(secret) == std::string::npos;
}

}  // namespace

TEST_CASE("an ordinary message stays as it is", "[providers]") {
  const std::string text =
      "You exceeded your current quota, please check your plan and billing details. * Quota "
      "exceeded for metric: generativelanguage.googleapis.com/generate_content_free_tier_requests, "
      "limit: 250, GenerateRequestsPerDayPerProjectPerModel-FreeTier";
  CHECK(redacted(text) == text);
  CHECK(redacted("model gemini-3.1-flash-lite-image is gone; see https://ai.google.dev/x/y") ==
        "model gemini-3.1-flash-lite-image is gone; see https://ai.google.dev/x/y");
  CHECK(redacted("invalid key: no value") == "invalid key: no value");
}

TEST_CASE("keys of every maker are replaced wherever they stand", "[providers]") {
  const std::string google = kGoogleKey;
  CHECK(redacted("API key " + google + " is not valid.") == "API key [key] is not valid.");
  CHECK(hides("https://x.test/v1?key=" + google, google));
  CHECK(hides("\"x-goog-api-key\": \"" + google + "\"", google));
  CHECK(hides("token sk-proj-abc123DEF456 rejected", "abc123DEF456"));
  CHECK(hides("Authorization: Bearer abc.def-123", "abc.def-123"));
  CHECK(hides("authorization: bearer abc.def-123", "abc.def-123"));
  CHECK(hides("got ya29.a0AfH6SMBx", "a0AfH6SMBx"));
  CHECK(hides("assertion=eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.sig_nature", "eyJpc3MiOiJ4In0"));
  CHECK(hides("api_key=plainsecret1", "plainsecret1"));
  CHECK(hides("client_secret: plainsecret2", "plainsecret2"));
  CHECK(hides("(" + google + ")", google));
  CHECK(hides("/" + google, google));
}

TEST_CASE("signed addresses lose their query and base64 its letters", "[providers]") {
  const std::string shown =
      redacted("fetch https://storage.test/a.png?X-Goog-Signature=00ff&X-Goog-Expires=3600 failed");
  CHECK(shown == "fetch https://storage.test/a.png?[query] failed");
  const std::string picture = "iVBORw0KGgoAAAANSUhEUgAABAAAAAQACAIAAADwf7zUAAAgAElEQVR4";
  CHECK(redacted("got " + picture + " back") == "got [56 letters] back");
  CHECK(hides("data:image/png;base64," + picture, picture));
  CHECK(hides(std::string(150, 'A'), std::string(100, 'A')));
}

TEST_CASE("a message is one line of at most 300 bytes of whole letters", "[providers]") {
  CHECK(redacted("a\n\n  b\tc\r\n") == "a b c");
  CHECK(redacted(std::string("a\x1b[31mb")) == "a?[31mb");
  std::string long_text;
  for (int i = 0; i < 1'000; ++i) long_text += "späte Wörter ";
  const std::string shown = redacted(long_text);
  CHECK(shown.size() <= 300);
  CHECK(shown.size() > 290);
  CHECK(vitrine::util::is_valid_utf8(shown));
  CHECK(vitrine::util::is_valid_utf8(redacted("\xFF\xFE broken")));
  CHECK(redacted("") == "");
}

TEST_CASE("a key cut by the end of what is read does not slip through", "[providers]") {
  const std::string google = kGoogleKey;
  for (std::size_t pad = 8'150; pad < 8'200; ++pad) {
    const std::string text = "<b>" + std::string(pad, ' ') + google + " " + std::string(9'000, 'x');
    INFO(pad);
    REQUIRE(hides(text, google.substr(0, 12)));
  }
}

TEST_CASE("of a proxy's page only the words are shown", "[providers]") {
  CHECK(
      redacted("<!DOCTYPE html><html><head><title>Error</title><style>p{color:red}</style>"
               "<script>var key='x';</script></head><body><b>502.</b> Try later.</body></html>") ==
      "Error 502. Try later.");
  CHECK(redacted("<html><body") == "");
  CHECK(redacted("3 < 4 and 5 > 4") != "");
}
