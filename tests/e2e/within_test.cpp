// A step of refining that is held to a mask, from the job file to the delivered picture.
#include "pipeline/imaging/codec.hpp"
#include "tests/e2e/emulator_process.hpp"
#include "tests/e2e/shop.hpp"

#include <catch2/catch.hpp>
#include <opencv2/core.hpp>

#include <fstream>

using namespace vitrine;
using test::EmulatorProcess;
using test::Ended;
using test::Shop;

namespace {

constexpr const char* kShot = "JAR-01/natural/dawn";

struct Night {
  std::string model, environment;

  /// What is delivered of the jar at dawn, let through by a person.
  cv::Mat delivered(const Shop& shop) const {
    const Ended run = shop.json(
        "run jobs/spring.yaml --yes --only JAR-01/natural/dawn --model " + model, environment);
    INFO(run.out << run.err);
    REQUIRE((run.exit_code == 0 || run.exit_code == 4));
    CHECK(shop.json("approve " + std::string(kShot)).exit_code == 0);
    REQUIRE(shop.delivered().size() == 1);
    return imaging::decode(test::read_text(shop.delivered().front())).value().bgr;
  }
};

void write(const std::filesystem::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary) << bytes;
}

/// How far the mean pixel of these columns moved, in steps of 8 bits.
double moved(const cv::Mat& before, const cv::Mat& after, int from, int to) {
  cv::Mat off;
  cv::absdiff(before.colRange(from, to), after.colRange(from, to), off);
  const cv::Scalar mean = cv::mean(off);
  return (mean[0] + mean[1] + mean[2]) / 3;
}

}  // namespace

TEST_CASE("a step of refining changes the picture inside its mask and nowhere else",
          "[e2e][paid]") {
  const Shop shop;
  const EmulatorProcess emulator;
  const Night night{"gpt-image-2", "env -u OPENAI_API_KEY OPENAI_BASE_URL=" + emulator.base_url() +
                                       "/v1 OPENAI_API_KEY=a-key-that-is-nobodys-0002"};
  cv::Mat mask(100, 100, CV_8UC1, cv::Scalar(0));
  mask.colRange(0, 50).setTo(255);
  write(shop.root() / "jobs/left.mask.png", imaging::encode_png_grey(mask));
  const cv::Mat first = night.delivered(shop);
  shop.edit_job("deliver:\n",
                "adjust:\n  - for: {sku: JAR-01, scene: dawn}\n"
                "    refine: [{say: a harbour by night, within: left.mask.png}]\ndeliver:\n");
  const Ended told =
      shop.json("show JAR-01/natural/dawn --prompt --model gpt-image-2", night.environment);
  INFO(told.out << told.err);
  const auto& request = told.json["requests"][told.json["requests"].Size() - 1];
  CHECK(std::string(request["prompt"].GetString()).find("is a mask") == std::string::npos);
  CHECK(std::string(request["pictures"][1]["role"].GetString()) == "mask");
  CHECK(std::string(request["pictures"][1]["field"].GetString()) == "mask");

  const cv::Mat refined = night.delivered(shop);
  REQUIRE(refined.size() == first.size());
  const int middle = first.cols / 2;
  CHECK(moved(first, refined, 0, middle - 8) > 10);
  CHECK(moved(first, refined, middle + 8, first.cols) < 1.5);
  CHECK(shop.json("reproduce " + shop.delivered().front().string()).exit_code == 0);

  // A mask under which nothing may change buys nothing.
  mask.setTo(0);
  write(shop.root() / "jobs/left.mask.png", imaging::encode_png_grey(mask));
  const std::int64_t bought = emulator.bill()["micros"].GetInt64();
  const Ended refused =
      shop.json("run jobs/spring.yaml --yes --only JAR-01/natural/dawn --model gpt-image-2",
                night.environment);
  INFO(refused.out << refused.err);
  CHECK(refused.exit_code != 0);
  CHECK(emulator.bill()["micros"].GetInt64() == bought);
}
