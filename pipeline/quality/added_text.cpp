#include "pipeline/imaging/exact.hpp"
#include "pipeline/imaging/measure.hpp"
#include "pipeline/quality/evidence.hpp"
#include "pipeline/quality/text_checks.hpp"
#include "pipeline/quality/text_match.hpp"
#include "pipeline/util/text.hpp"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace vitrine::quality {
namespace {

using domain::Severity;

constexpr int kSide = 1024;  ///< a picture is looked at in this size at most: overlays are large
constexpr double kEnlarged =
    1.5;                       ///< and is read enlarged as it is, its strokes are read as they are
constexpr double kSure = 0.6;  ///< of a word in both readings
constexpr std::size_t kFewest = 4;  ///< letters of a line that count as text; texture reads as less

/// A picture to read, and how many of its pixels are one of the subject's.
struct Page {
  cv::Mat grey;
  double scale = 1;
};

/// Where the product stands there is nothing to read, and no edge that looks like a letter: its
/// pixels become those of its surroundings, roughly.
cv::Mat without(const cv::Mat& grey, const cv::Mat& product) {
  cv::Mat hidden;
  cv::dilate(product, hidden, cv::getStructuringElement(cv::MORPH_ELLIPSE, {9, 9}));
  cv::Mat sum, weight, kept, scene = hidden == 0;
  grey.convertTo(kept, CV_32F);
  kept.setTo(0, hidden);
  scene.convertTo(weight, CV_32F, 1.0 / 255);
  const cv::Size window(grey.cols / 4 | 1, grey.rows / 4 | 1);
  cv::boxFilter(kept, sum, CV_32F, window);
  cv::boxFilter(weight, weight, CV_32F, window);
  cv::Mat around = sum / (weight + 1e-3), filled = grey.clone();
  around.convertTo(around, CV_8U);
  around.copyTo(filled, hidden);
  return filled;
}

cv::Mat scene_of(const OverlaidSubject& subject, double scale) {
  cv::Mat small, product;
  cv::resize(imaging::exact::luma(subject.picture), small, {}, scale, scale, cv::INTER_AREA);
  if (subject.product.empty()) return small;
  cv::resize(subject.product, product, small.size(), 0, 0, cv::INTER_AREA);
  return without(small, product > 0);
}

/// Strokes dark on white, whatever they stand on: the grey that an opening (light strokes) or
/// closing (dark ones) takes away, made black where it is most. A watermark of 20 levels shows like
/// print.
cv::Mat strokes(const cv::Mat& grey, int operation) {
  constexpr int thickest = 20, faintest = 20;
  cv::Mat hat;
  cv::morphologyEx(grey, hat, operation,
                   cv::getStructuringElement(cv::MORPH_RECT, {thickest + 1, thickest + 1}));
  std::vector<uchar> levels(hat.begin<uchar>(), hat.end<uchar>());
  const auto most = levels.end() - static_cast<std::ptrdiff_t>(levels.size() / 200 + 1);
  std::nth_element(levels.begin(), most, levels.end());
  cv::Mat shown;
  hat.convertTo(shown, CV_8U, -255.0 / std::max<int>(faintest, *most), 255);
  return shown;
}

std::vector<Page> pages_of(const OverlaidSubject& subject) {
  const double scale =
      std::min(1.0, double(kSide) / std::max(subject.picture.cols, subject.picture.rows));
  const cv::Mat scene = scene_of(subject, scale);
  cv::Mat large;
  cv::resize(scene, large, {}, kEnlarged, kEnlarged, cv::INTER_CUBIC);
  return {{large, scale * kEnlarged},
          {strokes(scene, cv::MORPH_TOPHAT), scale},
          {strokes(scene, cv::MORPH_BLACKHAT), scale}};
}

struct Found {
  std::string text;
  cv::Rect box;  ///< on the page
  std::size_t letters = 0;
};

bool is_known(const std::u32string& letters, const std::vector<std::string>& known) {
  return std::any_of(known.begin(), known.end(), [&](const std::string& word) {
    return comparable(word).find(letters) != std::u32string::npos;
  });
}

/// Sure words of one line, as one text.
std::vector<Found> sure_lines(const std::vector<Word>& words,
                              const std::vector<std::string>& known) {
  std::vector<Found> lines;
  int line = -1;
  for (const Word& word : words) {
    const std::u32string letters = comparable(word.text);
    if (word.confidence < kSure || letters.size() < 2 || is_known(letters, known)) continue;
    if (lines.empty() || word.line != line) lines.push_back({});
    line = word.line;
    Found& found = lines.back();
    found.text += (found.text.empty() ? "" : " ") + word.text;
    found.box |= word.box;
    found.letters += letters.size();
  }
  return lines;
}

/// Read again alone and at another size: texture gives something else each time, text does not.
bool is_confirmed(TextReader& reader, const cv::Mat& page, const Found& found) {
  const int margin = std::max(4, found.box.height / 3);
  const cv::Rect around(found.box.x - margin, found.box.y - margin, found.box.width + 2 * margin,
                        found.box.height + 2 * margin);
  cv::Mat alone;
  const double enlarged = 44.0 / found.box.height;
  cv::resize(page(around & cv::Rect({}, page.size())), alone, {}, enlarged, enlarged,
             enlarged < 1 ? cv::INTER_AREA : cv::INTER_CUBIC);
  std::string text;
  for (const Word& word : reader.read(alone, Layout::line))
    if (word.confidence >= kSure) text += word.text;
  return character_error_rate(found.text, text) <= 0.25;
}

}  // namespace

Finding check_added_text(TextReader& reader, const OverlaidSubject& subject, Severity severity) {
  const Rule added_rule{"text.added", severity, "letters"};
  std::size_t most = 0;
  Found longest;
  double scale = 1;
  for (const Page& page : pages_of(subject)) {
    for (const Found& found :
         sure_lines(reader.read(page.grey, Layout::scattered), subject.known)) {
      if (found.letters < kFewest || !is_confirmed(reader, page.grey, found)) continue;
      most += found.letters;
      if (found.letters > longest.letters) longest = found, scale = page.scale;
    }
    if (most > 0) break;  // one reading with text in it is enough
  }
  if (most == 0) return passed(added_rule, {0, 0, "no text was read outside the product"});
  const auto back = [&](int length) { return static_cast<int>(std::lround(length / scale)); };
  const cv::Rect spot = cv::Rect(back(longest.box.x), back(longest.box.y), back(longest.box.width),
                                 back(longest.box.height)) &
                        cv::Rect({}, subject.picture.size());
  const Measured measured{double(most), 0,
                          "\"" + util::one_line(longest.text, 60) + "\" stands " +
                              (subject.product.empty() ? "in the picture" : "outside the product")};
  const std::string evidence = show_spot(subject.picture, spot);
  return subject.product.empty() ? doubtful(added_rule, measured, evidence)
                                 : failed(added_rule, measured, evidence);
}

}  // namespace vitrine::quality
