#include "pipeline/quality/reference_text.hpp"

#include "pipeline/imaging/exact.hpp"
#include "pipeline/quality/even_contrast.hpp"
#include "pipeline/quality/line_view.hpp"
#include "pipeline/quality/text_match.hpp"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <span>
#include <utility>

namespace vitrine::quality {
namespace {

constexpr double kSure = 0.7;          ///< a first reading below is not looked at again
constexpr double kWideGap = 2.5;       ///< in x-heights; what is further apart is another line
constexpr double kLongestPage = 3200;  ///< pixels; a larger area is read at a smaller size
constexpr int kAround = 61;            ///< of a pixel, at the page's own size
constexpr double kSmallest = 5;  ///< x-height in the packshot; below nothing is held against anyone

/// From the letters' shapes: how much of a word's box is x-height.
double x_height_of(const Word& word) {
  const bool above =
      word.text.find_first_of("bdfhkltABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789&%") != std::string::npos;
  const bool below = word.text.find_first_of("gjpqy") != std::string::npos;
  return word.box.height * (above && below ? 0.55 : above || below ? 0.72 : 1.0);
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// A picture of an area of the packshot as it was read, and the way back.
struct Turned {
  cv::Mat grey;
  cv::Matx33d to_packshot;
  double angle = 0;
  double enlarged = 1;
};

Turned turned(const cv::Mat& luma, const cv::Rect& area, double angle, double enlarged) {
  const double turn = angle * CV_PI / 180, c = std::cos(turn), s = std::sin(turn);
  const cv::Size size(
      static_cast<int>((area.width * c + area.height * std::abs(s)) * enlarged) + 1,
      static_cast<int>((area.height * c + area.width * std::abs(s)) * enlarged) + 1);
  const cv::Point2d middle(area.x + area.width / 2.0, area.y + area.height / 2.0);
  const double u = size.width / 2.0, v = size.height / 2.0;
  const cv::Matx33d to_packshot(c / enlarged, -s / enlarged, middle.x - (c * u - s * v) / enlarged,
                                s / enlarged, c / enlarged, middle.y - (s * u + c * v) / enlarged,
                                0, 0, 1);
  Turned result{{}, to_packshot, angle, enlarged};
  cv::warpPerspective(luma, result.grey, to_packshot, size, cv::INTER_CUBIC | cv::WARP_INVERSE_MAP,
                      cv::BORDER_REPLICATE);
  return result;
}

/// The words of one reading that lie together, in the packshot's terms.
ReferenceLine line_of(const Turned& seen, std::span<const Word> words) {
  cv::Rect box;
  std::vector<double> x_heights;
  for (const Word& word : words) {
    box |= word.box;
    x_heights.push_back(x_height_of(word) / seen.enlarged);
  }
  const cv::Vec3d corner = seen.to_packshot * cv::Vec3d(box.x, box.y, 1);
  ReferenceLine line{{corner[0], corner[1]},
                     seen.angle,
                     {box.width / seen.enlarged, box.height / seen.enlarged},
                     median(x_heights),
                     {}};
  for (const Word& word : words)
    line.words.push_back(
        {word.text,
         {(word.box.x - box.x) / seen.enlarged, (word.box.y - box.y) / seen.enlarged,
          word.box.width / seen.enlarged, word.box.height / seen.enlarged},
         word.confidence});
  return line;
}

bool is_word(const Word& word) {
  const std::u32string letters = comparable(word.text);
  return word.confidence >= kSure && !letters.empty() && letters != U"°" && letters != U"%";
}

std::vector<ReferenceLine> lines_of(const Turned& seen, const std::vector<Word>& read) {
  std::vector<ReferenceLine> lines;
  std::vector<Word> together;
  const auto close = [&] {
    if (!together.empty()) lines.push_back(line_of(seen, together));
    together.clear();
  };
  for (const Word& word : read) {
    if (!is_word(word)) continue;
    if (!together.empty()) {
      const Word& last = together.back();
      const double gap = word.box.x - last.box.br().x;
      if (word.line != last.line || gap > kWideGap * std::max(x_height_of(word), x_height_of(last)))
        close();
    }
    together.push_back(word);
  }
  close();
  return lines;
}

/// How much of a line was read, and how surely: what two readings of one place are chosen by.
double weight(const ReferenceLine& line) {
  double sum = 0;
  for (const ReferenceWord& word : line.words)
    sum += std::max(0.0, word.confidence - 0.5) * double(comparable(word.text).size());
  return sum;
}

/// Whether the middle of one line lies within the other.
bool overlap(const ReferenceLine& a, const ReferenceLine& b) {
  const auto turn = [](cv::Point2d p, double degrees) {
    const double c = std::cos(degrees * CV_PI / 180), s = std::sin(degrees * CV_PI / 180);
    return cv::Point2d(c * p.x - s * p.y, s * p.x + c * p.y);
  };
  const auto within = [&](const ReferenceLine& line, const ReferenceLine& other) {
    const cv::Point2d middle =
        line.corner + turn({line.size.width / 2, line.size.height / 2}, line.angle);
    return cv::Rect2d({}, other.size).contains(turn(middle - other.corner, -other.angle));
  };
  return within(a, b) || within(b, a);
}

/// One or two letters, texture or a piece of a longer word, are kept beside a longer word, or where
/// they are an amount.
bool tells(std::span<const std::string> words, std::size_t at) {
  if (is_amount(words, at) || (at > 0 && is_amount(words, at - 1))) return true;
  return std::any_of(words.begin(), words.end(),
                     [](const std::string& word) { return comparable(word).size() >= 3; });
}

/// The words that two further readings of the line alone find again, letter by letter.
std::optional<ReferenceLine> confirmed(TextReader& reader,
                                       const cv::Mat& packshot,
                                       ReferenceLine line) {
  std::vector<int> edits(line.words.size(), 0);
  for (const double x_height : {30.0, 22.0}) {
    std::vector<std::string> read;
    for (const Word& word :
         reader.read(view(packshot, cv::Matx33d::eye(), whole(line), x_height), Layout::line))
      read.push_back(word.text);
    const std::vector<int> wrong = word_edits(texts(line), read);
    for (std::size_t i = 0; i < edits.size(); ++i) edits[i] += wrong[i];
  }
  const std::vector<std::string> words = texts(line);
  std::vector<ReferenceWord> kept;
  for (std::size_t i = 0; i < edits.size(); ++i)
    if (edits[i] == 0 && tells(words, i)) kept.push_back(std::move(line.words[i]));
  if (kept.empty()) return std::nullopt;
  line.words = std::move(kept);
  return line;
}

}  // namespace

std::vector<std::string> texts(const ReferenceLine& line) {
  std::vector<std::string> result;
  for (const ReferenceWord& word : line.words) result.push_back(word.text);
  return result;
}

ReferenceText read_reference(TextReader& reader,
                             const cv::Mat& packshot,
                             const std::vector<cv::Rect>& areas) {
  const cv::Rect frame({}, packshot.size());
  const cv::Mat luma = imaging::exact::luma(packshot);
  std::vector<ReferenceLine> seen;
  for (const cv::Rect& wanted : areas.empty() ? std::vector<cv::Rect>{frame} : areas) {
    const cv::Rect area = wanted & frame;
    if (area.empty()) continue;
    const double large = std::min(2.0, kLongestPage / std::max(area.width, area.height));
    for (const double enlarged : {large / 2, large})
      for (const double angle : {0.0, -8.0, 8.0, -16.0, 16.0}) {
        Turned picture = turned(luma, area, angle, enlarged);
        const auto add = [&] {
          for (ReferenceLine& line :
               lines_of(picture, reader.read(picture.grey, Layout::scattered)))
            if (line.x_height >= kSmallest) seen.push_back(std::move(line));
        };
        add();
        if (enlarged == large) continue;
        picture.grey = even_contrast(picture.grey, kAround);
        add();
      }
  }
  std::stable_sort(seen.begin(), seen.end(), [](const ReferenceLine& a, const ReferenceLine& b) {
    return weight(a) > weight(b);
  });
  // A place keeps the reading of which most was confirmed, which need not be the first.
  ReferenceText text;
  for (const ReferenceLine& line : seen) {
    const auto held = [&](double most) {
      return std::any_of(text.lines.begin(), text.lines.end(), [&](const ReferenceLine& other) {
        return overlap(line, other) && weight(other) >= most;
      });
    };
    if (held(weight(line))) continue;
    std::optional<ReferenceLine> sure = confirmed(reader, packshot, line);
    if (!sure || held(weight(*sure))) continue;
    std::erase_if(text.lines, [&](const ReferenceLine& other) { return overlap(line, other); });
    text.lines.push_back(std::move(*sure));
  }
  std::stable_sort(
      text.lines.begin(), text.lines.end(),
      [](const ReferenceLine& a, const ReferenceLine& b) { return a.x_height > b.x_height; });
  return text;
}

}  // namespace vitrine::quality
