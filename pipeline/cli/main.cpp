#include "pipeline/cli/app.hpp"

#include <iostream>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char** argv) {
  // libjpeg-turbo lets the environment change the bytes it writes; delivered bytes must not.
  for (const char* name : {"TJ_OPTIMIZE", "TJ_PROGRESSIVE", "TJ_RESTART", "TJ_FASTUPSAMPLE"})
    unsetenv(name);
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const vitrine::util::SystemClock clock;
  return vitrine::cli::run_app(
      arguments, {std::cout, std::cerr, isatty(STDERR_FILENO) != 0, clock,
                  vitrine::cli::process_variables(), &std::cin, isatty(STDIN_FILENO) != 0});
}
