#include "pipeline/quality/text_checks.hpp"

#include "pipeline/imaging/exact.hpp"
#include "pipeline/quality/evidence.hpp"
#include "pipeline/quality/line_judgement.hpp"
#include "pipeline/quality/text_match.hpp"
#include "pipeline/util/text.hpp"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <set>
#include <utility>

namespace vitrine::quality {
namespace {

using domain::Severity;

constexpr double kGood = 0.05, kBad = 0.15;  ///< character error rates
constexpr std::size_t kSureWord = 3;         ///< letters

std::string quoted(std::string_view text) { return "\"" + util::one_line(text, 60) + "\""; }

/// A word of the reference.
struct Place {
  std::size_t line = 0, word = 0;
  auto operator<=>(const Place&) const = default;
};

/// Where a phrase stands in the packshot's text: together in one line, or else each word of it
/// somewhere. Empty: the packshot was not read so.
std::vector<Place> places_of(const ReferenceText& reference, std::string_view phrase) {
  const auto in_one_line = [&](std::string_view wanted) {
    std::vector<Place> places;
    for (std::size_t line = 0; line < reference.lines.size() && places.empty(); ++line) {
      const WordRange range = find_phrase(texts(reference.lines[line]), wanted);
      for (std::size_t word = range.first; word < range.last; ++word)
        places.push_back({line, word});
    }
    return places;
  };
  std::vector<Place> places = in_one_line(phrase);
  if (!places.empty()) return places;
  for (const std::string_view word : util::split(phrase, ' ')) {
    if (comparable(word).empty()) continue;
    const std::vector<Place> found = in_one_line(word);
    if (found.empty()) return {};
    places.insert(places.end(), found.begin(), found.end());
  }
  return places;
}

struct Phrase {
  std::string text;
  std::vector<Place> places;
};

/// What became of the lines that were looked at.
struct Judged {
  const LabelledSubject& subject;
  std::vector<std::optional<std::vector<WordJudgement>>> lines;

