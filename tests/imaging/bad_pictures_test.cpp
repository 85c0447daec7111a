#include "pipeline/imaging/codec.hpp"
#include "tests/imaging/made_files.hpp"
#include "tests/support/drawn.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <string>

using namespace vitrine::imaging;
using namespace vitrine::test;

namespace {

std::string message_of(std::string_view bytes) {
  const auto result = decode(bytes);
  return result ? "decoded" : result.error().message;
}

bool mentions(const std::string& message, std::string_view words) {
  return message.find(words) != std::string::npos;
}

/// Of this process since the last call, in MB.
class Peak {
 public:
  Peak() { std::ofstream("/proc/self/clear_refs") << "5"; }
  double rise() const { return read() - before_; }

 private:
  static double read() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
      if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) / 1024;
    return 0;
  }
  double before_ = read();
};

std::string gif() { return std::string("GIF89a\1\0\1\0\0\0\0;", 14); }

/// A VP8X canvas that says it moves, of one frame.
std::string moving_webp() {
  const std::string still = encode_webp({checkered(16, 16, 4), {}}, 80);
  const std::string canvas = riff_chunk("VP8X", std::string("\x02\0\0\0\x0F\0\0\x0F\0\0", 10));
  const std::string frame = riff_chunk(
      "ANMF", std::string("\0\0\0\0\0\0\x0F\0\0\x0F\0\0\x64\0\0\0", 16) + still.substr(12));
  const std::string body =
      "WEBP" + canvas + riff_chunk("ANIM", std::string(6, '\0')) + frame + frame;
  return riff_chunk("RIFF", body);
}

std::string moving_png() {
  return with_chunk(encode_png(ramp(8, 8, false)),
                    png_chunk("acTL", std::string("\0\0\0\2\0\0\0\0", 8)));
}

}  // namespace

TEST_CASE("a bomb of a few bytes is refused by its header, without memory", "[imaging]") {
  const Peak peak;
  const std::string zeros(1 << 20, '\0');
  const std::string png = png_file(60'000, 60'000, 8, 6, zeros);
  CHECK(png.size() < 4'000);
  CHECK(message_of(png) ==
        "the picture claims 60000 x 60000 pixels; at most 100000000 are read; save it smaller");
  std::string jpeg = encode_jpeg(ramp(16, 16, false).bgr, 80, false);
  const std::size_t frame = jpeg.find("\xFF\xC0");
  jpeg.replace(frame + 5, 4, "\xFF\xDC\xFF\xDC");
  CHECK(mentions(message_of(jpeg), "65500 x 65500"));
  std::string avif = encode_avif(ramp(16, 16, false), 80, false);
  const std::string size("ispe\0\0\0\0", 8);
  avif.replace(avif.find(size) + 8, 8, std::string("\0\0\x3F\xFF\0\0\x3F\xFF", 8));
  CHECK(mentions(message_of(avif), "16383 x 16383"));
  CHECK(peak.rise() < 40);
}

TEST_CASE("what is compressed beside the pixels cannot grow without bound", "[imaging]") {
  const std::string much(200 << 20, 'a');
  const std::string profile = with_png_profile(encode_png(ramp(8, 8, false)), much);
  const std::string note = with_chunk(encode_png(ramp(8, 8, false)),
                                      png_chunk("zTXt", std::string("n\0\0", 3) + deflated(much)));
  const std::string pixels = png_file(8, 8, 8, 2, much);
  CHECK(profile.size() + note.size() + pixels.size() < 1'000'000);
  const Peak peak;
  for (const std::string& bytes : {profile, note, pixels}) static_cast<void>(decode(bytes));
  CHECK(peak.rise() < 40);
}

TEST_CASE("a picture of 100 megapixels costs what its pixels cost", "[imaging]") {
  const std::string bytes = png_file(10'000, 10'000, 1, 0, std::string(10'000 * 1'251, '\0'));
  CHECK(bytes.size() < 20'000);
  const Peak peak;
  CHECK(message_of(bytes) == "decoded");
  CHECK(peak.rise() < 700);  // three bytes a pixel, twice while it is turned and converted
}

TEST_CASE("what moves is refused whatever its format", "[imaging]") {
  CHECK(message_of(moving_png()) == "the PNG is animated; a still picture is needed");
  CHECK(message_of(moving_webp()) == "the WebP is animated; a still picture is needed");
  CHECK(message_of(gif()) == "the file is a GIF picture; save it as PNG, JPEG, WebP or AVIF");
}

TEST_CASE("one pixel and thirty thousand in a row are pictures", "[imaging]") {
  for (const cv::Size size : {cv::Size(1, 1), cv::Size(30'000, 1), cv::Size(1, 30'000)}) {
    const cv::Mat bgr(size, CV_8UC3, cv::Scalar(9, 90, 200));
    CHECK(same_pixels(decode(encode_png({bgr, {}})).value().bgr, bgr));
    CHECK(decode(encode_jpeg(bgr, 90, true)).value().bgr.size() == size);
  }
}

TEST_CASE("each bad file is one sentence of one line", "[imaging]") {
  const std::string whole = encode_png(ramp(30, 30, true));
  for (const std::string& bytes :
       {std::string(), std::string("hello"), gif(), std::string("BM1234567890"),
        std::string("\0\0\0\0", 4), whole.substr(0, 20), whole.substr(0, whole.size() / 2),
        moving_png(), inks_jpeg({9, 9, 9, 9}), png_file(0, 5, 8, 2, ""),
        png_file(5, 5, 7, 2, std::string(80, '\0')), png_file(5, 5, 8, 2, "too little"),
        std::string("RIFF\xFF\xFF\xFF\xFFWEBPVP8 ", 16),
        std::string("\xFF\xD8\xFF\xE0\xFF\xFF", 6)}) {
    const std::string message = message_of(bytes);
    CAPTURE(message);
    CHECK(message.starts_with("the "));
    CHECK(message.find_first_of("\n\r") == std::string::npos);
    CHECK(message.size() < 200);
  }
}
