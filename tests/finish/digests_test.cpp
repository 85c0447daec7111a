// Whether finished bytes change without a new finish/N, on pictures drawn in code. The table names
// the libraries that wrote its files. Where another version of one is here the test fails and says
// which, although nothing of ours has changed: the finish keys of every project change with it, so
// somebody should know, and a check that is left out silently is none. The rows that end in .pixels
// are of decoded PNG files, which no library may change: they tell whether more than codecs moved.
#include "pipeline/finish/finish.hpp"
#include "pipeline/imaging/codec.hpp"
#include "pipeline/util/text.hpp"
#include "tests/support/drawn.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

using namespace vitrine;
using domain::Framing;
using domain::ImageFormat;
using domain::Recipe;
using domain::Repair;
using domain::RepairKind;

namespace {

constexpr const char* kTable = "tests/finish/digests.txt";

using Lines = std::vector<std::pair<std::string, std::string>>;

/// Soft-edged, in a transparent frame, off the middle.
imaging::Picture product() {
  imaging::Picture picture{test::checkered(500, 500, 9), cv::Mat(500, 500, CV_8UC1, cv::Scalar(0))};
  for (int y = 120; y < 420; ++y)
    for (int x = 40; x < 240; ++x) {
      const int rim = std::min({x - 40, y - 120, 239 - x, 419 - y});
      picture.alpha.at<uchar>(y, x) = static_cast<uchar>(std::min(255, 60 * (rim + 1)));
    }
  return picture;
}

/// Nearly white around a box: what a model's packshot on white may look like.
cv::Mat off_white() {
  cv::Mat bgr(400, 400, CV_8UC3, cv::Scalar(251, 252, 250));
  test::checkered(160, 200, 8).copyTo(bgr(cv::Rect(120, 110, 160, 200)));
  return bgr;
}

cv::Mat box_mask(cv::Size frame, cv::Rect box) {
  cv::Mat mask(frame, CV_8UC1, cv::Scalar(0));
  mask(box).setTo(255);
  return mask;
}

/// Strokes of saturated red on white, which halved colour would fray.
cv::Mat red_bars() {
  cv::Mat bgr(400, 400, CV_8UC3, cv::Scalar::all(255));
  for (int x = 36; x < 360; x += 40) bgr(cv::Rect(x, 40, 12, 320)).setTo(cv::Scalar(20, 10, 220));
  return bgr;
}

Recipe packshot(ImageFormat format = ImageFormat::jpeg) {
  Recipe recipe;
  recipe.finisher = finish::kFinisher;
  recipe.profile = "table";
  recipe.framing = Framing::fit_product;
  recipe.size = {400, 400};
  recipe.fill = 0.86;
  recipe.background = domain::Rgb{255, 255, 255};
  recipe.snap_white = true;
  recipe.format = format;
  recipe.sharpen = 30;
  recipe.source_type = "algorithmicallyEnhanced";
  return recipe;
}

Recipe scene(ImageFormat format = ImageFormat::jpeg, domain::PixelSize size = {240, 300}) {
  Recipe recipe = packshot(format);
  recipe.framing = Framing::crop;
  recipe.fill = 0;
  recipe.snap_white = false;
  recipe.size = size;
  recipe.source_type = "compositeSynthetic";
  recipe.ai_system = "some-model";
  recipe.ai_version = "7";
  return recipe;
}

/// The recipe with one thing said otherwise.
template <class Change>
Recipe with(Recipe recipe, Change change) {
  change(recipe);
  return recipe;
}

struct Case {
  std::string name;
  Recipe recipe;
  std::string rendering, mask = {};
};

/// A repair that carries a stored picture's pixels or alpha to one place of the rendering.
Repair carried(RepairKind kind, const std::string& stored, cv::Point at, cv::Size size) {
  Repair repair;
  repair.kind = kind;
  repair.source = util::sha256(stored);
  repair.place = finish::place_of(imaging::mesh_of_plane(
      {1, 0, double(at.x), 0, 1, double(at.y), 0, 0, 1}, cv::Rect({}, size), {4, 4}));
  return repair;
}

std::vector<Case> cases(const std::string& label, const std::string& cutout) {
  const std::string alpha = imaging::encode_png(product());
  const std::string wide = imaging::encode_png({test::checkered(1000, 500, 9), {}});
  const std::string photo = imaging::encode_jpeg(test::ramp(640, 480, false).bgr, 90, false);
  const std::string red = imaging::encode_png({red_bars(), {}});
  const std::string pale = imaging::encode_png({off_white(), {}});
  const std::string beside = imaging::encode_png_grey(box_mask({1000, 500}, {800, 200, 150, 200}));
  const auto shadow = [](Recipe& recipe) { recipe.shadow = true; };
  const auto repaired = [](std::vector<Repair> repairs) {
    return [repairs = std::move(repairs)](Recipe& recipe) { recipe.repairs = repairs; };
  };
  std::vector<Case> all;
  for (const ImageFormat format :
       {ImageFormat::jpeg, ImageFormat::png, ImageFormat::webp, ImageFormat::avif}) {
    const std::string word(to_text(format));
    all.push_back({"packshot-" + word, packshot(format), alpha});
    all.push_back({"packshot-shadow-" + word, with(packshot(format), shadow), alpha});
    all.push_back({"scene-" + word, scene(format), wide, beside});
  }
  for (const ImageFormat format : {ImageFormat::png, ImageFormat::webp})
    all.push_back({"transparent-" + std::string(to_text(format)),
                   with(packshot(format),
                        [](Recipe& recipe) {
                          recipe.background.reset();
                          recipe.snap_white = false;
                        }),
                   alpha});
  all.push_back({"scene-without-mask", scene(ImageFormat::png), wide});
  all.push_back({"scene-of-a-photograph", scene(), photo});
  all.push_back({"scene-unsharpened",
                 with(scene(ImageFormat::png), [](Recipe& recipe) { recipe.sharpen = 0; }), wide});
  all.push_back({"scene-enlarged", scene(ImageFormat::png, {700, 900}), wide});
  all.push_back({"red-full-colour", scene(ImageFormat::jpeg, {300, 300}), red});
  all.push_back({"red-halved-colour",
                 with(scene(ImageFormat::jpeg, {300, 300}),
                      [](Recipe& recipe) { recipe.chroma = domain::Chroma::halved; }),
                 red});
  all.push_back(
      {"at-most", with(scene(), [](Recipe& recipe) { recipe.max_bytes = 16'000; }), wide});
  all.push_back(
      {"at-least", with(scene(), [](Recipe& recipe) { recipe.min_bytes = 60'000; }), wide});
  all.push_back(
      {"rehearsal", with(scene(), [](Recipe& recipe) { recipe.rehearsal = true; }), wide});
  const Recipe square = scene(ImageFormat::png, {300, 300});
  all.push_back({"unmended", square, pale});
  Repair shifted = carried(RepairKind::match_color, cutout, {120, 110}, {160, 200});
  shifted.shift = {150, -220, 90};
  all.push_back(
      {"restore-label",
       with(square, repaired({carried(RepairKind::restore_label, label, {150, 150}, {48, 48})})),
       pale});
  all.push_back({"match-color", with(square, repaired({shifted})), pale});
  all.push_back(
      {"clean-halo",
       with(square, repaired({carried(RepairKind::clean_halo, cutout, {120, 110}, {160, 200})})),
       pale});
  all.push_back({"pad", with(square, repaired({Repair{RepairKind::pad, {}, {}, {}}})), wide});
  all.push_back(
      {"white-snap", with(square, repaired({Repair{RepairKind::white_snap, {}, {}, {}}})), pale});
  for (const ImageFormat format : {ImageFormat::jpeg, ImageFormat::png})
    all.push_back({"finish/1-scene-" + std::string(to_text(format)),
                   with(scene(format), [](Recipe& recipe) { recipe.finisher = "finish/1"; }), wide,
                   beside});
  return all;
}

std::string pixels_digest(const std::string& file) {
  const imaging::Picture picture = imaging::decode(file).value();
  std::string bytes(reinterpret_cast<const char*>(picture.bgr.data), picture.bgr.total() * 3);
  if (picture.has_alpha())
    bytes.append(reinterpret_cast<const char*>(picture.alpha.data), picture.alpha.total());
  return util::sha256(bytes).short_hex();
}

Lines libraries_here() {
  Lines lines;
  const std::string all = imaging::codec_versions() + ", " + imaging::avif_versions();
  for (const std::string_view one : util::split(all, ',')) {
    const std::string_view name = util::trim(one);
    const std::size_t space = name.rfind(' ');
    lines.emplace_back(name.substr(0, space), name.substr(space + 1));
  }
  return lines;
}

Lines finished_now() {
  const std::string label = imaging::encode_png({test::checkered(48, 48, 6), {}});
  const std::string cutout = imaging::encode_png(
      {test::checkered(160, 200, 8), cv::Mat(200, 160, CV_8UC1, cv::Scalar(255))});
  const auto read = [&](const util::Digest& digest) -> util::Result<std::string> {
    if (digest == util::sha256(label)) return label;
    return cutout;
  };
  Lines lines;
  for (const Case& one : cases(label, cutout)) {
    const auto made = finish::apply(one.recipe, one.rendering, one.mask, "a1b2", read);
    INFO(one.name << ": " << (made.has_error() ? made.error().message : ""));
    REQUIRE(made.has_value());
    lines.emplace_back(one.name, util::sha256(made->bytes).short_hex());
    if (one.recipe.format == ImageFormat::png)
      lines.emplace_back(one.name + ".pixels", pixels_digest(made->bytes));
  }
  return lines;
}

/// The table in two parts: the finisher and the libraries, then the files.
struct Table {
  Lines header, files;
};

Table committed() {
  Table table;
  std::ifstream file(kTable);
  std::string name, value;
  bool in_header = true;
  while (file >> name >> value) {
    if (name == "files") {
      in_header = false;
      continue;
    }
    (in_header ? table.header : table.files).emplace_back(name, value);
  }
  return table;
}

/// "libwebp 1.3.0, not 1.2.4", for each line that differs or is missing on one side.
std::vector<std::string> differences(const Lines& now, const Lines& before) {
  std::vector<std::string> found;
  const auto value_of = [](const Lines& lines, const std::string& name) -> std::string {
    for (const auto& [other, value] : lines)
      if (other == name) return value;
    return "none";
  };
  for (const auto& [name, here] : now)
    if (value_of(before, name) != here)
      found.push_back(name + " " + here + ", not " + value_of(before, name));
  for (const auto& [name, there] : before)
    if (value_of(now, name) == "none") found.push_back(name + " none, not " + there);
  return found;
}

}  // namespace

TEST_CASE("finished bytes change only together with the finisher's version", "[finish][digests]") {
  Lines header{{"finisher", finish::kFinisher}};
  for (auto& library : libraries_here()) header.push_back(std::move(library));
  const Lines files = finished_now();
  std::set<std::string> different;
  for (const auto& [name, digest] : files) different.insert(digest);
  CHECK(different.size() == files.size());  // no row says what another says already
  const Table table = committed();
  std::ostringstream text;
  for (const auto& [name, value] : header) text << name << ' ' << value << '\n';
  text << "files " << files.size() << '\n';
  for (const auto& [name, digest] : files) text << name << ' ' << digest << '\n';
  INFO("with a new kFinisher, or other libraries, " << kTable << " becomes:\n" << text.str());
  const std::vector<std::string> libraries = differences(header, table.header);
  const std::vector<std::string> changed = differences(files, table.files);
  const bool pixels = std::any_of(changed.begin(), changed.end(), [](const std::string& line) {
    return line.find(".pixels ") != std::string::npos;
  });
  if (!libraries.empty())
    FAIL("the table was made by other versions: "
         << util::join(libraries, "; ")
         << (pixels ? "; pixels changed as well, which no library may do"
                    : "; no pixels changed: only how they are written"));
  INFO(util::join(changed, "\n"));
  CHECK(changed.empty());
}
