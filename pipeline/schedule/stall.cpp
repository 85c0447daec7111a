#include "pipeline/schedule/stall.hpp"

#include "pipeline/util/text.hpp"

#include <charconv>
#include <chrono>

namespace vitrine::schedule {

using std::chrono::duration_cast;

std::string to_text(const Stall& stall, Instant now) {
  std::string text = "waiting";
  if (stall.until != Instant::max() && stall.until > now) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(stall.until - now).count();
    text += seconds < 120 ? " " + std::to_string(seconds) + " s"
                          : " " + std::to_string((seconds + 59) / 60) + " min";
  }
  text += " for " + stall.surface + ": " + words_of(stall.why);
  if (!stall.trouble.empty()) text += " (" + util::one_line(stall.trouble, 120) + ")";
  return text;
}

util::Fields to_fields(const Stall& stall, const std::string& run, const Moment& now) {
  util::Fields fields{{"run", run}, {"why", to_text(stall.why)}};
  if (stall.until != Instant::max()) {
    const util::Timestamp until{
        now.wall.micros +
        duration_cast<std::chrono::microseconds>(stall.until - now.steady).count()};
    fields.push_back({"until", util::to_text(until)});
  }
  fields.push_back({"tasks", std::to_string(stall.tasks)});
  if (!stall.trouble.empty()) fields.push_back({"trouble", util::one_line(stall.trouble, 300)});
  return fields;
}

std::optional<RecordedStall> stall_from(const std::string& state) {
  const util::Result<util::Fields> fields = util::fields_from_json(state);
  if (!fields || !util::find(*fields, "why")) return std::nullopt;
  const auto text = [&](const char* name) {
    return std::string(util::find(*fields, name).value_or(""));
  };
  RecordedStall stall{text("run"), text("why"), text("trouble"), text("until")};
  const std::string tasks = text("tasks");
  std::from_chars(tasks.data(), tasks.data() + tasks.size(), stall.tasks);
  return stall;
}

std::string words_of_reason(const std::string& why) {
  for (int i = 1; i <= static_cast<int>(WaitFor::signal); ++i)
    if (why == to_text(static_cast<WaitFor>(i))) return words_of(static_cast<WaitFor>(i));
  return why;
}

}  // namespace vitrine::schedule
