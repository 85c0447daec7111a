#include "pipeline/imaging/exact.hpp"
#include "pipeline/quality/evidence.hpp"
#include "pipeline/quality/letter_rows.hpp"
#include "pipeline/quality/text_checks.hpp"
#include "pipeline/quality/text_match.hpp"
#include "pipeline/util/text.hpp"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

namespace vitrine::quality {
namespace {

using domain::Severity;

/// Rows are looked for at these sizes, longer side in pixels: letters of 1 to 25 % of it.
constexpr std::array<int, 2> kSides{1024, 420};
constexpr std::size_t kMostRows = 8;    ///< read at each size; a picture with more is texture
constexpr double kSure = 0.6;           ///< of a word
constexpr std::size_t kFewest = 4;      ///< letters of a row that count as text
constexpr double kSameReading = 0.26;   ///< character errors; one letter of four
constexpr double kKnownReading = 0.34;  ///< the product's own, read badly
constexpr std::size_t kAgreeing = 3;    ///< readings of a row, of six

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

/// The sure words of a reading, as one text.
std::string sure_text(const std::vector<Word>& words) {
  std::string text;
  for (const Word& word : words)
    if (word.confidence >= kSure && !comparable(word.text).empty())
      text += (text.empty() ? "" : " ") + word.text;
  return comparable(text).size() < kFewest ? std::string() : text;
}

bool is_known(const std::string& text, const std::vector<std::string>& known) {
  const std::u32string letters = comparable(text);
  return std::any_of(known.begin(), known.end(), [&](const std::string& word) {
    return comparable(word).find(letters) != std::u32string::npos ||
           character_error_rate(word, text) <= kKnownReading;
  });
}

/// Without the words that may be read.
std::string unknown_part(const std::string& text, const std::vector<std::string>& known) {
  if (is_known(text, known)) return {};
  std::vector<std::string> words;
  for (const std::string_view word : util::split(text, ' '))
    if (!is_known(std::string(word), known)) words.emplace_back(word);
  const std::string rest = util::join(words, " ");
  return comparable(rest).size() < kFewest ? std::string() : rest;
}

/// What a row says: what three of six readings have in common. Texture gives something else each
/// time, text does not. Empty: nothing.
std::string read_row(TextReader& reader, const cv::Mat& scene, const LetterRow& row) {
  const int margin = std::max(4, row.height / 2);
  const cv::Rect around(row.box.x - margin, row.box.y - margin, row.box.width + 2 * margin,
                        row.box.height + 2 * margin);
  cv::Mat black;
  cv::threshold(row.page, black, 70, 255, cv::THRESH_BINARY);
  const std::array<cv::Mat, 3> views{scene(around & cv::Rect({}, scene.size())), black, row.page};
  std::vector<std::string> readings;
  for (const double height : {30.0, 44.0}) {
    for (const cv::Mat& view : views) {
      cv::Mat page;
      const double enlarged = height / row.height;
      cv::resize(view, page, {}, enlarged, enlarged,
                 enlarged < 1 ? cv::INTER_AREA : cv::INTER_CUBIC);
      std::string text = sure_text(reader.read(page, Layout::line));
      if (text.empty()) continue;
      const auto agreeing =
          std::count_if(readings.begin(), readings.end(), [&](const std::string& other) {
            return character_error_rate(other, text) <= kSameReading;
          });
      if (static_cast<std::size_t>(agreeing) + 1 >= kAgreeing) return text;
      readings.push_back(std::move(text));
    }
    if (readings.empty()) break;
  }
  return {};
}

struct Added {
  std::string text;
  cv::Rect spot;  ///< in the picture
  std::size_t letters = 0;
};

}  // namespace

Finding check_added_text(TextReader& reader, const OverlaidSubject& subject, Severity severity) {
  const Rule added_rule{"text.added", severity, "letters"};
  const int longer = std::max(subject.picture.cols, subject.picture.rows);
  std::optional<Added> found;
  for (const int side : kSides) {
    const double scale = std::min(1.0, static_cast<double>(side) / longer);
    const cv::Mat scene = scene_of(subject, scale);
    for (const LetterRow& row : letter_rows(scene, kMostRows)) {
      std::string text = unknown_part(read_row(reader, scene, row), subject.known);
      const std::size_t letters = comparable(text).size();
      if (letters == 0) continue;
      const auto back = [&](int length) { return static_cast<int>(std::lround(length / scale)); };
      found = Added{
          std::move(text),
          cv::Rect(back(row.box.x), back(row.box.y), back(row.box.width), back(row.box.height)) &
              cv::Rect({}, subject.picture.size()),
          letters};
      break;  // rows come longest first, and one is enough
    }
    if (found) break;
  }
  if (!found) return passed(added_rule, {0, 0, "no text was read outside the product"});
  const Measured measured{static_cast<double>(found->letters), 0,
                          "\"" + util::one_line(found->text, 60) + "\" stands " +
                              (subject.product.empty() ? "in the picture" : "outside the product")};
  const std::string evidence = show_spot(subject.picture, found->spot);
  return subject.product.empty() ? doubtful(added_rule, measured, evidence)
                                 : failed(added_rule, measured, evidence);
}

}  // namespace vitrine::quality
