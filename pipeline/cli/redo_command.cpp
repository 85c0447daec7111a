// redo: another picture of a shot, as a line of its job; nothing is rendered or sent.
#include "pipeline/cli/asked_calls.hpp"
#include "pipeline/cli/commands.hpp"
#include "pipeline/cli/connections.hpp"
#include "pipeline/cli/exit_code.hpp"
#include "pipeline/cli/person.hpp"
#include "pipeline/cli/report_files.hpp"
#include "pipeline/cli/shot_job.hpp"
#include "pipeline/report/wording.hpp"
#include "pipeline/spec/redo_line.hpp"
#include "pipeline/util/files.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <ostream>
#include <sys/stat.h>
#include <utility>

namespace vitrine::cli {
namespace {

namespace fs = std::filesystem;
using plan::PlannedDelivery;

/// A command's end, in the words of --json.
struct Refusal {
  int exit_code = kBadJob;
  domain::Problems problems;
};

Refusal refusal(std::string code, std::string message, int exit_code = kBadJob) {
  domain::Problem problem;
  problem.code = std::move(code);
  problem.message = std::move(message);
  return {exit_code, {std::move(problem)}};
}

std::vector<const PlannedDelivery*> deliveries_of(const PlannedJob& planned,
                                                  const std::string& shot) {
  std::vector<const PlannedDelivery*> found;
  for (const PlannedDelivery& delivery : planned.plan.deliveries())
    if (planned.plan.shot(delivery) == shot) found.push_back(&delivery);
  return found;
}

/// One more than was ever asked for of this shot; 0 where no picture of it was.
int next_take(const PlannedJob& planned, const std::vector<const PlannedDelivery*>& deliveries) {
  int take = 0;
  bool is_known = false;
  for (const PlannedDelivery* delivery : deliveries) {
    take = std::max(take, planned.plan.settings(*delivery).take);
    if (!planned.lineage) continue;
    const auto record = planned.lineage->find_delivery(
        planned.loaded->job.name, planned.plan.shot(*delivery), planned.plan.profile(*delivery).id);
    is_known = is_known || record;
    const auto task = record ? planned.lineage->task(record->render_key) : std::nullopt;
    if (task) take = std::max(take, planned.lineage->highest_take(task->base_key));
  }
  return is_known ? take + 1 : 0;
}

spec::RedoLine line_for(const PlannedJob& planned,
                        const PlannedDelivery& delivery,
                        const std::string& note,
                        int take) {
  const spec::Job& job = planned.loaded->job;
  const domain::Product& product = job.products[delivery.wanted.product];
  spec::RedoLine line;
  line.sku = product.sku;
  line.colorway = product.colorways[delivery.wanted.colorway].name;
  line.scene = job.scenes[delivery.wanted.scene].name;
  if (product.packshots.size() > 1) line.view = plan::view_name(product, delivery.wanted.packshot);
  line.note = note;
  line.take = take;
  return line;
}

/// The job as the line makes it, planned for the one shot.
struct Redone {
  std::unique_ptr<PlannedJob> planned;
  spec::RedoLine line;
  std::string text;      ///< of the job
  int number = 0;        ///< where the line stands in it
  bool written = false;  ///< into the job's file
  PageAgain page = {};   ///< after that
};

class Redo {
 public:
  Redo(const Invocation& call, const RedoFlags& flags, fs::path job)
      : call_(call), flags_(flags), job_(std::move(job)) {}

  /// Nothing: why not is in `refused`.
  std::optional<Redone> prepare(Refusal& refused) {
    const util::Result<std::string> text = util::read_file(job_);
    if (text) before_ = *text;
    auto planned = plan_of(std::nullopt, refused);
    if (!planned) return std::nullopt;
    const auto deliveries = deliveries_of(*planned, flags_.shot);
    if (deliveries.empty()) {
      refused = refusal("no-such-shot", "no shot \"" + flags_.shot + "\" in " + shown_path(job_));
      return std::nullopt;
    }
    const int take = next_take(*planned, deliveries);
    if (take == 0) {
      refused = refusal("nothing-to-redo", "no picture of " + flags_.shot +
                                               " was asked for yet: vitrine run makes the first");
      return std::nullopt;
    }
    if (auto why = why_no_note(*planned, *deliveries.front())) {
      refused = *std::move(why);
      return std::nullopt;
    }
    Redone redone;
    redone.line = line_for(*planned, *deliveries.front(), flags_.note, take);
    util::Result<std::string> edited = spec::with_redo(before_, redone.line);
    if (!edited) {
      refused = refusal("by-hand", edited.error().message);
      return std::nullopt;
    }
    redone.text = std::move(*edited);
    redone.planned = plan_of(redone.text, refused);
    if (!redone.planned) return std::nullopt;
    if (auto why = why_in_vain(redone)) {
      refused = *std::move(why);
      return std::nullopt;
    }
    redone.number = number_of(redone);
    return redone;
  }

