#include "pipeline/spec/print.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;

namespace {

domain::Problem problem_at(int line, int column, int length, std::string message) {
  domain::Problem problem;
  problem.file = "jobs/outdoor.yaml";
  problem.line = line;
  problem.column = column;
  problem.length = length;
  problem.message = std::move(message);
  return problem;
}

}  // namespace

TEST_CASE("a problem is shown with its line and a mark under the token", "[spec]") {
  CHECK(spec::format_problem(
            problem_at(11, 3, 6, "unknown key \"aprove\"; did you mean \"approve\"?"),
            "  aprove: checks") ==
        "jobs/outdoor.yaml:11:3: error: unknown key \"aprove\"; did you mean \"approve\"?\n"
        "   11 |   aprove: checks\n"
        "      |   ^~~~~~\n");
}

TEST_CASE("the mark stands under letters, not bytes, and never passes the line", "[spec]") {
  CHECK(spec::format_problem(problem_at(1, 7, 40, "no"), "\xC3\xA9\xC3\xA9: b\xC3\xA4r") ==
        "jobs/outdoor.yaml:1:7: error: no\n"
        "    1 | \xC3\xA9\xC3\xA9: b\xC3\xA4r\n"
        "      |     ^~~\n");
}

TEST_CASE("long messages are folded, and a row without a column shows no line", "[spec]") {
  domain::Problem problem = problem_at(18, 0, 1, {});
  problem.level = domain::Problem::Level::warning;
  problem.message =
      "TARP-04 set aside, image_link: no file samples/products/tarp-green.JPG, but there is "
      "tarp-green.jpg (case differs)";
  CHECK(spec::format_problem(problem, "TARP-04,x") ==
        "jobs/outdoor.yaml:18: warning: TARP-04 set aside, image_link: no file\n"
        "   samples/products/tarp-green.JPG, but there is tarp-green.jpg (case differs)\n");
  problem.line = 0;
  CHECK(spec::format_problem(problem, "").starts_with("jobs/outdoor.yaml: warning: "));
}

TEST_CASE("what a file holds cannot steer the terminal", "[spec]") {
  const std::string text =
      spec::format_problem(problem_at(1, 1, 3, "bad \x1b[31m"), "a\x1b[0m\r\x07");
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find('\x07') == std::string::npos);
}
