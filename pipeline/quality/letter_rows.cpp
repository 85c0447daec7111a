#include "pipeline/quality/letter_rows.hpp"

#include "pipeline/imaging/exact.hpp"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace vitrine::quality {
namespace {

constexpr int kThickest = 20;  // of a stroke, pixels
constexpr int kFaintest = 14;  // levels
// How much of the most nearby is a stroke, of 255: an outline around letters makes what is between
// them stand out nearly as much.
constexpr std::array<int, 2> kShares{140, 200};
constexpr int kLowest = 9, kHighest = 110;
constexpr std::size_t kFewestStrokes = 4;
constexpr std::size_t kMostOfRow = 250;     // every two of a row are compared
constexpr std::size_t kMostStrokes = 4000;  // a picture with more is texture

/// How much a pixel is lighter (or darker) than what is around strokes, as a share of the most
/// nearby: 1 on a stroke, whatever its contrast.
struct Strokes {
  cv::Mat hat;    ///< CV_8UC1, levels
  cv::Mat share;  ///< CV_8UC1, 255 = as much as nearby at most
};

Strokes strokes_of(const cv::Mat& grey, bool light) {
  Strokes strokes;
  const cv::Mat across = cv::getStructuringElement(cv::MORPH_RECT, {kThickest + 1, kThickest + 1});
  cv::morphologyEx(grey, strokes.hat, light ? cv::MORPH_TOPHAT : cv::MORPH_BLACKHAT, across);
  cv::Mat most, least;
  cv::dilate(strokes.hat, most, cv::getStructuringElement(cv::MORPH_RECT, {31, 31}));
  most = cv::max(most, kFaintest);
  strokes.hat.convertTo(least, CV_32F);
  most.convertTo(most, CV_32F);
  cv::divide(least, most, least);
  least.convertTo(strokes.share, CV_8U, 255);
  return strokes;
}

struct Stroke {
  cv::Rect box;
  double contrast = 0;  ///< levels
};

std::vector<Stroke> pieces_of(const Strokes& strokes, int share) {
  const cv::Mat mask = (strokes.share > share) & (strokes.hat >= kFaintest);
  const imaging::exact::Components found = imaging::exact::components(mask);
  std::vector<Stroke> pieces;
  for (const imaging::exact::Component& each : found.all) {
    const cv::Rect& box = each.box;
    if (box.height < kLowest || box.height > kHighest || box.width > 2.5 * box.height) continue;
    const double filled = static_cast<double>(each.pixels) / box.area();
    if (filled < 0.12 || (filled > 0.95 && box.width * 2 > box.height)) continue;
    pieces.push_back({box, cv::mean(strokes.hat(box), mask(box))[0]});
  }
  return pieces;
}

/// Whether the second may be the letter after the first.
bool follows(const Stroke& first, const Stroke& second) {
  const cv::Rect &a = first.box, &b = second.box;
  const int tall = std::max(a.height, b.height), low = std::min(a.height, b.height);
  if (low * 2 < tall) return false;
  const int gap = b.x - (a.x + a.width);
  if (b.x <= a.x || gap < -tall / 3 || gap > tall) return false;
  const int shared = std::min(a.br().y, b.br().y) - std::max(a.y, b.y);
  if (shared * 10 < low * 6) return false;
  return std::min(first.contrast, second.contrast) * 2 > std::max(first.contrast, second.contrast);
}

template <class Values>
auto middle_of(Values values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// Whether most of them stand on one line, level or nearly so.
bool stands_on_a_line(const std::vector<Stroke>& row, int height) {
  std::vector<double> slopes;
  for (std::size_t i = 0; i < row.size(); ++i)
    for (std::size_t j = i + 1; j < row.size(); ++j) {
      const int across = row[j].box.x - row[i].box.x;
      if (across > height)
        slopes.push_back(static_cast<double>(row[j].box.br().y - row[i].box.br().y) / across);
    }
  if (slopes.empty()) return false;
  const double slope = middle_of(slopes);  // Theil-Sen: a descender does not tilt the line
  if (std::abs(slope) > 0.2) return false;
  std::vector<double> feet;
  for (const Stroke& each : row) feet.push_back(each.box.br().y - slope * each.box.x);
  const double foot = middle_of(feet);
  const auto near = std::count_if(feet.begin(), feet.end(), [&](double own) {
    return std::abs(own - foot) <= 0.16 * height + 1;
  });
  return static_cast<std::size_t>(near) * 10 >= row.size() * 7;
}

LetterRow row_of(const std::vector<Stroke>& letters, const Strokes& strokes) {
  LetterRow row;
  row.strokes = static_cast<int>(letters.size());
  std::vector<int> heights;
  for (const Stroke& each : letters) row.box |= each.box, heights.push_back(each.box.height);
  row.height = middle_of(heights);
  if (row.box.width < 2 * row.box.height || letters.size() > kMostOfRow) return {};
  if (!stands_on_a_line(letters, row.height)) return {};
  const int margin = std::max(4, row.height / 2);
  const cv::Rect around = cv::Rect(row.box.x - margin, row.box.y - margin,
                                   row.box.width + 2 * margin, row.box.height + 2 * margin) &
                          cv::Rect({}, strokes.share.size());
  row.page = 255 - strokes.share(around);
  return row;
}

void add_rows(const Strokes& strokes, int share, std::vector<LetterRow>& rows) {
  std::vector<Stroke> pieces = pieces_of(strokes, share);
  if (pieces.size() > kMostStrokes) return;
  std::sort(pieces.begin(), pieces.end(),
            [](const Stroke& a, const Stroke& b) { return a.box.x < b.box.x; });
  std::vector<std::size_t> group(pieces.size());
  std::iota(group.begin(), group.end(), 0);
  const auto first_of = [&](std::size_t i) {
    while (group[i] != i) i = group[i] = group[group[i]];
    return i;
  };
  for (std::size_t i = 0; i < pieces.size(); ++i)
    for (std::size_t j = i + 1; j < pieces.size(); ++j) {
      if (pieces[j].box.x > pieces[i].box.br().x + 2 * kHighest) break;
      if (follows(pieces[i], pieces[j])) group[first_of(j)] = first_of(i);
    }
  std::vector<std::vector<Stroke>> members(pieces.size());
  for (std::size_t i = 0; i < pieces.size(); ++i) members[first_of(i)].push_back(pieces[i]);
  for (const std::vector<Stroke>& letters : members) {
    if (letters.size() < kFewestStrokes) continue;
    LetterRow row = row_of(letters, strokes);
    if (!row.page.empty()) rows.push_back(std::move(row));
  }
}

}  // namespace

std::vector<LetterRow> letter_rows(const cv::Mat& grey, std::size_t most) {
  std::vector<LetterRow> rows;
  for (const bool light : {true, false}) {
    const Strokes strokes = strokes_of(grey, light);
    for (const int share : kShares) add_rows(strokes, share, rows);
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const LetterRow& a, const LetterRow& b) { return a.strokes > b.strokes; });
  if (rows.size() > most) rows.resize(most);
  return rows;
}

}  // namespace vitrine::quality
