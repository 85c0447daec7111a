#include "pipeline/providers/base64.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace vitrine::providers;

namespace {

std::string encoded(std::string_view bytes) {
  std::string text;
  append_base64(text, bytes);
  return text;
}

/// The bytes, or "bad".
std::string decoded(std::string_view text) {
  std::string bytes;
  return decode_base64(text, [&](std::string_view piece) { bytes += piece; }) ? bytes : "bad";
}

}  // namespace

TEST_CASE("base64 is written as RFC 4648 lists it", "[providers]") {
  CHECK(encoded("") == "");
  CHECK(encoded("f") == "Zg==");
  CHECK(encoded("fo") == "Zm8=");
  CHECK(encoded("foo") == "Zm9v");
  CHECK(encoded("foobar") == "Zm9vYmFy");
  CHECK(encoded("\xFB\xFF") == "+/8=");
  CHECK(base64_for_urls("\xFB\xFF") == "-_8");
  CHECK(base64_size(5746) == 7664);
}

TEST_CASE("base64 of every length comes back as it was", "[providers]") {
  std::string bytes;
  for (int i = 0; i < 300; ++i) {
    INFO(i);
    REQUIRE(decoded(encoded(bytes)) == bytes);
    REQUIRE(encoded(bytes).size() == base64_size(bytes.size()));
    bytes.push_back(static_cast<char>(i * 7));
  }
}

TEST_CASE("large base64 is decoded through one small buffer", "[providers]") {
  std::string bytes(1'000'003, 'a');
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 131 >> 3);
  std::string back;
  std::size_t largest = 0;
  CHECK(decode_base64(encoded(bytes), [&](std::string_view piece) {
    largest = std::max(largest, piece.size());
    back += piece;
  }));
  CHECK(back == bytes);
  CHECK(largest <= 64 * 1024);
}

TEST_CASE("missing padding and url letters are taken", "[providers]") {
  CHECK(decoded("Zg") == "f");
  CHECK(decoded("Zm8") == "fo");
  CHECK(decoded("-_8") == "\xFB\xFF");
  CHECK(decoded("+/8=") == "\xFB\xFF");
}

TEST_CASE("base64 escaped as JSON allows is the same base64", "[providers]") {
  CHECK(decoded(R"(+\/8\u003d)") == "\xFB\xFF");
  CHECK(decoded(R"(\u002B\u002f8=)") == "\xFB\xFF");
  CHECK(decoded(R"(Zm9v\n)") == "bad");
  CHECK(decoded(R"(Zm9v\u00e9)") == "bad");
  CHECK(decoded(R"(Zm9v\u00)") == "bad");
  CHECK(decoded("Zm9v\\") == "bad");
}

TEST_CASE("wrong base64 is told from short base64 and neither is guessed", "[providers]") {
  CHECK(decoded("Zm9vY") == "bad");   // a letter alone
  CHECK(decoded("Zm9vYm") == "bad");  // cut short: bits are left over
  CHECK(decoded("Zg=") == "bad");     // half the padding
  CHECK(decoded("Zg===") == "bad");
  CHECK(decoded("Zm9v=") == "bad");
  CHECK(decoded("Zg==Zg==") == "bad");
  CHECK(decoded("Zm 9v") == "bad");
  CHECK(decoded("Zm9v\n") == "bad");
  CHECK(decoded("data:image/png;base64,Zm9v") == "bad");
}
