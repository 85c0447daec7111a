#include "pipeline/emulator/drawing.hpp"
#include "pipeline/imaging/metadata.hpp"
#include "tests/emulator/caller.hpp"

#include <opencv2/core.hpp>

#include <set>
#include <string>

using namespace vitrine;
using namespace vitrine::emulator;

namespace {

DrawOrder order_for(std::uint64_t seed, Drawings& drawings) {
  DrawOrder order;
  order.prompt = "on a table, arrangement " + std::to_string(seed);
  order.pictures = {mug_png()};
  order.size = {128, 128};
  order.seed = seed;
  order.repeated = &drawings;
  return order;
}

std::string pixels_of_file(const std::string& bytes) {
  const cv::Mat bgr = imaging::decode(bytes).value().bgr;
  return {reinterpret_cast<const char*>(bgr.data), bgr.total() * bgr.elemSize()};
}

}  // namespace

TEST_CASE("repeated pictures are files of their own with few drawings in them", "[emulator]") {
  Drawings drawings;
  std::set<std::string> files, pixels;
  for (std::uint64_t seed = 0; seed < 3 * kRepeatedScenes; ++seed) {
    const std::string file = draw(order_for(seed, drawings));
    CHECK(file.find(kMadeBy) != std::string::npos);
    files.insert(file);
    pixels.insert(pixels_of_file(file));
  }
  CHECK(files.size() == 3 * kRepeatedScenes);
  CHECK(pixels.size() == kRepeatedScenes);
  // What was drawn before, and in which order, changes nothing.
  Drawings fresh;
  CHECK(draw(order_for(5, fresh)) == draw(order_for(5, drawings)));
}

TEST_CASE("only the last drawings are kept", "[emulator]") {
  Drawings drawings(2);
  int drawn = 0;
  const auto ask = [&](const char* name) {
    return drawings.find_or(util::sha256(name), [&] {
      ++drawn;
      return std::string(name);
    });
  };
  ask("a"), ask("b"), ask("a");
  CHECK(drawn == 2);
  ask("c");  // b was used longest ago
  CHECK(ask("a") == "a");
  CHECK(drawn == 3);
  CHECK(ask("b") == "b");
  CHECK(drawn == 4);
}

TEST_CASE("a scenario asks for repeated pictures", "[emulator]") {
  Caller caller("picture: repeated");
  const auto asked = [&](const std::string& words) {
    const std::string body = R"({"contents":[{"role":"user","parts":[{"text":")" + words +
                             R"("},)" + picture_json(mug_png()) + "]}]}";
    return picture_of(json_of(caller.generate("gemini-3.1-flash-lite-image", body)));
  };
  std::set<std::string> pixels;
  for (const char* words : {"one", "two", "three", "four", "five", "six"})
    pixels.insert(pixels_of_file(asked(words)));
  CHECK(pixels.size() <= static_cast<std::size_t>(kRepeatedScenes));
}
