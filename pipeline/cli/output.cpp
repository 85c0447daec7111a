#include "pipeline/cli/output.hpp"

#include "pipeline/cli/project.hpp"
#include "pipeline/providers/redact.hpp"
#include "pipeline/spec/print.hpp"
#include "pipeline/util/files.hpp"
#include "pipeline/util/text.hpp"

#include <filesystem>
#include <map>
#include <ostream>
#include <utility>

namespace vitrine::cli {
namespace {

/// Lines of the files complained about, each file read once.
class SourceLines {
 public:
  std::string line(const std::string& file, int number) {
    if (number <= 0) return {};
    auto [found, added] = files_.try_emplace(file);
    if (added)
      if (util::Result<std::string> text = util::read_file(file, 32 << 20))
        found->second = std::move(*text);
    std::string_view rest = found->second;
    for (int i = 1; i < number; ++i) {
      const std::size_t end = rest.find('\n');
      if (end == std::string_view::npos) return {};
      rest.remove_prefix(end + 1);
    }
    std::string line(rest.substr(0, rest.find('\n')));
    if (!line.empty() && line.back() == '\r') line.pop_back();
    return line;
  }

 private:
  std::map<std::string, std::string> files_;
};

/// Whether somebody may have written a key into the project's settings: such a line is not shown.
bool may_hold_key(const domain::Problem& problem, const std::string& line) {
  if (std::filesystem::path(problem.file).filename() != "vitrine.yaml") return false;
  return problem.code == "no-variable-name" || line.find('@') != std::string::npos ||
         providers::redacted(line) != util::one_line(line, providers::kLongestMessage);
}

}  // namespace

void print_problems(const domain::Problems& problems, std::ostream& out) {
  SourceLines lines;
  for (const domain::Problem& problem : problems) {
    if (problem.file.empty()) {
      const bool is_error = problem.level == domain::Problem::Level::error;
      out << "vitrine: " << (is_error ? "" : std::string(to_text(problem.level)) + ": ")
          << problem.message << '\n';
      continue;
    }
    domain::Problem shown = problem;
    std::string source = lines.line(problem.file, problem.line);
    if (may_hold_key(problem, source)) source.clear();
    shown.file = shown_path(shown.file);
    out << spec::format_problem(shown, source);
  }
}

void write_problems(util::JsonWriter& json, const domain::Problems& problems) {
  json.begin_array();
  for (const domain::Problem& problem : problems) {
    json.begin_object();
    json.member("file", problem.file.empty() ? std::string() : shown_path(problem.file));
    json.member("line", problem.line);
    json.member("column", problem.column);
    json.member("severity", domain::to_text(problem.level));
    json.member("code", problem.code);
    json.member("message", problem.message);
    json.member("suggestion", problem.suggestion);
    if (problem.row > 0) json.member("row", problem.row);
    if (!problem.heading.empty()) json.member("heading", problem.heading);
    json.end_object();
  }
  json.end_array();
}

std::string failure_json(int exit_code,
                         const domain::Problems& problems,
                         const std::string& stopped) {
  util::JsonWriter json;
  json.begin_object();
  json.member("ok", false);
  json.member("exit", exit_code);
  if (!stopped.empty()) json.member("stopped", stopped);
  json.key("problems");
  write_problems(json, problems);
  json.end_object();
  return std::move(json).take();
}

int fail(const Console& console, int exit_code, const domain::Problems& problems) {
  if (console.json)
    console.out << failure_json(exit_code, problems) << '\n';
  else
    print_problems(problems, console.err);
  return exit_code;
}

int fail(const Console& console,
         int exit_code,
         const std::string& message,
         const std::string& code) {
  domain::Problem problem;
  problem.code = code;
  problem.message = message;
  if (console.json) return fail(console, exit_code, domain::Problems{problem});
  console.err << "vitrine: " << message << '\n';
  return exit_code;
}

std::string counted(long long count, const std::string& one, const std::string& many) {
  return std::to_string(count) + " " + (count == 1 ? one : many.empty() ? one + "s" : many);
}

}  // namespace vitrine::cli
