#include "pipeline/imaging/metadata.hpp"

#include "pipeline/imaging/codec.hpp"
#include "pipeline/imaging/icc.hpp"
#include "tests/support/drawn.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace vitrine::imaging;
using namespace vitrine::test;

namespace {

const Provenance kFull{"compositeSynthetic", "gemini-2.5-flash-image", "2025-10", "5f2d0c"};

std::vector<std::string> one_of_each() {
  const Picture with_alpha = ramp(40, 30, true);
  const Picture opaque = ramp(40, 30, false);
  return {encode_jpeg(opaque.bgr, 90, false), encode_png(opaque), encode_png(with_alpha),
          encode_webp(opaque, 80), encode_webp(with_alpha, 80)};
}

}  // namespace

TEST_CASE("metadata reads back from every format and leaves the pixels alone", "[imaging]") {
  for (const std::string& bare : one_of_each()) {
    CHECK(read_provenance(bare).error().kind == vitrine::util::ErrorKind::not_found);
    const std::string file = with_provenance(bare, kFull).value();
    CHECK(read_provenance(file).value() == kFull);
    CHECK(says_srgb(file));
    const Picture before = decode(bare).value(), after = decode(file).value();
    CHECK(same_pixels(before.bgr, after.bgr));
    CHECK(before.has_alpha() == after.has_alpha());
    CHECK(with_provenance(bare, kFull).value() == file);
  }
}

TEST_CASE("a second packet replaces the first instead of standing beside it", "[imaging]") {
  const Provenance other{"algorithmicallyEnhanced", "", "", "99"};
  for (const std::string& bare : one_of_each()) {
    const std::string once = with_provenance(bare, other).value();
    const std::string twice = with_provenance(with_provenance(bare, kFull).value(), other).value();
    CHECK(twice == once);
  }
}

TEST_CASE("names with markup in them come back as they were", "[imaging]") {
  const Provenance odd{"digitalCapture", "a<b>&\"c\" 'd' \xC3\xA9", "&amp;", "x"};
  const std::string png = encode_png(ramp(9, 9, false));
  CHECK(read_provenance(with_provenance(png, odd).value()).value() == odd);
}

TEST_CASE("the packet holds what channels and auditors read", "[imaging]") {
  const std::string file = with_provenance(encode_png(ramp(9, 9, false)), kFull).value();
  for (const char* text :
       {"<Iptc4xmpExt:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/"
        "compositeSynthetic</",
        "<xmp:CreatorTool>Vitrine</", "<xmpMM:InstanceID>xmp.iid:5f2d0c</",
        "<xmpMM:DocumentID>xmp.did:5f2d0c</", "<Iptc4xmpExt:AISystemUsed>gemini-2.5-flash-image</",
        "<Iptc4xmpExt:AISystemVersionUsed>2025-10</"})
    CHECK(file.find(text) != std::string::npos);
  CHECK(file.find("XML:com.adobe.xmp") < file.find("IDAT"));
  const std::string plain =
      with_provenance(encode_png(ramp(9, 9, false)), {"digitalCapture", "", "", "1"}).value();
  CHECK(plain.find("AISystem") == std::string::npos);
}

TEST_CASE("a file of a rehearsal says so where it says who made it", "[imaging]") {
  Provenance rehearsed = kFull;
  rehearsed.rehearsal = true;
  for (const std::string& bare : one_of_each()) {
    const std::string file = with_provenance(bare, rehearsed).value();
    CHECK(read_provenance(file).value() == rehearsed);
    CHECK_FALSE(read_provenance(with_provenance(file, kFull).value()).value().rehearsal);
  }
  const std::string png = with_provenance(encode_png(ramp(9, 9, false)), rehearsed).value();
  CHECK(png.find("<xmp:CreatorTool>Vitrine (rehearsal, not for sale)</") != std::string::npos);
}

TEST_CASE("a packet written by others, with attributes and https, is understood", "[imaging]") {
  std::string file = with_provenance(encode_png(ramp(9, 9, false)), kFull).value();
  const std::string element = "<Iptc4xmpExt:DigitalSourceType>http:";
  const std::string attribute = " Iptc4xmpExt:DigitalSourceType=\"https:";
  const std::size_t at = file.find(element);
  file.replace(at, element.size(), attribute);
  const std::size_t end = file.find("</Iptc4xmpExt:DigitalSourceType>");
  file.replace(end, 1, "\"");
  CHECK(read_provenance(file).value().source_type == "compositeSynthetic");
}

TEST_CASE("a broken file gets no metadata", "[imaging]") {
  for (const std::string& whole : one_of_each())
    CHECK_FALSE(with_provenance(whole.substr(0, 40), kFull).has_value());
}

TEST_CASE("the sRGB profile says nothing of the day it was made", "[imaging]") {
  const std::string& profile = srgb_profile();
  CHECK(profile.substr(24, 2) == std::string("\x07\xD0", 2));  // the year 2000
  CHECK(profile.substr(36, 4) == "acsp");
  const cv::Mat picture = checkered(32, 32, 3);
  CHECK(same_pixels(to_srgb(picture, profile), picture));
  CHECK(same_pixels(to_srgb(picture, "no profile at all"), picture));
}
