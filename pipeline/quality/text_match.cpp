#include "pipeline/quality/text_match.hpp"

#include "pipeline/util/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace vitrine::quality {
namespace {

/// Code points of valid UTF-8; a byte that fits nowhere is left out.
std::u32string code_points(std::string_view utf8) {
  std::u32string points;
  for (std::size_t at = 0; at < utf8.size();) {
    const auto lead = static_cast<unsigned char>(utf8[at]);
    const std::size_t length = lead < 0x80   ? 1
                               : lead < 0xC0 ? 0
                               : lead < 0xE0 ? 2
                               : lead < 0xF0 ? 3
                                             : 4;
    if (length == 0 || at + length > utf8.size()) {
      ++at;
      continue;
    }
    char32_t point = length == 1 ? lead : lead & (0x7Fu >> length);
    for (std::size_t i = 1; i < length; ++i)
      point = (point << 6) | (static_cast<unsigned char>(utf8[at + i]) & 0x3Fu);
    points.push_back(point);
    at += length;
  }
  return points;
}

bool is_digit(char32_t point) { return point >= U'0' && point <= U'9'; }
bool is_ascii_letter(char32_t point) {
  return (point >= U'a' && point <= U'z') || (point >= U'A' && point <= U'Z');
}
/// Letters beyond ASCII: Latin-1 and the Latin blocks after it, without × and ÷.
bool is_letter(char32_t point) {
  return is_ascii_letter(point) ||
         (point >= 0xC0 && point <= 0x24F && point != 0xD7 && point != 0xF7);
}
char32_t same_shape(char32_t point) {
  constexpr std::u32string_view alike = U"COSUVWXZ";
  return alike.find(point) == alike.npos ? point : point - U'A' + U'a';
}
char32_t small(char32_t point) {
  const bool capital = (point >= U'A' && point <= U'Z') || (point >= 0xC0 && point <= 0xDE);
  return capital ? point + 0x20 : point;
}

std::u32string in_small(std::u32string points) {
  std::transform(points.begin(), points.end(), points.begin(), small);
  return points;
}

/// A line as one run of code points, and which word each is of.
struct Run {
  std::u32string points;
  std::vector<std::size_t> word;
};
Run run_of(std::span<const std::string> words) {
  Run run;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::u32string points = comparable(words[i]);
    run.points += points;
    run.word.insert(run.word.end(), points.size(), i);
  }
  return run;
}

/// Edit distances of all beginnings: at(i, j) turns the first i points of `a` into the first j of
/// `b`.
class Distances {
 public:
  Distances(std::u32string_view a, std::u32string_view b)
      : width_(b.size() + 1), cells_((a.size() + 1) * width_) {
    for (std::size_t j = 0; j <= b.size(); ++j) cell(0, j) = static_cast<int>(j);
    for (std::size_t i = 1; i <= a.size(); ++i) {
      cell(i, 0) = static_cast<int>(i);
      for (std::size_t j = 1; j <= b.size(); ++j)
        cell(i, j) = std::min({cell(i - 1, j) + 1, cell(i, j - 1) + 1,
                               cell(i - 1, j - 1) + (a[i - 1] == b[j - 1] ? 0 : 1)});
    }
  }
  int at(std::size_t i, std::size_t j) const { return cells_[i * width_ + j]; }

 private:
  int& cell(std::size_t i, std::size_t j) { return cells_[i * width_ + j]; }
  std::size_t width_;
  std::vector<int> cells_;
};

constexpr std::size_t kNone = static_cast<std::size_t>(-1);

/// The reference word that the candidate's point `at` was read together with; kNone if it stands in
/// a word of its own. `partner`: the reference point each candidate point stands for, or kNone.
std::size_t word_beside(const Run& reference,
                        const Run& candidate,
                        const std::vector<std::size_t>& partner,
                        std::size_t at) {
  for (std::size_t left = at; left-- > 0 && candidate.word[left] == candidate.word[at];)
    if (partner[left] != kNone) return reference.word[partner[left]];
  for (std::size_t right = at + 1;
       right < partner.size() && candidate.word[right] == candidate.word[at]; ++right)
    if (partner[right] != kNone) return reference.word[partner[right]];
  return kNone;
}

