#include "pipeline/quality/text_checks.hpp"

#include "pipeline/util/text.hpp"
#include "tests/quality/packshot.hpp"

#include <catch2/catch.hpp>

#include <deque>
#include <map>

using namespace vitrine;
using domain::VerdictOutcome;
using quality::Layout;
using quality::Word;

namespace {

/// Levels of grey by which a picture says what it is; each word of a line is 2 lighter than the one
/// before, so that a picture of one word says which.
constexpr int kPackshot = 60, kHonest = 100, kOther = 200, kStep = 2;

/// Reads what it is told: the text of the picture whose level stands in the middle. With even
/// contrast all pictures are alike: such a one is taken for that which was read before.
class FakeReader : public quality::TextReader {
 public:
  std::map<int, std::string> texts;  ///< by level, lowest first
  int calls = 0;

  std::vector<Word> read(const cv::Mat& grey, Layout layout) override {
    ++calls;
    const bool alone = layout == Layout::line && grey.cols < 1.7 * grey.rows;
    int level = grey.at<uchar>(grey.rows / 2, grey.cols / 2) + kStep / 2;
    double darkest = 0, lightest = 0;
    cv::minMaxLoc(grey, &darkest, &lightest);
    const bool even = lightest - darkest > 30 || (level > 140 && level < 180);
    if (even && alone && !alone_.empty())
      level = alone_.front(), alone_.pop_front();
    else if (even)
      level = last_;
    else if (alone)
      alone_.push_back(level);
    else
      last_ = level, alone_.clear();
    std::vector<Word> words;
    for (const auto& [picture, text] : texts) {
      if (level < picture || level >= picture + 40) continue;
      const std::vector<std::string_view> all = util::split(text, ' ');
      const auto which = static_cast<std::size_t>((level - picture) / kStep);
      for (std::size_t i = 0; i < all.size(); ++i)
        if (!alone || i == which)
          words.push_back({std::string(all[i]), {40 + 40 * int(i), 40, 30, 20}, 0.95, 0});
    }
    return words;
  }

 private:
  int last_ = 0;
  std::deque<int> alone_;  ///< levels of single words, to be read again with even contrast
};

/// A label of one line, and a rendering that shows it just as it is.
struct Labelled {
  FakeReader reader;
  cv::Mat packshot = cv::Mat(200, 700, CV_8UC3, cv::Scalar::all(kPackshot));
  cv::Mat rendering = cv::Mat(200, 700, CV_8UC3, cv::Scalar::all(kHonest));
  quality::ReferenceText reference;
  std::vector<std::string> brand;
  std::optional<cv::Matx33d> registration = cv::Matx33d::eye();

  explicit Labelled(const std::string& text) {
    quality::ReferenceLine line{{40, 40}, 0, {}, 20, {}};
    for (const std::string_view word : util::split(text, ' ')) {
      const int i = int(line.words.size());
      const cv::Rect box(50 * i, 0, 40, 30);
      line.words.push_back({std::string(word), box, 0.9});
      packshot(box + cv::Point(40, 40)).setTo(cv::Scalar::all(kPackshot + kStep * i));
      rendering(box + cv::Point(40, 40)).setTo(cv::Scalar::all(kHonest + kStep * i));
    }
    line.size = {50.0 * double(line.words.size()), 30};
    reference.lines = {line};
    reader.texts = {{kPackshot, text}, {kHonest, text}};
  }
  std::vector<quality::Finding> check() {
    return quality::check_text(reader, {rendering, packshot, reference, brand, registration});
  }
};

}  // namespace

TEST_CASE("a label that reads as the packshot's passes", "[quality]") {
  Labelled label("FJELL Elderflower 500 ml");
  label.brand = {"FJELL"};
  const auto findings = label.check();
  CHECK(test::outcome(findings, "text.brand") == VerdictOutcome::pass);
  CHECK(test::outcome(findings, "text.label") == VerdictOutcome::pass);
  CHECK(label.reader.calls == 1);  // what reads at once is not read again
}

TEST_CASE("a brand word with another letter is rejected, with the pair to see", "[quality]") {
  Labelled label("FJELL Elderflower Cordial of the Botanical Works in the Hills");
  label.brand = {"Fjell"};
  label.reader.texts[kHonest] = "FJEEL Elderflower Cordial of the Botanical Works in the Hills";
  const auto findings = label.check();
  const quality::Finding brand = test::finding(findings, "text.brand");
  CHECK(brand.verdict.outcome == VerdictOutcome::reject);
  CHECK(brand.verdict.value == 1);
  CHECK(brand.verdict.detail.find("FJEEL") != std::string::npos);
  CHECK(imaging::inspect(brand.evidence_png).value().width > 100);
  CHECK(test::outcome(findings, "text.label") == VerdictOutcome::reject);
}

TEST_CASE("an amount must be exact however small its share", "[quality]") {
  Labelled label("FJELL Elderflower Cordial of the Botanical Works 250 ml");
  label.reader.texts[kHonest] = "FJELL Elderflower Cordial of the Botanical Works 200 ml";
  const quality::Finding finding = test::finding(label.check(), "text.label");
  CHECK(finding.verdict.outcome == VerdictOutcome::reject);
  CHECK(finding.verdict.value < 0.05);
}

TEST_CASE("a word that surely reads otherwise is rejected, one of two letters is a doubt",
          "[quality]") {
  Labelled label("Elderflower Cordial of the Hills");
  label.reader.texts[kHonest] = "Elderflower Cordiel of the Hills";
  const quality::Finding finding = test::finding(label.check(), "text.label");
  CHECK(finding.verdict.outcome == VerdictOutcome::reject);
  CHECK(finding.verdict.value < 0.05);
  CHECK(finding.verdict.limit <= finding.verdict.value);
  label.reader.texts[kHonest] = "Elderflower Cordial ot the Hills";
  CHECK(test::outcome(label.check(), "text.label") == VerdictOutcome::warn);
}

