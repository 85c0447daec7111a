#include "tests/studio/shelf.hpp"

#include <catch2/catch.hpp>
#include <opencv2/core.hpp>

#include <fstream>
#include <functional>
#include <sstream>

using namespace vitrine;
using domain::Operation;
using domain::SourceRole;

namespace {

/// Of the pixels, not of the file: another zlib is no other rendering.
std::string pixels_digest(const domain::Outcome& outcome) {
  INFO(outcome.message);
  REQUIRE(outcome.kind == domain::OutcomeKind::image);
  const imaging::Picture picture = imaging::decode(outcome.bytes).value();
  std::string bytes(reinterpret_cast<const char*>(picture.bgr.data), picture.bgr.total() * 3);
  if (picture.has_alpha())
    bytes.append(reinterpret_cast<const char*>(picture.alpha.data), picture.alpha.total());
  return util::sha256(bytes).short_hex();
}

domain::RenderRequest cut_out(Shelf& shelf, const cv::Vec3b& backdrop) {
  domain::RenderRequest request = studio_request(Operation::edit);
  request.prompt = domain::kCutOutInstruction;
  const cv::Mat mug = drawn::mug(backdrop, {60, 110, 40}, true).bgr;
  request.sources = {{SourceRole::packshot, "", shelf.put(imaging::Picture{mug, {}})}};
  return request;
}

domain::RenderRequest on_texture(Shelf& shelf) {
  domain::RenderRequest request = cut_out(shelf, {90, 90, 90});
  drawn::Mug mug = drawn::mug({90, 90, 90}, {40, 60, 220});
  for (int y = 0; y < 400; ++y)
    for (int x = 0; x < 400; ++x)
      if (mug.alpha.at<std::uint8_t>(y, x) == 0)
        mug.bgr.at<cv::Vec3b>(y, x)[1] =
            static_cast<std::uint8_t>(60 + (x * 37 + y * 91 + x * y * 13) % 90);
  request.sources[0].digest = shelf.put(imaging::Picture{mug.bgr, {}});
  return request;
}

domain::RenderRequest recolor(Shelf& shelf) {
  domain::RenderRequest request = cut_out(shelf, {255, 255, 255});
  request.operation = Operation::recolor;
  request.prompt.clear();
  request.zones = {{"", domain::Rgb{0x1F, 0x2A, 0x44}, std::nullopt}};
  return request;
}

/// Gloss on something dark, on white: the slopes need a line.
domain::RenderRequest recolor_white(Shelf& shelf) {
  domain::RenderRequest request = recolor(shelf);
  request.zones = {{"", domain::Rgb{0xF4, 0xF3, 0xF0}, std::nullopt}};
  return request;
}

domain::RenderRequest swatch(Shelf& shelf) {
  domain::RenderRequest request = recolor(shelf);
  request.zones = {{"cover", std::nullopt, std::nullopt}};
  cv::Mat fabric(96, 96, CV_8UC3);
  for (int y = 0; y < 96; ++y)
    for (int x = 0; x < 96; ++x)
      fabric.at<cv::Vec3b>(y, x) =
          (x / 12 + y / 12) % 2 == 0 ? cv::Vec3b(120, 80, 50) : cv::Vec3b(190, 180, 170);
  request.sources.push_back({SourceRole::swatch, "cover", shelf.put(imaging::Picture{fabric, {}})});
  return request;
}

domain::RenderRequest fuse(Shelf& shelf, domain::LightFrom from, domain::LightQuality quality) {
  domain::RenderRequest request = mug_in_room(shelf);
  request.light = domain::Light{from, quality};
  return request;
}

/// Nothing is said of light; the surface is told by its corners, and mirrors.
domain::RenderRequest fuse_on_surface(Shelf& shelf) {
  domain::RenderRequest request = mug_in_room(shelf);
  request.light.reset();
  request.placement->polygon = {{0.2, 0.6}, {0.8, 0.6}, {1.0, 1.0}, {0.0, 1.0}};
  request.placement->reflection = 0.3;
  return request;
}

domain::RenderRequest group(Shelf& shelf) {
  domain::RenderRequest request = studio_request(Operation::edit);
  request.prompt = domain::kArrangeInstruction;
  request.sources = {{SourceRole::packshot, "1/", shelf.put(drawn::mug_cutout({60, 60, 190}))},
                     {SourceRole::packshot, "2/", shelf.put(drawn::mug_cutout({190, 60, 60}))}};
  request.members = {{2, domain::Length{90}, false}, {1, domain::Length{140}, false}};
  request.zones = {{"2/product", domain::Rgb{0x8F, 0xA5, 0x8B}, std::nullopt}};
  return request;
}

domain::RenderRequest designed(Shelf& shelf, const std::string& prompt) {
  domain::RenderRequest request = mug_in_room(shelf);
  request.operation = Operation::recontextualize;
  request.prompt = prompt;
  request.sources.pop_back();
  request.size = {384, 384};
  return request;
}

using Lines = std::vector<std::pair<std::string, std::string>>;

Lines rendered_now() {
  Shelf shelf;
  using From = domain::LightFrom;
  using Quality = domain::LightQuality;
  const std::vector<std::pair<std::string, domain::RenderRequest>> requests{
      {"cut-out-white", cut_out(shelf, {255, 255, 255})},
      {"cut-out-grey", cut_out(shelf, {205, 208, 212})},
      {"cut-out-texture", on_texture(shelf)},
      {"recolor-navy", recolor(shelf)},
      {"recolor-white", recolor_white(shelf)},
      {"recolor-swatch", swatch(shelf)},
      {"fuse-left-soft", fuse(shelf, From::left, Quality::soft)},
      {"fuse-behind-hard", fuse(shelf, From::behind, Quality::hard)},
      {"fuse-surface-mirror", fuse_on_surface(shelf)},
      {"group", group(shelf)},
      {"designed-oak-window", designed(shelf, "oak table by a window, morning")},
      {"designed-marble", designed(shelf, "white marble")},
      {"designed-linen", designed(shelf, "linen, evening")},
      {"designed-tokyo", designed(shelf, "wet Tokyo street at night")},
      {"designed-beach", designed(shelf, "beach at sunrise")},
      {"designed-garden-tiles", designed(shelf, "tiles in a garden")},
      {"designed-sweep", designed(shelf, "sage gradient")},
  };
  Lines lines{{"renderer", studio::kRenderer}};
  for (const auto& [name, request] : requests)
    lines.emplace_back(name, pixels_digest(shelf.render(request)));
  return lines;
}

Lines committed() {
  std::ifstream file("tests/studio/digests.txt");
  Lines lines;
  std::string name, digest;
  while (file >> name >> digest) lines.emplace_back(name, digest);
  return lines;
}

}  // namespace

TEST_CASE("a renderer's pictures change only together with its version", "[studio][digests]") {
  const Lines now = rendered_now();
  std::ostringstream table;
  for (const auto& [name, digest] : now) table << name << ' ' << digest << '\n';
  INFO("with a new kRenderer, tests/studio/digests.txt becomes:\n" << table.str());
  CHECK(now == committed());
}
