// approve and reject: what a person says of finished pictures, and what follows at once.
#include "pipeline/cli/before_paying.hpp"
#include "pipeline/cli/commands.hpp"
#include "pipeline/cli/exit_code.hpp"
#include "pipeline/cli/named_pictures.hpp"
#include "pipeline/cli/person.hpp"
#include "pipeline/cli/records.hpp"
#include "pipeline/cli/report_files.hpp"
#include "pipeline/cli/set_output.hpp"
#include "pipeline/schedule/decisions.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <ostream>
#include <set>
#include <utility>

namespace vitrine::cli {
namespace {

namespace fs = std::filesystem;
using domain::Decision;
using domain::DeliveryState;

/// What became of one picture.
struct Decided {
  NamedPicture picture;
  std::string as;                       ///< id of the picture that it is another size of
  domain::Review review;                ///< that holds now
  bool already = false;                 ///< it held before: nothing was recorded
  std::vector<domain::Verdict> failed;  ///< the checks that reject it
  std::vector<std::string> delivered;   ///< files written
  std::vector<std::string> taken_away;  ///< files removed
  /// Other sizes of it that are not approved with it, each with what fails there alone.
  std::vector<std::pair<NamedPicture, std::vector<std::string>>> left;
};

bool is_open(const NamedPicture& picture) {
  return std::any_of(
      picture.deliveries.begin(), picture.deliveries.end(), [](const lineage::DeliveryRecord& one) {
        return one.state == DeliveryState::needs_person || one.state == DeliveryState::rejected;
      });
}

class Desk {
 public:
  Desk(const Invocation& call, const Project& project, lineage::Lineage& lineage)
      : call_(call),
        project_(project),
        lineage_(lineage),
        store_(store::open_store(project.store_folder().string())) {}

  Decided decide(NamedPicture picture, domain::Review review) {
    Decided decided;
    std::vector<domain::Verdict> verdicts = verdicts_on(picture);
    const auto before = lineage_.decision(picture.asset.blob);
    decided.already = before && before->decision == review.decision &&
                      (review.decision == Decision::reject || domain::approves(*before, verdicts));
    review.asset = picture.asset.blob;
    review.rendering = picture.asset.rendering;
    review.profile = picture.asset.recipe.profile;
    review.checks = domain::checks_digest(verdicts);
    review.failed = domain::failed_checks(verdicts);
    // On record before anything follows: the next run goes on from there.
    if (!decided.already) lineage_.add_review(review);
    decided.review = decided.already ? *before : std::move(review);
    std::erase_if(verdicts, [](const domain::Verdict& verdict) {
      return verdict.outcome != domain::VerdictOutcome::reject;
    });
    decided.failed = std::move(verdicts);
    decided.picture = std::move(picture);
    follow(decided);
    return decided;
  }

  /// The same of the other sizes of a picture that was decided about, as far as they are not among
  /// `named`. A no is for all of them; a yes for those that wait or were rejected and where nothing
  /// else fails than what was let through.
  std::vector<Decided> decide_sizes(Decided& of,
                                    const domain::Review& review,
                                    std::set<util::Digest>& named) {
    std::vector<Decided> all;
    for (NamedPicture& other : other_sizes(lineage_, of.picture)) {
      if (!named.insert(other.asset.blob).second) continue;
      if (review.decision == Decision::approve) {
        if (!is_open(other)) continue;
        std::vector<std::string> failed = domain::failed_checks(verdicts_on(other));
        std::erase_if(failed, [&](const std::string& check) {
          return std::binary_search(of.review.failed.begin(), of.review.failed.end(), check);
        });
        if (!failed.empty()) {
          of.left.emplace_back(std::move(other), std::move(failed));
          continue;
        }
      }
      all.push_back(decide(std::move(other), review));
      all.back().as = of.picture.asset.id;
    }
    return all;
  }

  /// The pages of all sets that were decided about, written anew; call it after the last decision.
  void write_pages() {
    for (const auto& [set, job] : jobs_) {
      if (!job) continue;  // which is a problem already
      PageAgain again = write_page_again(lineage_, *store_, job->job);
      if (!again.page.empty()) pages_.push_back(std::move(again.page));
      if (!again.problem.empty()) problems_.push_back(std::move(again.problem));
    }
  }

  const std::vector<std::string>& pages() const { return pages_; }
  /// What could not follow, one sentence each.
  const std::vector<std::string>& problems() const { return problems_; }

 private:
  std::vector<domain::Verdict> verdicts_on(const NamedPicture& picture) {
    std::vector<domain::Verdict> verdicts;
    for (lineage::StoredVerdict& stored : lineage_.verdicts(picture.asset.id))
      verdicts.push_back(std::move(stored.verdict));
    return verdicts;
  }