TEST_CASE("a label of other words is rejected by its error rate", "[quality]") {
  Labelled label("FJELL Elderflower Cordial");
  label.reader.texts[kHonest] = "FJALL Elaerfiovver Coraiel";
  const quality::Finding finding = test::finding(label.check(), "text.label");
  CHECK(finding.verdict.outcome == VerdictOutcome::reject);
  CHECK(finding.verdict.value > 0.15);
}

TEST_CASE("what the packshot would not give at that size is held against nobody", "[quality]") {
  Labelled label("FJELL Elderflower");
  label.brand = {"FJELL"};
  label.rendering.setTo(cv::Scalar::all(kOther));
  label.reader.texts = {{kPackshot, "FJE11 Elder"}, {kOther, "FIFI I rflower"}};
  const auto findings = label.check();
  CHECK(test::outcome(findings, "text.brand") == VerdictOutcome::not_measured);
  CHECK(test::outcome(findings, "text.label") == VerdictOutcome::not_measured);
}

TEST_CASE("letters below 8 px and lines beyond the frame are not looked at", "[quality]") {
  Labelled label("FJELL Elderflower");
  label.reader.texts[kHonest] = "FJEEL Elderflower";
  SECTION("small") { label.registration = cv::Matx33d(0.3, 0, 0, 0, 0.3, 0, 0, 0, 1); }
  SECTION("beyond") { label.registration = cv::Matx33d(1, 0, 600, 0, 1, 0, 0, 0, 1); }
  SECTION("mirrored") { label.registration = cv::Matx33d(-1, 0, 690, 0, 1, 0, 0, 0, 1); }
  CHECK(test::outcome(label.check(), "text.label") == VerdictOutcome::not_measured);
  CHECK(label.reader.calls == 0);
}

TEST_CASE("without a registration a missing brand is a doubt, a found one passes", "[quality]") {
  Labelled label("FJELL Elderflower");
  label.brand = {"FJELL"};
  label.registration.reset();
  CHECK(test::outcome(label.check(), "text.brand") == VerdictOutcome::pass);
  label.reader.texts[kHonest] = "FJEEL Elderflower";
  CHECK(test::outcome(label.check(), "text.brand") == VerdictOutcome::warn);
  CHECK(test::outcome(label.check(), "text.label") == VerdictOutcome::not_measured);
}

namespace {

/// Whatever it is shown says the same, or something else each time.
class Saying : public quality::TextReader {
 public:
  std::vector<std::string> said;
  int calls = 0;
  std::vector<Word> read(const cv::Mat&, Layout) override {
    std::vector<Word> words;
    for (const std::string_view word :
         util::split(said[static_cast<std::size_t>(calls++) % said.size()], ' '))
      words.push_back({std::string(word), {0, 0, 30, 20}, 0.95, 0});
    return words;
  }
};

/// Nine upright strokes in a row, as letters stand.
void draw_row(cv::Mat& scene, cv::Point at) {
  for (int i = 0; i < 9; ++i)
    scene(cv::Rect(at.x + 16 * i, at.y, 7, 22)).setTo(cv::Scalar::all(250));
}

}  // namespace

TEST_CASE("added text is told from a plain scene, and a known word is no addition", "[quality]") {
  Saying reader;
  reader.said = {"SALE today"};
  cv::Mat scene(300, 300, CV_8UC3, cv::Scalar::all(kOther));
  CHECK(quality::check_added_text(reader, {scene}).verdict.outcome == VerdictOutcome::pass);
  CHECK(reader.calls == 0);  // where nothing looks like letters, nobody has to read
  draw_row(scene, {30, 40});
  cv::Mat product(300, 300, CV_8UC1, cv::Scalar(0));
  product(cv::Rect(200, 200, 50, 50)).setTo(255);
  const quality::Finding added = quality::check_added_text(reader, {scene, product});
  CHECK(added.verdict.outcome == VerdictOutcome::reject);
  CHECK(added.verdict.value == 9);
  CHECK(quality::check_added_text(reader, {scene}).verdict.outcome == VerdictOutcome::warn);
  CHECK(quality::check_added_text(reader, {scene, product, {"SALE", "today"}}).verdict.outcome ==
        VerdictOutcome::pass);
}

TEST_CASE("a row that reads otherwise each time is texture", "[quality]") {
  Saying reader;
  reader.said = {"waltz", "MINUTE", "grain", "oriel", "SPACE", "floor"};
  cv::Mat scene(300, 300, CV_8UC3, cv::Scalar::all(kOther));
  draw_row(scene, {30, 40});
  const cv::Mat product(300, 300, CV_8UC1, cv::Scalar(0));
  CHECK(quality::check_added_text(reader, {scene, product}).verdict.outcome ==
        VerdictOutcome::pass);
  CHECK(reader.calls > 0);
}

TEST_CASE("what stands on the product is not added text", "[quality]") {
  Saying reader;
  reader.said = {"SALE today"};
  cv::Mat scene(300, 300, CV_8UC3, cv::Scalar::all(kOther));
  draw_row(scene, {30, 40});
  cv::Mat product(300, 300, CV_8UC1, cv::Scalar(0));
  product(cv::Rect(20, 20, 200, 80)).setTo(255);
  CHECK(quality::check_added_text(reader, {scene, product}).verdict.outcome ==
        VerdictOutcome::pass);
}
