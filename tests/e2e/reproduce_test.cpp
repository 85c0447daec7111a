// The auditor's question, asked of the real binary.
#include "tests/e2e/shop.hpp"

#include <catch2/catch.hpp>

#include <fstream>

using namespace vitrine;
using test::Ended;
using test::Shop;
namespace fs = std::filesystem;

namespace {

fs::path blob_file(const Shop& shop, const std::string& hex) {
  return shop.root() / ".vitrine/blobs/sha256" / hex.substr(0, 2) / hex;
}

}  // namespace

TEST_CASE("every asset rebuilds byte for byte with its own bytes deleted, on 1, 2 and 7 threads",
          "[e2e]") {
  const Shop shop;
  REQUIRE(shop.json("run jobs/spring.yaml").exit_code == 0);
  const Ended list = shop.json("assets");
  for (const auto& asset : list.json["assets"].GetArray())
    fs::remove(blob_file(shop, asset["sha256"].GetString()));
  for (const char* threads : {"1", "2", "7"}) {
    const Ended again = shop.json(std::string("reproduce --all --threads ") + threads);
    INFO(again.out << again.err);
    CHECK(again.exit_code == 0);
    CHECK(again.json["assets"].GetInt() == 9);
    CHECK(again.json["identical"].GetInt() == 9);
  }
}

TEST_CASE("every asset rebuilds to the same bytes with vector instructions off", "[e2e]") {
  const Shop shop;
  REQUIRE(shop.json("run jobs/spring.yaml").exit_code == 0);
  const Ended again =
      shop.json("reproduce --all",
                "OPENCV_CPU_DISABLE=AVX512-SKX,AVX2,FP16,AVX,FMA3,SSE4.2,SSE4.1 JSIMD_FORCESSE2=1 "
                "GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2,-FMA");
  INFO(again.out << again.err);
  CHECK(again.exit_code == 0);
  CHECK(again.json["identical"].GetInt() == 9);
}

TEST_CASE("one flipped byte in a rendering is named, and the exit is not 0", "[e2e]") {
  const Shop shop;
  REQUIRE(shop.json("run jobs/spring.yaml").exit_code == 0);
  const Ended shown = shop.json("show BOX-01/sage/table");
  REQUIRE(shown.exit_code == 0);
  const std::string rendering = shown.json["rendering"].GetString();
  const fs::path file = blob_file(shop, rendering);
  fs::permissions(file, fs::perms::owner_write, fs::perm_options::add);
  std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
  bytes.seekg(100);
  const char byte = static_cast<char>(bytes.get() ^ 1);
  bytes.seekp(100);
  bytes.put(byte);
  bytes.close();
  const Ended again = shop.json("reproduce --all");
  CHECK(again.exit_code == 1);
  CHECK(again.json["identical"].GetInt() == 8);
  REQUIRE(again.json["problems"].Size() == 1);
  CHECK(
      std::string(again.json["problems"][0]["detail"].GetString()).find(rendering.substr(0, 12)) !=
      std::string::npos);
}

TEST_CASE("show tells the whole way of one asset, named by its delivered file", "[e2e]") {
  const Shop shop;
  REQUIRE(shop.json("run jobs/spring.yaml").exit_code == 0);
  const fs::path file = shop.delivered().front();
  const Ended shown = shop.json("show '" + file.string() + "'");
  INFO(shown.out << shown.err);
  REQUIRE(shown.exit_code == 0);
  CHECK(shown.json["verdicts"].Size() >= 8);
  CHECK(shown.json["request"].Size() >= 5);
  CHECK(std::string(shown.json["attempts"][0]["provider"].GetString()) == "studio");
}
