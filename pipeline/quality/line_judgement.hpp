#pragma once

#include "pipeline/quality/laid_flat.hpp"
#include "pipeline/quality/line_view.hpp"

#include <optional>
#include <string>
#include <vector>

/// Whether a rendering shows the words of a packshot's line, asked so that a weak reading accuses
/// nobody.
namespace vitrine::quality {

enum class WordState {
  same,       ///< read as in the packshot, in one attempt at least
  different,  ///< in no attempt, though the packshot at the rendering's size and blur reads in each
  illegible,  ///< the packshot itself would not read at that size and blur: nothing is said
};

struct WordJudgement {
  WordState state = WordState::illegible;
  int edits = 0;     ///< of the best attempt
  std::string read;  ///< what stands in its place by the first attempt; may be empty
};

/// Both pictures and how one leads to the other.
struct Aligned {
  const cv::Mat& rendering;        ///< CV_8UC3
  const cv::Mat& packshot;         ///< CV_8UC3, what the line was read in
  cv::Matx33d registration;        ///< packshot -> rendering
  const LaidFlat* flat = nullptr;  ///< none: not known how it bends
};

/// One judgement for each word. Nothing if the line does not lie in the rendering, is mirrored, or
/// its letters are smaller there than `smallest` px x-height.
///
/// Six attempts, each only for the words that are still open: the line at three sizes and each word
/// alone at two, in the rendering and in the product laid flat, as it is, with its edges sharpened
/// or with even contrast. What is open then is read in the same six ways from the packshot, reduced
/// by the registration to the rendering's pixels and blurred until it has no more fine detail than
/// the rendering (up to 1.5 px): a word is called different only if all six read it there.
std::optional<std::vector<WordJudgement>> judge(TextReader& reader,
                                                const Aligned& aligned,
                                                const ReferenceLine& line,
                                                double smallest = 8);

}  // namespace vitrine::quality
