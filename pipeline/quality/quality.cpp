#include "pipeline/quality/quality.hpp"

#include "pipeline/quality/checks.hpp"

namespace vitrine::quality {

std::vector<Finding> check(const Subject& subject) { return check_and_measure(subject).findings; }

Report check_and_measure(const Subject& subject) {
  const Rule opens{"opens", domain::Severity::reject};
  const util::Result<Exam> exam = examine(subject);
  if (!exam) return {{failed(opens, {0, 1, exam.error().message}, {})}, {}};

  Report report;
  std::vector<Finding>& findings = report.findings;
  findings.push_back(passed(opens, {1, 1, "the file opens"}));
  const auto add = [&](std::optional<Finding> finding) {
    if (finding) findings.push_back(std::move(*finding));
  };
  for (const auto& file_check : {check_format, check_pixels, check_metadata})
    add(file_check(*exam));
  for (const auto& rule_check :
       {check_ratio, check_bytes, check_whiteness, check_fill, check_islands})
    add(rule_check(*exam));
  for (const auto& picture_check :
       {check_margins, check_halo, check_fringe, check_sharpness, check_clipping, check_enlarged})
    add(picture_check(*exam));
  for (const ColorTarget& color : subject.colors) add(check_color(*exam, color));
  report.set = measure_for_set(exam->bgr, subject.product_mask);
  return report;
}

}  // namespace vitrine::quality
