#include "pipeline/quality/line_judgement.hpp"

#include "pipeline/quality/even_contrast.hpp"
#include "pipeline/quality/text_match.hpp"
#include "pipeline/util/text.hpp"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>

namespace vitrine::quality {
namespace {

constexpr double kAround = 2;  // of a pixel, in x-heights

/// A picture and how the packshot leads into it.
struct Shown {
  const cv::Mat& bgr;
  const cv::Matx33d& registration;
};

/// Other pictures for the reader, of the same letters.
enum class Looks {
  plain,
  crisp,  ///< soft edges sharpened
  even,   ///< no part of the line is paler or darker than another
};

cv::Mat looking(Looks looks, const cv::Mat& grey, double x_height) {
  if (looks == Looks::plain) return grey;
  if (looks == Looks::even) return even_contrast(grey, 2 * cvRound(kAround * x_height / 2) + 1);
  cv::Mat blurred, sharp;
  cv::GaussianBlur(grey, blurred, {}, 2);
  cv::addWeighted(grey, 1.8, blurred, -0.8, 0, sharp);
  return sharp;
}

std::vector<std::string> read_texts(TextReader& reader, const cv::Mat& grey) {
  std::vector<std::string> result;
  for (const Word& word : reader.read(grey, Layout::line)) result.push_back(word.text);
  return result;
}

/// How a line is shown to the reader, cheapest first.
struct Attempt {
  double x_height;
  Looks looks;
  bool word_alone, flat;
};
constexpr std::array<Attempt, 6> kAttempts{{{30, Looks::plain, false, false},
                                            {30, Looks::even, false, true},
                                            {22, Looks::crisp, false, false},
                                            {40, Looks::plain, false, true},
                                            {24, Looks::plain, true, false},
                                            {36, Looks::even, true, true}}};

/// Edits of each word in one attempt; -1 for words that were not asked for.
std::vector<int> try_to_read(TextReader& reader,
                             const Shown& shown,
                             const ReferenceLine& line,
                             const Attempt& attempt,
                             const std::vector<bool>& asked,
                             std::vector<std::string>* read = nullptr) {
  const std::vector<std::string> should_be = texts(line);
  const auto read_part = [&](const LinePart& part) {
    const cv::Mat grey = view(shown.bgr, shown.registration, part, attempt.x_height);
    return read_texts(reader, looking(attempt.looks, grey, attempt.x_height));
  };
  std::vector<int> edits(line.words.size(), -1);
  if (!attempt.word_alone) {
    const std::vector<std::string> is = read_part(whole(line));
    if (read) *read = is;
    edits = word_edits(should_be, is);
  }
  for (std::size_t i = 0; i < edits.size(); ++i) {
    if (!asked[i]) edits[i] = -1;
    if (asked[i] && attempt.word_alone)
      edits[i] = word_edits({&should_be[i], 1}, read_part(word_of(line, i)))[0];
  }
  return edits;
}

bool any(const std::vector<bool>& flags) {
  return std::find(flags.begin(), flags.end(), true) != flags.end();
}

/// Fine detail over all detail, which contrast and brightness leave alone. Slightly blurred first,
/// so that noise and block edges count less.
double fineness(const cv::Mat& grey) {
  cv::Mat smooth, fine;
  cv::GaussianBlur(grey, smooth, {}, 1);
  cv::Laplacian(smooth, fine, CV_32F);
  cv::Scalar mean, all, detail;
  cv::meanStdDev(smooth, mean, all);
  cv::meanStdDev(fine, mean, detail);
  return all[0] > 0 ? detail[0] / all[0] : 0;
}

Simulated as_blurred_as(const Aligned& aligned, const ReferenceLine& line) {
  const double wanted = fineness(view(aligned.rendering, aligned.registration, whole(line), 30));
  Simulated simulated;
  for (const double sigma : {0.0, 0.5, 0.75, 1.0, 1.25, 1.5}) {
    simulated = simulate(aligned.packshot, aligned.registration, whole(line), sigma);
    if (fineness(view(simulated.bgr, simulated.registration, whole(line), 30)) <= wanted) break;
  }
  return simulated;
}

bool lies_within(const cv::Mat& picture, const std::vector<cv::Point2f>& points) {
  const cv::Rect2f frame(0, 0, static_cast<float>(picture.cols), static_cast<float>(picture.rows));
  return std::all_of(points.begin(), points.end(),
                     [&](const cv::Point2f& point) { return frame.contains(point); });
}

}  // namespace

std::optional<std::vector<WordJudgement>> judge(TextReader& reader,
                                                const Aligned& aligned,
                                                const ReferenceLine& line,
                                                double smallest) {
  const double scale = local_scale(aligned.registration, whole(line));
  if (scale * line.x_height < smallest ||
      !lies_within(aligned.rendering, corners(aligned.registration, whole(line))))
    return std::nullopt;

  std::vector<WordJudgement> judgements(line.words.size());
  std::vector<bool> open(line.words.size(), true);
  std::vector<std::string> read;
  const Shown rendering{aligned.rendering, aligned.registration};
  const Shown flat =
      aligned.flat ? Shown{aligned.flat->picture, aligned.flat->registration} : rendering;
  for (std::size_t number = 0; number < kAttempts.size() && any(open); ++number) {
    const std::vector<int> edits =
        try_to_read(reader, kAttempts[number].flat ? flat : rendering, line, kAttempts[number],
                    open, number == 0 ? &read : nullptr);
    for (std::size_t i = 0; i < open.size(); ++i) {
      if (!open[i]) continue;
      judgements[i].edits = number == 0 ? edits[i] : std::min(judgements[i].edits, edits[i]);
      if (edits[i] > 0) continue;
      judgements[i].state = WordState::same;
      open[i] = false;
    }
  }
  if (!any(open)) return judgements;

  const Simulated simulated = as_blurred_as(aligned, line);
  const Shown control{simulated.bgr, simulated.registration};
  for (const Attempt& attempt : kAttempts) {
    if (!any(open)) break;
    const std::vector<int> edits = try_to_read(reader, control, line, attempt, open);
    for (std::size_t i = 0; i < open.size(); ++i)
      if (open[i] && edits[i] != 0) open[i] = false;
  }
  for (std::size_t i = 0; i < open.size(); ++i) {
    if (!open[i]) continue;
    judgements[i].state = WordState::different;
    judgements[i].read = util::join(read, " ");
  }
  return judgements;
}

}  // namespace vitrine::quality
