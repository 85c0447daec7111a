// Every word of every shipped job, misspelt one at a time: the answer must point at that very word.
#include "pipeline/cli/app.hpp"
#include "pipeline/util/text.hpp"
#include "tests/cli/fixed_clock.hpp"
#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>
#include <rapidjson/document.h>

#include <regex>
#include <set>
#include <sstream>

using namespace vitrine;
namespace fs = std::filesystem;

namespace {

/// A copy of what the shipped jobs refer to, in which a job can be spoilt.
class Copy {
 public:
  Copy() {
    fs::copy("samples", folder_ / "samples", fs::copy_options::recursive);
    fs::copy("jobs", folder_ / "jobs", fs::copy_options::recursive);
    folder_.write("vitrine.yaml", "{}\n");
  }
  rapidjson::Document check(const std::string& job, const std::string& text) const {
    folder_.write("jobs/" + job, text);
    std::ostringstream out, err;
    const test::FixedClock clock;
    exit_code = cli::run_app({"--json", "check", (folder_ / ("jobs/" + job)).string()},
                             {out, err, false, clock});
    rapidjson::Document document;
    document.Parse(out.str().c_str());
    return document;
  }
  mutable int exit_code = 0;

 private:
  test::TempFolder folder_;
};

struct Token {
  int line = 0, column = 0;  ///< from 1
  std::string text;
};

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (const std::string_view line : util::split(text, '\n')) lines.emplace_back(line);
  return lines;
}

/// Where a comment begins, or the end of the line.
std::size_t code_length(const std::string& line) {
  const std::size_t first = line.find_first_not_of(' ');
  if (first != std::string::npos && line[first] == '#') return 0;
  const std::size_t comment = line.find(" #");
  // A colour is written "#A8C8D8": quoted, never after a blank.
  return comment == std::string::npos ? line.size() : comment;
}

std::vector<Token> tokens(const std::string& job, const std::regex& pattern) {
  std::vector<Token> found;
  const std::vector<std::string> lines = lines_of(job);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string code = lines[i].substr(0, code_length(lines[i]));
    for (std::sregex_iterator match(code.begin(), code.end(), pattern), end; match != end; ++match)
      found.push_back(
          {static_cast<int>(i) + 1, static_cast<int>(match->position(1)) + 1, match->str(1)});
  }
  return found;
}

std::string with(const std::string& job, const Token& token, const std::string& other) {
  std::vector<std::string> lines = lines_of(job);
  lines[static_cast<std::size_t>(token.line) - 1].replace(
      static_cast<std::size_t>(token.column) - 1, token.text.size(), other);
  return util::join(lines, "\n");
}

std::string misspelt(const std::string& word) {
  std::string wrong = word;
  wrong.insert(wrong.size() / 2, "q");
  return wrong;
}

/// The problem at that token, if there is one.
const rapidjson::Value* problem_at(const rapidjson::Document& answer, const Token& token) {
  for (const auto& problem : answer["problems"].GetArray())
    if (problem["line"].GetInt() == token.line && problem["column"].GetInt() == token.column)
      return &problem;
  return nullptr;
}

const std::vector<std::string> kJobs{"minimal.yaml", "spring-catalog.yaml", "feed-import.yaml",
                                     "shopify-import.yaml"};

/// The words that the job format itself knows; the others are names the job gives.
bool is_key(const std::string& word) {
  static const std::set<std::string> names{"body", "lid", "base", "print", "label"};  // zones
  if (names.contains(word)) return false;
  static const std::string schema = test::read_text("schemas/job.schema.json");
  return schema.find('"' + word + "\": {") != std::string::npos;
}

}  // namespace

TEST_CASE("the shipped jobs have nothing wrong with them", "[cli]") {
  const Copy copy;
  for (const std::string& job : kJobs) {
    INFO(job);
    const auto answer = copy.check(job, test::read_text("jobs/" + job));
    for (const auto& problem : answer["problems"].GetArray())
      CHECK(std::string(problem["severity"].GetString()) != "error");
  }
}

