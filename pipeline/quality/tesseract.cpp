#include "pipeline/quality/reading.hpp"
#include "pipeline/util/scratch.hpp"

#include <opencv2/core.hpp>

#include <cstdint>
#include <filesystem>
#include <leptonica/allheaders.h>
#include <omp.h>
#include <optional>
#include <tesseract/baseapi.h>
#include <tesseract/ocrclass.h>
#include <tesseract/resultiterator.h>
#include <utility>

namespace vitrine::quality {
namespace {

/// Debian's place for the data of Tesseract 5.
constexpr const char* kDataDir = "/usr/share/tesseract-ocr/5/tessdata";

/// Tesseract asks OpenMP for four threads a line, whatever the number it was told. With no level of
/// parallel regions allowed, each runs on the thread that meets it; the setting belongs to the
/// calling thread alone (libgomp keeps it per thread), and is put back.
class OnThisThread {
 public:
  OnThisThread() : before_(omp_get_max_active_levels()) { omp_set_max_active_levels(0); }
  ~OnThisThread() { omp_set_max_active_levels(before_); }
  OnThisThread(const OnThisThread&) = delete;
  OnThisThread& operator=(const OnThisThread&) = delete;

 private:
  int before_;
};

/// What Tesseract and Leptonica have to say of a picture ("image too small", "detected 18
/// diacritics") goes to stderr, and the switches for it belong to the process. Turned once.
bool be_quiet() {
  setMsgSeverity(L_SEVERITY_NONE);
  return tesseract::TessBaseAPI().SetVariable("debug_file", "/dev/null");
}

/// What reading a page takes beside the page, for each of its pixels: copies, planes of its layout.
constexpr std::int64_t kBytesEach = 6;

/// Pages take turns by their bytes; a line takes next to nothing, and waits for nobody.
std::optional<util::Scratch::Hold> room_for(const cv::Mat& grey) {
  constexpr std::int64_t kLine = std::int64_t{4} << 20;
  const std::int64_t bytes = kBytesEach * static_cast<std::int64_t>(grey.total());
  if (bytes <= kLine) return std::nullopt;
  return util::scratch().take(bytes);
}

class TesseractReader : public TextReader {
 public:
  bool open(const std::string& data_dir) {
    // A word list would correct what is to be found out ("lavendcr"). An LSTM model's is loaded
    // whatever `load_system_dawg` says, but not without this.
    const std::vector<std::string> names{"lstm_use_matrix"}, values{"0"};
    return engine_.Init(data_dir.c_str(), "eng", tesseract::OEM_LSTM_ONLY, nullptr, 0, &names,
                        &values, false) == 0;
  }

  std::vector<Word> read(const cv::Mat& grey, Layout layout) override {
    if (grey.empty()) return {};
    const std::optional<util::Scratch::Hold> room = room_for(grey);
    const OnThisThread alone;
    engine_.SetPageSegMode(layout == Layout::line ? tesseract::PSM_SINGLE_LINE
                                                  : tesseract::PSM_SPARSE_TEXT);
    engine_.SetImage(grey.data, grey.cols, grey.rows, 1, static_cast<int>(grey.step));
    engine_.SetSourceResolution(300);  // unsaid, it is guessed, and the guess printed
    // Texture can look like thousands of lines; which ones come first depends on the page alone, so
    // that the same picture still gives the same answer.
    Patience patience;
    tesseract::ETEXT_DESC monitor;
    monitor.cancel = &Patience::is_over;
    monitor.cancel_this = &patience;
    std::vector<Word> words;
    if (engine_.Recognize(&monitor) == 0 || patience.left < 0) words = collect();
    engine_.Clear();
    return words;
  }

 private:
  /// Lines that are read of a page.
  struct Patience {
    int left = 200;
    static bool is_over(void* self, int) { return --static_cast<Patience*>(self)->left < 0; }
  };

  std::vector<Word> collect() {
    const std::unique_ptr<tesseract::ResultIterator> it(engine_.GetIterator());
    std::vector<Word> words;
    if (!it || it->Empty(tesseract::RIL_WORD)) return words;
    int line = -1;
    do {
      if (it->IsAtBeginningOf(tesseract::RIL_TEXTLINE)) ++line;
      const std::unique_ptr<char[]> text(it->GetUTF8Text(tesseract::RIL_WORD));
      int left = 0, top = 0, right = 0, bottom = 0;
      if (!text || *text.get() == 0 ||
          !it->BoundingBox(tesseract::RIL_WORD, &left, &top, &right, &bottom))
        continue;
      words.push_back({text.get(),
                       {left, top, right - left, bottom - top},
                       it->Confidence(tesseract::RIL_WORD) / 100.0,
                       line});
    } while (it->Next(tesseract::RIL_WORD));
    return words;
  }

  tesseract::TessBaseAPI engine_;
};

}  // namespace

util::Result<std::unique_ptr<TextReader>> make_tesseract_reader(const std::string& data_dir) {
  const std::filesystem::path data = data_dir.empty() ? kDataDir : data_dir;
  std::error_code ignored;
  // Looked for first: Tesseract would print its own complaint.
  if (!std::filesystem::exists(data / "eng.traineddata", ignored))
    return util::Error{util::ErrorKind::not_found,
                       "reading text: " + (data / "eng.traineddata").string() +
                           " is missing; install tesseract-ocr-eng"};
  [[maybe_unused]] static const bool quiet = be_quiet();
  auto reader = std::make_unique<TesseractReader>();
  if (!reader->open(data.string()))
    return util::Error{util::ErrorKind::damaged, "reading text: Tesseract cannot use " +
                                                     (data / "eng.traineddata").string() +
                                                     "; install tesseract-ocr-eng again"};
  return std::unique_ptr<TextReader>(std::move(reader));
}

}  // namespace vitrine::quality
