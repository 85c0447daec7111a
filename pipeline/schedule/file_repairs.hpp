#pragma once

#include "pipeline/domain/repair.hpp"
#include "pipeline/quality/finding.hpp"
#include "pipeline/schedule/finishing.hpp"

#include <string>
#include <vector>

namespace vitrine::schedule {

/// What may mend a picture cropped from a scene whose file failed a check, as far as the profile
/// allows it: the line around a product whose outline is known, a whole rendering where the crop
/// cuts the product and the border is plain, near-white that must be white. The product alone on a
/// plain ground is framed and whitened by its recipe already.
std::vector<domain::Repair> repairs_of_file(const FinishingInput& input,
                                            const std::vector<quality::Finding>& findings,
                                            const std::string& rendering);

/// Fewer rejects; or as many, and fewer warnings.
bool is_less_wrong(const std::vector<quality::Finding>& one,
                   const std::vector<quality::Finding>& other);

}  // namespace vitrine::schedule
