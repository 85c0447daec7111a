#include "tests/e2e/shop.hpp"

#include "pipeline/imaging/codec.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <sys/wait.h>

namespace vitrine::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kJob = R"(vitrine: 1
name: spring
model: studio
products:
  - sku: BOX-01
    title: A box
    category: Kitchen
    packshots:
      - {file: ../photos/box.png, mask: ../photos/box.alpha.png}
    zones: {body: ../photos/box.body.png}
    colorways: [natural, sage]
  - sku: JAR-01
    title: A jar
    category: Kitchen
    packshots: [../photos/jar.png]
colorways:
  sage: {zone: body, color: "#7FA58B"}
scenes:
  white: {packshot: white}
  table:
    backdrop: ../photos/table.png
    place: {at: [0.5, 0.8], height: 0.4}
    light: {from: left}
  dawn:
    prompt: "on an oak table at dawn"
    aspect: "1:1"
deliver:
  - {profile: tiny-main, scenes: [white]}
  - {profile: tiny-scene, scenes: [table, dawn]}
output: {folder: ../out/spring, name: "{sku}_{color}_{scene}.{ext}"}
)";

// Small pictures keep the tests quick; the rules are a scene's and a main picture's.
constexpr const char* kSettings = R"(profiles:
  - id: tiny-main
    extends: shopify
    version: 1
    target_px: 400x400
    min_px: 100
  - id: tiny-scene
    extends: shopify
    version: 1
    target_px: 300x300
    min_px: 100
)";

/// A shaded block with a stripe, on a plain backdrop: something with light, colour and detail.
imaging::Picture packshot(cv::Rect box, cv::Vec3b color) {
  imaging::Picture picture;
  picture.bgr = cv::Mat(480, 480, CV_8UC3, cv::Scalar(245, 246, 247));
  for (int y = box.y; y < box.y + box.height; ++y)
    for (int x = box.x; x < box.x + box.width; ++x) {
      const int light = 70 + 60 * (x - box.x) / box.width + (x / 3 + y / 5) % 7;
      const bool stripe = (y - box.y) % 60 < 8;
      auto& pixel = picture.bgr.at<cv::Vec3b>(y, x);
      for (int c = 0; c < 3; ++c)
        pixel[c] = static_cast<unsigned char>(
            std::min(255, (stripe ? 210 : static_cast<int>(color[c])) * light / 120));
    }
  return picture;
}

cv::Mat mask_of(cv::Rect box) {
  cv::Mat mask(480, 480, CV_8UC1, cv::Scalar(0));
  mask(box).setTo(255);
  return mask;
}

imaging::Picture table() {
  imaging::Picture picture;
  picture.bgr = cv::Mat(600, 800, CV_8UC3);
  for (int y = 0; y < 600; ++y)
    for (int x = 0; x < 800; ++x) {
      const bool top = y > 330;
      const int grain = (x * 7 + y * 13) % 11;
      picture.bgr.at<cv::Vec3b>(y, x) =
          top ? cv::Vec3b(static_cast<unsigned char>(90 + grain),
                          static_cast<unsigned char>(130 + grain),
                          static_cast<unsigned char>(170 + grain))
              : cv::Vec3b(static_cast<unsigned char>(200 + grain), 205, 210);
    }
  return picture;
}

std::string shell_quoted(const std::string& text) { return "'" + text + "'"; }

}  // namespace

Shop::Shop() {
  const cv::Rect box(130, 110, 220, 260), jar(170, 140, 140, 230);
  folder_.write("shop/photos/box.png", imaging::encode_png(packshot(box, {90, 120, 190})));
  folder_.write("shop/photos/box.alpha.png", imaging::encode_png_grey(mask_of(box)));
  folder_.write("shop/photos/box.body.png", imaging::encode_png_grey(mask_of(box)));
  folder_.write("shop/photos/jar.png", imaging::encode_png(packshot(jar, {60, 60, 60})));
  folder_.write("shop/photos/table.png", imaging::encode_png(table()));
  folder_.write("shop/vitrine.yaml", kSettings);
  folder_.write("shop/jobs/spring.yaml", kJob);
}

Ended Shop::vitrine(const std::string& arguments, const std::string& environment) const {
  const fs::path out = folder_.path() / "stdout", err = folder_.path() / "stderr";
  const std::string command = "cd " + shell_quoted(root().string()) + " && " + environment + " " +
                              shell_quoted(VITRINE_BINARY) + " " + arguments + " </dev/null >" +
                              shell_quoted(out.string()) + " 2>" + shell_quoted(err.string());
  const int status = std::system(command.c_str());
  Ended ended;
  ended.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  ended.out = read_text(out);
  ended.err = read_text(err);
  ended.json.Parse(ended.out.c_str());
  return ended;
}

void Shop::edit_job(const std::string& before, const std::string& after) const {
  std::string text = read_text(job());
  const std::size_t at = text.find(before);
  REQUIRE(at != std::string::npos);
  text.replace(at, before.size(), after);
  folder_.write("shop/jobs/spring.yaml", text);
}

void Shop::move_to(const std::string& name) {
  fs::rename(root(), folder_.path() / name);
  fs::create_directory_symlink(folder_.path() / name, root());
}

std::vector<fs::path> Shop::delivered() const {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(out()))
    if (entry.is_regular_file() && entry.path().parent_path() != out())
      files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace vitrine::test
