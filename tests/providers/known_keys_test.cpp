#include "pipeline/providers/known_keys.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace vitrine;
using providers::KnownKeys;

namespace {

constexpr const char* kPlain = "deadbeef00112233445566778899aabbccddeeff";

}  // namespace

TEST_CASE("a key of whatever form is found and replaced", "[providers]") {
  for (const std::string key :
       {kPlain, "correct-horse-battery-staple", "a/b+c=\"d\\e", "letmein"}) {
    KnownKeys keys;
    CHECK_FALSE(keys.stand_in("key " + key));
    keys.remember(key);
    CHECK(keys.stand_in("key " + key + " is bad"));
    CHECK(keys.without("key " + key + " is bad, " + key) == "key [key] is bad, [key]");
    const std::string masked = keys.masked("<" + key + ">");
    CHECK(masked == "<" + std::string(key.size(), '*') + ">");
  }
}

TEST_CASE("a key is found as JSON and addresses write it", "[providers]") {
  KnownKeys keys;
  keys.remember("ab/cd+ef=");
  CHECK(keys.without(R"({"key":"ab\/cd+ef="})") == R"({"key":"[key]"})");
  CHECK(keys.without("https://x.test/?key=ab%2Fcd%2Bef%3D&a=b") == "https://x.test/?key=[key]&a=b");
}

TEST_CASE("what a cut has left of a key is no longer there either", "[providers]") {
  KnownKeys keys;
  keys.remember(kPlain);
  CHECK(keys.without("bad key deadbeef0011...") == "bad key [key]");
  CHECK(keys.without("the dead...") == "the dead...");  // a word, not a key
}

TEST_CASE("a few keys are remembered and what is too short is none", "[providers]") {
  KnownKeys keys;
  keys.remember("image");
  CHECK_FALSE(keys.stand_in("no image"));
  for (int i = 0; i < 9; ++i) keys.remember("token-number-" + std::to_string(i));
  CHECK_FALSE(keys.stand_in("token-number-0"));
  CHECK(keys.stand_in("token-number-1"));
  CHECK(keys.stand_in("token-number-8"));
  keys.remember("token-number-1");  // used again: not the next to go
  keys.remember("token-number-9");
  CHECK(keys.stand_in("token-number-1"));
  CHECK_FALSE(keys.stand_in("token-number-2"));
}

TEST_CASE("a key that begins another leaves nothing of it", "[providers]") {
  KnownKeys keys;
  keys.remember("abcdef");
  keys.remember("abcdefghijkl");
  CHECK(keys.without("abcdefghijkl") == "[key]");
}

TEST_CASE("message and facts of an outcome lose the key", "[providers]") {
  KnownKeys keys;
  keys.remember(kPlain);
  domain::Outcome outcome;
  const std::string message = "refused ", key = kPlain;
  outcome.message = message + key;
  outcome.facts = {{"code", "DENIED"}, {"text", kPlain}};
  keys.hide_in(outcome);
  CHECK(outcome.message == "refused [key]");
  CHECK(outcome.facts == util::Fields{{"code", "DENIED"}, {"text", "[key]"}});
}
