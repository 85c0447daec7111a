// A matting network named in vitrine.yaml, seen from outside.
#include "pipeline/util/digest.hpp"
#include "tests/e2e/shop.hpp"
#include "tests/studio/onnx_bytes.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>

using namespace vitrine;
using test::Ended;
using test::Shop;
namespace fs = std::filesystem;

namespace {

void name_network(const Shop& shop, const std::string& onnx) {
  std::ofstream(shop.root() / "dark.onnx", std::ios::binary) << onnx;
  const std::string before = test::read_text(shop.root() / "vitrine.yaml");
  if (before.find("matting:") == std::string::npos)
    std::ofstream(shop.root() / "vitrine.yaml")
        << before << "matting: {network: dark.onnx, size: 240}\n";
}

}  // namespace

TEST_CASE("a named network makes those cut-outs anew that no mask tells, and says so", "[e2e]") {
  const Shop shop;
  REQUIRE(shop.json("run jobs/spring.yaml").exit_code == 0);
  CHECK(shop.json("plan jobs/spring.yaml").json["render"].GetInt() == 0);
  name_network(shop, onnx::deep_dark_is_product());
  const Ended plan = shop.json("plan jobs/spring.yaml");
  INFO(plan.out << plan.err);
  CHECK(plan.json["render"].GetInt() > 0);
  for (const auto& item : plan.json["items"].GetArray()) {
    const std::string shot = item["shot"].GetString(), action = item["action"].GetString();
    if (shot.starts_with("BOX-01")) CHECK(action == "reuse");  // it has a mask
  }
  CHECK(plan.out.find("network") != std::string::npos);
  const Ended run = shop.json("run jobs/spring.yaml");
  INFO(run.out << run.err);
  CHECK(run.json["failed"].GetInt() == 0);
  CHECK(run.json["rendered"].GetInt() > 0);
  CHECK(shop.json("plan jobs/spring.yaml").json["render"].GetInt() == 0);

  name_network(shop, onnx::deep_dark_is_product(2));
  CHECK(shop.json("plan jobs/spring.yaml").json["render"].GetInt() > 0);
}

TEST_CASE("what a network cut out rebuilds byte for byte, also with vector instructions off",
          "[e2e]") {
  const Shop shop;
  name_network(shop, onnx::deep_dark_is_product());
  REQUIRE(shop.json("run jobs/spring.yaml").json["failed"].GetInt() == 0);
  for (const char* environment :
       {"",
        "OPENCV_CPU_DISABLE=AVX512-SKX,AVX2,FP16,AVX,FMA3,SSE4.2,SSE4.1 JSIMD_FORCESSE2=1 "
        "GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2,-FMA"}) {
    const Ended again = shop.json("reproduce --all --threads 2", environment);
    INFO(again.out << again.err);
    CHECK(again.exit_code == 0);
    CHECK(again.json["identical"].GetInt() == again.json["assets"].GetInt());
  }
}

TEST_CASE("reproduce names a network that is no longer there", "[e2e]") {
  const Shop shop;
  const std::string onnx = onnx::deep_dark_is_product();
  name_network(shop, onnx);
  REQUIRE(shop.json("run jobs/spring.yaml").json["failed"].GetInt() == 0);
  const std::string hex = util::sha256(onnx).hex();
  fs::remove(shop.root() / ".vitrine/blobs/sha256" / hex.substr(0, 2) / hex);
  const Ended again = shop.json("reproduce --all");
  CHECK(again.exit_code == 1);
  REQUIRE(again.json["problems"].Size() > 0);
  CHECK(std::string(again.json["problems"][0]["detail"].GetString()).find("matting network") !=
        std::string::npos);
}

TEST_CASE("a network that cannot be used stops the job at its line in vitrine.yaml", "[e2e]") {
  const Shop shop;
  name_network(shop, "GIF89a");
  const Ended check = shop.json("check jobs/spring.yaml");
  CHECK(check.exit_code == 2);
  REQUIRE(check.json["problems"].Size() == 1);
  const auto& problem = check.json["problems"][0];
  CHECK(std::string(problem["file"].GetString()).ends_with("vitrine.yaml"));
  CHECK(problem["line"].GetInt() > 1);
  CHECK(std::string(problem["code"].GetString()) == "bad-network");
}