  const WordJudgement* at(const Place& place) const {
    return lines[place.line] ? &(*lines[place.line])[place.word] : nullptr;
  }
  bool different(const Place& place) const {
    const WordJudgement* judgement = at(place);
    return judgement && judgement->state == WordState::different;
  }
  bool legible(const Place& place) const {
    const WordJudgement* judgement = at(place);
    return judgement && judgement->state != WordState::illegible;
  }
};

Judged judge_lines(TextReader& reader,
                   const LabelledSubject& subject,
                   const std::vector<Phrase>& phrases,
                   int most_lines) {
  const std::vector<ReferenceLine>& all = subject.reference.lines;
  std::set<std::size_t> wanted;
  for (const Phrase& phrase : phrases)
    for (const Place& place : phrase.places) wanted.insert(place.line);
  for (std::size_t line = 0; line < all.size() && wanted.size() < std::size_t(most_lines); ++line)
    wanted.insert(line);
  Judged judged{subject, {}};
  judged.lines.resize(all.size());
  const Aligned aligned{subject.rendering, subject.packshot, *subject.registration,
                        subject.flat ? &*subject.flat : nullptr};
  for (const std::size_t line : wanted) judged.lines[line] = judge(reader, aligned, all[line]);
  return judged;
}

/// The rendering's line beside the packshot's, as large as in the rendering.
std::string show_line(const LabelledSubject& subject, const ReferenceLine& line) {
  const LinePart part = whole(line);
  const cv::Rect spot = cv::boundingRect(corners(*subject.registration, part)) &
                        cv::Rect({}, subject.rendering.size());
  if (spot.empty()) return {};
  return show_pair(subject.rendering(spot),
                   simulate(subject.packshot, *subject.registration, part, 0).bgr);
}

std::string told_apart(const Judged& judged, const Place& place) {
  const ReferenceLine& line = judged.subject.reference.lines[place.line];
  return quoted(line.words[place.word].text) + " of the packshot's " +
         quoted(util::join(texts(line), " ")) +
         " reads otherwise here: " + quoted(judged.at(place)->read);
}

Finding brand_finding(const Judged& judged,
                      const Rule& brand_rule,
                      const std::vector<Phrase>& phrases) {
  const LabelledSubject& subject = judged.subject;
  int wrong = 0, read = 0;
  std::string detail, evidence;
  std::vector<std::string> unheld;
  for (const Phrase& phrase : phrases) {
    const auto different = [&](const Place& place) { return judged.different(place); };
    const auto spoilt = std::find_if(phrase.places.begin(), phrase.places.end(), different);
    if (spoilt != phrase.places.end()) {
      if (wrong++ > 0) continue;
      detail = told_apart(judged, *spoilt);
      evidence = show_line(subject, subject.reference.lines[spoilt->line]);
    } else if (!phrase.places.empty() &&
               std::all_of(phrase.places.begin(), phrase.places.end(),
                           [&](const Place& place) { return judged.legible(place); })) {
      ++read;
    } else {
      unheld.push_back(quoted(phrase.text));
    }
  }
  if (wrong > 0) return failed(brand_rule, {double(wrong), 0, detail}, evidence);
  if (read == 0)
    return not_measured(brand_rule, util::join(unheld, ", ") +
                                        " cannot be read in the packshot at the rendering's size");
  return passed(brand_rule,
                {0, 0,
                 unheld.empty() ? "the words to keep are there, letter by letter"
                                : "the words to keep are there; not read in the packshot: " +
                                      util::join(unheld, ", ")});
}

Finding label_finding(const Judged& judged, const Rule& label_rule) {
  const LabelledSubject& subject = judged.subject;
  std::size_t letters = 0, edits = 0, words_wrong = 0, longest_wrong = 0;
  std::optional<Place> worst, amount;
  for (std::size_t line = 0; line < judged.lines.size(); ++line) {
    const std::vector<std::string> words = texts(subject.reference.lines[line]);
    for (std::size_t word = 0; word < words.size(); ++word) {
      const Place place{line, word};
      if (!judged.legible(place)) continue;
      const std::size_t length = comparable(words[word]).size();
      letters += length;
      if (!judged.different(place)) continue;
      ++words_wrong;
      longest_wrong = std::max(longest_wrong, length);
      // A word that is another altogether is as wrong as it is long.
      edits += std::min(length, static_cast<std::size_t>(judged.at(place)->edits));
      if (!worst || judged.at(place)->edits > judged.at(*worst)->edits) worst = place;
      if (is_amount(words, word)) amount = place;
    }
  }
  if (letters == 0)
    return not_measured(label_rule,
                        "no text of the packshot would be legible at the rendering's size");
  const double rate = double(edits) / double(letters);
  const std::string counted = util::fixed_text(100 * rate, 1) + " % of " + std::to_string(letters) +
                              " legible letters are wrong";
  if (!worst) return passed(label_rule, {rate, kGood, counted});
  const Place shown = amount.value_or(*worst);
  const std::string detail = counted + ": " + told_apart(judged, shown);
  const std::string evidence = show_line(subject, subject.reference.lines[shown.line]);
  if (amount) return failed(label_rule, {rate, 0, detail}, evidence);
  // One or two letters may be the reader's weakness; on a label of few words their share is large.
  const bool is_sure = longest_wrong >= kSureWord || (rate > kBad && words_wrong > 1);
  if (is_sure) return failed(label_rule, {rate, std::min(rate, kBad), detail}, evidence);
  return doubtful(label_rule, {rate, kGood, detail}, evidence);
}

/// Nobody knows where the label lies: whatever reads as the phrase, in the product's box, is it.
Finding brand_by_search(TextReader& reader,
                        const LabelledSubject& subject,
                        const Rule& brand_rule,
                        const std::vector<Phrase>& phrases) {
  const cv::Rect frame({}, subject.rendering.size());
  const cv::Rect box = subject.product.empty() ? frame : subject.product & frame;
  cv::Mat grey = imaging::exact::luma(subject.rendering(box));
  // A whole rendering of 4K, twice enlarged, would take a minute to read.
  constexpr double kMostSide = 1600;
  const double reduced = kMostSide / std::max(grey.cols, grey.rows);
  if (reduced < 1) cv::resize(grey, grey, {}, reduced, reduced, cv::INTER_AREA);
  std::vector<std::string> missing;
  for (const Phrase& phrase : phrases) missing.push_back(phrase.text);
  for (const double enlarged : {1.0, 2.0}) {
    cv::Mat larger;
    cv::resize(grey, larger, {}, enlarged, enlarged, cv::INTER_CUBIC);
    std::vector<std::string> read;
    for (const Word& word : reader.read(larger, Layout::scattered)) read.push_back(word.text);
    std::erase_if(missing,
                  [&](const std::string& phrase) { return !find_phrase(read, phrase).empty(); });
    if (missing.empty()) return passed(brand_rule, {0, 0, "the words to keep are there"});
  }
  return doubtful(
      brand_rule,
      {double(missing.size()), 0,
       quoted(missing.front()) + " was not read, and where the label lies is not known"},
      show_spot(subject.rendering, box));
}

}  // namespace

std::vector<Finding> check_text(TextReader& reader,
                                const LabelledSubject& subject,
                                Severity brand,
                                Severity label,
                                int most_lines) {
  const Rule brand_rule{"text.brand", brand}, label_rule{"text.label", label, "CER"};
  std::vector<Phrase> phrases;
  for (const std::string& phrase : subject.brand)
    phrases.push_back({phrase, places_of(subject.reference, phrase)});

  std::vector<Finding> findings;
  if (!subject.registration) {
    if (!phrases.empty()) findings.push_back(brand_by_search(reader, subject, brand_rule, phrases));
    findings.push_back(
        not_measured(label_rule, "where the label lies in the rendering is not known"));
    return findings;
  }
  const Judged judged = judge_lines(reader, subject, phrases, most_lines);
  if (!phrases.empty()) findings.push_back(brand_finding(judged, brand_rule, phrases));
  findings.push_back(label_finding(judged, label_rule));
  return findings;
}

}  // namespace vitrine::quality
