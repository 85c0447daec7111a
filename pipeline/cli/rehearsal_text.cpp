#include "pipeline/cli/rehearsal_text.hpp"

#include "pipeline/cli/output.hpp"
#include "pipeline/util/text.hpp"

#include <cstdlib>
#include <ostream>

namespace vitrine::cli {
namespace {

std::string usd(util::Money money) { return to_text(money) + " USD"; }

std::string rehearsed_text(const RehearsalTold& told) {
  const Reckoning& money = told.money;
  std::string text = counted(money.calls, "call") + " of " + told.model + " for " +
                     counted(told.tasks, "picture") + ", " + std::to_string(money.pictures) +
                     " made";
  if (!told.scenario.empty()) text += " \xC2\xB7 " + told.scenario;
  return text;
}

std::string forecast_text(const plan::Forecast& forecast) {
  return "least " + to_text(forecast.min) + " \xC2\xB7 expected " + to_text(forecast.expected) +
         " \xC2\xB7 worst " + usd(forecast.worst) + (forecast.assumed ? " (assumed)" : "");
}

/// How the bill stands to what was expected: ", 3 % below what was expected".
std::string against_forecast(const RehearsalTold& told) {
  const std::int64_t expected = told.forecast.expected.micros, bill = told.money.bill.micros;
  if (expected <= 0) return {};
  const double percent =
      100.0 * static_cast<double>(bill - expected) / static_cast<double>(expected);
  if (std::abs(percent) < 0.05) return ", as expected";
  return ", " + util::fixed_text(std::abs(percent), 1) + " % " + (percent < 0 ? "below" : "above") +
         " what was expected";
}

std::string ledger_text(const Reckoning& money) {
  std::string text = usd(money.ledger);
  if (money.unknown.micros > 0)
    text += " \xC2\xB7 unknown, at most " + to_text(money.unknown) + " (of which billed " +
            to_text(money.billed_of_unknown) + ")";
  if (money.estimated.micros > 0)
    text += " \xC2\xB7 of it estimated " + to_text(money.estimated) + " (of which billed " +
            to_text(money.billed_of_estimated) + ")";
  return text;
}

std::string time_text(std::int64_t minutes) {
  if (minutes < 60) return std::to_string(minutes) + " min";
  return std::to_string(minutes / 60) + " h " + std::to_string(minutes % 60) + " min";
}

std::string at_limits_text(const TimeAtLimits& time) {
  std::string text = "at least ";
  if (time.minutes > 0) text += time_text(time.minutes);
  if (time.minutes > 0 && time.days > 1) text += " on ";
  if (time.days > 1) text += counted(time.days, "day");
  if (time.minutes == 0 && time.days == 1) text += "a part of one day";
  text += ", if yours is " + time.limit.tier + ":";
  if (time.minutes > 0) text += " " + std::to_string(time.limit.per_minute) + " requests a minute";
  if (time.minutes > 0 && time.days > 0) text += ",";
  if (time.days > 0) text += " " + std::to_string(time.limit.per_day) + " a day";
  return text +
         (time.limit.confidence == "high" ? "" : " (confidence " + time.limit.confidence + ")");
}

void print_money(const RehearsalTold& told, std::ostream& out) {
  const Reckoning& money = told.money;
  print_line(out, "forecast", forecast_text(told.forecast));
  print_line(out, "ledger", ledger_text(money));
  print_line(out, "emulated",
             usd(money.bill) + " on the emulator's own bill" + against_forecast(told));
  if (money.is_equal()) {
    print_line(out, "",
               std::string("ledger and bill agree to the micro-dollar") +
                   (money.is_all_known() ? "" : " wherever an answer said what was used"));
    return;
  }
  print_line(out, "", "ledger and bill DIFFER:");
  constexpr std::size_t kMost = 5;
  for (std::size_t i = 0; i < money.differences.size() && i < kMost; ++i)
    print_line(out, "", money.differences[i]);
  if (money.differences.size() > kMost)
    print_line(out, "", "and " + std::to_string(money.differences.size() - kMost) + " more");
}

void print_times(const RehearsalTold& told, std::ostream& out) {
  if (told.times.empty())
    print_line(out, "at limits",
               "unknown for " + told.model +
                   ": give it `limits` (tier, per_minute, per_day) under models in vitrine.yaml");
  for (const TimeAtLimits& time : told.times) print_line(out, "at limits", at_limits_text(time));
}

void write_money(const RehearsalTold& told, util::JsonWriter& json) {
  const Reckoning& money = told.money;
  json.key("forecast_usd");
  json.begin_object();
  json.member("min", told.forecast.min.units());
  json.member("expected", told.forecast.expected.units());
  json.member("worst", told.forecast.worst.units());
  json.member("assumed", told.forecast.assumed);
  json.end_object();
  json.member("ledger_usd", money.ledger.units());
  json.member("unknown_usd", money.unknown.units());
  json.member("bill_usd", money.bill.units());
  json.member("billed_of_unknown_usd", money.billed_of_unknown.units());
  json.member("estimated_usd", money.estimated.units());
  json.member("billed_of_estimated_usd", money.billed_of_estimated.units());
  json.member("equal", money.is_equal());
  json.key("differences");
  json.begin_array();
  for (const std::string& difference : money.differences) json.value(difference);
  json.end_array();
  json.key("failures");
  json.begin_object();
  for (const auto& [outcome, count] : money.failures) json.member(outcome, count);
  json.end_object();
}

void write_times(const RehearsalTold& told, util::JsonWriter& json) {
  json.key("at_limits");
  json.begin_array();
  for (const TimeAtLimits& time : told.times) {
    json.begin_object();
    json.member("tier", time.limit.tier);
    json.member("minutes", time.minutes);
    json.member("days", time.days);
    json.member("per_minute", time.limit.per_minute);
    json.member("per_day", time.limit.per_day);
    json.member("confidence", time.limit.confidence);
    json.end_object();
  }
  json.end_array();
}

}  // namespace

void print_rehearsal(const RehearsalTold& told, std::ostream& out) {
  const schedule::Summary& s = told.run.summary;
  out << told.run.job << " \xC2\xB7 rehearsal " << s.run << " \xC2\xB7 "
      << duration_text(told.run.took) << '\n';
  print_line(out, "rehearsed", rehearsed_text(told));
  if (told.left_out > 0)
    print_line(out, "",
               counted(told.left_out, "file") + " left out: tonight asks nothing for them");
  print_money(told, out);
  std::string failures;
  for (const auto& [outcome, count] : told.money.failures)
    failures += (failures.empty() ? "" : ", ") + outcome + " " + std::to_string(count);
  print_line(out, "went wrong", failures.empty() ? "nothing" : failures);
  print_times(told, out);
  print_line(out, "passed", std::to_string(s.delivered()));
  print_line(out, "needs you",
             std::to_string(s.needs_person) +
                 (s.needs_person > 0 ? "   of pictures as the emulator draws them" : ""));
  print_questions(s, out);
  print_line(out, "failed", std::to_string(s.failed));
  print_failures(s, out);
  if (told.run.rows_set_aside > 0)
    print_line(out, "set aside",
               counted(told.run.rows_set_aside, "feed row") + ": vitrine check says why");
  if (!told.run.report.empty()) print_line(out, "report", told.run.report);
  print_line(out, "folder", told.folder);
  if (!told.run.stopped.empty())
    print_line(
        out, "stopped",
        told.run.stopped +
            (told.run.stopped_why.empty() ? "" : ": " + util::one_line(told.run.stopped_why, 300)));
  if (told.run.exit_code != 0) print_line(out, "exit", std::to_string(told.run.exit_code));
  out << "\nNothing was bought, nothing was published.\n";
}

std::string rehearsal_json(const RehearsalTold& told) {
  util::JsonWriter json;
  json.begin_object();
  json.member("model", told.model);
  json.member_or_null("scenario", told.scenario);
  json.member("folder", told.folder);
  json.member("tasks", told.tasks);
  json.member("left_out", told.left_out);
  json.member("calls", told.money.calls);
  json.member("pictures", told.money.pictures);
  write_money(told, json);
  write_times(told, json);
  json.key("questions");
  json.begin_array();
  for (const schedule::Question& question : told.run.summary.questions) {
    json.begin_object();
    json.member("shot", question.shot);
    json.member("profile", question.profile);
    json.member("why", question.why);
    json.end_object();
  }
  json.end_array();
  json.member("seconds", static_cast<double>(told.run.took.count()) / 1000.0);
  json.end_object();
  RunTold run = told.run;
  run.rehearsal = std::move(json).take();
  return run_json(run);
}

}  // namespace vitrine::cli
