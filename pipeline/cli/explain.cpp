#include "pipeline/cli/commands.hpp"
#include "pipeline/cli/connections.hpp"
#include "pipeline/cli/exit_code.hpp"
#include "pipeline/cli/shot_job.hpp"
#include "pipeline/cli/takes_text.hpp"
#include "pipeline/plan/problems.hpp"
#include "pipeline/plan/reasons.hpp"
#include "pipeline/report/wording.hpp"
#include "pipeline/util/text.hpp"

#include <ostream>

namespace vitrine::cli {
namespace {

struct Explained {
  const plan::PlannedDelivery* delivery = nullptr;
  std::string profile, action, reason, state;
  std::string why;                       ///< it waits, or was let through or rejected by a person
  std::optional<util::Timestamp> since;  ///< it waits for a person
  std::vector<plan::Difference> differences;
  plan::Settings settings;
  std::vector<Take> takes;  ///< of the picture that it stands on now
  bool takes_are_told = false;
};

/// When there was something to decide about: a picture, or an answer without one.
std::optional<util::Timestamp> asked_since(lineage::Lineage& lineage,
                                           const lineage::DeliveryRecord& delivery) {
  if (delivery.state != domain::DeliveryState::needs_person) return std::nullopt;
  const auto attempts = lineage.attempts(delivery.render_key);
  if (!attempts.empty() && !attempts.back().rendering) return attempts.back().ended;
  if (const auto asset = lineage.asset(delivery.asset)) return asset->created;
  return std::nullopt;
}

std::vector<Explained> explain_shot(const PlannedJob& planned, const std::string& shot) {
  std::vector<Explained> all;
  for (const plan::PlannedDelivery& delivery : planned.plan.deliveries()) {
    if (planned.plan.shot(delivery) != shot) continue;
    Explained one;
    one.delivery = &delivery;
    one.profile = planned.plan.profile(delivery).id;
    one.action = to_text(delivery.action);
    one.reason = planned.plan.reason(delivery, *planned.prior);
    one.settings = planned.plan.settings(delivery);
    if (planned.lineage)
      if (const auto record =
              planned.lineage->find_delivery(planned.loaded->job.name, shot, one.profile)) {
        one.why = record->why;
        one.since = asked_since(*planned.lineage, *record);
        one.takes = takes_of(*planned.lineage, record->render_key);
        one.takes_are_told = are_told(one.takes, record->state);
      }
    if (const auto before = planned.prior->detail(shot, one.profile)) {
      one.state = to_text(before->state);
      one.differences = plan::differences(
          *before,
          {planned.plan.product_fields(delivery), planned.plan.scene_fields(delivery),
           planned.plan.recipe_fields(delivery)},
          planned.loaded->job, delivery.wanted);
    }
    all.push_back(std::move(one));
  }
  return all;
}

std::string shown_place(const PlannedJob& planned, const domain::Origin& origin) {
  const spec::Job& job = planned.loaded->job;
  if (origin.file < 0 || static_cast<std::size_t>(origin.file) >= job.files.size())
    return "built in";
  return shown_path(job.files[static_cast<std::size_t>(origin.file)]) + ":" +
         std::to_string(origin.line);
}

/// "waits for a person since 2026-11-22 02:02 UTC: …", "rejected by anna on 2026-11-22: …".
std::string standing_text(const Explained& one) {
  if (one.state.empty()) return "not made yet";
  const std::string why = util::one_line(one.why, 200);
  if (one.state == "rejected") return why.empty() ? one.state : why;
  if (one.state != "needs_person") return one.state + (why.empty() ? "" : ", " + why);
  const std::string since = one.since ? " since " + report::time_text(*one.since) : "";
  return "waits for a person" + since +
         (why.empty() || why == "waits for approval" ? "" : ": " + why);
}

void print(const PlannedJob& planned,
           const std::string& shot,
           const std::vector<Explained>& all,
           std::ostream& out) {
  for (const Explained& one : all) {
    out << shot << " \xC2\xB7 " << one.profile << " \xC2\xB7 " << standing_text(one) << '\n';
    out << "  next run   " << one.action << ": " << one.reason << '\n';
    for (const plan::Difference& difference : one.differences)
      out << "    " << difference.name << "   " << shown_place(planned, difference.origin) << '\n'
          << "      before   " << difference.before << '\n'
          << "      now      " << difference.after << '\n';
    if (one.takes_are_told) {
      out << "  takes so far\n";
      print_takes(one.takes, "    ", out);
    }
    const plan::Settings& s = one.settings;
    out << "  settings   pixels " << to_text(s.pixels) << " ("
        << shown_place(planned, s.pixels_from) << ") \xC2\xB7 shadow " << to_text(s.shadow) << " ("
        << shown_place(planned, s.shadow_from) << ") \xC2\xB7 approve " << to_text(s.approve)
        << " (" << shown_place(planned, s.approve_from) << ")\n";
    out << "  file       " << planned.plan.path(*one.delivery) << '\n';
  }
}

void write(const std::string& shot, const std::vector<Explained>& all, std::ostream& out) {
  util::JsonWriter json;
  json.begin_object();
  json.member("ok", true);
  json.member("shot", shot);
  json.key("deliveries");
  json.begin_array();
  for (const Explained& one : all) {
    json.begin_object();
    json.member("profile", one.profile);
    json.member("state", one.state);
    json.member("why", one.why);
    json.member_or_null("since", one.since ? util::to_text(*one.since) : std::string());
    json.member("action", one.action);
    json.member("reason", one.reason);
    json.key("changes");
    json.begin_array();
    for (const plan::Difference& difference : one.differences) {
      json.begin_object();
      json.member("name", difference.name);
      json.member("before", difference.before);
      json.member("now", difference.after);
      json.member("line", difference.origin.line);
      json.end_object();
    }
    json.end_array();
    write_takes(one.takes, json);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  out << std::move(json).take() << '\n';
}

}  // namespace

int explain(const Invocation& call,
            const std::string& shot,
            const std::string& job_flag,
            const JobFlags& flags) {
  int exit_code = kDone;
  const std::optional<std::string> job = job_of_shot(call, shot, job_flag, exit_code);
  if (!job) return exit_code;
  LoadResult result = load_job(*job, call.project, flags, call.clock);
  if (!result.loaded) return fail(call.console, kBadJob, result.problems);
  const auto connected = plan_connected(std::move(result.loaded), flags, lineage::Access::read_only,
                                        call.variables, call.clock);
  if (!connected) return fail(call.console, kCouldNot, connected.error().message, "network");
  const PlannedJob& planned = **connected;
  if (domain::has_errors(planned.plan.problems()))
    return fail(call.console, kBadJob, planned.plan.problems());
  const std::vector<Explained> all = explain_shot(planned, shot);
  if (all.empty()) return no_such_shot(call, planned, shot);
  if (call.console.json)
    write(shot, all, call.console.out);
  else
    print(planned, shot, all, call.console.out);
  return kDone;
}

}  // namespace vitrine::cli
