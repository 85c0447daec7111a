#include "pipeline/cli/run_text.hpp"

#include "pipeline/cli/output.hpp"
#include "pipeline/cli/set_outliers.hpp"
#include "pipeline/report/wording.hpp"
#include "pipeline/util/text.hpp"

#include <ostream>

namespace vitrine::cli {
namespace {

constexpr std::size_t kMostNamed = 5;

}  // namespace

std::string duration_text(std::chrono::milliseconds took) {
  const double seconds = static_cast<double>(took.count()) / 1000.0;
  if (seconds < 60) return util::fixed_text(seconds, 1) + " s";
  const auto whole = static_cast<long long>(seconds + 0.5);
  return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s";
}

void print_line(std::ostream& out, const std::string& name, const std::string& text) {
  out << "  " << name << std::string(name.size() < 12 ? 12 - name.size() : 1, ' ') << text << '\n';
}

void print_failures(const schedule::Summary& summary, std::ostream& out) {
  std::size_t named = 0;
  for (const schedule::Failure& failure : summary.failures) {
    if (++named > kMostNamed) break;
    print_line(out, "", failure.shot + ": " + util::one_line(failure.message, 160));
    if (!failure.dependents.empty())
      print_line(out, "",
                 "  and so not made: " +
                     counted(static_cast<long long>(failure.dependents.size()), "more shot") +
                     " (" + util::one_line(util::join(failure.dependents, ", "), 120) + ")");
  }
  if (summary.failures.size() > kMostNamed)
    print_line(out, "",
               "and " + std::to_string(summary.failures.size() - kMostNamed) +
                   " more: the report shows each");
}

void print_questions(const schedule::Summary& summary, std::ostream& out) {
  std::size_t named = 0;
  for (const schedule::Question& question : summary.questions) {
    if (++named > kMostNamed) break;
    print_line(out, "",
               question.shot + " (" + question.profile + "): " + util::one_line(question.why, 160));
  }
  if (summary.questions.size() > kMostNamed)
    print_line(out, "",
               "and " + std::to_string(summary.questions.size() - kMostNamed) +
                   " more: the report shows each");
}

void print_enlarged(const schedule::Enlargements& enlarged, std::ostream& out) {
  if (enlarged.files == 0) return;
  std::string text = counted(enlarged.files, "file") + " beyond 1.0x, the most " +
                     util::fixed_text(enlarged.largest.front().times, 2) + "x";
  if (enlarged.beyond > 0)
    text += "; " + std::to_string(enlarged.beyond) + " beyond the limit of " +
            util::fixed_text(enlarged.limit, 1) + "x";
  print_line(out, "enlarged", text);
  std::size_t named = 0;
  for (const schedule::Enlargements::File& file : enlarged.largest) {
    if (++named > kMostNamed) break;
    print_line(out, "",
               file.shot + " (" + file.profile + "): " + util::fixed_text(file.times, 2) + "x");
  }
}

void print_run(const RunTold& told, std::ostream& out) {
  const schedule::Summary& s = told.summary;
  out << told.job << " \xC2\xB7 run " << s.run << " \xC2\xB7 " << duration_text(told.took) << '\n';
  const int delivered = s.delivered();
  std::string files = std::to_string(delivered) + "   " + told.output;
  if (s.rendered > 0) files += ": " + counted(s.rendered, "new rendering");
  if (delivered > 0 || s.rendered > 0) print_line(out, "delivered", files);
  std::string kept = std::to_string(s.reused);
  if (s.restored > 0) kept += ", " + std::to_string(s.restored) + " of them written again";
  if (s.held > 0) kept += "   and " + std::to_string(s.held) + " held";
  print_line(out, "unchanged", kept);
  if (s.needs_person > 0 || told.open_questions > 0) {
    print_line(out, "needs you",
               std::to_string(s.needs_person) +
                   (told.open_questions > s.needs_person
                        ? "   and " + std::to_string(told.open_questions - s.needs_person) +
                              " open from before"
                        : ""));
    print_questions(s, out);
  }
  if (s.rejected > 0)
    print_line(out, "rejected",
               std::to_string(s.rejected) + "   came out with bytes that a person had rejected");
  for (const schedule::FellBack& one : s.fallbacks)
    print_line(out, "instead",
               report::fell_back_text({one.asked, one.taken, one.pictures, one.why}));
  print_outliers(s.set_outliers, out);
  print_enlarged(s.enlarged, out);
  print_line(out, "failed",
             std::to_string(s.failed) +
                 (s.parked > 0 ? "   " + std::to_string(s.parked) +
                                     " of them only wait for a run that may go on: vitrine status"
                               : ""));
  print_failures(s, out);
  if (told.rows_set_aside > 0)
    print_line(out, "set aside",
               counted(told.rows_set_aside, "feed row") + ": vitrine check says why");
  print_line(out, "spent",
             to_text(s.charged) + " USD" + (s.charged.micros == 0 ? " (studio)" : "") +
                 (s.unknown.micros > 0 ? " \xC2\xB7 unknown " + to_text(s.unknown) : ""));
  if (!told.contact_sheet.empty()) print_line(out, "sheet", told.contact_sheet);
  if (!told.report.empty()) print_line(out, "report", told.report);
  if (!told.stopped.empty())
    print_line(out, "stopped",
               told.stopped +
                   (told.stopped_why.empty() ? "" : ": " + util::one_line(told.stopped_why, 300)));
  if (told.exit_code != 0) print_line(out, "exit", std::to_string(told.exit_code));
}

void write_enlarged(const schedule::Enlargements& enlarged, util::JsonWriter& json) {
  json.key("enlarged");
  json.begin_object();
  json.member("files", enlarged.files);
  json.member("beyond_limit", enlarged.beyond);
  json.key("limit");
  if (enlarged.files > 0)
    json.value(enlarged.limit);
  else
    json.null();
  json.key("most");
  if (enlarged.files > 0)
    json.value(enlarged.largest.front().times);
  else
    json.null();
  json.key("largest");
  json.begin_array();
  for (const schedule::Enlargements::File& file : enlarged.largest) {
    json.begin_object();
    json.member("shot", file.shot);
    json.member("profile", file.profile);
    json.member("times", file.times);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

std::string run_json(const RunTold& told) {
  const schedule::Summary& s = told.summary;
  util::JsonWriter json;
  json.begin_object();
  json.member("ok", told.exit_code == 0);
  json.member("exit", told.exit_code);
  json.member("job", told.job);
  json.member("run", s.run);
  json.member("planned", s.planned);
  json.member("rendered", s.rendered);
  json.member("finished", s.finished);
  json.member("reused", s.reused);
  json.member("restored", s.restored);
  json.member("failed", s.failed);
  json.member("parked", s.parked);
  json.member("needs_person", s.needs_person);
  json.member("rejected", s.rejected);
  json.member("assets", told.assets);
  json.member("charged_usd", s.charged.units());
  json.member("unknown_usd", s.unknown.units());
  json.member_or_null("stopped", told.stopped);
  json.member_or_null("stopped_why", told.stopped_why);
  json.member("output", told.output);
  json.member("report", told.report);
  json.member("contact_sheet", told.contact_sheet);
  json.key("recovered");
  json.begin_object();
  json.member("settled", told.recovered.settled);
  json.member("unknown", told.recovered.unknown);
  json.member("put_aside", told.recovered.put_aside);
  json.key("unread");
  json.begin_array();
  for (const auto& [key, why] : told.recovered.unread) json.value(why);
  json.end_array();
  json.end_object();
  json.key("fallback");
  json.begin_array();
  for (const schedule::FellBack& one : s.fallbacks) {
    json.begin_object();
    json.member("asked", one.asked);
    json.member("taken", one.taken);
    json.member("pictures", one.pictures);
    json.member("why", one.why);
    json.end_object();
  }
  json.end_array();
  write_outliers(json, s.set_outliers);
  write_enlarged(s.enlarged, json);
  json.key("failures");
  json.begin_array();
  for (const schedule::Failure& failure : s.failures) {
    json.begin_object();
    json.member("shot", failure.shot);
    json.member("message", failure.message);
    json.key("dependents");
    json.begin_array();
    for (const std::string& shot : failure.dependents) json.value(shot);
    json.end_array();
    json.end_object();
  }
  json.end_array();
  if (!told.rehearsal.empty()) {
    json.key("rehearsal");
    json.raw(told.rehearsal);
  }
  json.end_object();
  return std::move(json).take();
}

}  // namespace vitrine::cli
