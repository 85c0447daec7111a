// vote and scores: what people prefer, recorded and added up.
#include "pipeline/cli/exit_code.hpp"
#include "pipeline/cli/person.hpp"
#include "pipeline/cli/records.hpp"
#include "pipeline/cli/scores_text.hpp"
#include "pipeline/report/vote_file.hpp"
#include "pipeline/store/layout.hpp"
#include "pipeline/util/files.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <ostream>
#include <set>
#include <utility>

namespace vitrine::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kLargestFile = 16 << 20;
constexpr std::size_t kLongestName = 80;

struct Sorting {
  report::ComparisonKey key;
  std::vector<domain::Vote> votes;
  domain::Problems problems;
};

domain::Problem problem(const std::string& file, const char* code, const std::string& message) {
  domain::Problem found;
  found.file = file;
  found.code = code;
  found.message = message;
  return found;
}

std::vector<std::string> comparisons_in(const store::Layout& layout) {
  std::vector<std::string> ids;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(layout.comparisons(), none))
    if (entry.path().extension() == ".json") ids.push_back(entry.path().stem().string());
  std::sort(ids.begin(), ids.end());
  return ids;
}

std::string no_such_comparison(const std::string& id, const store::Layout& layout) {
  const std::vector<std::string> known = comparisons_in(layout);
  const std::string none = "no comparison here is called \"" + id + "\"";
  if (const auto near = util::nearest(id, known)) return none + "; did you mean \"" + *near + "\"?";
  if (known.empty()) return none + ": vitrine compare makes one";
  return none + "; there is \"" + known.back() + "\"";
}

/// The votes of a file with their models, or every mistake.
Sorting sort_out(const std::string& file, const std::string& text, const store::Layout& layout) {
  Sorting sorting;
  const report::VoteReading reading = report::read_votes(text);
  for (const std::string& wrong : reading.problems)
    sorting.problems.push_back(problem(file, "bad-votes", wrong));
  const std::string& id = reading.file.comparison;
  if (!report::is_comparison_id(id)) return sorting;
  const fs::path path = layout.comparison(id);
  const util::Result<std::string> stored = util::read_file(path);
  if (!stored) {
    sorting.problems.push_back(problem(file, "no-such-comparison", no_such_comparison(id, layout)));
    return sorting;
  }
  const util::Result<report::ComparisonKey> key = report::read_key(*stored);
  if (!key || key->id != id) {
    sorting.problems.push_back(
        problem(path.string(), "damaged-comparison",
                key ? "it is the key of comparison " + key->id : key.error().message));
    return sorting;
  }
  report::Unblinded unblinded = report::unblind(reading.file, *key);
  for (const std::string& wrong : unblinded.problems)
    sorting.problems.push_back(problem(file, "no-such-pair", wrong));
  sorting.key = *key;
  sorting.votes = std::move(unblinded.votes);
  return sorting;
}

/// What is wrong with --as; nothing: it may stand in the record.
std::optional<std::string> objection_to(const std::string& name, const ProjectSettings& settings) {
  if (name.empty()) return std::nullopt;
  if (!settings.names_people)
    return "vitrine.yaml says `people: none`, so nobody's name is kept: leave --as out";
  if (name.size() > kLongestName || util::trim(name) != name ||
      util::one_line(name, kLongestName) != name || !util::is_valid_utf8(name))
    return "--as takes a name of at most " + std::to_string(kLongestName) +
           " bytes in one line, without spaces around it";
  return std::nullopt;
}

void tell(const Console& console, const Sorting& sorting, const std::string& voter, int replaced) {
  const int recorded = static_cast<int>(sorting.votes.size());
  if (console.json) {
    util::JsonWriter json;
    json.begin_object();
    json.member("ok", true);
    json.member("comparison", sorting.key.id);
    json.member("job", sorting.key.job);
    json.member_or_null("voter", voter);
    json.member("recorded", recorded);
    json.member("replaced", replaced);
    json.member("pairs", sorting.key.pairs.size());
    json.end_object();
    console.out << std::move(json).take() << '\n';
    return;
  }
  console.out << "recorded  " << counted(recorded, "vote");
  if (!voter.empty()) console.out << " of " << util::one_line(voter);
  console.out << " on comparison " << sorting.key.id << ", which has "
              << counted(static_cast<long long>(sorting.key.pairs.size()), "pair");
  if (replaced > 0) console.out << "; " << replaced << " in place of earlier ones";
  console.out << "\nscores    vitrine scores\n";
}

}  // namespace

int vote(const Invocation& call, const VoteFlags& flags) {
  int exit_code = kDone;
  auto records = open_records(call, exit_code);
  if (!records) return exit_code;
  const SettingsReading settings = read_project_settings(records->project.settings());
  domain::Problems problems = settings.problems;
  if (auto wrong = objection_to(flags.as, settings.settings))
    problems.push_back(problem("", "bad-name", *wrong));
  const util::Result<std::string> text = util::read_file(flags.file, kLargestFile);
  Sorting sorting;
  if (text) {
    sorting = sort_out(flags.file, *text, store::Layout(records->project.store_folder().string()));
    for (domain::Problem& wrong : sorting.problems) problems.push_back(std::move(wrong));
  } else {
    problems.push_back(problem("", "no-votes", text.error().message));
  }
  if (domain::has_errors(problems)) {
    fail(call.console, kBadJob, problems);
    if (!call.console.json) call.console.err << "Nothing was recorded.\n";
    return kBadJob;
  }
  const std::string voter = flags.as.empty() ? person_deciding(settings.settings) : flags.as;
  for (domain::Vote& vote : sorting.votes) {
    vote.voter = voter;
    vote.at = call.clock.now();
  }
  records->lineage =
      lineage::Lineage::open(records->project.store_folder().string(), lineage::Access::read_write);
  tell(call.console, sorting, voter, records->lineage->add_votes(sorting.votes));
  return kDone;
}

int scores(const Invocation& call, const std::string& operation_word) {
  const auto operation = domain::parse<domain::Operation>(operation_word);
  if (!operation && !operation_word.empty()) {
    const auto words = domain::names<domain::Operation>();
    const auto near = util::nearest(operation_word, words);
    return fail(
        call.console, kBadJob,
        "no operation is called \"" + util::one_line(operation_word, 60) + "\"" +
            (near ? "; did you mean \"" + *near + "\"?" : "; there are " + util::join(words, ", ")),
        "usage");
  }
  int exit_code = kDone;
  const auto records = open_records(call, exit_code);
  if (!records) return exit_code;
  const std::vector<OperationScores> found = scores_of(*records->lineage, operation);
  call.console.out << (call.console.json ? scores_json(found) + "\n" : scores_text(found));
  return kDone;
}

}  // namespace vitrine::cli
