#include "pipeline/imaging/codec.hpp"
#include "pipeline/providers/gemini/arrange.hpp"
#include "tests/providers/wire.hpp"

#include <catch2/catch.hpp>
#include <opencv2/core.hpp>

#include <utility>

using namespace vitrine;
using test::asking;
using test::png;
using test::Shelf;
namespace gemini = vitrine::providers::gemini;
using Standing = gemini::Uploads::Standing;

namespace {

constexpr std::size_t kLarge = 400'000;

/// A request that shows two pictures, and what is known of each.
struct Table {
  Shelf shelf;
  util::Digest first = shelf.put(png(800, 600, kLarge));
  util::Digest second = shelf.put(png(640, 480, kLarge + 1));
  std::map<util::Digest, Standing> standings;
  gemini::Surface surface = gemini::gemini_surface().value();
  domain::RenderRequest request = asking(domain::Operation::fuse, "on a table");
  gemini::Material material;

  Table() {
    request.sources = {{domain::SourceRole::packshot, "", first},
                       {domain::SourceRole::backdrop, "", second}};
  }
  util::Result<gemini::Arrangement> arrange() {
    const auto lies_there = [this](const util::Digest& d) { return !standings[d].uri.empty(); };
    material = gemini::load_material(request, shelf.reader(), lies_there).value();
    const auto look = [this](const util::Digest& digest) { return standings[digest]; };
    return gemini::arrange(request, surface, look, material);
  }
};

std::string way(const gemini::Arrangement& arrangement, int image) {
  return std::string(
      util::find(arrangement.provenance, "image_" + std::to_string(image)).value_or("-"));
}

/// A red square in the middle of nothing, and half of it half transparent.
std::string cut_out() {
  cv::Mat bgr(40, 40, CV_8UC3, cv::Scalar(0, 0, 0));
  cv::Mat alpha(40, 40, CV_8UC1, cv::Scalar(0));
  bgr(cv::Rect(10, 10, 20, 20)).setTo(cv::Scalar(0, 0, 200));
  alpha(cv::Rect(10, 10, 10, 20)).setTo(255);
  alpha(cv::Rect(20, 10, 10, 20)).setTo(128);
  return imaging::encode_png({bgr, alpha});
}

}  // namespace

TEST_CASE("a picture of few requests goes inline", "[providers]") {
  Table table;
  table.standings[table.first].requests = 2;
  const auto arranged = table.arrange();
  REQUIRE(arranged.has_value());
  CHECK(arranged->uploads.empty());
  CHECK(arranged->named.empty());
  CHECK(way(*arranged, 1) == "inline");
  CHECK(way(*arranged, 2) == "inline");
}

TEST_CASE("a picture of several requests is uploaded first and named afterwards", "[providers]") {
  Table table;
  table.standings[table.first].requests = 3;
  const auto wanted = table.arrange();
  REQUIRE(wanted.has_value());
  REQUIRE(wanted->uploads.size() == 1);
  CHECK(wanted->uploads[0].picture == table.first);
  CHECK(wanted->uploads[0].media_type == "image/png");
  CHECK(*wanted->uploads[0].bytes == png(800, 600, kLarge));
  CHECK_FALSE(wanted->uploads[0].needed);

  table.standings[table.first] = {3, false, "https://h/v1beta/files/a", 7, "image/png", false};
  const auto arranged = table.arrange();
  REQUIRE(arranged.has_value());
  CHECK(arranged->uploads.empty());
  REQUIRE(arranged->named.size() == 1);
  CHECK(arranged->named[0].picture == table.first);
  CHECK(arranged->named[0].number == 7);
  CHECK(table.material.pictures[0].file_uri == "https://h/v1beta/files/a");
  CHECK(table.material.pictures[1].file_uri.empty());
  CHECK(way(*arranged, 1) == "upload");
  CHECK(way(*arranged, 2) == "inline");
}

TEST_CASE("a picture whose upload failed goes inline while the request has room", "[providers]") {
  Table table;
  table.standings[table.first] = {50, true, "", 0, "", false};
  const auto arranged = table.arrange();
  REQUIRE(arranged.has_value());
  CHECK(arranged->uploads.empty());
  CHECK(way(*arranged, 1) == "inline");

  table.surface.most_request = 800'000;
  const auto tight = table.arrange();
  REQUIRE(tight.has_value());
  REQUIRE(tight->uploads.size() == 1);
  CHECK(tight->uploads[0].picture == table.second);  // the larger one
  CHECK(tight->uploads[0].needed);
}

