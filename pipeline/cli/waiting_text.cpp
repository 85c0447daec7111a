#include "pipeline/cli/waiting_text.hpp"

#include "pipeline/cli/output.hpp"
#include "pipeline/util/text.hpp"

#include <ostream>
#include <set>

namespace vitrine::cli {
namespace {

void text_or_null(util::JsonWriter& json, const char* name, const std::string& text) {
  json.key(name);
  if (text.empty())
    json.null();
  else
    json.value(text);
}

}  // namespace

Waiting waiting_in(lineage::Lineage& lineage,
                   const std::string& holder,
                   const std::vector<lineage::RunRecord>& runs) {
  Waiting waiting;
  std::set<std::string> jobs;  // what the last run of each has left
  for (const lineage::RunRecord& run : runs)
    if (jobs.insert(run.start.set).second)
      for (lineage::ParkedTasks& parked : lineage.parked_tasks(run.start.id))
        waiting.parked.push_back(std::move(parked));
  if (holder.empty()) return waiting;  // what a killed run left says nothing of now
  for (const lineage::PaceRow& row : lineage.paces()) {
    if (row.dimension != "now") continue;
    auto stall = schedule::stall_from(row.state);
    if (!stall || runs.empty() || stall->run != runs.front().start.id) continue;
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
    text_or_null(json, "until", stall.until);
    json.member("tasks", stall.tasks);
    text_or_null(json, "message", stall.trouble);
    json.end_object();
  }
  json.end_array();
  json.key("parked");
  json.begin_array();
  for (const lineage::ParkedTasks& parked : waiting.parked) {
    json.begin_object();
    json.member("for", parked.surface + " " + parked.model);
    json.member("why", parked.reason);
    text_or_null(json, "until", parked.until ? util::to_text(*parked.until) : "");
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
