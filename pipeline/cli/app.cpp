#include "pipeline/cli/app.hpp"

#include "pipeline/cli/command_line.hpp"
#include "pipeline/cli/exit_code.hpp"
#include "pipeline/util/text.hpp"

#include <CLI/CLI.hpp>

#include <exception>
#include <ostream>
#include <system_error>

namespace vitrine::cli {
namespace {

constexpr const char* kAbout =
    "Vitrine turns packshots into a whole catalog of finished, checked pictures from one YAML "
    "job.\n"
    "The embedded studio renders for free and needs no key.";
constexpr const char* kExamples =
    "Examples:\n"
    "  vitrine check jobs/spring-catalog.yaml      what is wrong with it, line by line\n"
    "  vitrine plan jobs/spring-catalog.yaml       what would be made, why, and the price\n"
    "  vitrine run jobs/spring-catalog.yaml        make it\n"
    "  vitrine explain MUG-01/glacier/kitchen      why one picture is made again\n"
    "  vitrine reproduce --all                     prove every file, byte for byte\n"
    "\n"
    "Paid models are asked with the key in GEMINI_API_KEY (or GOOGLE_API_KEY, which wins), in\n"
    "GOOGLE_APPLICATION_CREDENTIALS for Vertex AI, in COMETAPI_KEY; vitrine.yaml may name others.\n"
    "\n"
    "Exit codes: 0 done, 1 some failed or rows set aside, 2 bad job or usage, 3 budget or "
    "deadline,\n"
    "4 new questions for a person, 5 could not start or go on, 130 interrupted.";

bool asks_for_json(const std::vector<std::string>& arguments) {
  for (const std::string& argument : arguments)
    if (argument == "--json") return true;
  return false;
}

/// What CLI11 found wrong, with the command that was probably meant.
std::string usage_message(const CLI::ParseError& error,
                          const std::vector<std::string>& arguments,
                          const std::vector<std::string>& names) {
  std::string message = util::one_line(error.what(), 300);
  for (const std::string& argument : arguments) {
    if (argument.starts_with("-")) continue;
    bool known = false;
    for (const std::string& name : names) known = known || name == argument;
    if (known) break;
    const auto near = util::nearest(argument, names);
    return "no command \"" + util::one_line(argument, 60) + "\"" +
           (near ? "; did you mean \"" + *near + "\"?" : "; vitrine --help lists them");
  }
  return message + " (vitrine --help shows how)";
}

std::string joined(const std::vector<std::string>& arguments) {
  return "vitrine " + util::join(arguments, " ");
}

}  // namespace

int run_app(const std::vector<std::string>& arguments, const Environment& environment) {
  CLI::App app{kAbout, "vitrine"};
  app.footer(kExamples);
  app.set_version_flag("--version", "vitrine " VITRINE_VERSION);
  Flags flags;
  const Commands commands(app, flags);
  Console console{environment.out, environment.err, asks_for_json(arguments),
                  environment.err_is_terminal, false};
  try {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    app.parse(reversed);
  } catch (const CLI::Success& help) {
    app.exit(help, environment.out, environment.err);
    return kDone;
  } catch (const CLI::ParseError& error) {
    return fail(console, kBadJob, usage_message(error, arguments, commands.names()), "usage");
  }
  if (const auto wrong = wrong_flag(flags)) return fail(console, kBadJob, *wrong, "usage");
  Invocation call{
      console,
      flags.project.empty() ? std::nullopt : std::optional<std::filesystem::path>(flags.project),
      environment.clock,
      joined(arguments),
      environment.variables,
      environment.in,
      environment.in_is_terminal};
  try {
    return commands.chosen()(call);
  } catch (const std::system_error& error) {
    return fail(console, kCouldNot, std::string("the disk would not: ") + error.what(), "disk");
  } catch (const std::exception& error) {
    return fail(console, kCouldNot, error.what(), "could-not");
  }
}

}  // namespace vitrine::cli
