// status, assets and costs: what the record says, without a job.
#include "pipeline/cli/budgets.hpp"
#include "pipeline/cli/exit_code.hpp"
#include "pipeline/cli/records.hpp"
#include "pipeline/cli/set_outliers.hpp"
#include "pipeline/cli/waiting_text.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <map>
#include <ostream>

namespace vitrine::cli {
namespace {

std::string padded(const std::string& text, std::size_t width) {
  return text.size() >= width ? text + " " : text + std::string(width - text.size(), ' ');
}

/// Whether a run without an end is that of the store's holder ("vitrine run (pid 7) since
/// 2026-11-26T02:00:00Z"), and not one that was killed before.
bool is_under_way(const lineage::RunRecord& run, const std::string& holder) {
  static constexpr std::string_view kSince = " since ";
  const std::size_t since = holder.rfind(kSince);
  return !run.end && since != std::string::npos && holder.starts_with("vitrine run") &&
         util::to_text(run.start.started) >= holder.substr(since + kSince.size());
}

/// What a run that was stopped had not begun.
int left_by(const lineage::RunEnd& end) {
  return end.stopped.empty() ? 0
                             : std::max(0, end.planned - end.finished - end.reused - end.failed);
}

std::string outcome_text(const lineage::RunRecord& run, const std::string& holder) {
  if (!run.end && !is_under_way(run, holder)) return "killed before its end";
  if (!run.end)
    return std::string("running") +
           (run.start.deadline ? ", until " + util::to_text(*run.start.deadline) : "") +
           (run.start.budget ? ", for " + to_text(*run.start.budget) + " USD at most" : "");
  const lineage::RunEnd& end = *run.end;
  const int left = left_by(end);
  return counted(end.finished, "finished", "finished") + ", " + std::to_string(end.reused) +
         " unchanged, " + std::to_string(end.failed) + " failed, " +
         std::to_string(end.needs_person) + " for you, " + to_text(end.charged) + " USD, exit " +
         std::to_string(end.exit_code) + (end.stopped.empty() ? "" : " (" + end.stopped + ")") +
         (left > 0 ? ", " + std::to_string(left) + " left for the next run" : "");
}

/// As much as the text says.
void write_end(util::JsonWriter& json, const lineage::RunRecord& run, const std::string& holder) {
  json.member("killed", !run.end && !is_under_way(run, holder));
  json.key("exit");
  if (!run.end) {
    json.null();
    return;
  }
  const lineage::RunEnd& end = *run.end;
  json.value(end.exit_code);
  json.member("ended", util::to_text(end.ended));
  json.member_or_null("stopped", end.stopped);
  json.member("finished", end.finished);
  json.member("reused", end.reused);
  json.member("failed", end.failed);
  json.member("left", left_by(end));
  json.member("needs_person", end.needs_person);
  json.member("charged_usd", end.charged.units());
  json.member("unknown_usd", end.unknown.units());
}

/// Half up. What is unknown is not in it.
util::Money cost_per_accepted(const lineage::Lineage::CostRow& row) {
  return {(row.charged.micros + row.accepted / 2) / row.accepted};
}

std::string per_accepted(const lineage::Lineage::CostRow& row) {
  return row.accepted == 0 ? "-" : to_text(cost_per_accepted(row));
}

void write_cost_row(util::JsonWriter& json, const lineage::Lineage::CostRow& row) {
  json.begin_object();
  json.member("key", row.key);
  json.member("attempts", row.attempts);
  json.member("settled", row.settled);
  json.member("accepted", row.accepted);
  json.member("charged_usd", row.charged.units());
  json.member("unknown_usd", row.unknown.units());
  json.key("per_accepted_usd");
  if (row.accepted > 0)
    json.value(cost_per_accepted(row).units());
  else
    json.null();
  json.end_object();
}

}  // namespace

int status(const Invocation& call) {
  int exit_code = kDone;
  const auto records = open_records(call, exit_code);
  if (!records) return exit_code;
  const std::string holder = lineage::sender_holding(records->project.store_folder().string());
  const auto runs = records->lineage->runs("", 5);
  const auto sets = records->lineage->count_states("");
  std::vector<std::string> jobs;
  for (const auto& [set, states] : sets) jobs.push_back(set);
  const bool has_ended = !runs.empty() && runs.front().end;
  const auto outliers = has_ended ? outliers_of_run(*records->lineage, runs.front())
                                  : std::vector<schedule::SetOutlier>{};
  const Waiting waiting = waiting_in(*records->lineage, holder, jobs);
  if (call.console.json) {
    util::JsonWriter json;
    json.begin_object();
    json.member("ok", true);
    json.member_or_null("running", holder);
    json.key("runs");
    json.begin_array();
    for (const lineage::RunRecord& run : runs) {
      json.begin_object();
      json.member("run", run.start.id);
      json.member("job", run.start.set);
      json.member("started", util::to_text(run.start.started));
      json.key("budget_usd");
      if (run.start.budget)
        json.value(run.start.budget->units());
      else
        json.null();
      json.member_or_null("deadline",
                          run.start.deadline ? util::to_text(*run.start.deadline) : std::string());
      write_end(json, run, holder);
      json.end_object();
    }
    json.end_array();
    write_waiting(json, waiting);
    write_outliers(json, outliers);
    json.key("deliveries");
    json.begin_object();
    for (const auto& [set, states] : sets) {
      json.key(set);
      json.begin_object();
      for (const auto& [state, count] : states) json.member(to_text(state), count);
      json.end_object();
    }
    json.end_object();
    json.end_object();
    call.console.out << std::move(json).take() << '\n';
    return kDone;
  }
  std::ostream& out = call.console.out;
  out << (holder.empty() ? "no run is working here now" : "working: " + holder) << "\n\n";
  for (const lineage::RunRecord& run : runs)
    out << "  " << padded(run.start.id, 20) << padded(run.start.set, 22)
        << outcome_text(run, holder) << '\n';
  out << '\n';
  print_waiting(waiting, out);
  print_outliers(outliers, out);
  for (const auto& [set, states] : sets) {
    out << "  " << padded(set, 22);
    bool first = true;
    for (const auto& [state, count] : states) {
      out << (first ? "" : ", ") << count << ' ' << to_text(state);
      first = false;
    }
    out << '\n';
  }
  return kDone;
}

int assets(const Invocation& call, const std::string& set) {
  int exit_code = kDone;
  const auto records = open_records(call, exit_code);
  if (!records) return exit_code;
  util::JsonWriter json;
  json.begin_object();
  json.member("ok", true);
  json.key("assets");
  json.begin_array();
  lineage::for_each_delivery(*records->lineage, set, [&](const lineage::DeliveryRecord& delivery) {
    if (delivery.asset.empty()) return;
    const auto asset = records->lineage->asset(delivery.asset);
    if (!asset) return;
    if (!call.console.json) {
      call.console.out << asset->id.substr(0, 12) << "  " << padded(delivery.shot, 34)
                       << padded(delivery.profile, 18)
                       << padded(std::string(to_text(delivery.state)), 13) << delivery.path << '\n';
      return;
    }
    json.begin_object();
    json.member("id", asset->id);
    json.member("job", delivery.set);
    json.member("shot", delivery.shot);
    json.member("profile", delivery.profile);
    json.member("state", to_text(delivery.state));
    json.member("file", delivery.path);
    json.member("sha256", asset->blob.hex());
    json.member("bytes", asset->size);
    json.end_object();
  });
  json.end_array();
  json.end_object();
  if (call.console.json) call.console.out << std::move(json).take() << '\n';
  return kDone;
}

int costs(const Invocation& call, const std::string& set, const std::string& by) {
  using By = lineage::Lineage::CostBy;
  static const std::map<std::string, By> kGroupings{{"product", By::product},
                                                    {"scene", By::scene},
                                                    {"model", By::model},
                                                    {"day", By::day},
                                                    {"outcome", By::outcome}};
  int exit_code = kDone;
  const auto records = open_records(call, exit_code);
  if (!records) return exit_code;
  const auto total = records->lineage->total_costs(set);
  if (call.console.json) {
    util::JsonWriter json;
    json.begin_object();
    json.member("ok", true);
    json.key("total");
    write_cost_row(json, total);
    for (const auto& [name, grouping] : kGroupings) {
      json.key("by_" + name);
      json.begin_array();
      for (const auto& row : records->lineage->costs(set, grouping)) write_cost_row(json, row);
      json.end_array();
    }
    json.key("budgets");
    write_budgets(records->lineage->limited_budgets(), json);
    json.end_object();
    call.console.out << std::move(json).take() << '\n';
    return kDone;
  }
  std::ostream& out = call.console.out;
  out << padded(by, 24) << "attempts  accepted   charged  per accepted   unknown\n";
  const auto print = [&](const lineage::Lineage::CostRow& row, const std::string& name) {
    const auto right = [](const std::string& text, std::size_t width) {
      return text.size() >= width ? text : std::string(width - text.size(), ' ') + text;
    };
    out << padded(name, 24) << right(std::to_string(row.attempts), 8)
        << right(std::to_string(row.accepted), 10) << right(to_text(row.charged), 10)
        << right(per_accepted(row), 14)
        << right(row.unknown.micros == 0 ? "-" : to_text(row.unknown), 10) << '\n';
  };
  bool any_without_file = false;
  for (const auto& row : records->lineage->costs(set, kGroupings.at(by))) {
    any_without_file = any_without_file || row.key.empty();
    print(row, row.key.empty() ? "(in no file now)" : row.key);
  }
  print(total, "all");
  out << "amounts in USD, from the ledger";
  if (total.unknown.micros > 0)
    out << "; unknown: the most that calls without a kept answer can have cost";
  out << '\n';
  for (const lineage::BudgetStanding& budget : records->lineage->limited_budgets())
    out << "of " << lineage::to_text(budget) << '\n';
  if (any_without_file)
    out << "(in no file now): calls whose picture no wanted file is made from: cut-outs that "
           "others "
           "are\n  composed of, pictures replaced since, and calls that gave none\n";
  return kDone;
}

}  // namespace vitrine::cli
