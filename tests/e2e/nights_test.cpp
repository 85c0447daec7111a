// The real binary, night after night: what is made again and what is left alone.
#include "pipeline/imaging/codec.hpp"
#include "tests/e2e/shop.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <fstream>

using namespace vitrine;
using test::Ended;
using test::Shop;
namespace fs = std::filesystem;

namespace {

constexpr int kFiles = 9;  // a box in two colours and a jar, in three scenes each

void make_first_night(const Shop& shop) {
  const Ended first = shop.json("run jobs/spring.yaml");
  INFO(first.out << first.err);
  REQUIRE(first.exit_code == 0);
  REQUIRE(first.json["finished"].GetInt() == kFiles);
}

void check_idle(const Ended& night) {
  INFO(night.out << night.err);
  CHECK(night.exit_code == 0);
  CHECK(night.json["rendered"].GetInt() == 0);
  CHECK(night.json["finished"].GetInt() == 0);
  CHECK(night.json["reused"].GetInt() == kFiles);
}

}  // namespace

TEST_CASE("a first run makes every file, and the second renders nothing", "[e2e]") {
  const Shop shop;
  const Ended first = shop.json("run jobs/spring.yaml");
  INFO(first.out << first.err);
  REQUIRE(first.exit_code == 0);
  CHECK(first.json["ok"].GetBool());
  CHECK(first.json["planned"].GetInt() == kFiles);
  CHECK(first.json["rendered"].GetInt() == kFiles);
  CHECK(first.json["assets"].GetInt() == kFiles);
  CHECK(first.json["charged_usd"].GetDouble() == 0);
  CHECK(first.json["stopped"].IsNull());
  CHECK(fs::exists(shop.root() / first.json["report"].GetString()));
  CHECK(shop.delivered().size() == kFiles);
  check_idle(shop.json("run jobs/spring.yaml"));
}

TEST_CASE("another prompt renders only its shots, and explain names old and new words", "[e2e]") {
  const Shop shop;
  make_first_night(shop);
  shop.edit_job("on an oak table at dawn", "on an oak table at first light");
  const Ended explained = shop.vitrine("explain BOX-01/sage/dawn");
  CHECK(explained.exit_code == 0);
  CHECK(explained.out.find("\"on an oak table at dawn\"") != std::string::npos);
  CHECK(explained.out.find("\"on an oak table at first light\"") != std::string::npos);
  const Ended night = shop.json("run jobs/spring.yaml");
  CHECK(night.json["rendered"].GetInt() == 3);
  CHECK(night.json["finished"].GetInt() == 3);
  CHECK(night.json["reused"].GetInt() == kFiles - 3);
}

TEST_CASE("another profile re-finishes and renders nothing", "[e2e]") {
  const Shop shop;
  make_first_night(shop);
  std::string settings = test::read_text(shop.root() / "vitrine.yaml");
  settings.replace(settings.find("300x300"), 7, "360x360");
  std::ofstream(shop.root() / "vitrine.yaml") << settings;
  const Ended night = shop.json("run jobs/spring.yaml");
  INFO(night.out << night.err);
  CHECK(night.json["rendered"].GetInt() == 0);
  CHECK(night.json["finished"].GetInt() == 6);
}

TEST_CASE("a deleted file comes back without a render", "[e2e]") {
  const Shop shop;
  make_first_night(shop);
  const fs::path lost = shop.delivered().front();
  const std::string bytes = test::read_text(lost);
  fs::remove(lost);
  const Ended night = shop.json("run jobs/spring.yaml");
  CHECK(night.json["rendered"].GetInt() == 0);
  CHECK(night.json["restored"].GetInt() == 1);
  CHECK(test::read_text(lost) == bytes);
}

TEST_CASE("new pixels renew a product's shots, a new time stamp renews nothing", "[e2e]") {
  const Shop shop;
  make_first_night(shop);
  const fs::path photo = shop.root() / "photos/jar.png";
  fs::last_write_time(photo, fs::last_write_time(photo) + std::chrono::hours(1));
  check_idle(shop.json("run jobs/spring.yaml"));
  imaging::Picture picture = imaging::decode(test::read_text(photo)).value();
  picture.bgr(cv::Rect(200, 200, 30, 30)).setTo(cv::Scalar(20, 20, 220));
  std::ofstream(photo, std::ios::binary) << imaging::encode_png(picture);
  const Ended night = shop.json("run jobs/spring.yaml");
  CHECK(night.json["rendered"].GetInt() == 3);
  CHECK(night.json["reused"].GetInt() == kFiles - 3);
}

TEST_CASE("a project moved to another folder has nothing to do", "[e2e]") {
  Shop shop;
  make_first_night(shop);
  shop.move_to("another-place");
  check_idle(shop.json("run jobs/spring.yaml"));
}

TEST_CASE("a mistake in the job costs nothing: exit 2, the token, and no file written", "[e2e]") {
  const Shop shop;
  shop.edit_job("category: Kitchen", "categroy: Kitchen");
  const Ended night = shop.json("run jobs/spring.yaml");
  CHECK(night.exit_code == 2);
  REQUIRE(night.json["problems"].Size() == 1);
  CHECK(night.json["problems"][0]["line"].GetInt() == 7);
  CHECK(night.json["problems"][0]["column"].GetInt() == 5);
  CHECK(std::string(night.json["problems"][0]["suggestion"].GetString()) == "category");
  CHECK_FALSE(fs::exists(shop.root() / ".vitrine"));
  CHECK_FALSE(fs::exists(shop.out()));
}

TEST_CASE("plan prices and counts as promised, and writes nothing", "[e2e]") {
  const Shop shop;
  const Ended plan = shop.json("plan jobs/spring.yaml");
  INFO(plan.out << plan.err);
  REQUIRE(plan.exit_code == 0);
  CHECK(plan.json["tasks"].GetInt() == kFiles);
  CHECK(plan.json["deliveries"].GetInt() == kFiles);
  CHECK(plan.json["render"].GetInt() == kFiles);
  CHECK(plan.json["items"].Size() == kFiles);
  CHECK(plan.json["forecast_usd"]["worst"].GetDouble() == 0);
  CHECK_FALSE(fs::exists(shop.root() / ".vitrine"));
}

TEST_CASE("a run that finds the store taken says by whom and exits 5", "[e2e]") {
  const Shop shop;
  make_first_night(shop);
  const fs::path lock = shop.root() / ".vitrine/sender.lock";
  const Ended night = shop.json("run jobs/spring.yaml", "flock '" + lock.string() + "'");
  CHECK(night.exit_code == 5);
  CHECK(std::string(night.json["problems"][0]["code"].GetString()) == "locked");
}
