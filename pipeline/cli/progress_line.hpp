#pragma once

#include "pipeline/schedule/progress.hpp"
#include "pipeline/util/clock.hpp"

#include <chrono>
#include <iosfwd>
#include <string>

namespace vitrine::cli {

/// "11/17 done · 4 in flight · 0.00 of 5.00 USD · 40 s left"; budget empty: spent alone.
std::string standing_text(const schedule::Standing& now,
                          const std::string& budget,
                          std::chrono::milliseconds elapsed);

/// One live line on a terminal; into a pipe one line a minute at most. Remarks are lines of their
/// own; the same one is said once and counted.
class ProgressLine final : public schedule::Progress {
 public:
  ProgressLine(
      std::ostream& err, bool terminal, bool quiet, std::string budget, const util::Clock& clock);
  ~ProgressLine() override;

  void standing(const schedule::Standing& now) override;
  void remark(const std::string& shot, const std::string& text) override;
  void clear();  ///< takes the live line away before other text

 private:
  std::ostream& err_;
  const bool terminal_, quiet_;
  const std::string budget_;
  const util::Clock& clock_;
  const std::chrono::steady_clock::time_point start_;
  std::chrono::steady_clock::time_point last_;
  bool drawn_ = false;
  int remarks_ = 0;
};

}  // namespace vitrine::cli