  void follow(Decided& decided) {
    const util::Digest bytes = decided.picture.asset.blob;
    for (const std::string& set : sets_with(bytes)) {
      const LoadedJob* job = job_of(set);
      if (!job) {
        problems_.push_back("the decision is on record, but where files of " + set +
                            " lie is not known while its job cannot be read (vitrine check): "
                            "its next run follows it");
        continue;
      }
      const fs::path& folder = job->job.output.folder;
      const schedule::Followed followed = schedule::follow_decisions(
          lineage_, *store_, set, folder.string(), call_.clock.now(), bytes);
      for (const lineage::DeliveryRecord& delivery : followed.accepted)
        decided.delivered.push_back(shown_path(folder / delivery.path));
      for (const std::string& path : followed.removed)
        decided.taken_away.push_back(shown_path(folder / path));
      problems_.insert(problems_.end(), followed.problems.begin(), followed.problems.end());
    }
    for (lineage::DeliveryRecord& delivery : decided.picture.deliveries)
      if (auto now = lineage_.find_delivery(delivery.set, delivery.shot, delivery.profile))
        delivery = *std::move(now);
  }

  /// Sets with a delivery or a file of these bytes.
  std::set<std::string> sets_with(const util::Digest& bytes) {
    std::set<std::string> sets;
    for (const lineage::DeliveryAt& at : lineage_.deliveries_with(bytes)) sets.insert(at.set);
    for (const lineage::Published& file : lineage_.published_with(bytes)) sets.insert(file.set);
    return sets;
  }

  const LoadedJob* job_of(const std::string& set) {
    const auto known = jobs_.find(set);
    if (known != jobs_.end()) return known->second.get();
    const auto runs = lineage_.runs(set, 1);
    const std::string file = runs.empty() ? std::string() : runs.front().start.job_file;
    return (jobs_[set] = job_of_set(call_, project_, set, file)).get();
  }

