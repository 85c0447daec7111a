#include "pipeline/cli/progress_line.hpp"

#include "pipeline/util/text.hpp"

#include <ostream>
#include <utility>

namespace vitrine::cli {
namespace {

constexpr const char* kDot = " \xC2\xB7 ";
constexpr int kMostRemarks = 20;  // a night's mail must fit a page

std::string time_left(const schedule::Standing& now, std::chrono::milliseconds elapsed) {
  // A guess from few pictures misleads more than it helps.
  if (now.done < 3 || now.done >= now.deliveries) return {};
  const double seconds = static_cast<double>(elapsed.count()) / 1000.0 / now.done *
                         static_cast<double>(now.deliveries - now.done);
  if (seconds < 90) return std::to_string(static_cast<int>(seconds + 0.999)) + " s left";
  return std::to_string(static_cast<int>(seconds / 60 + 0.999)) + " min left";
}

}  // namespace

std::string standing_text(const schedule::Standing& now,
                          const std::string& budget,
                          std::chrono::milliseconds elapsed) {
  std::string text = std::to_string(now.done) + "/" + std::to_string(now.deliveries) + " done";
  if (now.in_flight > 0) text += kDot + std::to_string(now.in_flight) + " in flight";
  text += kDot + to_text(now.charged) + (budget.empty() ? "" : " of " + budget) + " USD";
  if (now.failed > 0) text += kDot + std::to_string(now.failed) + " failed";
  if (now.draining) return text + kDot + "stopping: what is in flight ends first, once more aborts";
  if (!now.waiting.empty()) return text + kDot + now.waiting;
  const std::string left = time_left(now, elapsed);
  return left.empty() ? text : text + kDot + left;
}

ProgressLine::ProgressLine(
    std::ostream& err, bool terminal, bool quiet, std::string budget, const util::Clock& clock)
    : err_(err),
      terminal_(terminal),
      quiet_(quiet),
      budget_(std::move(budget)),
      clock_(clock),
      start_(clock.steady_now()),
      last_(start_) {}

ProgressLine::~ProgressLine() { clear(); }

void ProgressLine::clear() {
  if (drawn_) err_ << "\r\x1b[K" << std::flush;
  drawn_ = false;
}

void ProgressLine::standing(const schedule::Standing& now) {
  if (quiet_ || now.deliveries == 0) return;
  const auto at = clock_.steady_now();
  using std::chrono::duration_cast;
  using std::chrono::milliseconds;
  const std::string text = standing_text(now, budget_, duration_cast<milliseconds>(at - start_));
  if (terminal_) {
    // Ten lines a second are as many as an eye can use.
    if (drawn_ && at - last_ < milliseconds(100) && now.done < now.deliveries && !now.draining)
      return;
    err_ << "\r\x1b[K" << text << std::flush;
    drawn_ = true;
    last_ = at;
  } else if (at - last_ >= std::chrono::minutes(1)) {
    err_ << text << '\n';
    last_ = at;
  }
}

void ProgressLine::remark(const std::string& shot, const std::string& text) {
  if (++remarks_ > kMostRemarks) {
    if (remarks_ == kMostRemarks + 1) {
      clear();
      err_ << "  further remarks are in the report\n";
    }
    return;
  }
  clear();
  err_ << "  " << shot << ": " << util::one_line(text, 200) << '\n';
}

}  // namespace vitrine::cli