  /// False: somebody has changed the job meanwhile.
  bool write(const Redone& redone) const {
    std::error_code ignored;
    const fs::path file = fs::canonical(job_, ignored);  // a link stays one
    const util::Result<std::string> now = util::read_file(file);
    struct stat info {};
    if (!now || *now != before_ || ::stat(file.c_str(), &info) != 0) return false;
    util::WriteOptions options;
    options.mode = info.st_mode & 07777;
    util::write_file_durably(file, redone.text, options);
    return true;
  }

  /// Beside what was decided about the pictures that this one is to take the place of, and on the
  /// page that shows them.
  void record(Redone& redone) const {
    const PlannedJob& planned = *redone.planned;
    const auto lineage = lineage::Lineage::open(planned.loaded->project.store_folder().string(),
                                                lineage::Access::read_write);
    for (const PlannedDelivery* delivery : deliveries_of(planned, flags_.shot)) {
      const auto record = lineage->find_delivery(planned.loaded->job.name, flags_.shot,
                                                 planned.plan.profile(*delivery).id);
      const auto asset = record ? lineage->asset(record->asset) : std::nullopt;
      if (!asset) continue;
      domain::Review review;
      review.asset = asset->blob;
      review.decision = domain::Decision::redo;
      review.note = flags_.note;
      review.reviewer = person_deciding(planned.loaded->settings);
      review.at = call_.clock.now();
      review.profile = asset->recipe.profile;
      review.rendering = asset->rendering;
      lineage->add_review(review);
    }
    const auto store = store::open_store(planned.loaded->project.store_folder().string());
    redone.page = write_page_again(*lineage, *store, planned.loaded->job);
  }

 private:
  std::unique_ptr<PlannedJob> plan_of(std::optional<std::string> text, Refusal& refused) {
    LoadResult result = load_job(job_, call_.project, {}, call_.clock, std::move(text));
    if (!result.loaded) {
      refused = {kBadJob, std::move(result.problems)};
      return nullptr;
    }
    PlanOptions options;
    options.shots = {flags_.shot};
    auto planned = plan_connected(std::move(result.loaded), {}, lineage::Access::read_only,
                                  call_.variables, call_.clock, std::move(options));
    if (!planned) {
      refused = refusal("network", planned.error().message, kCouldNot);
      return nullptr;
    }
    if (domain::has_errors((*planned)->plan.problems())) {
      refused = {kBadJob, (*planned)->plan.problems()};
      return nullptr;
    }
    return std::move(*planned);
  }

  /// A note is a word about the scene: on a refined shot it would buy the first picture anew, and
  /// the steps would be asked for as they were.
  std::optional<Refusal> why_no_note(const PlannedJob& planned,
                                     const PlannedDelivery& delivery) const {
    const plan::Settings settings = planned.plan.settings(delivery);
    if (flags_.note.empty() || !settings.refines()) return std::nullopt;
    return refusal("refined", flags_.shot + " is refined: say it as one more step of refine at " +
                                  shown_path(job_) + ":" +
                                  std::to_string(settings.refine.back().origin.line) +
                                  ", or leave out --note for another take of the last step");
  }

  /// Why the line would change nothing, where it would not.
  std::optional<Refusal> why_in_vain(const Redone& redone) const {
    const PlannedJob& planned = *redone.planned;
    const auto deliveries = deliveries_of(planned, flags_.shot);
    bool renders = false;
    for (const PlannedDelivery* delivery : deliveries) {
      const plan::Settings settings = planned.plan.settings(*delivery);
      if (settings.take != redone.line.take ||
          (!flags_.note.empty() && settings.note != flags_.note))
        return refusal("in-vain", "another line of adjust that meets " + flags_.shot +
                                      " says other words or a higher take: change that one in " +
                                      shown_path(job_));
      if (settings.hold)
        return refusal("held", flags_.shot + " is held: " + *settings.hold +
                                   "; take the hold out of " + shown_path(job_) + " first");
      renders = renders || delivery->action == plan::Action::render;
    }
    if (renders) return std::nullopt;
    return refusal("in-vain",
                   flags_.shot +
                       " would come out as it is: nobody is asked for a picture of the "
                       "product alone. Another photograph, or a mask for it, changes it");
  }

  int number_of(const Redone& redone) const {
    const spec::Job& job = redone.planned->loaded->job;
    const auto fields =
        plan::selector_fields(job, deliveries_of(*redone.planned, flags_.shot).front()->wanted);
    int number = 0;
    for (const spec::Adjustment& line : job.adjust)
      if (line.take == redone.line.take && line.subject.matches(fields)) number = line.origin.line;
    return number;
  }

