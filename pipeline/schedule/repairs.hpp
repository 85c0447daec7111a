#pragma once

#include "pipeline/domain/repair.hpp"
#include "pipeline/imaging/mesh.hpp"
#include "pipeline/quality/identity.hpp"
#include "pipeline/quality/reference_text.hpp"
#include "pipeline/schedule/gate.hpp"

#include <optional>
#include <vector>

namespace vitrine::schedule {

/// Where a part of the cut-out is seen in the rendering, by what the gate found. Unsound (no
/// points) where that is behind the viewer.
imaging::Mesh mesh_over(const quality::IdentityReference& reference,
                        const quality::FoundProduct& found,
                        const cv::Rect& area,
                        cv::Size cells);

/// A picture that did not pass, and what is known of its product.
struct RepairQuestion {
  std::vector<domain::Verdict> verdicts;
  const quality::IdentityReference& identity;
  const std::optional<quality::FoundProduct>& found;
  const quality::ReferenceText& text;
  const std::vector<quality::ColorTarget>& zones;
  const GateProduct& product;
  const cv::Mat& rendering;
};

/// What may mend it, cheapest first; nothing where the product was not found again, for then there
/// is no telling where anything belongs. A label is restored where letters or print differ; a
/// zone's colour is shifted where it is off by no more than 12 in a* and b*, never its lightness,
/// which is the scene's light.
std::vector<std::vector<domain::Repair>> repairs_for(const RepairQuestion& question);

}  // namespace vitrine::schedule
