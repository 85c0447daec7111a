#include "pipeline/imaging/border.hpp"

#include "pipeline/imaging/lab.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace vitrine::imaging {
namespace {

constexpr int kPieces = 32;              // of each side
constexpr float kSameColor = 9;          // pieces within this distance support each other
constexpr double kEnoughSupport = 0.12;  // share of all pieces that a backdrop piece has beside it
constexpr float kSameTone = 16, kRelatedTones = 38;
constexpr double kOtherTones = 0.15;  // share of backdrop pieces that may be of a third tone
constexpr float kCalm = 4.5f;         // spread of a backdrop piece: a texture is no plain backdrop
constexpr int kMostProduct = kPieces * 3 / 4;  // pieces of one side that may be product

struct Piece {
  Lab color;
  cv::Vec3f bgr;
  float spread = 0;
  bool is_backdrop = true;
};
using Side = std::array<Piece, kPieces>;
struct Sides {
  Side top, right, bottom, left;  // left to right, top to bottom

  std::vector<Piece*> around() {
    std::vector<Piece*> pieces;
    for (Piece& piece : top) pieces.push_back(&piece);
    for (Piece& piece : right) pieces.push_back(&piece);
    for (auto piece = bottom.rbegin(); piece != bottom.rend(); ++piece) pieces.push_back(&*piece);
    for (auto piece = left.rbegin(); piece != left.rend(); ++piece) pieces.push_back(&*piece);
    return pieces;
  }
};

template <class T>
T median_of(std::vector<T>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

Piece read_piece(const cv::Mat& bgr, cv::Rect area) {
  std::array<std::vector<std::uint8_t>, 3> channels;
  for (int y = area.y; y < area.y + area.height; ++y)
    for (int x = area.x; x < area.x + area.width; ++x)
      for (int c = 0; c < 3; ++c) channels[c].push_back(bgr.at<cv::Vec3b>(y, x)[c]);
  Piece piece;
  cv::Vec3b median;
  for (int c = 0; c < 3; ++c) median[c] = median_of(channels[c]);
  piece.bgr = median;
  piece.color = lab_of(median);
  std::vector<float> distances;
  for (int y = area.y; y < area.y + area.height; ++y)
    for (int x = area.x; x < area.x + area.width; ++x)
      distances.push_back(lab_distance(lab_of(bgr.at<cv::Vec3b>(y, x)), piece.color));
  piece.spread = median_of(distances);
  return piece;
}

Sides read_sides(const cv::Mat& bgr) {
  const int depth = std::max(3, std::min(bgr.cols, bgr.rows) / 128);
  Sides sides;
  for (int i = 0; i < kPieces; ++i) {
    const int x = bgr.cols * i / kPieces, next_x = bgr.cols * (i + 1) / kPieces;
    const int y = bgr.rows * i / kPieces, next_y = bgr.rows * (i + 1) / kPieces;
    sides.top[i] = read_piece(bgr, {x, 0, next_x - x, depth});
    sides.bottom[i] = read_piece(bgr, {x, bgr.rows - depth, next_x - x, depth});
    sides.left[i] = read_piece(bgr, {0, y, depth, next_y - y});
    sides.right[i] = read_piece(bgr, {bgr.cols - depth, y, depth, next_y - y});
  }
  return sides;
}

/// A backdrop is what much of the border looks like; what few pieces look like is the product.
void mark_product(const std::vector<Piece*>& pieces) {
  const double needed = kEnoughSupport * static_cast<double>(pieces.size());
  for (Piece* piece : pieces) {
    const auto support = std::count_if(pieces.begin(), pieces.end(), [&](const Piece* other) {
      return lab_distance(other->color, piece->color) < kSameColor;
    });
    piece->is_backdrop = piece->spread < kCalm && static_cast<double>(support) >= needed;
  }
}

bool mostly_product(const Side& side) {
  return std::count_if(side.begin(), side.end(),
                       [](const Piece& piece) { return !piece.is_backdrop; }) > kMostProduct;
}

/// Two tones, each with its shading, are a backdrop: a wall above a shelf. A landscape shows more,
/// or two that have nothing to do with each other.
bool has_few_tones(const std::vector<Piece*>& pieces) {
  std::vector<const Piece*> left;
  for (const Piece* piece : pieces)
    if (piece->is_backdrop) left.push_back(piece);
  const std::size_t all = left.size();
  std::vector<Lab> tones;
  for (int tone = 0; tone < 2; ++tone) {
    const auto covers = [&](const Piece* middle) {
      return std::count_if(left.begin(), left.end(), [&](const Piece* piece) {
        return lab_distance(piece->color, middle->color) < kSameTone;
      });
    };
    const auto best =
        std::max_element(left.begin(), left.end(),
                         [&](const Piece* a, const Piece* b) { return covers(a) < covers(b); });
    if (best == left.end()) break;
    const Lab color = (*best)->color;
    if (covers(*best) * 100 > static_cast<std::ptrdiff_t>(all)) tones.push_back(color);
    std::erase_if(
        left, [&](const Piece* piece) { return lab_distance(piece->color, color) < kSameTone; });
  }
  const bool related = tones.size() < 2 || lab_distance(tones[0], tones[1]) < kRelatedTones;
  return related && static_cast<double>(left.size()) <= kOtherTones * static_cast<double>(all);
}

/// Product pieces take the colours between their nearest backdrop neighbours along the border.
void bridge_product(const std::vector<Piece*>& pieces) {
  const int count = static_cast<int>(pieces.size());
  const auto steps_to_backdrop = [&](int from, int step) {
    int steps = 1;
    while (steps < count && !pieces[(from + step * steps + count * count) % count]->is_backdrop)
      ++steps;
    return steps;
  };
  for (int i = 0; i < count; ++i) {
    if (pieces[i]->is_backdrop) continue;
    const int back = steps_to_backdrop(i, -1), on = steps_to_backdrop(i, 1);
    const cv::Vec3f before = pieces[(i - back + count * count) % count]->bgr;
    const cv::Vec3f after = pieces[(i + on) % count]->bgr;
    const float share = static_cast<float>(back) / static_cast<float>(back + on);
    pieces[i]->bgr = before + (after - before) * share;
  }
}

/// The side's colour at a position in 0..1, between the middles of its pieces.
cv::Vec3f along(const Side& side, float position) {
  const float place = std::clamp(position * kPieces - 0.5f, 0.0f, kPieces - 1.001f);
  const int index = static_cast<int>(place);
  return side[index].bgr +
         (side[index + 1].bgr - side[index].bgr) * (place - static_cast<float>(index));
}

/// A patch that meets all four sides (Coons).
cv::Mat carried_inwards(const Sides& sides, cv::Size size) {
  cv::Mat backdrop(size, CV_8UC3);
  const cv::Vec3f top_left = (sides.top.front().bgr + sides.left.front().bgr) * 0.5f;
  const cv::Vec3f top_right = (sides.top.back().bgr + sides.right.front().bgr) * 0.5f;
  const cv::Vec3f bottom_left = (sides.bottom.front().bgr + sides.left.back().bgr) * 0.5f;
  const cv::Vec3f bottom_right = (sides.bottom.back().bgr + sides.right.back().bgr) * 0.5f;
  std::vector<cv::Vec3f> top(size.width), bottom(size.width);
  for (int x = 0; x < size.width; ++x) {
    const float u = (static_cast<float>(x) + 0.5f) / static_cast<float>(size.width);
    top[x] = along(sides.top, u);
    bottom[x] = along(sides.bottom, u);
  }
  for (int y = 0; y < size.height; ++y) {
    const float v = (static_cast<float>(y) + 0.5f) / static_cast<float>(size.height);
    const cv::Vec3f left = along(sides.left, v), right = along(sides.right, v);
    const cv::Vec3f corner_left = top_left + (bottom_left - top_left) * v;
    const cv::Vec3f corner_right = top_right + (bottom_right - top_right) * v;
    auto* row = backdrop.ptr<cv::Vec3b>(y);
    for (int x = 0; x < size.width; ++x) {
      const float u = (static_cast<float>(x) + 0.5f) / static_cast<float>(size.width);
      const cv::Vec3f across = left + (right - left) * u;
      const cv::Vec3f down = top[x] + (bottom[x] - top[x]) * v;
      const cv::Vec3f corners = corner_left + (corner_right - corner_left) * u;
      for (int c = 0; c < 3; ++c)
        row[x][c] = static_cast<std::uint8_t>(
            std::clamp(across[c] + down[c] - corners[c] + 0.5f, 0.0f, 255.0f));
    }
  }
  return backdrop;
}

}  // namespace

BorderReading read_border(const cv::Mat& bgr) {
  Sides sides = read_sides(bgr);
  const std::vector<Piece*> pieces = sides.around();
  mark_product(pieces);
  std::vector<float> spreads;
  for (const Piece* piece : pieces)
    if (piece->is_backdrop) spreads.push_back(piece->spread);
  BorderReading reading;
  if (spreads.empty()) return reading;
  reading.is_plain = has_few_tones(pieces) && !mostly_product(sides.top) &&
                     !mostly_product(sides.right) && !mostly_product(sides.bottom) &&
                     !mostly_product(sides.left);
  reading.noise = median_of(spreads);
  bridge_product(pieces);
  reading.backdrop = carried_inwards(sides, bgr.size());
  return reading;
}

}  // namespace vitrine::imaging