  const Invocation& call_;
  const RedoFlags& flags_;
  const fs::path job_;
  std::string before_;  ///< the job's bytes
};

std::string run_text(const Redone& redone, const std::string& shot) {
  return "vitrine run " + report::shell_word(shown_path(redone.planned->loaded->job.file)) +
         " --only " + report::shell_word(shot);
}

std::vector<std::string> profiles_of(const Redone& redone, const std::string& shot) {
  std::vector<std::string> profiles;
  for (const PlannedDelivery* delivery : deliveries_of(*redone.planned, shot))
    profiles.push_back(redone.planned->plan.profile(*delivery).id);
  return profiles;
}

/// What the person should know who expects the words to be followed; empty: nothing.
std::string warning_about(const Redone& redone, const std::string& shot) {
  const PlannedJob& planned = *redone.planned;
  const PlannedDelivery& delivery = *deliveries_of(planned, shot).front();
  const domain::Scene& scene = planned.loaded->job.scenes[delivery.wanted.scene];
  if (planned.plan.settings(delivery).pixels == domain::PixelMode::regenerate) return {};
  if (std::holds_alternative<domain::PromptBackdrop>(scene.backdrop)) return {};
  return "the studio reads no words for a scene that is a picture, and may make the same one: "
         "its place, light and shadow, or a size, change it";
}

void print(const Redone& redone, const std::string& shot, std::ostream& out) {
  const PlannedJob& planned = *redone.planned;
  const std::string file = shown_path(planned.loaded->job.file);
  out << shot << " \xC2\xB7 take " << redone.line.take << '\n'
      << "  " << (redone.written ? "written    " : "line for   ") << file << ':' << redone.number
      << "\n    - " << to_text(redone.line) << '\n'
      << "  files      " << util::join(profiles_of(redone, shot), ", ") << '\n';
  const plan::Forecast& forecast = planned.plan.forecast();
  out << "  price      ";
  if (const auto asked = asked_calls(planned))
    out << "least " << to_text(forecast.min) << " \xC2\xB7 expected " << to_text(forecast.expected)
        << " \xC2\xB7 worst " << to_text(forecast.worst) << " USD"
        << (forecast.assumed ? " (assumed)" : "") << "\n  model      " << asked_text(*asked);
  else
    out << "free (studio)";
  if (const std::string warning = warning_about(redone, shot); !warning.empty())
    out << "\n  note       " << warning;
  if (!redone.page.page.empty()) out << "\n  page       " << redone.page.page;
  out << "\n  make it    " << run_text(redone, shot) << "\n\nNothing was rendered or spent.\n";
}

void write(const Redone& redone, const std::string& shot, std::ostream& out) {
  const PlannedJob& planned = *redone.planned;
  const plan::Forecast& forecast = planned.plan.forecast();
  util::JsonWriter json;
  json.begin_object();
  json.member("ok", redone.page.problem.empty());
  json.member("shot", shot);
  json.member("take", redone.line.take);
  json.member("note", redone.line.note);
  json.member("job", shown_path(planned.loaded->job.file));
  json.member("line", redone.number);
  json.member("text", to_text(redone.line));
  json.member("written", redone.written);
  json.key("profiles");
  json.begin_array();
  for (const std::string& profile : profiles_of(redone, shot)) json.value(profile);
  json.end_array();
  json.key("calls");
  const auto asked = asked_calls(planned);
  json.value(asked ? asked->calls() : 0);
  json.key("forecast_usd");
  json.begin_object();
  json.member("min", forecast.min.units());
  json.member("expected", forecast.expected.units());
  json.member("worst", forecast.worst.units());
  json.end_object();
  json.member_or_null("warning", warning_about(redone, shot));
  json.member_or_null("page", redone.page.page);
  json.key("problems");
  write_problems(json, redone.page.problem.empty()
                           ? domain::Problems{}
                           : refusal("no-page", redone.page.problem).problems);
  json.member("command", run_text(redone, shot));
  json.end_object();
  out << std::move(json).take() << '\n';
}

}  // namespace

int redo(const Invocation& call, const RedoFlags& flags) {
  int exit_code = kDone;
  const std::optional<std::string> job = job_of_shot(call, flags.shot, flags.job, exit_code);
  if (!job) return exit_code;
  Redo work(call, flags, *job);
  Refusal refused;
  std::optional<Redone> redone = work.prepare(refused);
  if (!redone) return fail(call.console, refused.exit_code, refused.problems);
  if (!flags.print) {
    if (!work.write(*redone))
      return fail(call.console, kCouldNot,
                  shown_path(*job) + " was changed meanwhile; nothing was written", "changed");
    redone->written = true;
    work.record(*redone);
  }
  if (call.console.json)
    write(*redone, flags.shot, call.console.out);
  else
    print(*redone, flags.shot, call.console.out);
  if (redone->page.problem.empty()) return kDone;
  call.console.err << "vitrine: " << redone->page.problem << '\n';
  return kSomeFailed;
}

}  // namespace vitrine::cli
