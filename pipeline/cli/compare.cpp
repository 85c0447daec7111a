#include "pipeline/cli/compare.hpp"

#include "pipeline/cli/output.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <ostream>
#include <set>

namespace vitrine::cli {
namespace {

using std::chrono::milliseconds;

std::string seconds_text(milliseconds time) {
  return util::fixed_text(static_cast<double>(time.count()) / 1000, 1) + " s";
}

/// What a call took, where it gave a picture.
void add_times(const std::vector<lineage::AttemptRecord>& attempts, ComparedModel& model) {
  std::vector<milliseconds> times;
  for (const lineage::AttemptRecord& attempt : attempts)
    if (attempt.rendering && attempt.ended)
      times.push_back(std::chrono::duration_cast<milliseconds>(
          std::chrono::microseconds(attempt.ended->micros - attempt.sent.micros)));
  if (times.empty()) return;
  std::sort(times.begin(), times.end());
  model.median = times[times.size() / 2];
  model.slowest = times.back();
}

std::string checks_text(const std::map<std::string, int>& checks) {
  std::vector<std::pair<int, std::string>> most;
  for (const auto& [check, files] : checks) most.emplace_back(-files, check);
  std::sort(most.begin(), most.end());
  std::string text;
  for (std::size_t i = 0; i < most.size() && i < 3; ++i)
    text += (i == 0 ? "" : ", ") + most[i].second + " " + std::to_string(-most[i].first);
  return text.empty() ? "none" : text;
}

std::string padded(const std::string& text, std::size_t width, bool right = false) {
  const std::string space(width > text.size() ? width - text.size() : 0, ' ');
  return right ? space + text : text + space;
}

}  // namespace

std::string compared_set(const std::string& job, const std::string& model) {
  return job + "@" + model;
}

std::string model_of_compared(const std::string& set) {
  const std::size_t at = set.find('@');
  return at == std::string::npos ? std::string() : set.substr(at + 1);
}

std::filesystem::path compared_folder(const spec::Job& job) {
  std::filesystem::path folder = job.output.folder;
  folder += "-compared";
  return folder;
}

void compare_on(LoadedJob& loaded, const std::string& model) {
  std::string step = model;
  std::replace(step.begin(), step.end(), '/', '-');
  loaded.job.output.folder = compared_folder(loaded.job) / step;
  loaded.job.name = compared_set(loaded.job.name, model);
}

std::vector<std::string> shots_to_compare(const plan::Plan& plan, int most) {
  std::vector<std::string> shots;
  std::set<std::string> seen;
  for (const plan::PlannedDelivery& delivery : plan.deliveries()) {
    if (plan.settings(delivery).pixels != domain::PixelMode::regenerate) continue;
    std::string shot = plan.shot(delivery);
    if (seen.insert(shot).second) shots.push_back(std::move(shot));
  }
  const std::size_t wanted = static_cast<std::size_t>(std::max(1, most));
  if (shots.size() <= wanted) return shots;
  std::vector<std::string> chosen;
  for (std::size_t i = 0; i < wanted; ++i)
    chosen.push_back(std::move(shots[i * shots.size() / wanted]));
  return chosen;
}

std::optional<util::Money> ComparedModel::per_accepted() const {
  if (accepted == 0) return std::nullopt;
  return util::Money{(charged.micros + unknown.micros + accepted / 2) / accepted};
}

void read_results(lineage::Lineage& lineage, const std::string& set, ComparedModel& model) {
  std::set<util::Digest> tasks;
  std::vector<lineage::AttemptRecord> calls;
  for (const lineage::DeliveryRecord& delivery : lineage.deliveries(set)) {
    model.accepted += delivery.state == domain::DeliveryState::accepted;
    model.needs_person += delivery.state == domain::DeliveryState::needs_person;
    const auto task = lineage.task(delivery.render_key);
    if (task && task->surface == model.surface && tasks.insert(delivery.render_key).second)
      for (const lineage::TaskRecord& take : lineage.takes(task->base_key))
        for (lineage::AttemptRecord& attempt : lineage.attempts(take.render_key))
          calls.push_back(std::move(attempt));
    if (delivery.asset.empty()) continue;
    for (const lineage::StoredVerdict& stored : lineage.verdicts(delivery.asset))
      if (stored.verdict.outcome == domain::VerdictOutcome::reject)
        ++model.failed_checks[stored.verdict.check];
  }
  model.calls = static_cast<std::int64_t>(calls.size());
  for (const lineage::AttemptRecord& call : calls)
    (call.state == "unknown" ? model.unknown : model.charged) += call.charged;
  add_times(calls, model);
}

void print_comparison(const ComparisonTold& told, std::ostream& out) {
  out << told.job << ": " << counted(static_cast<long long>(told.shots.size()), "shot") << " on "
      << counted(static_cast<long long>(told.models.size()), "model")
      << (told.rehearsal ? ", rehearsed: every picture is emulated, no model was asked" : "")
      << "\n\n";
  std::size_t width = 5;
  for (const ComparedModel& model : told.models) width = std::max(width, model.model.size());
  out << padded("model", width) << "  accepted  person  failed  calls       USD  per accepted  "
      << "  median  checks that failed\n";
  for (const ComparedModel& model : told.models) {
    out << padded(model.model, width) << "  ";
    if (!model.left_out.empty()) {
      out << "not asked: " << model.left_out << '\n';
      continue;
    }
    const auto per = model.per_accepted();
    out << padded(std::to_string(model.accepted) + "/" + std::to_string(model.wanted), 8, true)
        << padded(std::to_string(model.needs_person), 8, true)
        << padded(std::to_string(model.failed), 8, true)
        << padded(std::to_string(model.calls), 7, true)
        << padded(to_text(model.charged + model.unknown), 10, true)
        << padded(per ? to_text(*per) : "-", 14, true)
        << padded(model.calls == 0 ? "-" : seconds_text(model.median), 10, true) << "  "
        << checks_text(model.failed_checks) << '\n';
    if (!model.stopped.empty()) out << padded("", width) << "  stopped: " << model.stopped << '\n';
  }
  if (!told.page.empty())
    out << "\nvote on pairs without knowing who made them: " << told.page
        << "\nthen: vitrine vote votes.json, and vitrine scores\n";
}

std::string comparison_json(const ComparisonTold& told) {
  util::JsonWriter json;
  json.begin_object();
  json.member("ok", told.exit_code == 0);
  json.member("exit", told.exit_code);
  json.member("comparison", told.id);
  json.member("job", told.job);
  json.member("rehearsal", told.rehearsal);
  json.key("shots");
  json.begin_array();
  for (const std::string& shot : told.shots) json.value(shot);
  json.end_array();
  json.key("models");
  json.begin_array();
  for (const ComparedModel& model : told.models) {
    json.begin_object();
    json.member("model", model.model);
    json.member("surface", model.surface);
    json.member_or_null("left_out", model.left_out);
    json.member_or_null("run", model.run);
    json.member("wanted", model.wanted);
    json.member("accepted", model.accepted);
    json.member("needs_person", model.needs_person);
    json.member("failed", model.failed);
    json.member("calls", model.calls);
    json.member("charged_usd", model.charged.units());
    json.member("unknown_usd", model.unknown.units());
    json.key("usd_per_accepted");
    if (const auto per = model.per_accepted())
      json.value(per->units());
    else
      json.null();
    json.key("latency_ms");
    json.begin_object();
    json.member("median", static_cast<std::int64_t>(model.median.count()));
    json.member("slowest", static_cast<std::int64_t>(model.slowest.count()));
    json.end_object();
    json.key("failed_checks");
    json.begin_object();
    for (const auto& [check, files] : model.failed_checks) json.member(check, files);
    json.end_object();
    json.member_or_null("stopped", model.stopped);
    json.end_object();
  }
  json.end_array();
  json.member_or_null("page", told.page);
  json.end_object();
  return std::move(json).take();
}

}  // namespace vitrine::cli