TEST_CASE("a misspelt key on any line of a shipped job is pointed at, with the word meant",
          "[cli]") {
  const Copy copy;
  const std::regex key("(?:^|[ {])([a-z_]+):(?= |$)");
  for (const std::string& job : kJobs) {
    const std::string text = test::read_text("jobs/" + job);
    for (const Token& token : tokens(text, key)) {
      if (!is_key(token.text)) continue;
      const auto answer = copy.check(job, with(text, token, misspelt(token.text)));
      INFO(job << ":" << token.line << ":" << token.column << " " << misspelt(token.text));
      CHECK(copy.exit_code == 2);
      const rapidjson::Value* problem = problem_at(answer, token);
      REQUIRE(problem != nullptr);
      CHECK(std::string((*problem)["suggestion"].GetString()) == token.text);
    }
  }
}

TEST_CASE("a wrong reference to a scene, colorway or profile is pointed at", "[cli]") {
  const Copy copy;
  const std::regex profile("profile: ([a-z-]+)");
  const std::regex form("form: ([a-z-]+)");
  const std::regex model("^model: ([a-z0-9.-]+)");
  const std::regex zone("[ {]zone: ([a-z]+)");
  for (const std::string& job : kJobs) {
    const std::string text = test::read_text("jobs/" + job);
    for (const std::regex& pattern : {profile, form, model, zone})
      for (const Token& token : tokens(text, pattern)) {
        const auto answer = copy.check(job, with(text, token, misspelt(token.text)));
        INFO(job << ":" << token.line << ":" << token.column << " " << misspelt(token.text));
        CHECK(copy.exit_code == 2);
        const rapidjson::Value* problem = problem_at(answer, token);
        REQUIRE(problem != nullptr);
        CHECK(std::string((*problem)["suggestion"].GetString()) == token.text);
      }
    const std::regex list("scenes: \\[([^\\]]+)\\]");
    for (const Token& names : tokens(text, list)) {
      int column = names.column;
      for (const std::string_view piece : util::split(names.text, ',')) {
        const std::string name(util::trim(piece));
        const int lead = static_cast<int>(piece.find(name));
        const Token token{names.line, column + lead, name};
        column += static_cast<int>(piece.size()) + 1;
        const auto answer = copy.check(job, with(text, token, misspelt(name)));
        INFO(job << ":" << token.line << ":" << token.column << " " << misspelt(name));
        const rapidjson::Value* problem = problem_at(answer, token);
        REQUIRE(problem != nullptr);
        CHECK(std::string((*problem)["suggestion"].GetString()) == name);
      }
    }
  }
}

TEST_CASE("a wrong colour, length, number, file or kind of value is pointed at", "[cli]") {
  const Copy copy;
  struct Spoil {
    std::regex pattern;
    std::string wrong;
  };
  const std::vector<Spoil> spoils{{std::regex("color: (\"#[0-9A-Fa-f]+\")"), "\"#8FA58\""},
                                  {std::regex("height: ([0-9.]+ cm)"), "9.5 parsecs"},
                                  {std::regex("height: ([0-9.]+)(?=[} ]|$)(?! cm)"), "tall"},
                                  {std::regex("front_edge: ([0-9]+ cm)"), "wide"},
                                  {std::regex("aspect: (\"[0-9]+:[0-9]+\")"), "\"4by5\""},
                                  {std::regex("^vitrine: ([0-9]+)"), "one"},
                                  {std::regex("from: (left|right|behind|front|above)"), "lfet"},
                                  {std::regex("backdrop: ([^ ]+)"), "../samples/scenes/none.jpg"},
                                  {std::regex("on: (table|shelf|floor|bed|wall)"), "[table]"},
                                  {std::regex("prompt: (\"[^\"]+\")"), "{words: 3}"}};
  for (const std::string& job : kJobs) {
    const std::string text = test::read_text("jobs/" + job);
    for (const Spoil& spoil : spoils)
      for (const Token& token : tokens(text, spoil.pattern)) {
        const auto answer = copy.check(job, with(text, token, spoil.wrong));
        INFO(job << ":" << token.line << ":" << token.column << " " << spoil.wrong);
        CHECK(copy.exit_code == 2);
        CHECK(problem_at(answer, token) != nullptr);
      }
  }
}
