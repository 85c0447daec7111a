#include "pipeline/quality/quality.hpp"

#include "pipeline/quality/checks.hpp"

namespace vitrine::quality {

std::vector<Finding> check(const Subject& subject) {
  const Rule opens{"opens", domain::Severity::reject};
  const util::Result<Exam> exam = examine(subject);
  if (!exam) return {failed(opens, {0, 1, exam.error().message}, {})};

  std::vector<Finding> findings{passed(opens, {1, 1, "the file opens"})};
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
  return findings;
}

}  // namespace vitrine::quality
