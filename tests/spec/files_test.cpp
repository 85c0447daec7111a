#include "pipeline/spec/picture_header.hpp"
#include "pipeline/spec/project_files.hpp"
#include "tests/spec/job_folder.hpp"

#include <catch2/catch.hpp>

#include <optional>

using namespace vitrine;
using spec::ProjectFiles;

namespace {

std::string code_of(const spec::FoundFile& found) {
  return found.complaint ? found.complaint->code : "found";
}

std::string suggestion_of(const spec::FoundFile& found) {
  return found.complaint ? found.complaint->suggestion : "";
}

}  // namespace

TEST_CASE("a picture's size is read from its header", "[spec]") {
  const test::TempFolder folder;
  const auto size = [&](const std::string& bytes) -> std::optional<domain::PixelSize> {
    const auto read = spec::picture_size(folder.write("picture", bytes));
    return read ? std::optional(*read) : std::nullopt;
  };
  CHECK(size(test::png_header(1200, 900)) == domain::PixelSize{1200, 900});
  const std::string jpeg("\xFF\xD8\xFF\xE0\0\x04zz\xFF\xFF\xC2\0\x11\x08\x02\x58\x03\x20", 18);
  CHECK(size(jpeg) == domain::PixelSize{800, 600});
  const std::string riff("RIFF\x20\0\0\0WEBP", 12);
  CHECK(size(riff + std::string("VP8X\x0A\0\0\0\0\0\0\0\x1F\x03\0\x57\x02\0", 18)) ==
        domain::PixelSize{800, 600});
  CHECK(size(riff + std::string("VP8 \x0A\0\0\0\0\0\0\x9D\x01\x2A\x20\x03\x58\x02", 18)) ==
        domain::PixelSize{800, 600});
  CHECK(size(riff + std::string("VP8L\x0A\0\0\0\x2F\x1F\xC3\x95\0\0\0\0\0\0", 18)) ==
        domain::PixelSize{800, 600});
  const std::string avif = std::string(
                               "\0\0\0\x14"
                               "ftypavif\0\0\0\0avif",
                               20) +
                           std::string("....ispe\0\0\0\0\0\0\1\0\0\0\0\x20", 20) +
                           std::string("....ispe\0\0\0\0\0\0\3\x20\0\0\2\x58", 20);
  CHECK(size(avif) == domain::PixelSize{800, 600});
  CHECK_FALSE(size(avif.substr(0, 30)));
  CHECK_FALSE(size("GIF89a and more bytes than any header needs to be read"));
  CHECK_FALSE(size(test::png_header(0, 5)));
  CHECK_FALSE(size(jpeg.substr(0, 12)));
  CHECK_FALSE(size(""));
}

TEST_CASE("a file that is not there is found by what was probably meant", "[spec]") {
  const test::JobFolder shop;
  ProjectFiles files(shop.path("shop"), {});
  const auto jobs = shop.path("shop/jobs");
  CHECK(code_of(files.picture(jobs, "../pictures/mug-front.png")) == "found");
  CHECK(suggestion_of(files.picture(jobs, "../pictures/mug-fornt.png")) ==
        "../pictures/mug-front.png");
  CHECK(suggestion_of(files.picture(jobs, "../pictuers/mug-front.png")) ==
        "../pictures/mug-front.png");
  CHECK(suggestion_of(files.picture(jobs, "../picturesmug-front.png")) ==
        "../pictures/mug-front.png");
  CHECK(suggestion_of(files.picture(jobs, "./pictures/mug-front.png")) ==
        "../pictures/mug-front.png");
  CHECK(code_of(files.picture(jobs, "../pictures/MUG-front.png")) == "case-differs");
  CHECK(suggestion_of(files.picture(jobs, "../pictures/nothing-near.png")).empty());
  CHECK(code_of(files.picture(jobs, "../scenes/rooms.yaml")) == "not-a-picture");
  CHECK(code_of(files.file(jobs, "../scenes/rooms.yaml")) == "found");
  CHECK(code_of(files.picture(jobs, "https://shop.example/mug.png")) == "web-address");
  CHECK(code_of(files.file(jobs, "../pictures")) == "no-file");
}

TEST_CASE("nothing outside the project is read unless its folder is allowed by name", "[spec]") {
  const test::JobFolder shop;
  const auto jobs = shop.path("shop/jobs");
  std::filesystem::create_directory(jobs);
  std::filesystem::create_symlink(shop.path("secret.png"), shop.path("shop/pictures/link.png"));
  ProjectFiles files(shop.path("shop"), {});
  CHECK(code_of(files.picture(jobs, "../../secret.png")) == "path-outside");
  CHECK(code_of(files.picture(jobs, shop.path("secret.png").string())) == "path-outside");
  CHECK(code_of(files.picture(jobs, "../pictures/link.png")) == "path-outside");
  CHECK(code_of(files.picture(jobs, "../../secert.png")) == "path-outside");  // no hint either
  ProjectFiles allowed(shop.path("shop/"), {shop.path("")});
  CHECK(code_of(allowed.picture(jobs, "../../secret.png")) == "found");
  ProjectFiles unbounded({}, {});
  CHECK(code_of(unbounded.picture(jobs, "../../secret.png")) == "found");
}

TEST_CASE("a file that is no picture is named with what to do, whatever its name says", "[spec]") {
  const test::TempFolder folder;
  ProjectFiles files({}, {});
  const auto said = [&](const std::string& name, const std::string& bytes) {
    folder.write(name, bytes);
    const auto found = files.picture(folder.path(), name);
    return found.complaint ? found.complaint->message : "";
  };
  CHECK(said("a.png", "GIF89a......") ==
        "\"a.png\" is a GIF picture; save it as PNG, JPEG, WebP or AVIF");
  CHECK(said("b.jpg", "") == "\"b.jpg\" is empty");
  CHECK(said("c.jpg", "hello") == "\"c.jpg\" is a text file, no picture");
  CHECK(said("d.jpg", test::png_header(0, 5)) ==
        "\"d.jpg\" begins like a picture, but its header is broken or cut short");
  CHECK(said("wrong-label.jpg", test::png_header(30, 5)).empty());  // a PNG by its content
}

TEST_CASE("a picture that claims more pixels than any camera has is refused", "[spec]") {
  const test::TempFolder folder;
  folder.write("bomb.png", test::png_header(60'000, 10));
  ProjectFiles files({}, {});
  CHECK(code_of(files.picture(folder.path(), "bomb.png")) == "picture-too-large");
  folder.write("square.png", test::png_header(20'000, 20'000));
  CHECK(code_of(files.picture(folder.path(), "square.png")) == "picture-too-large");
  folder.write("wide.png", test::png_header(30'000, 100));
  CHECK(code_of(files.picture(folder.path(), "wide.png")) == "found");
}

TEST_CASE("the output folder stays in the project", "[spec]") {
  const test::JobFolder shop;
  const std::string job =
      test::job_with_products("  - {sku: A, packshots: ../pictures/mug-front.png}\n");
  CHECK(shop.read(job).job->output.folder == shop.path("shop/out/test"));
  CHECK(
      test::find(shop.read(job + "output: {folder: ../../elsewhere}\n").problems, "path-outside"));
}
