#include "pipeline/imaging/codec.hpp"
#include "pipeline/quality/text_checks.hpp"
#include "pipeline/quality/text_match.hpp"

#include <catch2/catch.hpp>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

using namespace vitrine;
using domain::VerdictOutcome;

namespace {

/// The candle jar of the samples, its label's lettering drawn upright.
const cv::Mat& candle() {
  static const cv::Mat bgr = [] {
    std::ifstream in("samples/products/candle-front.jpg", std::ios::binary);
    return imaging::decode(std::string(std::istreambuf_iterator<char>(in), {})).value().bgr;
  }();
  return bgr;
}
const cv::Rect kLabel{340, 440, 500, 480};

quality::TextReader& reader() {
  static const std::unique_ptr<quality::TextReader> tesseract =
      quality::make_tesseract_reader().value();
  return *tesseract;
}
const quality::ReferenceText& reference() {
  static const quality::ReferenceText text = quality::read_reference(reader(), candle(), {kLabel});
  return text;
}

/// The packshot in three quarters of its size, a little turned, softer and darker.
const cv::Matx33d kSeen(0.75, -0.03, 60, 0.03, 0.75, 20, 0, 0, 1);
cv::Mat seen(const cv::Mat& packshot) {
  cv::Mat picture;
  cv::warpPerspective(packshot, picture, kSeen, {1000, 1000}, cv::INTER_LINEAR,
                      cv::BORDER_REPLICATE);
  cv::GaussianBlur(picture, picture, {}, 0.6);
  return picture * 0.85;
}
VerdictOutcome outcome(const std::vector<quality::Finding>& findings, const std::string& check) {
  for (const quality::Finding& finding : findings)
    if (finding.verdict.check == check) return finding.verdict.outcome;
  FAIL("no finding " << check);
  return {};
}

}  // namespace

TEST_CASE("a packshot of any size is read on pages of bounded size", "[quality]") {
  struct Measuring final : quality::TextReader {
    std::vector<quality::Word> read(const cv::Mat& grey, quality::Layout) override {
      ++pages;
      longest = std::max({longest, grey.cols, grey.rows});
      return {};
    }
    int pages = 0, longest = 0;
  };
  Measuring small, huge;
  quality::read_reference(small, cv::Mat(1000, 1200, CV_8UC3, cv::Scalar::all(200)), {});
  quality::read_reference(huge, cv::Mat(9000, 7000, CV_8UC3, cv::Scalar::all(200)), {});
  CHECK(small.pages == 15);
  CHECK(small.longest > 2400);  // twice as large, and turned
  CHECK(huge.pages == 15);
  CHECK(huge.longest < 1.3 * 3200);
}

TEST_CASE("a packshot's lettering is read, and its record reads back as the same", "[quality]") {
  std::vector<std::string> all;
  for (const quality::ReferenceLine& line : reference().lines)
    for (const quality::ReferenceWord& word : line.words) all.push_back(word.text);
  for (const char* word : {"Cedar", "Smoke", "SCENTED", "CANDLE", "birch"})
    CHECK(std::find(all.begin(), all.end(), word) != all.end());
  const std::string record = quality::to_text(reference());
  CHECK(quality::reference_text_from(record).value() == reference());
  for (const std::string& broken :
       {std::string("text/2\n"), record + "word 1 2\n", std::string("text/1\nword 1 2 3 4 5 a\n"),
        std::string("text/1\nline 1 2 3 4 5 zero\n")})
    CHECK(quality::reference_text_from(broken).error().kind == util::ErrorKind::damaged);
}