  const Invocation& call_;
  const Project& project_;
  lineage::Lineage& lineage_;
  std::unique_ptr<store::AssetStore> store_;
  std::map<std::string, std::unique_ptr<LoadedJob>> jobs_;  ///< by set; null: it cannot be read
  std::vector<std::string> pages_, problems_;
};

void print(const Decided& decided, std::ostream& out) {
  const bool yes = decided.review.decision == Decision::approve;
  out << (yes ? "approved  " : "rejected  ") << shown(decided.picture)
      << (decided.as.empty() ? "" : ": another size of the same picture") << '\n';
  if (decided.already)
    out << "  it was " << to_text(decided.review) << "; nothing new is recorded\n";
  for (const domain::Verdict& verdict : decided.failed)
    out << "  failed     " << verdict.check << ": " << util::one_line(verdict.detail, 120) << '\n';
  for (const std::string& file : decided.delivered) out << "  delivered  " << file << '\n';
  for (const std::string& file : decided.taken_away) out << "  taken away " << file << '\n';
  for (const auto& [other, failed] : decided.left)
    out << "  left       " << shown(other) << ": there " << util::join(failed, ", ")
        << " failed as well\n";
  if (!yes && decided.as.empty() && !decided.picture.deliveries.empty())
    out << "  another    vitrine redo " << decided.picture.deliveries.front().shot
        << " --note \"...\"\n";
}

void write_list(util::JsonWriter& json, const char* name, const std::vector<std::string>& all) {
  json.key(name);
  json.begin_array();
  for (const std::string& one : all) json.value(one);
  json.end_array();
}

void write(const Decided& decided, util::JsonWriter& json) {
  json.begin_object();
  json.member("id", decided.picture.asset.id);
  json.member("sha256", decided.picture.asset.blob.hex());
  json.member_or_null("size_of", decided.as);
  json.member("decision", to_text(decided.review.decision));
  json.member("already", decided.already);
  json.member_or_null("by", decided.review.reviewer);
  json.member("at", util::to_text(decided.review.at));
  json.member("note", decided.review.note);
  json.member("checks", decided.review.checks.hex());
  json.key("failed");
  json.begin_array();
  for (const domain::Verdict& verdict : decided.failed) {
    json.begin_object();
    json.member("check", verdict.check);
    json.member("detail", verdict.detail);
    json.end_object();
  }
  json.end_array();
  json.key("deliveries");
  json.begin_array();
  for (const lineage::DeliveryRecord& delivery : decided.picture.deliveries) {
    json.begin_object();
    json.member("job", delivery.set);
    json.member("shot", delivery.shot);
    json.member("profile", delivery.profile);
    json.member("state", to_text(delivery.state));
    json.member("file", delivery.path);
    json.end_object();
  }
  json.end_array();
  write_list(json, "delivered", decided.delivered);
  write_list(json, "taken_away", decided.taken_away);
  json.key("left");
  json.begin_array();
  for (const auto& [other, failed] : decided.left) {
    json.begin_object();
    json.member("id", other.asset.id);
    write_list(json, "failed", failed);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

/// Says what became of the pictures, then writes their pages, which takes longer.
int tell(const Invocation& call, const std::vector<Decided>& all, Desk& desk) {
  if (!call.console.json)
    for (const Decided& decided : all) print(decided, call.console.out);
  call.console.out.flush();
  desk.write_pages();
  const std::vector<std::string>& problems = desk.problems();
  const int exit_code = problems.empty() ? kDone : kSomeFailed;
  if (!call.console.json) {
    for (const std::string& page : desk.pages()) call.console.out << "page      " << page << '\n';
    for (const std::string& problem : problems) call.console.err << "vitrine: " << problem << '\n';
    return exit_code;
  }
  domain::Problems told;
  for (const std::string& problem : problems) {
    told.emplace_back();
    told.back().code = "not-followed";
    told.back().message = problem;
  }
  util::JsonWriter json;
  json.begin_object();
  json.member("ok", problems.empty());
  json.member("exit", exit_code);
  json.key("pictures");
  json.begin_array();
  for (const Decided& decided : all) write(decided, json);
  json.end_array();
  write_list(json, "pages", desk.pages());
  json.key("problems");
  write_problems(json, told);
  json.end_object();
  call.console.out << std::move(json).take() << '\n';
  return exit_code;
}

/// A no is for every size of a picture: whoever is asked sees all of them.
std::vector<NamedPicture> all_meant(lineage::Lineage& lineage,
                                    const FoundPictures& found,
                                    const DecisionFlags& flags) {
  std::vector<NamedPicture> meant = found.pictures;
  if (flags.decision != Decision::reject || !flags.pictures.by_selector()) return meant;
  std::set<util::Digest> known;
  for (const NamedPicture& picture : found.pictures) known.insert(picture.asset.blob);
  for (const NamedPicture& picture : found.pictures)
    for (NamedPicture& other : other_sizes(lineage, picture))
      if (known.insert(other.asset.blob).second) meant.push_back(std::move(other));
  return meant;
}

/// Pictures that were named one by one have been looked at; those of a selector are listed first.
std::optional<Halt> not_confirmed(const Invocation& call,
                                  const std::vector<NamedPicture>& pictures,
                                  const DecisionFlags& flags) {
  if (!flags.pictures.by_selector() || flags.yes) return std::nullopt;
  const std::string verb(to_text(flags.decision));
  if (!call.console.json)
    for (const NamedPicture& picture : pictures) call.console.err << "  " << shown(picture) << '\n';
  const std::string them = counted(static_cast<long long>(pictures.size()), "picture");
  if (!can_answer(call))
    return Halt{kBadJob, "not-confirmed",
                "this would " + verb + " " + them +
                    ", and there is no terminal to ask at: --yes says yes. Nothing was decided"};
  call.console.err << verb << " " << them << "? [y/N] " << std::flush;
  if (says_yes(*call.in)) return std::nullopt;
  return Halt{kBadJob, "not-confirmed", "Nothing was decided"};
}

}  // namespace

int decide(const Invocation& call, const DecisionFlags& flags) {
  int exit_code = kDone;
  // Not made where there is none: open_records says so.
  auto records = open_records(call, exit_code);
  if (!records) return exit_code;
  if (flags.pictures.by_selector() && flags.pictures.only.empty())
    return fail(call.console, kBadJob,
                "say which: an asset id, a shot, a delivered file, or --only SELECTOR", "usage");
  const SettingsReading settings = read_project_settings(records->project.settings());
  if (domain::has_errors(settings.problems)) return fail(call.console, kBadJob, settings.problems);
  const FoundPictures found =
      find_pictures(*records->lineage, flags.pictures, flags.decision == Decision::approve);
  if (!found.problems.empty()) return fail(call.console, kBadJob, found.problems);
  if (const auto halt = not_confirmed(call, all_meant(*records->lineage, found, flags), flags))
    return fail(call.console, halt->exit_code, halt->message, halt->code);

  domain::Review review;
  review.decision = flags.decision;
  review.note = flags.note;
  review.reviewer = person_deciding(settings.settings);
  review.at = call.clock.now();
  records->lineage =
      lineage::Lineage::open(records->project.store_folder().string(), lineage::Access::read_write);
  Desk desk(call, records->project, *records->lineage);
  std::vector<Decided> all;
  std::set<util::Digest> named;
  for (const NamedPicture& picture : found.pictures) named.insert(picture.asset.blob);
  for (const NamedPicture& picture : found.pictures) {
    Decided decided = desk.decide(picture, review);
    std::vector<Decided> sizes = desk.decide_sizes(decided, review, named);
    all.push_back(std::move(decided));
    std::move(sizes.begin(), sizes.end(), std::back_inserter(all));
  }
  return tell(call, all, desk);
}

}  // namespace vitrine::cli