TEST_CASE("a surface without uploads gets everything inline or says what is too large",
          "[providers]") {
  Table table;
  table.surface.has_files = false;
  table.standings[table.first].requests = 100;
  CHECK(table.arrange()->uploads.empty());
  table.surface.most_request = 800'000;
  const auto refused = table.arrange();
  REQUIRE(refused.has_error());
  CHECK(refused.error().kind == util::ErrorKind::unsupported);
}

TEST_CASE("a transparent product is shown on white", "[providers]") {
  Table table;
  const std::string bytes = cut_out();
  table.request.sources[0] = {domain::SourceRole::cutout, "", table.shelf.put(bytes)};
  const auto arranged = table.arrange();
  REQUIRE(arranged.has_value());
  CHECK(way(*arranged, 1) == "inline, on white");
  const gemini::Picture& sent = table.material.pictures[0];
  CHECK_FALSE(imaging::inspect(sent.bytes)->has_alpha);
  const auto shown = imaging::decode(sent.bytes);
  REQUIRE(shown.has_value());
  CHECK(shown->bgr.at<cv::Vec3b>(0, 0) == cv::Vec3b(255, 255, 255));
  CHECK(shown->bgr.at<cv::Vec3b>(15, 12) == cv::Vec3b(0, 0, 200));
  CHECK(shown->bgr.at<cv::Vec3b>(15, 25) == cv::Vec3b(127, 127, 227));
}

TEST_CASE("an AVIF, which the API does not take, is sent as PNG", "[providers]") {
  Table table;
  const cv::Mat bgr(30, 40, CV_8UC3, cv::Scalar(0, 0, 200));
  table.request.sources[0] = {domain::SourceRole::cutout, "",
                              table.shelf.put(imaging::encode_avif({bgr, {}}, 90, true))};
  REQUIRE(table.arrange().has_value());
  const gemini::Picture& sent = table.material.pictures[0];
  CHECK(sent.media_type == "image/png");
  CHECK(imaging::inspect(sent.bytes)->kind == imaging::FileKind::png);
}

TEST_CASE("a product that lies there on white is not laid on white again", "[providers]") {
  Table table;
  const std::string bytes = cut_out();
  const util::Digest product = table.shelf.put(bytes);
  table.request.sources[0] = {domain::SourceRole::cutout, "", product};
  table.standings[product] = {3, false, "https://h/v1beta/files/a", 7, "image/png", true};
  const auto arranged = table.arrange();
  REQUIRE(arranged.has_value());
  CHECK(way(*arranged, 1) == "upload, on white");
  CHECK(table.material.pictures[0].bytes == bytes);
}

TEST_CASE("a mask that lies in the alpha of a file is shown in grey", "[providers]") {
  Table table;
  table.request.sources[1] = {domain::SourceRole::mask, "", table.shelf.put(cut_out())};
  REQUIRE(table.arrange().has_value());
  const auto shown = imaging::decode(table.material.pictures[1].bytes);
  REQUIRE(shown.has_value());
  CHECK(shown->bgr.at<cv::Vec3b>(0, 0) == cv::Vec3b(0, 0, 0));
  CHECK(shown->bgr.at<cv::Vec3b>(15, 12) == cv::Vec3b(255, 255, 255));
}

TEST_CASE("a file whose alpha hides nothing is sent as it is stored", "[providers]") {
  Table table;
  const cv::Mat bgr(20, 20, CV_8UC3, cv::Scalar(10, 20, 30));
  // Written with an alpha channel of 255: encode_png keeps what it is given.
  const std::string bytes = imaging::encode_png({bgr, cv::Mat(20, 20, CV_8UC1, cv::Scalar(255))});
  table.request.sources[0] = {domain::SourceRole::cutout, "", table.shelf.put(bytes)};
  const auto arranged = table.arrange();
  REQUIRE(arranged.has_value());
  CHECK(way(*arranged, 1) == "inline");
  CHECK(table.material.pictures[0].bytes == bytes);
}