TEST_CASE("print on a pale product before white is read, into the shade", "[quality]") {
  // Split into dark and light as a whole, the product is as dark as its print.
  cv::Mat packshot(700, 900, CV_8UC3, cv::Scalar::all(255));
  for (int x = 150; x < 750; ++x) {
    const double shade = 168 - 0.0004 * (x - 350) * (x - 350);
    packshot(cv::Rect(x, 100, 1, 500)).setTo(cv::Scalar::all(shade));
  }
  cv::Mat ink(packshot.size(), CV_8UC3, cv::Scalar::all(255));
  cv::putText(ink, "GARDEN HONEY", {190, 370}, cv::FONT_HERSHEY_SIMPLEX, 2.0, cv::Scalar::all(90),
              5, cv::LINE_AA);
  cv::multiply(packshot, ink, packshot, 1 / 255.0);
  const quality::ReferenceText text = quality::read_reference(reader(), packshot, {});
  REQUIRE(text.lines.size() == 1);
  CHECK(quality::texts(text.lines[0]) == std::vector<std::string>{"GARDEN", "HONEY"});
}

TEST_CASE("a word is read as it is written, not as a dictionary has it", "[quality]") {
  cv::Mat line(70, 700, CV_8UC1, cv::Scalar(235));
  cv::putText(line, "lavendcr", {20, 48}, cv::FONT_HERSHEY_SIMPLEX, 1.2, cv::Scalar(70), 2,
              cv::LINE_AA);
  cv::GaussianBlur(line, line, {}, 1.6);
  const std::vector<quality::Word> words = reader().read(line, quality::Layout::line);
  REQUIRE(words.size() == 1);
  CHECK(words[0].text == "lavendcr");
}

TEST_CASE("an honest picture of the packshot keeps its text", "[quality]") {
  const std::vector<std::string> brand{"Cedar & Smoke"};
  const auto findings =
      quality::check_text(reader(), {seen(candle()), candle(), reference(), brand, kSeen});
  CHECK(outcome(findings, "text.brand") == VerdictOutcome::pass);
  CHECK(outcome(findings, "text.label") == VerdictOutcome::pass);
}

TEST_CASE("one letter of the brand that became another is found", "[quality]") {
  // "Cedar": its e becomes a copy of its a.
  cv::Mat false_label = candle().clone();
  candle()(cv::Rect(504, 622, 28, 36)).copyTo(false_label(cv::Rect(445, 622, 28, 36)));
  const std::vector<std::string> brand{"Cedar & Smoke"};
  const auto findings =
      quality::check_text(reader(), {seen(false_label), candle(), reference(), brand, kSeen});
  CHECK(outcome(findings, "text.brand") == VerdictOutcome::reject);
  CHECK(outcome(findings, "text.label") >= VerdictOutcome::warn);
}

TEST_CASE("lettering beside the product is added text", "[quality]") {
  cv::Mat scene(1000, 1000, CV_8UC3, cv::Scalar(210, 205, 200));
  cv::Mat product(1000, 1000, CV_8UC1, cv::Scalar(0));
  product(cv::Rect(500, 450, 400, 450)).setTo(255);
  candle()(kLabel)(cv::Rect(0, 20, 400, 430)).copyTo(scene(cv::Rect(500, 460, 400, 430)));
  CHECK(quality::check_added_text(reader(), {scene, product}).verdict.outcome ==
        VerdictOutcome::pass);
  candle()(cv::Rect(410, 605, 390, 60)).copyTo(scene(cv::Rect(40, 40, 390, 60)));
  const quality::Finding added = quality::check_added_text(reader(), {scene, product});
  CHECK(added.verdict.outcome == VerdictOutcome::reject);
  CHECK(added.verdict.detail.find("Smoke") != std::string::npos);
}

TEST_CASE("reading keeps to the thread that asks", "[quality]") {
  cv::Mat line = candle()(cv::Rect(410, 670, 380, 45));
  cv::cvtColor(line, line, cv::COLOR_BGR2GRAY);
  const auto threads = [] {
    return std::distance(std::filesystem::directory_iterator("/proc/self/task"), {});
  };
  const auto before = threads();
  CHECK(reader().read(line, quality::Layout::line).size() == 3);
  CHECK(threads() == before);
}

TEST_CASE("missing data are named with the package to install", "[quality]") {
  const auto none = quality::make_tesseract_reader("/nowhere");
  REQUIRE(none.has_error());
  CHECK(none.error().kind == util::ErrorKind::not_found);
  CHECK(none.error().message.find("install tesseract-ocr-eng") != std::string::npos);
}
