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
    for (const lineage::RunRecord& last : lineage.runs(job, 1))
      for (lineage::ParkedTasks& parked : lineage.parked_tasks(last.start.id))
        waiting.parked.push_back(std::move(parked));
  if (holder.empty()) return waiting;  // what a killed run left says nothing of now
  const std::vector<lineage::RunRecord> newest = lineage.runs("", 1);
  for (const lineage::PaceRow& row : lineage.paces()) {
    if (row.dimension != "now") continue;
    auto stall = schedule::stall_from(row.state);
    if (!stall || newest.empty() || stall->run != newest.front().start.id) continue;
    waiting.now.emplace_back(row.provider + " " + row.model, std::move(*stall));
  }
  return waiting;
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
  if (!waiting.now.empty() || !waiting.parked.empty()) out << '\n';
}

}  // namespace vitrine::cli
