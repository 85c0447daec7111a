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

constexpr int kSide = 1024;    ///< the picture is read at this size at most: overlays are large
constexpr double kSure = 0.6;  ///< of a word in both readings
constexpr std::size_t kFewest = 4;  ///< letters of a line that count as text; texture reads as less

/// The picture to read, its product painted over, and how much it was reduced.
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

Page page_of(const OverlaidSubject& subject) {
  Page page;
  page.scale = std::min(1.0, double(kSide) / std::max(subject.picture.cols, subject.picture.rows));
  cv::Mat small;
  cv::resize(imaging::exact::luma(subject.picture), small, {}, page.scale, page.scale,
             cv::INTER_AREA);
  if (subject.product.empty()) {
    page.grey = small;
    return page;
  }
  cv::Mat product;
  cv::resize(subject.product, product, small.size(), 0, 0, cv::INTER_AREA);
  page.grey = without(small, product > 0);
  return page;
}

/// Local contrast as a picture: what is 3 levels lighter than its surroundings there shows like
/// what is 80.
cv::Mat evened(const cv::Mat& grey) {
  cv::Mat value, mean, square;
  grey.convertTo(value, CV_32F);
  cv::boxFilter(value, mean, CV_32F, {41, 41});
  cv::boxFilter(value.mul(value), square, CV_32F, {41, 41});
  cv::Mat deviation = square - mean.mul(mean);
  cv::sqrt(cv::max(deviation, 0), deviation);
  cv::Mat even = 128 + (value - mean) * 48 / (deviation + 2);
  even.convertTo(even, CV_8U);
  return even;
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
  const Page page = page_of(subject);
  std::size_t most = 0;
  Found largest;
  for (const cv::Mat& grey : {page.grey, evened(page.grey)}) {
    std::size_t letters = 0;
    Found longest;
    for (const Found& found : sure_lines(reader.read(grey, Layout::scattered), subject.known)) {
      if (found.letters < kFewest || !is_confirmed(reader, grey, found)) continue;
      letters += found.letters;
      if (found.letters > longest.letters) longest = found;
    }
    if (letters > most) most = letters, largest = longest;
    if (most > 0) break;  // one reading with text in it is enough
  }
  if (most == 0) return passed(added_rule, {0, 0, "no text was read outside the product"});
  const auto back = [&](int length) { return static_cast<int>(std::lround(length / page.scale)); };
  const cv::Rect spot = cv::Rect(back(largest.box.x), back(largest.box.y), back(largest.box.width),
                                 back(largest.box.height)) &
                        cv::Rect({}, subject.picture.size());
  const Measured measured{double(most), 0,
                          "\"" + util::one_line(largest.text, 60) + "\" stands " +
                              (subject.product.empty() ? "in the picture" : "outside the product")};
  const std::string evidence = show_spot(subject.picture, spot);
  return subject.product.empty() ? doubtful(added_rule, measured, evidence)
                                 : failed(added_rule, measured, evidence);
}

}  // namespace vitrine::quality
