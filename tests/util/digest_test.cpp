#include "pipeline/util/digest.hpp"

#include <catch2/catch.hpp>

using namespace vitrine::util;

TEST_CASE("SHA-256 gives the published digests", "[util]") {
  CHECK(sha256("").hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256("abc").hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("hashing in pieces equals hashing at once", "[util]") {
  Sha256 hash;
  hash.update("a");
  hash.update("");
  hash.update("bc");
  CHECK(hash.finish() == sha256("abc"));
}

TEST_CASE("a digest reads back from its hex text, and nothing else does", "[util]") {
  const Digest digest = sha256("x");
  CHECK(Digest::from_hex(digest.hex()) == digest);
  CHECK_FALSE(Digest::from_hex(digest.short_hex()));
  CHECK_FALSE(Digest::from_hex(std::string(63, 'a') + "g"));
}
