#include "pipeline/cli/waiting_text.hpp"

#include "pipeline/cli/output.hpp"
#include "pipeline/util/text.hpp"

#include <ostream>

namespace vitrine::cli {

Waiting waiting_in(lineage::Lineage& lineage,
                   const std::string& holder,
                   const std::vector<std::string>& jobs) {
  Waiting waiting;
  for (const std::string& job : jobs)
    for (lineage::ParkedTasks& parked : lineage.parked_tasks(job))
      waiting.parked.push_back(std::move(parked));
  if (holder.empty()) {  // what a killed run left says nothing of now
    waiting.in_doubt = in_doubt(lineage);
    return waiting;
  }
  const std::vector<lineage::RunRecord> newest = lineage.runs("", 1);
  for (const lineage::PaceRow& row : lineage.paces()) {
    if (row.dimension != "now") continue;
    auto stall = schedule::stall_from(row.state);
    if (!stall || newest.empty() || stall->run != newest.front().start.id) continue;
    waiting.now.emplace_back(row.provider + " " + row.model, std::move(*stall));
  }
  return waiting;
}

InDoubt in_doubt(lineage::Lineage& lineage) {
  InDoubt doubt;
  for (const lineage::AttemptRecord& attempt : lineage.unanswered_attempts()) {
    ++doubt.calls;
    doubt.most += attempt.reserved;
  }
  return doubt;
}

std::string to_text(const InDoubt& doubt) {
  return counted(doubt.calls, "call") + " of a run that was killed, at most " +
         util::to_text(doubt.most) +
         " USD: the next run, or vitrine doctor --repair, reads what was answered and names the "
         "rest unknown";
}

void write_waiting(util::JsonWriter& json, const Waiting& waiting) {
  json.key("waiting");
  json.begin_array();
  for (const auto& [who, stall] : waiting.now) {
    json.begin_object();
    json.member("for", who);
    json.member("why", stall.why);
    json.member_or_null("until", stall.until);
    json.member("tasks", stall.tasks);
    json.member_or_null("message", stall.trouble);
    json.end_object();
  }
  json.end_array();
  json.key("in_doubt");
  json.begin_object();
  json.member("calls", waiting.in_doubt.calls);
  json.member("usd", waiting.in_doubt.most.units());
  json.end_object();
  json.key("parked");
  json.begin_array();
  for (const lineage::ParkedTasks& parked : waiting.parked) {
    json.begin_object();
    json.member("for", parked.surface + " " + parked.model);
    json.member("why", parked.reason);
    json.member_or_null("until", parked.until ? util::to_text(*parked.until) : "");
    json.member("tasks", parked.tasks);
    json.member("message", parked.why);
    json.end_object();
  }
  json.end_array();
}

void print_waiting(const Waiting& waiting, std::ostream& out) {
  for (const auto& [who, stall] : waiting.now) {
    out << "  waiting now: " << counted(stall.tasks, "task") << " for " << who << ", because "
        << schedule::words_of_reason(stall.why) << " (" << stall.why << ")";
    if (!stall.until.empty()) out << ", until " << stall.until;
    if (!stall.trouble.empty()) out << ": " << util::one_line(stall.trouble, 200);
    out << '\n';
  }
  for (const lineage::ParkedTasks& parked : waiting.parked) {
    out << "  parked: " << counted(parked.tasks, "task") << " for " << parked.surface << ' '
        << parked.model << " (" << parked.reason << ")";
    if (parked.until) out << ", until " << util::to_text(*parked.until);
    out << ": " << util::one_line(parked.why, 200) << '\n';
  }
  if (waiting.in_doubt.calls > 0) out << "  in doubt: " << to_text(waiting.in_doubt) << '\n';
  if (!waiting.now.empty() || !waiting.parked.empty() || waiting.in_doubt.calls > 0) out << '\n';
}

}  // namespace vitrine::cli
