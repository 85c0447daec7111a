#include "pipeline/providers/picture_marks.hpp"

#include "pipeline/providers/answer_picture.hpp"
#include "tests/providers/wire.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using providers::PictureMarks;
using test::fact;

namespace {

std::string chunk(std::string_view name, std::string_view body) {
  std::string out;
  test::append_big_endian(out, static_cast<std::uint32_t>(body.size()));
  out += name;
  out += body;
  test::append_big_endian(out, 0);
  return out;
}

/// A PNG with these chunks behind its header.
std::string png_with(const std::string& chunks) {
  constexpr std::size_t kHeaderEnd = 8 + 25;
  return test::png(928, 1152).insert(kHeaderEnd, chunks);
}

std::string segment(char marker, const std::string& body) {
  std::string out{'\xFF', marker};
  out.push_back(static_cast<char>((body.size() + 2) >> 8));
  out.push_back(static_cast<char>(body.size() + 2));
  return out + body;
}

std::string jpeg_with(const std::string& segments) {
  return test::jpeg(928, 1152).insert(2, segments);
}

std::string webp_block(std::string_view name, std::string_view body) {
  std::string out(name);
  for (int i = 0; i < 4; ++i) out.push_back(static_cast<char>(body.size() >> (8 * i)));
  out += body;
  if (body.size() % 2 == 1) out.push_back('\0');
  return out;
}

std::string webp_with(const std::string& blocks) {
  return webp_block("RIFF", "WEBP" + webp_block("VP8X", std::string(10, '\0')) + blocks);
}

const std::string kManifest = std::string("\0\0\0\x2A", 4) + "jumb" + std::string(200, 'm');
const std::string kJumbf = std::string("JP\0\1\0\0\0\1", 8) + kManifest;
const std::string kXmpPacket = "<x:xmpmeta>" + std::string(300, 'x') + "</x:xmpmeta>";
const std::string kPngXmp = std::string("XML:com.adobe.xmp\0\0\0\0\0", 22) + kXmpPacket;
const std::string kJpegXmp = std::string("http://ns.adobe.com/xap/1.0/\0", 29) + kXmpPacket;

/// "c2pa xmp" as found when the file comes in pieces of this size.
std::string marks(const std::string& file, std::size_t piece) {
  PictureMarks found;
  for (std::size_t at = 0; at < file.size(); at += piece)
    found.take(std::string_view(file).substr(at, piece));
  return std::string(found.c2pa() ? "c2pa" : "") + (found.xmp() ? " xmp" : "");
}

void check_marks(const std::string& file, const std::string& expected) {
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{4096}, file.size()}) {
    INFO("in pieces of " << piece);
    CHECK(marks(file, piece) == expected);
  }
}

}  // namespace

TEST_CASE("Content Credentials and XMP packets are seen in every container", "[providers]") {
  check_marks(png_with(chunk("caBX", kManifest) + chunk("iTXt", kPngXmp)), "c2pa xmp");
  check_marks(png_with(chunk("caBX", "")), "c2pa");
  check_marks(jpeg_with(segment('\xE1', kJpegXmp) + segment('\xEB', kJumbf)), "c2pa xmp");
  check_marks(jpeg_with("\xFF" + segment('\xEB', kJumbf)), "c2pa");  // a fill byte before it
  check_marks(webp_with(webp_block("XMP ", kXmpPacket + "o") + webp_block("C2PA", kManifest)),
              "c2pa xmp");
}

TEST_CASE("what only looks like such a mark is none", "[providers]") {
  check_marks(test::png(64, 64, 100'000), "");
  check_marks(png_with(chunk("iTXt", std::string("Comment\0\0\0\0\0caBX", 16))), "");
  check_marks(png_with(chunk("tEXt", chunk("caBX", kManifest))), "");
  check_marks(test::jpeg(64, 64, 2), "");  // APP11 of something else
  check_marks(jpeg_with(segment('\xE1', "Exif" + kJpegXmp)), "");
  check_marks(test::jpeg(64, 64) + segment('\xEB', kJumbf), "");  // behind the picture's end
  check_marks("no picture at all, but caBX and C2PA", "");
  check_marks("\x89PNG", "");
}

TEST_CASE("row 27: what a picture says of its making is recorded and kept byte for byte",
          "[providers]") {
  const std::string marked[] = {
      png_with(chunk("caBX", kManifest) + chunk("iTXt", kPngXmp)),
      jpeg_with(segment('\xE1', kJpegXmp) + segment('\xEB', kJumbf)),
  };
  for (const std::string& file : marked) {
    const std::string body = test::answer(test::picture_part(file));
    const test::gemini::Reading reading = test::read(body);
    REQUIRE(reading.picture);
    CHECK(fact(reading.outcome, "c2pa_present") == "yes");
    CHECK(fact(reading.outcome, "xmp_present") == "yes");
    std::string kept;
    CHECK(providers::copy_picture(body, *reading.picture,
                                  [&](std::string_view piece) { kept += piece; }));
    CHECK(kept == file);
  }
  const std::string body = test::answer(test::picture_part(test::png(928, 1152)));
  const test::gemini::Reading plain = test::read(body);
  CHECK(fact(plain.outcome, "c2pa_present") == "no");
  CHECK(fact(plain.outcome, "xmp_present") == "no");
}
