#include "pipeline/util/picture_kind.hpp"

#include <catch2/catch.hpp>

using namespace vitrine::util;

namespace {

std::string ftyp(const std::string& brands) {
  const std::size_t length = 8 + brands.size();
  return std::string{0, 0, 0, static_cast<char>(length)} + "ftyp" + brands;
}
const std::string kVersion(4, '\0');

}  // namespace

TEST_CASE("a picture is known by its first bytes", "[util]") {
  CHECK(picture_kind("\xFF\xD8\xFF\xE0") == PictureKind::jpeg);
  CHECK(picture_kind("\x89PNG\r\n") == PictureKind::png);
  CHECK(picture_kind(std::string("RIFF\0\0\0\0WEBPVP8 ", 16)) == PictureKind::webp);
  CHECK(picture_kind(std::string("RIFF\0\0\0\0WAVEfmt ", 16)) == PictureKind::none);
  CHECK(picture_kind(ftyp("avif" + kVersion + "mif1miaf")) == PictureKind::avif);
  CHECK(picture_kind(ftyp("mif1" + kVersion + "miafavif")) == PictureKind::avif);
  CHECK(picture_kind(ftyp("mif1" + kVersion + "heic")) == PictureKind::none);
  CHECK(picture_kind("RIFF") == PictureKind::none);
  CHECK(picture_kind("") == PictureKind::none);
}

TEST_CASE("what is no picture is told with the remedy", "[util]") {
  const std::string save = "; save it as PNG, JPEG, WebP or AVIF";
  CHECK(why_no_picture("") == "is empty");
  CHECK(why_no_picture("GIF89a....") == "is a GIF picture" + save);
  CHECK(why_no_picture("BM......") == "is a BMP picture" + save);
  CHECK(why_no_picture(std::string("II*\0....", 8)).find("TIFF") != std::string::npos);
  CHECK(why_no_picture("8BPS....") == "is a Photoshop document" + save);
  CHECK(why_no_picture(ftyp("heic" + kVersion + "mif1heic")) ==
        "is a HEIC picture (a phone's)" + save);
  CHECK(why_no_picture(ftyp("isom" + kVersion + "mp42")).find("video") != std::string::npos);
  CHECK(why_no_picture("<?xml version=\"1.0\"?>\n<svg/>") == "is an SVG drawing; export it as PNG");
  CHECK(why_no_picture("<!DOCTYPE html><title>404").find("web page") != std::string::npos);
  CHECK(why_no_picture("once upon a time") == "is a text file, no picture");
  CHECK(why_no_picture(std::string("\1\2\3\0", 4)) == "is no JPEG, PNG, WebP or AVIF picture");
  CHECK(why_no_picture("PK\x03\x04").find("unpack it") != std::string::npos);
}
