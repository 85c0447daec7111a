#include "pipeline/util/text.hpp"
#include "tests/spec/job_folder.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cctype>

using namespace vitrine;

namespace {

struct Word {
  std::size_t at;
  std::string text;
  int line, column;
};

/// Every run of word characters outside quotes that `wanted` accepts by what follows it.
template <class Wanted>
std::vector<Word> words_of(const std::string& text, Wanted wanted) {
  std::vector<Word> words;
  int line = 1, column = 1;
  bool is_quoted = false;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() &&
           (std::isalnum(static_cast<unsigned char>(text[end])) ||
            std::string_view("_-./").find(text[end]) != std::string_view::npos))
      ++end;
    if (end > i && !is_quoted && wanted(text, i, end))
      words.push_back({i, text.substr(i, end - i), line, column});
    if (text[i] == '"') is_quoted = !is_quoted;
    const std::size_t next = std::max(end, i + 1);
    column = text[i] == '\n' ? 1 : column + static_cast<int>(next - i);
    if (text[i] == '\n') ++line;
    i = next;
  }
  return words;
}

bool is_key(const std::string& text, std::size_t, std::size_t end) { return text[end] == ':'; }

/// Slips of one or two edits: neighbours swapped, a letter lost, doubled, wrong, two more.
std::vector<std::string> slips_of(const std::string& word) {
  std::vector<std::string> slips;
  const std::size_t middle = word.size() / 2;
  for (std::size_t i = middle; i + 1 < word.size() && slips.empty(); ++i)
    if (word[i] != word[i + 1]) {
      slips.push_back(word);
      std::swap(slips.back()[i], slips.back()[i + 1]);
    }
  slips.push_back(word + "x");
  if (word.size() < 4) return slips;  // of a shorter word nothing certain would be left
  slips.push_back(word.substr(0, middle) + word.substr(middle + 1));
  slips.push_back(word.substr(0, middle) + word[middle] + word.substr(middle));
  slips.push_back(word.substr(0, middle) + "q" + word.substr(middle + 1));
  if (word.size() > 5) slips.push_back(word + "qq");
  return slips;
}

const domain::Problem* error_at(const domain::Problems& problems, int line, int column) {
  for (const domain::Problem& problem : problems)
    if (problem.level == domain::Problem::Level::error && problem.line == line &&
        problem.column == column)
      return &problem;
  return nullptr;
}

spec::Reading read_with(const test::JobFolder& folder,
                        const std::string& job,
                        const Word& word,
                        const std::string& instead) {
  std::string wrong = job;
  wrong.replace(word.at, word.text.size(), instead);
  return folder.read(wrong);
}

}  // namespace

TEST_CASE("every misspelt key is reported at its own place with the word that was meant",
          "[spec]") {
  const test::JobFolder folder;
  const std::string job = test::complete_job();
  int tried = 0;
  for (const Word& word : words_of(job, is_key)) {
    for (const std::string& slip : slips_of(word.text)) {
      const spec::Reading reading = read_with(folder, job, word, slip);
      INFO(word.line << ": " << word.text << " -> " << slip << "\n"
                     << util::join(test::lines(reading.problems), "\n"));
      CHECK_FALSE(reading.job);
      const domain::Problem* problem = error_at(reading.problems, word.line, word.column);
      REQUIRE(problem);
      CHECK(problem->suggestion == word.text);
      CHECK(problem->length == static_cast<int>(slip.size()));
    }
    ++tried;
  }
  CHECK(tried > 70);
}

TEST_CASE("every misspelt reference is reported at its own place with the word that was meant",
          "[spec]") {
  const test::JobFolder folder;
  const std::string job = test::complete_job();
  // What is free text, a number or a new name cannot be misspelt.
  const std::vector<std::string> free{
      "1",           "outdoor-autumn", "Enamel", "kettle", "Kitchen",        "Kettles",
      "MUG-01",      "wooden",         "handle", "true",   "../out/outdoor", "KETTLE-01-R",
      "KETTLE-01-S", "linen"};
  const auto is_reference = [&](const std::string& text, std::size_t begin, std::size_t end) {
    const std::string word = text.substr(begin, end - begin);
    const bool is_list_mark = word == "-";
    const bool is_number = std::isdigit(static_cast<unsigned char>(word[0]));
    const bool is_unit = word == "USD" || word == "cm" || word == "h";
    const bool is_boolean = word == "false";
    return text[end] != ':' && !is_list_mark && !is_number && !is_unit && !is_boolean &&
           std::find(free.begin(), free.end(), word) == free.end() && word != "out_of_stock";
  };
  int tried = 0;
  for (const Word& word : words_of(job, is_reference)) {
    // The number of an article is a name where it is given and a reference elsewhere.
    if (word.text == "KETTLE-01" && word.line < 40) continue;
    for (const std::string& slip : slips_of(word.text)) {
      if (slip.find("//") != std::string::npos) continue;  // names the same file
      const spec::Reading reading = read_with(folder, job, word, slip);
      INFO(word.line << ": " << word.text << " -> " << slip << "\n"
                     << util::join(test::lines(reading.problems), "\n"));
      CHECK_FALSE(reading.job);
      const domain::Problem* problem = error_at(reading.problems, word.line, word.column);
      REQUIRE(problem);
      CHECK(problem->suggestion == word.text);
    }
    ++tried;
  }
  CHECK(tried > 40);
}

TEST_CASE(
    "a list where a value belongs, and a word where a map belongs, are reported where they are",
    "[spec]") {
  const test::JobFolder folder;
  const std::string job = test::complete_job();
  for (const Word& word : words_of(job, is_key)) {
    std::size_t begin = word.at + word.text.size() + 1;
    begin = job.find_first_not_of(' ', begin);
    if (job[begin] == '\n') continue;  // a block below
    // The value up to the end of its scalar, list or map.
    const char opener = job[begin];
    std::size_t end = begin;
    if (opener == '[' || opener == '{' || opener == '"') {
      const char closer = opener == '[' ? ']' : opener == '{' ? '}' : '"';
      int depth = 0;
      do {
        if (job[end] == opener && (opener != '"' || depth == 0))
          ++depth;
        else if (job[end] == closer)
          --depth;
        ++end;
      } while (depth > 0);
    } else {
      end = job.find_first_of(",}\n", begin);
    }
    // A list of lists is nowhere right where a value, list or map stands.
    const std::string instead = "[[[[x]]]]";
    const std::string wrong = job.substr(0, begin) + instead + job.substr(end);
    const spec::Reading reading = folder.read(wrong);
    INFO(word.line << ": " << word.text << "\n" << util::join(test::lines(reading.problems), "\n"));
    CHECK_FALSE(reading.job);
    const auto is_there = [&](const domain::Problem& problem) {
      const int value_column = word.column + static_cast<int>(begin - word.at);
      return problem.level == domain::Problem::Level::error && problem.line == word.line &&
             problem.column >= value_column &&
             problem.column < value_column + static_cast<int>(instead.size());
    };
    CHECK(std::any_of(reading.problems.begin(), reading.problems.end(), is_there));
  }
}
