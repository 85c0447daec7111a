// The real binary on several products at once: bundles, and pictures that differ from their set.
#include "pipeline/imaging/codec.hpp"
#include "tests/e2e/shop.hpp"

#include <catch2/catch.hpp>
#include <opencv2/core.hpp>

#include <fstream>

using namespace vitrine;
using test::Ended;
using test::Shop;
namespace fs = std::filesystem;

namespace {

/// Five lamps of one shape, each of another colour; the last is photographed as `last`.
void add_lamps(const Shop& shop, cv::Vec3b last) {
  const cv::Vec3b colors[] = {{60, 60, 180}, {60, 170, 60}, {180, 70, 60}, {60, 170, 180}, last};
  std::string products;
  for (int i = 0; i < 5; ++i) {
    const std::string name = "lamp-" + std::to_string(i);
    imaging::Picture picture{cv::Mat(400, 400, CV_8UC3, cv::Scalar(246, 246, 246)), {}};
    for (int y = 100; y < 300; ++y)
      for (int x = 120; x < 280; ++x)
        for (int c = 0; c < 3; ++c)
          picture.bgr.at<cv::Vec3b>(y, x)[c] =
              static_cast<unsigned char>(colors[i][c] * (60 + (x - 120) / 4 + (y / 7) % 5) / 110);
    picture.bgr.at<cv::Vec3b>(200, 200)[0] ^= static_cast<unsigned char>(1 + i);  // never one file
    std::ofstream(shop.root() / "photos" / (name + ".png"), std::ios::binary)
        << imaging::encode_png(picture);
    products +=
        "  - {sku: LAMP-" + std::to_string(i) + ", packshots: [../photos/" + name + ".png]}\n";
  }
  shop.edit_job("colorways:\n  sage:", products + "colorways:\n  sage:");
}

std::vector<std::string> outliers(const Ended& night) {
  std::vector<std::string> found;
  for (const auto& outlier : night.json["set_outliers"].GetArray())
    found.push_back(std::string(outlier["shot"].GetString()) + " " + outlier["check"].GetString());
  return found;
}

bool has(const std::vector<std::string>& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

}  // namespace

TEST_CASE("a bundle is delivered on white and in a scene, and rebuilds byte for byte", "[e2e]") {
  const Shop shop;
  shop.edit_job("colorways: [natural, sage]",
                "colorways: [natural, sage]\n    size: {height: 20 cm}");
  shop.edit_job("packshots: [../photos/jar.png]",
                "packshots: [../photos/jar.png]\n    size: {height: 12 cm}\n"
                "  - sku: SET-01\n    title: A box and two jars\n"
                "    members: [{sku: BOX-01}, {sku: JAR-01, count: 2}]");
  const Ended night = shop.json("run jobs/spring.yaml");
  INFO(night.out << night.err);
  REQUIRE(night.exit_code == 0);
  CHECK(night.json["finished"].GetInt() == 12);
  CHECK(night.json["assets"].GetInt() == 12);
  CHECK(fs::exists(shop.out() / "tiny-main/SET-01_natural_white.jpg"));
  CHECK(fs::exists(shop.out() / "tiny-scene/SET-01_natural_table.jpg"));
  const Ended again = shop.json("reproduce --all");
  INFO(again.out << again.err);
  CHECK(again.json["identical"].GetInt() == again.json["assets"].GetInt());
}

TEST_CASE("a bundle is made anew with its members, and with nothing else", "[e2e]") {
  const Shop shop;
  shop.edit_job("packshots: [../photos/jar.png]",
                "packshots: [../photos/jar.png]\n  - sku: SET-01\n"
                "    members: [{sku: JAR-01, count: 2}]");
  REQUIRE(shop.json("run jobs/spring.yaml").exit_code == 0);
  fs::copy_file(shop.root() / "photos/box.png", shop.root() / "photos/jar.png",
                fs::copy_options::overwrite_existing);
  const Ended night = shop.json("run jobs/spring.yaml");
  INFO(night.out << night.err);
  CHECK(night.json["finished"].GetInt() == 6);  // the jar's and the set's
  CHECK(night.json["reused"].GetInt() == 6);    // the box's
}

TEST_CASE("a calm set is told as calm", "[e2e]") {
  const Shop shop;
  add_lamps(shop, {150, 60, 170});
  const Ended night = shop.json("run jobs/spring.yaml --only sku=LAMP-*");
  INFO(night.out << night.err);
  REQUIRE(night.json["finished"].GetInt() == 15);
  CHECK(outliers(night).empty());
}

TEST_CASE("one product's picture under another's number is told, delivered, and told on the page",
          "[e2e]") {
  const Shop shop;
  add_lamps(shop, {60, 170, 180});  // as LAMP-3 looks
  const Ended night = shop.json("run jobs/spring.yaml --only sku=LAMP-*");
  INFO(night.out << night.err);
  const std::vector<std::string> found = outliers(night);
  CHECK(has(found, "LAMP-3/natural/white set.duplicate"));
  CHECK(has(found, "LAMP-4/natural/white set.duplicate"));
  CHECK_FALSE(has(found, "LAMP-1/natural/white set.duplicate"));
  CHECK(fs::exists(shop.out() / "tiny-main/LAMP-4_natural_white.jpg"));
  CHECK(test::read_text(shop.root() / night.json["report"].GetString()).find("set.duplicate") !=
        std::string::npos);

  // The right photograph the next night: nothing is left of it, also on the picture that stayed.
  fs::copy_file(shop.root() / "photos/box.png", shop.root() / "photos/lamp-4.png",
                fs::copy_options::overwrite_existing);
  const Ended next = shop.json("run jobs/spring.yaml --only sku=LAMP-*");
  INFO(next.out << next.err);
  CHECK(next.json["finished"].GetInt() == 3);
  CHECK_FALSE(has(outliers(next), "LAMP-3/natural/white set.duplicate"));
}
