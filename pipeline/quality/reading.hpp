#pragma once

#include "pipeline/util/result.hpp"

#include <opencv2/core/mat.hpp>

#include <memory>
#include <string>
#include <vector>

/// Who reads letters in pictures, behind a seam: the checks are about what was read, and their
/// tests need no engine.
namespace vitrine::quality {

/// What the reader is told of the picture it gets.
enum class Layout {
  line,       ///< one line of text and nothing else
  scattered,  ///< text anywhere, or none
};

struct Word {
  std::string text;       ///< UTF-8, as read
  cv::Rect box;           ///< in the picture that was read
  double confidence = 0;  ///< 0..1, the reader's own
  int line = 0;           ///< words of one line have one number, from the left to the right
  friend bool operator==(const Word&, const Word&) = default;
};

/// Reads on the thread that calls, and holds nothing that another reader shares: one for each
/// thread that reads, never two calls at once.
class TextReader {
 public:
  virtual ~TextReader() = default;
  /// Shape: `grey` CV_8UC1, letters dark on light or light on dark. Same picture, same answer.
  /// Nothing read is an empty list.
  virtual std::vector<Word> read(const cv::Mat& grey, Layout layout) = 0;
};

/// Tesseract with Debian's English data (Latin letters, digits, punctuation), without its word
/// lists: a dictionary turns the misspelt word that is looked for into the right one. About 25 MB
/// and 0.1 s of CPU each. `not_found` names the package to install where the data are missing;
/// `data_dir` empty: where Debian puts them.
util::Result<std::unique_ptr<TextReader>> make_tesseract_reader(const std::string& data_dir = {});

}  // namespace vitrine::quality
