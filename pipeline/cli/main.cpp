#include "pipeline/cli/app.hpp"

#include <iostream>
#include <unistd.h>

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const vitrine::util::SystemClock clock;
  return vitrine::cli::run_app(arguments,
                               {std::cout, std::cerr, isatty(STDERR_FILENO) != 0, clock});
}