bool is_unit(std::string_view word) {
  constexpr std::array<std::string_view, 28> units{
      "ml", "cl", "dl", "l",  "fl", "oz", "mg", "g",   "kg", "lb", "lbs", "mm",   "cm",  "m",
      "in", "ft", "%",  "°C", "°F", "W",  "V",  "mAh", "GB", "TB", "pcs", "pack", "SPF", "x"};
  return std::find(units.begin(), units.end(), word) != units.end();
}

}  // namespace

std::u32string comparable(std::string_view utf8) {
  const std::u32string points = code_points(utf8);
  std::u32string kept;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const char32_t point = points[i];
    const bool decimal = (point == U'.' || point == U',') && i > 0 && i + 1 < points.size() &&
                         is_digit(points[i - 1]) && is_digit(points[i + 1]);
    if (is_letter(point) || is_digit(point) || decimal || point == U'%' || point == U'&' ||
        point == U'°')
      kept.push_back(same_shape(point));
  }
  return kept;
}

double character_error_rate(std::string_view reference, std::string_view candidate) {
  const std::u32string is = comparable(candidate), should_be = comparable(reference);
  if (should_be.empty()) return is.empty() ? 0 : 1;
  const Distances distances(should_be, is);
  return double(distances.at(should_be.size(), is.size())) / double(should_be.size());
}

std::vector<int> word_edits(std::span<const std::string> reference,
                            std::span<const std::string> candidate) {
  const Run should_be = run_of(reference), is = run_of(candidate);
  const Distances distances(in_small(should_be.points), in_small(is.points));
  std::vector<int> edits(reference.size(), 0), length(edits), other_case(edits);
  std::vector<std::size_t> partner(is.points.size(), kNone);
  std::vector<std::size_t> inserted;
  std::size_t i = should_be.points.size(), j = is.points.size();
  while (i > 0 || j > 0) {
    const int here = distances.at(i, j);
    const bool equal = i > 0 && j > 0 && small(should_be.points[i - 1]) == small(is.points[j - 1]);
    if (i > 0 && j > 0 && here == distances.at(i - 1, j - 1) + (equal ? 0 : 1)) {
      --i, --j;
      partner[j] = i;
      if (!equal) ++edits[should_be.word[i]];
      if (equal && should_be.points[i] != is.points[j]) ++other_case[should_be.word[i]];
    } else if (i > 0 && here == distances.at(i - 1, j) + 1) {
      ++edits[should_be.word[--i]];
    } else {
      --j;
      // Before the first letter and behind the last: an edge of the label, most often.
      if (i > 0 && i < should_be.points.size()) inserted.push_back(j);
    }
  }
  for (const std::size_t at : inserted)
    if (const std::size_t word = word_beside(should_be, is, partner, at); word != kNone)
      ++edits[word];
  for (const std::size_t word : should_be.word) ++length[word];
  for (std::size_t word = 0; word < edits.size(); ++word)
    if (2 * other_case[word] > length[word]) edits[word] += other_case[word];
  return edits;
}

WordRange find_phrase(std::span<const std::string> line, std::string_view phrase) {
  const std::u32string wanted = comparable(phrase);
  if (wanted.empty()) return {};
  for (const bool any_case : {false, true}) {
    const auto folded = [&](std::u32string points) {
      if (any_case) std::transform(points.begin(), points.end(), points.begin(), small);
      return points;
    };
    for (std::size_t first = 0; first < line.size(); ++first) {
      std::u32string letters;
      for (std::size_t last = first; last < line.size() && letters.size() < wanted.size(); ++last) {
        letters += comparable(line[last]);
        if (folded(letters) == folded(wanted)) return {first, last + 1};
      }
    }
  }
  return {};
}

bool is_amount(std::span<const std::string> line, std::size_t word) {
  const std::string_view text = line[word];
  const auto digits = static_cast<std::size_t>(
      std::find_if_not(text.begin(), text.end(),
                       [](char c) { return (c >= '0' && c <= '9') || c == '.' || c == ','; }) -
      text.begin());
  if (digits == 0 || !is_digit(static_cast<unsigned char>(text[0]))) return false;
  if (digits < text.size()) return is_unit(text.substr(digits));
  return word + 1 < line.size() && is_unit(line[word + 1]);
}

}  // namespace vitrine::quality
