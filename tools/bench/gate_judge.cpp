#include "gate_judge.hpp"

#include "pipeline/imaging/codec.hpp"
#include "pipeline/quality/text_checks.hpp"
#include "pipeline/util/files.hpp"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <ctime>
#include <utility>
#include <vector>

namespace vitrine::bench {
namespace {

double cpu_ms() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

Scale scale_of(const std::string& check) {
  if (check == "identity.tiles") return Scale::likeness;
  if (check == "identity.same" || check == "identity.sharpness") return Scale::least;
  if (check == "identity.count") return Scale::count;
  return Scale::most;
}

/// A rejection scores at least 1 and all else less, whatever two limits a check may have.
double score_of(const domain::Verdict& verdict) {
  const double score = against_limit(verdict.value, verdict.limit, scale_of(verdict.check));
  if (verdict.outcome == domain::VerdictOutcome::reject) return std::max(score, 1.0);
  return std::min(score, 0.999999);
}

void add(const quality::Finding& finding, GateAnswer& answer) {
  const domain::Verdict& verdict = finding.verdict;
  if (verdict.outcome == domain::VerdictOutcome::not_measured) return;
  answer.scores[verdict.check] = score_of(verdict);
  if (verdict.outcome == domain::VerdictOutcome::reject)
    answer.rejected_by.push_back(verdict.check);
}

util::Result<cv::Mat> mask_of(const std::filesystem::path& file) {
  const auto bytes = util::read_file(file);
  if (!bytes) return bytes.error();
  return imaging::decode_mask(*bytes);
}

}  // namespace

util::Result<GateJudge> GateJudge::of(const GateProduct& product, quality::TextReader* reader) {
  GateJudge judge;
  judge.product_ = &product;
  judge.reader_ = reader;
  const auto packshot = util::read_file(product.packshot);
  if (!packshot) return packshot.error();
  auto picture = imaging::decode(*packshot);
  if (!picture) return picture.error();
  auto alpha = mask_of(product.alpha);
  if (!alpha) return alpha.error();
  judge.cutout_ = {picture->bgr, *alpha};
  std::vector<quality::ColorTarget> zones;
  for (const auto& [zone, file] : product.zone_masks) {
    auto mask = mask_of(file);
    if (!mask) return mask.error();
    zones.push_back({zone, std::nullopt, *mask});
  }
  const double begun = cpu_ms();
  judge.reference_ = quality::study(judge.cutout_, zones);
  const double studied = cpu_ms();
  judge.study_ms_ = studied - begun;
  if (reader) judge.lettering_ = quality::read_reference(*reader, judge.cutout_.bgr, {});
  judge.reading_ms_ = cpu_ms() - studied;
  return judge;
}

GateAnswer GateJudge::judge(const GatePicture& picture, const cv::Mat& rendering) const {
  GateAnswer answer;
  answer.file = picture.file, answer.kind = picture.kind;
  const double begun = cpu_ms();
  const auto report = quality::check_identity({reference_, rendering, product_->pieces});
  answer.cpu_ms = cpu_ms() - begun;
  for (const quality::Finding& finding : report.findings) add(finding, answer);
  if (reader_) {
    cv::Mat mask;
    std::optional<cv::Matx33d> registration;
    if (report.found) {
      registration = report.found->to_rendering;
      cv::warpPerspective(cutout_.alpha, mask, *registration, rendering.size());
      cv::threshold(mask, mask, 127, 255, cv::THRESH_BINARY);
    }
    const cv::Rect box = mask.empty() ? cv::Rect{} : cv::boundingRect(mask);
    std::optional<quality::LaidFlat> flat;
    if (report.found && !lettering_.lines.empty())
      flat = quality::laid_flat(reference_, *report.found, rendering);
    for (const quality::Finding& finding :
         check_text(*reader_, {rendering, cutout_.bgr, lettering_, product_->keep_text,
                               registration, box, std::move(flat)}))
      add(finding, answer);
    std::vector<std::string> known = product_->keep_text;
    for (const quality::ReferenceLine& line : lettering_.lines)
      for (const std::string& word : quality::texts(line)) known.push_back(word);
    add(check_added_text(*reader_, {rendering, mask, known}), answer);
    answer.reading_ms = cpu_ms() - begun - answer.cpu_ms;
  }
  answer.measured = !answer.scores.empty();
  return answer;
}

}  // namespace vitrine::bench
