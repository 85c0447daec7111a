#pragma once

#include "pipeline/quality/identity.hpp"
#include "pipeline/quality/reference_text.hpp"

#include "gate_manifest.hpp"
#include "gate_score.hpp"
#include <memory>
#include <string>

/// The gate as a run would use it: a product studied once, then its pictures, one after the other.
namespace vitrine::bench {

class GateJudge {
 public:
  /// Reads the packshot, its alpha and zones, and studies them. Without a `reader`, text is not
  /// looked at. Both must outlive the judge.
  static util::Result<GateJudge> of(const GateProduct& product, quality::TextReader* reader);

  GateAnswer judge(const GatePicture& picture, const cv::Mat& rendering) const;

  double study_ms() const { return study_ms_; }
  double reading_ms() const { return reading_ms_; }
  /// Why the identity checks cannot be used; empty if they can.
  const std::string& unusable() const { return reference_.unusable; }

 private:
  GateJudge() = default;
  const GateProduct* product_ = nullptr;
  quality::TextReader* reader_ = nullptr;
  imaging::Picture cutout_;
  quality::IdentityReference reference_;
  quality::ReferenceText lettering_;
  double study_ms_ = 0, reading_ms_ = 0;
};

}  // namespace vitrine::bench
